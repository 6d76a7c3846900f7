import { ask, path } from '../api.js';
import { goTo, h } from '../dom.js';
import { card, empty, field, loading } from '../parts.js';
import { dateTime, number, span, t } from '../words.js';

const shown = 12;

/** `#/items` what trends, `#/items/i-42` one item, `#/items/find/words` a search. */
export async function show(root, signal, itemId, query) {
  const searching = itemId === 'find' && query !== undefined;
  const input = h('input', { id: 'item', type: 'search', required: true, maxlength: '256', autocomplete: 'off', value: searching ? query : itemId ?? '' });
  const content = h('div', { class: 'stack' }, loading());
  root.append(h('form', { class: 'ask', role: 'search', onsubmit: event => { event.preventDefault(); goTo(`#/items/find/${encodeURIComponent(input.value.trim())}`); } },
    field(t('items.search'), input), h('button', { type: 'submit', class: 'first' }, t('items.find'))), content);

  if (searching) await find();
  else if (itemId) content.replaceChildren(...await one(itemId));
  else content.replaceChildren(card(t('items.trending'), { wide: true }, slate(await ask(path('trending', { count: shown }), { signal }))));

  async function find() {
    const [exact, results] = await Promise.all([unlessAbsent(one(query)), unlessAbsent(ask(path('search', { q: query, count: shown }), { signal }))]);
    const others = results?.items.filter(item => item.itemId !== query) ?? [];
    content.replaceChildren(
      ...exact ?? [],
      ...(others.length > 0 ? [card(t('items.results'), { wide: true }, slate({ items: others }))] : []),
      ...(exact || others.length > 0 ? [] : [empty(t('items.nothing', { query }))]),
      ...(exact || results ? [] : [h('p', { class: 'note' }, t('items.idOnly'))]));
  }

  async function one(id) {
    const [item, neighbours] = await Promise.all([ask(path('items', id), { signal }), ask(path('items', id, 'similar', { count: shown }), { signal })]);
    return [h('div', { class: 'split' }, about(item), card(t('items.neighbours'), {},
      neighbours.items.length === 0 ? empty(t('items.neighbours.none')) : slate(neighbours)))];
  }

  function slate(answer) {
    if (answer.items.length === 0) return empty(t('person.nothing'));
    return h('ol', { class: 'slate' }, answer.items.map(item => h('li', {}, h('div', {},
      h('h3', {}, h('a', { href: `#/items/${encodeURIComponent(item.itemId)}` }, item.title ?? item.itemId)),
      h('ul', { class: 'reasons' }, item.reasons.map(reason => h('li', {}, reason.text)))),
    h('p', { class: 'note' }, `${t('items.score')} ${number(item.score, 2)}`))));
  }
}

/** Null where the server knows no such item, or has no such route. */
async function unlessAbsent(answer) {
  try {
    return await answer;
  } catch (problem) {
    if (problem.status === 404) return null;
    throw problem;
  }
}

function about({ itemId, fields, updatedAt }) {
  const facts = [
    [t('items.creator'), fields.creator],
    [t('items.categories'), fields.categories?.join(', ')],
    [t('items.tags'), fields.tags?.join(', ')],
    [t('items.languages'), fields.language],
    [t('items.holds'), fields.attentionSeconds === undefined ? undefined : span(fields.attentionSeconds)],
    [t('items.published'), fields.publishedAt && dateTime(fields.publishedAt)],
    [t('items.updated'), dateTime(updatedAt)],
  ];
  return card(fields.title ?? itemId, {}, h('p', { class: 'note' }, h('code', {}, itemId), fields.hidden && h('span', { class: 'tag' }, t('items.hidden'))),
    fields.text && h('p', { lang: fields.language }, fields.text),
    h('dl', { class: 'facts' }, facts.filter(([, value]) => value).map(([name, value]) => [h('dt', {}, name), h('dd', {}, value)])));
}
