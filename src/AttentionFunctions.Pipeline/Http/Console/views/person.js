import { ask, path } from '../api.js';
import { chart } from '../charts.js';
import { goTo, h, say, until } from '../dom.js';
import { asTable, bars, card, empty, field, loading, problemBox, table } from '../parts.js';
import { ago, day, named, number, percent, span, t, weekday } from '../words.js';
import { assistantCard, hasAssistant } from './assistant.js';
import { planCard } from './plan.js';

const shown = 8;

export async function show(root, signal, userId) {
  const input = h('input', { id: 'user', name: 'user', required: true, maxlength: '256', autocomplete: 'off', spellcheck: 'false', value: userId ?? '', 'aria-describedby': 'user-hint' });
  root.append(h('form', { class: 'ask', role: 'search', onsubmit: event => { event.preventDefault(); goTo(`#/person/${encodeURIComponent(input.value.trim())}`); } },
    field(t('person.id'), input, { hint: t('person.hint') }), h('button', { type: 'submit', class: 'first' }, t('show'))));
  if (!userId) {
    root.append(empty(t('person.start')));
    return;
  }

  const content = h('div', {}, loading());
  root.append(content);
  const read = async () => {
    const [attention, slate] = await Promise.all([
      ask(path('users', userId, 'attention'), { signal }), ask(path('users', userId, 'recommendations', { count: shown }), { signal })]);
    return { attention, slate };
  };

  const list = h('div', {});
  const flow = h('div', { class: 'grid' });
  const left = h('div', { class: 'column' }, card(t('person.recommended'), { id: 'recommended' }, list));
  const first = await read();
  content.replaceChildren(h('div', { class: 'split' }, left, h('div', { class: 'column' }, flow)));
  drawSlate(first.slate, null);
  drawFlow(first.attention);
  if (await hasAssistant() && !signal.aborted) left.append(assistantCard(userId, signal));

  function drawSlate(slate, before) {
    const known = new Set(before?.items.map(item => item.itemId));
    const rows = slate.items.map(item => h('li', { class: before && !known.has(item.itemId) ? 'new' : '' },
      h('div', {},
        h('h3', {}, h('a', { href: `#/items/${encodeURIComponent(item.itemId)}` }, item.title ?? item.itemId),
          before && !known.has(item.itemId) && h('small', { class: 'tag' }, t('person.new'))),
        h('ul', { class: 'reasons' }, item.reasons.map(reason => h('li', {},
          reason.share !== undefined && h('span', { class: 'share' }, percent(reason.share)), reason.text)))),
      h('p', { class: 'actions' }, feedback('like', item, slate), feedback('dismiss', item, slate))));
    list.replaceChildren(
      h('p', { class: 'note' }, named('person.strategy', slate.strategy)),
      rows.length === 0 ? empty(t('person.nothing')) : h('ol', { class: 'slate' }, rows));
  }

  function feedback(type, item, slate) {
    const title = item.title ?? item.itemId;
    const button = h('button', {
      type: 'button', class: type, 'aria-label': t(`person.${type}.of`, { title }), onclick: async () => {
        const place = [...list.querySelectorAll('.actions')].indexOf(button.parentElement);
        const all = [...list.querySelectorAll('button')];
        for (const each of all) each.disabled = true;
        try {
          await ask('events', { method: 'POST', signal, body: { type, userId, itemId: item.itemId, recommendationId: slate.recommendationId } });
          // Both take the item out of the list: what was chosen or refused is not recommended again.
          const next = await until(read, ({ slate: answer }) => answer.items.every(one => one.itemId !== item.itemId), signal);
          const done = next.slate.items.every(one => one.itemId !== item.itemId);
          drawSlate(next.slate, slate);
          drawFlow(next.attention);
          say(done ? t(type === 'like' ? 'person.liked' : 'person.dismissed', { title }) : t('person.waits'));
          (list.querySelectorAll('.actions')[place] ?? list.querySelector('.actions'))?.querySelector(`.${type}`)?.focus();
        } catch (problem) {
          if (signal.aborted) return;
          for (const each of all) each.disabled = false;
          list.querySelector('.problem')?.remove();
          list.prepend(problemBox(problem, null));
        }
      },
    }, t(`person.${type}`));
    return button;
  }

  function drawFlow(attention) {
    const summary = attention.events === 0 ? t('person.unknown') : t('person.summary', {
      events: number(attention.events), ago: ago(attention.lastEventAt), sessions: number(attention.switching.sessions),
      rate: percent(attention.switching.rate), zone: attention.timeZone,
    });
    flow.replaceChildren(
      h('p', { class: 'lead' }, summary),
      card(t('person.direction'), {}, attention.direction.length === 0 ? empty(t('person.direction.none'))
        : bars(t('person.direction'), attention.direction.slice(0, 8).map(share => ({ name: share.category, value: share.share, text: percent(share.share) })))),
      ...(attention.events === 0 ? [] : [week(attention), days(attention)]),
      planCard(userId, attention, signal));
  }
}

/** 7 rows of 24 cells, by seconds of attention; where nothing was timed, by events. */
function week(attention) {
  const timed = attention.hoursOfWeek.some(hour => hour.seconds > 0);
  const value = hour => (timed ? hour.seconds : hour.events);
  const text = hour => (timed ? span(hour.seconds) : number(hour.events));
  const most = attention.hoursOfWeek.reduce((best, hour) => (value(hour) > value(best) ? hour : best));
  const name = (hour, width) => `${weekday(Math.floor(hour.hour / 24), width)} ${String(hour.hour % 24).padStart(2, '0')}:00`;
  const rows = Array.from({ length: 7 }, (_, i) => attention.hoursOfWeek.slice(24 * i, 24 * i + 24));
  const map = h('div', { class: 'heat', role: 'img', 'aria-label': t('person.week.label', { most: `${name(most, 'long')}, ${text(most)}` }) },
    rows.map((hours, i) => [h('span', { class: 'day' }, weekday(i)),
      ...hours.map(hour => h('span', { class: 'cell', title: `${name(hour, 'long')}: ${text(hour)}`, style: { '--heat': `${Math.round(100 * Math.sqrt(value(hour) / Math.max(value(most), 1)))}%` } }))]),
    h('span', {}), [0, 6, 12, 18].map(hour => h('span', { class: 'hour' }, `${String(hour).padStart(2, '0')}`)));
  const busiest = attention.hoursOfWeek.filter(hour => value(hour) > 0).sort((a, b) => value(b) - value(a));
  return card(t('person.week'), { note: attention.timeZone }, map,
    h('p', { class: 'scale', 'aria-hidden': 'true' }, t('person.less'), [0, 35, 60, 80, 100].map(heat => h('span', { class: 'cell', style: { '--heat': `${heat}%` } })), t('person.moreHeat')),
    asTable(table(t('person.week'), [
      { name: t('person.hour'), header: true, of: hour => name(hour, 'long') },
      { name: t('person.minutes'), number: true, of: hour => number(hour.seconds / 60, 1) },
      { name: t('overview.count'), number: true, of: hour => number(hour.events) },
    ], busiest)));
}

function days(attention) {
  const daily = attention.daily;
  const most = daily.reduce((best, one) => (one.seconds > best.seconds ? one : best));
  const picture = chart({
    label: t('person.days.label', { count: daily.length, most: `${day(most.day)}, ${span(most.seconds)}` }), height: 150,
    series: [{ name: t('person.minutes'), colour: '--accent', kind: 'bars' }], x: at => day(at * 1000), y: minutes => number(minutes),
  });
  picture.update([daily.map(one => Date.parse(one.day) / 1000), daily.map(one => one.seconds / 60)]);
  return card(t('person.days'), { note: t('person.minutes') }, picture.element, asTable(table(t('person.days'), [
    { name: t('person.day'), header: true, of: one => day(one.day) },
    { name: t('person.minutes'), number: true, of: one => number(one.seconds / 60, 1) },
    { name: t('overview.count'), number: true, of: one => number(one.events) },
  ], [...daily].reverse())));
}
