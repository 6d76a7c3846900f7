import { ask, path } from '../api.js';
import { h } from '../dom.js';
import { card, field, problemBox } from '../parts.js';
import { speaks, t } from '../words.js';

/** A model may think for long. */
const patience = 90_000;

let offered;

/** Whether this server has an assistant: its description of the API says so, and is asked once. */
export function hasAssistant() {
  return (offered ??= ask('openapi.json').then(document => '/users/{userId}/assistant' in document.paths).catch(() => {
    offered = undefined;
    return false;
  }));
}

/** Questions about this person, answered from what the API knows, with the sources. */
export function assistantCard(userId, signal) {
  const input = h('input', { id: 'question', required: true, maxlength: '2000', autocomplete: 'off', placeholder: t('assistant.example') });
  const talk = h('ol', { class: 'talk', 'aria-live': 'polite', 'aria-label': t('assistant') });
  const send = h('button', { type: 'submit' }, t('assistant.send'));
  let conversationId;
  return card(t('assistant'), {}, talk, h('form', {
    onsubmit: async event => {
      event.preventDefault();
      const message = input.value.trim();
      if (!message || send.disabled) return;
      send.disabled = true;
      talk.append(h('li', { class: 'question' }, message));
      try {
        const answer = await ask(path('users', userId, 'assistant'), { method: 'POST', signal, wait: patience, body: { message, conversationId, language: speaks() } });
        ({ conversationId } = answer);
        input.value = '';
        talk.append(drawAnswer(answer));
      } catch (problem) {
        if (!signal.aborted) talk.append(h('li', {}, problemBox(problem, null)));
      } finally {
        send.disabled = false;
      }
    },
  }, field(t('assistant.label'), input), send));
}

function drawAnswer({ text, sources, notice, engine }) {
  return h('li', { class: 'answer' },
    text.split('\n').filter(line => line.trim()).map(line => h('p', {}, line)),
    notice && h('p', { class: 'note' }, notice),
    sources.length > 0 && h('details', {}, h('summary', {}, `${t('assistant.sources')} (${sources.length})`), h('ul', {}, sources.map(source => h('li', {},
      `[${source.id}] `, source.itemId ? h('a', { href: `#/items/${encodeURIComponent(source.itemId)}` }, source.title ?? source.itemId) : source.title ?? source.kind,
      source.figure && `: ${source.figure}`)))),
    h('p', { class: 'note' }, t(engine === 'model' ? 'assistant.model' : 'assistant.rules')));
}
