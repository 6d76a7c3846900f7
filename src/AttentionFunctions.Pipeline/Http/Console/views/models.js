import { ask, path } from '../api.js';
import { chart } from '../charts.js';
import { h, say } from '../dom.js';
import { asTable, card, empty, loading, problemBox, sure, table } from '../parts.js';
import { ago, dateTime, day, number, t } from '../words.js';

export async function show(root, signal) {
  root.append(loading());
  const models = await ask('models', { signal });
  if (models.versions.length === 0) {
    root.replaceChildren(empty(t('models.none')));
    return;
  }

  const trouble = h('div', {});
  const serving = models.versions.find(version => version.version === models.current) ?? models.versions[0];
  root.replaceChildren(trouble,
    h('div', { class: 'grid' }, quality(serving, models), overTime(models)),
    card(t('models.versions'), { wide: true }, versions()),
    models.history.length > 0 && card(t('models.history'), { wide: true }, table(t('models.history'), [
      { name: t('models.when'), of: step => dateTime(step.at) },
      { name: t('models.version'), header: true, of: step => h('code', {}, step.version) },
      { name: t('models.reason'), of: step => h('span', { lang: 'en' }, step.reason) },
    ], [...models.history].reverse())));

  function versions() {
    return table(t('models.versions'), [
      { name: t('models.version'), header: true, of: version => [h('code', {}, version.version), version.version === models.current && h('span', { class: 'tag good' }, t('models.serves'))] },
      { name: t('models.made'), of: version => h('span', { title: dateTime(version.createdAt) }, ago(version.createdAt)) },
      { name: t('models.ndcg', { k: served(serving).test.cutoff }), number: true, of: version => number(served(version).test.ndcg, 4) },
      { name: t('models.baseline'), number: true, of: version => `${number(baseline(version).test.ndcg, 4)} (${baseline(version).model})` },
      { name: t('models.gate'), of: version => [h('span', { class: version.gate.promote ? 'state good' : 'state' }, version.gate.promote ? t('models.promoted') : t('models.kept')), ' ',
        h('span', { class: 'note', lang: 'en' }, version.gate.reason)] },
      { name: t('models.actions'), of: version => h('span', { class: 'actions' },
        h('button', { type: 'button', 'aria-label': t('models.card.of', { version: version.version }), onclick: () => readCard(version.version) }, t('models.card')),
        version.version !== models.current && h('button', { type: 'button', 'aria-label': t('models.promote.of', { version: version.version }), onclick: () => promote(version.version) }, t('models.promote'))) },
    ], models.versions);
  }

  async function readCard(version) {
    await attempt(async () => {
      const text = await ask(path('models', version, 'card'), { signal, text: true });
      const dialog = h('dialog', { class: 'reader', 'aria-labelledby': 'card-title' },
        h('h2', { id: 'card-title' }, t('models.card.title')),
        h('pre', { tabindex: '0', lang: 'en', 'aria-label': t('models.card.of', { version }) }, text),
        h('p', { class: 'actions' }, h('button', { type: 'button', class: 'first', onclick: () => dialog.close() }, t('close'))));
      dialog.addEventListener('close', () => dialog.remove());
      document.body.append(dialog);
      dialog.showModal();
    });
  }

  async function promote(version) {
    const agreed = await sure({
      title: t('models.promote.ask', { version }), act: t('models.promote'),
      body: models.current && h('p', {}, t('models.promote.help', { current: models.current })),
    });
    if (!agreed) return;
    await attempt(async () => {
      await ask(path('models', version, 'promote'), { method: 'POST', signal });
      root.replaceChildren();
      await show(root, signal);
      say(t('models.promote.done', { version }));
    });
  }

  async function attempt(act) {
    try {
      trouble.replaceChildren();
      await act();
    } catch (problem) {
      if (!signal.aborted) trouble.replaceChildren(problemBox(problem, null));
    }
  }
}

/** What is served is the last row. */
const served = version => version.quality.at(-1);

const baseline = version => version.quality.slice(0, -1).reduce((best, row) => (row.test.ndcg > best.test.ndcg ? row : best), version.quality[0]);

function quality(version, models) {
  const { cases, cutoff } = served(version).test;
  const title = version.version === models.current ? t('models.quality') : t('models.quality.of', { version: version.version });
  return card(title, {}, h('p', { class: 'note' }, t('models.quality.note', { cases: number(cases) })), table(title, [
    { name: t('models.model'), header: true, of: row => [row.model, row === served(version) && h('span', { class: 'tag' }, t('models.served'))] },
    { name: t('models.hit', { k: cutoff }), number: true, of: row => number(row.test.hitRate, 3) },
    { name: t('models.ndcg', { k: cutoff }), number: true, of: row => number(row.test.ndcg, 4) },
    { name: t('models.mrr'), number: true, of: row => number(row.test.mrr, 4) },
    { name: t('models.coverage'), number: true, of: row => number(row.test.coverage, 3) },
  ], [...version.quality].sort((a, b) => b.test.ndcg - a.test.ndcg)));
}

function overTime({ versions }) {
  const ordered = [...versions].reverse();
  const cutoff = served(ordered[0]).test.cutoff;
  const summary = ordered.map(version => `${version.version} ${number(served(version).test.ndcg, 4)}, ${version.gate.promote ? t('models.promoted') : t('models.kept')}`).slice(-6).join('; ');
  const picture = chart({
    label: t('models.time.label', { k: cutoff, summary }), height: 220, x: i => (ordered[i] ? day(ordered[i].createdAt) : ''), y: value => number(value, 3),
    series: [
      { name: t('models.blend'), colour: '--accent' },
      { name: t('models.promoted'), colour: '--good', kind: 'points' },
      { name: t('models.kept'), colour: '--second', kind: 'points' },
      { name: t('models.baseline'), colour: '--muted', dash: [4, 4] },
    ],
    // Whole versions only: between two of them there is nothing.
    range: { x: () => [-0.5, ordered.length - 0.5] },
  });
  const ndcg = ordered.map(version => served(version).test.ndcg);
  picture.update([ordered.map((_, i) => i), ndcg,
    ndcg.map((value, i) => (ordered[i].gate.promote ? value : null)), ndcg.map((value, i) => (ordered[i].gate.promote ? null : value)),
    ordered.map(version => baseline(version).test.ndcg)]);
  return card(t('models.time'), {}, picture.element, asTable(table(t('models.time'), [
    { name: t('models.version'), header: true, of: version => version.version },
    { name: t('models.ndcg', { k: cutoff }), number: true, of: version => number(served(version).test.ndcg, 4) },
    { name: t('models.gate'), of: version => (version.gate.promote ? t('models.promoted') : t('models.kept')) },
  ], versions)));
}
