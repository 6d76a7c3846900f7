import { h } from './dom.js';
import { table } from './parts.js';
import { number, t } from './words.js';

/** What policies would have been worth, estimated from a log. */
export const estimates = (caption, policies) => table(caption, [
  { name: t('decisions.policy'), header: true, of: policy => h('span', { lang: 'en' }, policy.policy) },
  { name: t('decisions.reward'), number: true, of: policy => (policy.decisive ? number(policy.decisive.value, 4) : '–') },
  { name: t('decisions.interval'), number: true, of: policy => (policy.decisive ? `${number(policy.decisive.normal.lower, 4)} … ${number(policy.decisive.normal.upper, 4)}` : '–') },
  { name: t('decisions.effective'), number: true, of: policy => number(policy.effectiveSampleSize) },
  { name: t('decisions.verdict'), of: policy => (policy.verdict ? h('span', { lang: 'en' }, policy.verdict) : t('decisions.reliable')) },
], policies);
