import { ask, path } from '../api.js';
import { h, say } from '../dom.js';
import { empty, loading, problemBox, sure } from '../parts.js';
import { dateTime, number, t } from '../words.js';

const shown = 50;

export async function show(root, signal) {
  root.append(loading());
  draw(await read());

  function read() {
    return ask(path('quarantine', { count: shown }), { signal });
  }

  function draw({ total, entries }) {
    const trouble = h('div', {});
    root.replaceChildren(trouble, total === 0 ? empty(t('quarantine.none')) : h('div', { class: 'head' },
      h('p', { class: 'lead' }, t('quarantine.lead', { total: number(total) }), ' ', total > entries.length && t('quarantine.newest', { count: entries.length })),
      h('button', { type: 'button', onclick: () => replayAll(total, trouble) }, t('quarantine.all'))),
    h('ul', { class: 'entries' }, entries.map(entry => h('li', { class: 'card wide' },
      h('div', { class: 'head' },
        h('div', {}, h('h2', {}, t('quarantine.entry', { id: entry.id.slice(0, 12) })),
          h('p', { class: 'note' }, t('quarantine.received', { when: dateTime(entry.received), index: entry.index, message: entry.messageId }))),
        h('button', { type: 'button', 'aria-label': t('quarantine.replay.of', { id: entry.id.slice(0, 12) }), onclick: () => replay(path('quarantine', entry.id, 'replay'), trouble) }, t('quarantine.replay'))),
      h('ul', { class: 'wrong', lang: 'en', 'aria-label': t('quarantine.reasons') }, entry.reasons.map(reason => h('li', {}, reason))),
      original(entry)))));
  }

  async function replayAll(total, trouble) {
    if (await sure({ title: t('quarantine.all.ask', { total: number(total) }), act: t('quarantine.all'), body: h('p', {}, t('quarantine.all.help')) }))
      await replay('quarantine/replay', trouble);
  }

  async function replay(address, trouble) {
    try {
      const { replayed } = await ask(address, { method: 'POST', signal });
      draw(await read());
      say(t('quarantine.replayed', { count: number(replayed) }));
      root.querySelector('button')?.focus();
    } catch (problem) {
      if (!signal.aborted) trouble.replaceChildren(problemBox(problem, async () => draw(await read())));
    }
  }
}

function original(entry) {
  const bytes = Uint8Array.from(atob(entry.original), letter => letter.charCodeAt(0));
  const label = entry.bytes > bytes.length
    ? t('quarantine.cut', { shown: number(bytes.length), bytes: number(entry.bytes) })
    : t('quarantine.original', { bytes: number(entry.bytes) });
  return h('details', {}, h('summary', {}, label), h('pre', { tabindex: '0', dir: 'ltr', 'aria-label': label }, readable(bytes)));
}

/** Text where it is text; control and bidirectional characters as their code, so that nothing pretends to be something else; else as bytes. */
function readable(bytes) {
  try {
    // The end may be cut within a character.
    const text = new TextDecoder('utf-8', { fatal: true }).decode(bytes, { stream: true });
    return text.replace(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]/g,
      letter => `\\u${letter.charCodeAt(0).toString(16).padStart(4, '0')}`);
  } catch {
    return Array.from(bytes, byte => byte.toString(16).padStart(2, '0')).join(' ');
  }
}
