import { ask } from '../api.js';
import { chart } from '../charts.js';
import { h, redraw, repeat } from '../dom.js';
import { asTable, bars, card, empty, problemBox, table, tile } from '../parts.js';
import { ago, clock, named, number, span, t } from '../words.js';

const liveEvery = 2000;
const healthEvery = 10_000;
const slowlyEvery = 30_000;
const rateSeconds = 10;

export async function show(root, signal) {
  const trouble = h('div', {});
  const tiles = h('dl', { class: 'tiles' });
  const perSecond = chart({ label: t('overview.perSecond'), series: [{ name: t('overview.count'), colour: '--accent', kind: 'area' }], whole: true, x: at => clock(at * 1000, true) });
  const perMinute = chart({ label: t('overview.perMinute'), series: [{ name: t('overview.count'), colour: '--accent', kind: 'bars' }], whole: true, x: at => clock(at * 1000) });
  const minutes = h('div', {});
  const types = h('div', {});
  const newest = h('div', { class: 'newest' });
  const health = h('div', {});
  root.append(trouble, tiles,
    h('div', { class: 'grid' },
      card(t('overview.perSecond'), {}, perSecond.element),
      card(t('overview.perMinute'), {}, perMinute.element, minutes),
      card(t('overview.newest'), { note: t('overview.newest.note') }, newest),
      h('div', { class: 'column' }, card(t('overview.types'), {}, types), card(t('overview.health'), {}, health))));

  const state = {};
  await Promise.all([
    repeat(liveEvery, signal, () => live(async () => drawActivity(state.activity = await ask('activity', { signal })))),
    repeat(healthEvery, signal, () => live(async () => drawHealth(await ask('health', { signal, accept: [503] })))),
    repeat(slowlyEvery, signal, async () => {
      // Each by itself: without the master key the quarantine is not told, and the rest is. What is away is said above.
      const [models, quarantine] = await Promise.allSettled([ask('models', { signal }), ask('quarantine?count=1', { signal })]);
      Object.assign(state, { models: models.value, quarantine: quarantine.value });
      drawTiles();
    }),
  ]);

  /** Figures of before stay, dimmed, while the server is away. */
  async function live(act) {
    try {
      await act();
      trouble.replaceChildren();
      root.classList.remove('stale');
    } catch (problem) {
      if (signal.aborted) return;
      if (problem.status === undefined) throw problem;
      root.classList.add('stale');
      if (trouble.dataset.status !== `${problem.status}` || !trouble.firstChild) trouble.replaceChildren(problemBox(problem, null, { live: true }));
      trouble.dataset.status = problem.status;
    }
  }

  function drawActivity(activity) {
    drawTiles();
    const from = Date.parse(activity.secondsFrom) / 1000;
    const rate = activity.seconds.reduce((sum, count) => sum + count, 0);
    perSecond.update([activity.seconds.map((_, i) => from + i), activity.seconds], `${t('overview.perSecond')}: ${number(rate)}`);

    const begin = Date.parse(activity.minutesFrom) / 1000;
    const totals = activity.types.map(type => ({ type: type.type, count: type.minutes.reduce((sum, count) => sum + count, 0) })).filter(type => type.count > 0);
    const sums = Array.from({ length: 60 }, (_, i) => activity.types.reduce((sum, type) => sum + type.minutes[i], 0));
    perMinute.update([sums.map((_, i) => begin + i * 60), sums], `${t('overview.perMinute')}: ${number(sums.reduce((sum, count) => sum + count, 0))}`);
    if (!minutes.querySelector('details[open]')) {
      redraw(minutes, asTable(table(t('overview.perMinute'), [
        { name: t('overview.time'), header: true, of: row => clock((begin + row.i * 60) * 1000) },
        { name: t('overview.count'), number: true, of: row => number(row.count) },
      ], sums.map((count, i) => ({ i, count })).filter(row => row.count > 0).reverse())));
    }

    types.replaceChildren(totals.length === 0 ? empty(t('none')) : bars(t('overview.types'),
      totals.sort((a, b) => b.count - a.count).map(type => ({ name: named('type', type.type), value: type.count, text: number(type.count) }))));
    redraw(newest, activity.newest.length === 0 ? empty(t('overview.quiet')) : table(t('overview.newest'), [
      { name: t('overview.time'), of: event => h('time', { datetime: event.time }, clock(event.time, true)) },
      { name: t('overview.type'), of: event => h('span', { class: `type ${event.type.replace('.', '-')}` }, named('type', event.type)) },
      { name: t('overview.what'), of: event => (event.itemId ? h('a', { href: `#/items/${encodeURIComponent(event.itemId)}` }, event.title ?? event.itemId) : event.category ?? '–') },
      { name: t('overview.held'), number: true, of: event => (event.heldSeconds === undefined ? '' : span(event.heldSeconds)) },
    ], activity.newest.slice(0, 14)));
  }

  function drawTiles() {
    const { activity, models, quarantine } = state;
    const sum = counts => counts.reduce((total, count) => total + count, 0);
    const serving = models?.versions.find(version => version.version === models.current);
    const told = (value, tone) => (value === undefined ? ['–', { note: t('overview.unknown') }] : [number(value), { tone: tone && value > 0 ? tone : undefined }]);
    const [waiting, waitingLook] = told(activity?.queue?.waiting);
    const [dead, deadLook] = told(activity?.queue?.deadLetters, 'bad');
    const [aside, asideLook] = told(quarantine?.total, 'warn');
    redraw(tiles,
      tile(t('overview.rate'), activity ? number(sum(activity.seconds.slice(-rateSeconds)) / rateSeconds, 1) : '–', { note: t('overview.rate.note') }),
      tile(t('overview.hour'), activity ? number(sum(activity.types.map(type => sum(type.minutes)))) : '–'),
      tile(t('overview.waiting'), waiting, waitingLook),
      tile(t('overview.dead'), dead, deadLook),
      tile(t('overview.set-aside'), aside, { ...asideLook, href: '#/quarantine' }),
      tile(t('overview.model'), serving ? serving.version.split('-').at(-1) : models ? t('overview.noModel') : '–',
        { href: '#/models', note: serving ? t('overview.serving', { ago: ago(serving.createdAt) }) : models ? t('overview.noModel.note') : '' }));
  }

  function drawHealth(report) {
    health.replaceChildren(h('ul', { class: 'health' }, report.parts.map(part => h('li', {},
      h('span', { class: part.healthy ? 'state good' : 'state bad' }, part.healthy ? t('health.well') : t('health.ill')),
      h('strong', {}, named('part', part.name)), h('span', { class: 'note', lang: 'en' }, part.detail)))));
  }
}
