import { ask, path } from '../api.js';
import { h, say } from '../dom.js';
import { estimates } from '../estimates.js';
import { card, empty, loading, problemBox, table } from '../parts.js';
import { dateTime, number, t } from '../words.js';

/** Reports read the log since the experiment began. */
const patience = 120_000;

export async function show(root, signal) {
  root.append(loading());
  const [{ policies }, { experiments }] = await Promise.all([ask('policies', { signal }), ask('experiments', { signal })]);
  root.replaceChildren(
    card(t('rules.policies'), { wide: true }, policies.length === 0 ? empty(t('rules.policies.none')) : table(t('rules.policies'), [
      { name: t('rules.policy'), header: true, of: policy => policy.name },
      { name: t('rules.current'), number: true, of: policy => number(policy.current) },
      { name: t('rules.versions'), number: true, of: policy => number(policy.versions.length) },
      { name: t('rules.since'), of: policy => (policy.history.length > 0 ? dateTime(policy.history.at(-1).at) : '–') },
    ], policies)),
    card(t('rules.experiments'), { wide: true },
      experiments.length === 0 ? empty(t('rules.experiments.none')) : experiments.map(experiment => drawExperiment(experiment, signal))),
    card(t('rules.slates'), { wide: true }, h('p', {}, t('rules.slates.help')),
      onDemand(t('rules.slates.compare'), () => ask('evaluations/slates', { signal, wait: patience }), drawSlates, signal)));
}

/** A button, and below it what it asked for. */
function onDemand(label, asked, draw, signal) {
  const answer = h('div', {});
  const button = h('button', { type: 'button', onclick: async () => {
    button.disabled = true;
    answer.replaceChildren(loading());
    try {
      answer.replaceChildren(draw(await asked()));
      say(t('rules.drawn'));
    } catch (problem) {
      if (!signal.aborted) answer.replaceChildren(problemBox(problem, null));
    } finally {
      button.disabled = false;
    }
  } }, label);
  return [button, answer];
}

function drawExperiment({ name, experiment, startedAt }, signal) {
  return h('section', {},
    h('h3', {}, name),
    h('p', { class: 'note' }, t('rules.started', { when: dateTime(startedAt) }),
      experiment.endsAt ? ` ${t('rules.ends', { when: dateTime(experiment.endsAt) })}` : ''),
    table(t('rules.arms', { name }), [
      { name: t('rules.arm'), header: true, of: arm => arm.name },
      { name: t('rules.weight'), number: true, of: arm => number(arm.weight, 2) },
      { name: t('rules.policy'), of: arm => arm.policy ?? '–' },
      { name: t('rules.creators'), of: arm => arm.creatorPolicy ?? '–' },
    ], experiment.arms),
    onDemand(t('rules.report', { name }), () => ask(path('experiments', name, 'report'), { signal, wait: patience }), drawReport, signal));
}

function drawReport(report) {
  const figure = (value, digits) => (value === undefined ? t('rules.few') : number(value, digits));
  return h('div', {},
    table(t('rules.report', { name: report.name }), [
      { name: t('rules.arm'), header: true, of: arm => arm.name },
      { name: t('rules.users'), number: true, of: arm => figure(arm.users) },
      { name: t('rules.impressions'), number: true, of: arm => figure(arm.impressions) },
      { name: t('rules.value'), number: true, of: arm => figure(arm.valuePerUser, 3) },
      { name: t('rules.difference'), number: true, of: arm => (arm.difference
        ? `${number(arm.difference.perUser, 3)} (${number(arm.difference.lower, 3)} … ${number(arm.difference.upper, 3)})` : '–') },
    ], report.arms),
    h('p', { class: 'note' }, t('rules.until', { when: dateTime(report.until) })),
    report.notes.length > 0 && h('ul', { lang: 'en' }, report.notes.map(note => h('li', {}, note))));
}

function drawSlates(evaluation) {
  return evaluation.slates === 0 ? empty(t('rules.slates.none')) : h('div', {},
    h('p', { class: 'note' }, t('rules.slates.found', { slates: number(evaluation.slates), answered: number(evaluation.answered) })),
    estimates(t('rules.slates'), evaluation.policies));
}
