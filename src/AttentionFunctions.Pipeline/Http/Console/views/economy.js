import { ask, path } from '../api.js';
import { chart } from '../charts.js';
import { goTo, h } from '../dom.js';
import { asTable, card, empty, field, loading, table, tile } from '../parts.js';
import { day, number, percent, t } from '../words.js';

const shown = 20;
const groupings = ['creator', 'category', 'item'];

export async function show(root, signal, by = 'creator') {
  const select = h('select', { id: 'by', onchange: () => goTo(`#/economy/${select.value}`) },
    groupings.map(grouping => h('option', { value: grouping, selected: grouping === by }, t(`economy.by.${grouping}`))));
  const content = h('div', { class: 'stack' }, loading());
  root.append(h('div', { class: 'ask' }, field(t('economy.by'), select)), content);
  const report = await ask(path('economy', { by: groupings.includes(by) ? by : 'creator', count: shown }), { signal });
  if (report.weeks.length === 0) {
    content.replaceChildren(empty(t('economy.none')));
    return;
  }

  content.replaceChildren(
    h('p', { class: 'lead' }, t('economy.range', { from: day(report.from), to: day(report.to), pages: number(report.totals.pages), impressions: number(report.totals.impressions) })),
    h('dl', { class: 'tiles' },
      tile(t('economy.gini'), number(report.exposure.gini, 3)),
      tile(t('economy.gini.attention'), number(report.attention.gini, 3)),
      tile(t('economy.effective'), number(report.exposure.effectiveNumber, 1), { note: t('economy.effective.note', { holders: number(report.exposure.holders) }) }),
      tile(t('economy.top'), percent(report.exposure.topTenthShare, 1))),
    h('div', { class: 'grid' }, lorenz(report), weeks(report)),
    card(t('economy.groups'), { wide: true }, table(t('economy.groups'), [
      { name: t('economy.name'), header: true, of: group => group.name || t('economy.unnamed') },
      { name: t('economy.exposure'), number: true, of: group => percent(group.exposureShare, 1) },
      { name: t('economy.attention'), number: true, of: group => percent(group.attentionShare, 1) },
      { name: t('economy.merit'), number: true, of: group => (group.exposurePerMerit === undefined ? '–' : number(group.exposurePerMerit, 2)) },
      { name: t('decisions.interval'), number: true, of: group => (group.lower === undefined ? '–' : `${number(group.lower, 2)} … ${number(group.upper, 2)}`) },
    ], report.groups)));
}

function lorenz({ exposure, attention }) {
  const steps = exposure.lorenz.map((_, i) => i / (exposure.lorenz.length - 1));
  const half = curve => percent(curve[Math.floor((curve.length - 1) / 2)] ?? 0);
  const picture = chart({
    label: t('economy.lorenz.label', { exposure: half(exposure.lorenz), attention: half(attention.lorenz) }), height: 240, x: share => percent(share), y: share => percent(share),
    series: [
      { name: t('economy.exposure'), colour: '--accent' }, { name: t('economy.attention'), colour: '--second' },
      { name: t('economy.equal'), colour: '--muted', dash: [4, 4] }],
    range: { y: () => [0, 1] },
  });
  picture.update([steps, exposure.lorenz, attention.lorenz.length > 0 ? attention.lorenz : steps.map(() => null), steps]);
  return card(t('economy.lorenz'), {}, picture.element, asTable(table(t('economy.lorenz'), [
    { name: t('economy.holders'), header: true, of: i => percent(steps[i]) },
    { name: t('economy.exposure'), number: true, of: i => percent(exposure.lorenz[i], 1) },
    { name: t('economy.attention'), number: true, of: i => (attention.lorenz.length > 0 ? percent(attention.lorenz[i], 1) : '–') },
  ], steps.map((_, i) => i))));
}

function weeks(report) {
  const ginis = report.weeks.map(week => week.gini);
  const picture = chart({
    label: t('economy.weeks.label', { first: number(ginis[0], 3), last: number(ginis.at(-1), 3) }), height: 240,
    series: [{ name: t('economy.gini'), colour: '--accent', kind: 'bars' }], x: i => (report.weeks[i] ? day(report.weeks[i].from) : ''), y: value => number(value, 2),
    range: { x: () => [-0.5, ginis.length - 0.5] },
  });
  picture.update([ginis.map((_, i) => i), ginis]);
  return card(t('economy.weeks'), {}, picture.element, asTable(table(t('economy.weeks'), [
    { name: t('economy.week'), header: true, of: week => day(week.from) },
    { name: t('economy.gini'), number: true, of: week => number(week.gini, 3) },
    { name: t('economy.effective'), number: true, of: week => number(week.effectiveNumber, 1) },
  ], report.weeks)));
}
