import { ask } from '../api.js';
import { h, say } from '../dom.js';
import { estimates } from '../estimates.js';
import { card, empty, loading, problemBox, table, tile } from '../parts.js';
import { dateTime, number, percent, t } from '../words.js';

/** Comparing replays the whole log. */
const patience = 120_000;

export async function show(root, signal) {
  root.append(loading());
  const state = await ask('decisions', { signal });
  const figure = (value, digits) => (value === undefined ? '–' : number(value, digits));
  const answer = h('div', {});
  root.replaceChildren(
    h('dl', { class: 'tiles' },
      tile(t('decisions.serving'), state.serving.name, { note: state.serving.settings.learner }),
      tile(t('decisions.joined'), number(state.counts.joined)),
      tile(t('decisions.rewarded'), number(state.counts.rewarded)),
      tile(t('decisions.mean'), figure(state.meanReward, 3)),
      tile(t('decisions.trial'), state.trial ? state.trial.policy.name : t('none'), {
        note: state.trial ? t('decisions.trial.note', { share: percent(state.trial.share, 1) }) : '' })),
    state.counts.joined === 0 && empty(t('decisions.none')),
    card(t('decisions.evaluate'), { wide: true }, h('p', {}, t('decisions.evaluate.help')),
      h('button', { type: 'button', onclick: event => compare(event.currentTarget) }, t('decisions.evaluate')), answer),
    state.history.length > 0 && card(t('decisions.history'), { wide: true }, table(t('decisions.history'), [
      { name: t('models.when'), of: change => dateTime(change.at) },
      { name: t('decisions.policy'), header: true, of: change => change.policy.name },
      { name: t('models.reason'), of: change => h('span', { lang: 'en' }, change.reason) },
    ], [...state.history].reverse())));

  async function compare(button) {
    button.disabled = true;
    answer.replaceChildren(loading());
    try {
      const comparison = await ask('evaluations', { method: 'POST', body: {}, signal, wait: patience });
      answer.replaceChildren(drawComparison(comparison));
      say(t('decisions.compared', { count: number(comparison.decisions) }));
    } catch (problem) {
      if (!signal.aborted) answer.replaceChildren(problemBox(problem, null));
    } finally {
      button.disabled = false;
    }
  }
}

function drawComparison(comparison) {
  return h('div', {}, h('p', { class: 'note' }, t('decisions.compared', { count: number(comparison.decisions) })),
    estimates(t('decisions.evaluate'), [comparison.logged, ...comparison.policies, ...comparison.slates]));
}
