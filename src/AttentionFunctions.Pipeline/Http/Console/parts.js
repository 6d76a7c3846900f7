import { h } from './dom.js';
import { t } from './words.js';

/** What went wrong, in the reader's words where there are some, with the server's detail, what to do, and a way on. */
export function problemBox(problem, retry, { live = false } = {}) {
  const status = problem.status ?? 'other';
  const known = t(`problem.${status}`) !== `problem.${status}`;
  const group = known ? status : 'other';
  const todo = live && status === 0 ? t('problem.0.live') : t(`problem.${group}.do`);
  return h('section', { class: 'problem', role: 'alert' },
    h('h2', {}, t(`problem.${group}`)),
    problem.detail && h('p', { lang: 'en' }, problem.detail),
    (problem.errors ?? []).length > 0 && h('ul', { lang: 'en' }, problem.errors.slice(0, 5).map(error => h('li', {}, error.reasons.join('; ')))),
    todo !== `problem.${group}.do` && h('p', {}, todo),
    h('p', { class: 'actions' },
      status === 401 && h('button', { type: 'button', class: 'first', onclick: () => dispatchEvent(new Event('attention:key')) }, t('key.enter')),
      retry && h('button', { type: 'button', onclick: retry }, t('retry'))));
}

export const loading = () => h('p', { class: 'note', 'aria-busy': 'true' }, t('loading'));

export const empty = text => h('p', { class: 'empty' }, text);

/** A titled part of a view. */
export function card(title, { note, wide, id } = {}, ...children) {
  return h('section', { class: wide ? 'card wide' : 'card', ...(id ? { id } : {}) }, h('h2', {}, title, note && h('small', {}, note)), children);
}

/** One figure with its name. */
export function tile(name, value, { note, href, tone } = {}) {
  const figure = h('dd', { class: tone ? `figure ${tone}` : 'figure' }, value);
  return h('div', { class: 'tile' }, h('dt', {}, href ? h('a', { href }, name) : name), figure, h('dd', { class: 'note' }, note ?? ''));
}

/**
 * @param {{name: string, number?: boolean, header?: boolean, of: (row) => any}[]} columns `header` marks the one that names the row.
 */
export function table(caption, columns, rows, { hideCaption = true, row = () => ({}) } = {}) {
  return h('div', { class: 'scroll', tabindex: '0', role: 'region', 'aria-label': caption },
    h('table', {},
      h('caption', { class: hideCaption ? 'hidden' : '' }, caption),
      h('thead', {}, h('tr', {}, columns.map(column => h('th', { scope: 'col', class: column.number && 'number' }, column.name)))),
      h('tbody', {}, rows.map(data => h('tr', row(data), columns.map(column => column.header
        ? h('th', { scope: 'row' }, column.of(data))
        : h('td', { class: column.number && 'number' }, column.of(data))))))));
}

/** Shares as bars with their figures, which are what a screen reader reads. */
export function bars(label, entries) {
  const most = Math.max(...entries.map(entry => entry.value), Number.MIN_VALUE);
  return h('ul', { class: 'bars', 'aria-label': label }, entries.map(entry => h('li', {},
    h('span', { class: 'name' }, entry.name), h('span', { class: 'figure' }, entry.text),
    h('span', { class: 'track', 'aria-hidden': 'true' }, h('span', { class: 'fill', style: { '--share': `${(100 * entry.value) / most}%` } })))));
}

/** The same figures as a table, for whoever wants or needs them so. */
export const asTable = content => h('details', { class: 'as-table' }, h('summary', {}, t('asTable')), content);

export function field(label, control, { hint } = {}) {
  return h('div', { class: 'field' }, h('label', { for: control.id }, label), control,
    hint && h('p', { class: 'note', id: `${control.id}-hint` }, hint));
}

/** A question over the page: true when it is answered with yes. The focus returns to where it was. */
export function sure({ title, body, act, danger = false }) {
  return new Promise(resolve => {
    const form = h('form', { method: 'dialog', onsubmit: event => { event.preventDefault(); close(true); } },
      h('h2', { id: 'dialog-title' }, title), body,
      h('p', { class: 'actions' },
        h('button', { type: 'submit', class: danger ? 'first danger' : 'first' }, act),
        h('button', { type: 'button', onclick: () => close(false) }, t('cancel'))));
    const dialog = h('dialog', { 'aria-labelledby': 'dialog-title', oncancel: event => { event.preventDefault(); close(false); } }, form);
    const close = answer => {
      dialog.close();
      dialog.remove();
      resolve(answer);
    };
    document.body.append(dialog);
    dialog.showModal();
  });
}
