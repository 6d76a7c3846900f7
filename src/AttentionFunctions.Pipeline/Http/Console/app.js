import { key, Problem } from './api.js';
import { h, say } from './dom.js';
import { problemBox, sure } from './parts.js';
import { speak, t } from './words.js';

const views = ['overview', 'person', 'models', 'items', 'quarantine', 'decisions', 'rules', 'economy'];
const main = document.getElementById('main');
let leaving = new AbortController();

/** `#/person/u-17` → `['person', 'u-17']` */
function place() {
  const [view, ...rest] = location.hash.replace(/^#\/?/, '').split('/').map(part => {
    try {
      return decodeURIComponent(part);
    } catch {
      return part;
    }
  });
  return views.includes(view) ? [view, ...rest] : ['overview'];
}

/** Ends the view that is shown and shows the one of the address. A view draws into an element of its own: what a slow one still draws is not seen. */
async function show({ focus = false } = {}) {
  leaving.abort();
  leaving = new AbortController();
  const { signal } = leaving;
  const [name, ...rest] = place();
  for (const link of document.querySelectorAll('#views a')) {
    if (link.getAttribute('href') === `#/${name}`) link.setAttribute('aria-current', 'page');
    else link.removeAttribute('aria-current');
  }

  document.title = `${t(name)} · Attention`;
  const root = h('div', { class: 'view', 'data-view': name });
  const heading = h('h1', { tabindex: '-1' }, t(name));
  main.replaceChildren(heading, root);
  if (focus) heading.focus();
  await guard(root, signal, async () => {
    const view = await import(`./views/${name}.js`);
    await view.show(root, signal, ...rest);
  });
}

/** What a view cannot do by itself is said in its place, with what to do about it. */
async function guard(root, signal, act) {
  try {
    await act();
  } catch (fault) {
    if (signal.aborted) return;
    if (!(fault instanceof Problem)) console.error(fault);
    root.replaceChildren(problemBox(fault, () => show({ focus: true })));
  }
}

function translatePage() {
  for (const element of document.querySelectorAll('[data-word]')) element.textContent = t(element.dataset.word);
  for (const element of document.querySelectorAll('[data-word-label]')) element.setAttribute('aria-label', t(element.dataset.wordLabel));
}

function remember(name, value) {
  try {
    localStorage.setItem(name, value);
  } catch {
    // Forbidden: it holds for this page.
  }
}

async function enterKey() {
  const input = h('input', { id: 'key-value', type: 'password', autocomplete: 'off', spellcheck: 'false', value: key.get() ?? '' });
  const given = await sure({
    title: t('key.title'), act: t('key.use'),
    body: [h('label', { for: 'key-value' }, t('key.label')), input, h('p', { class: 'note' }, t('key.help'))],
  });
  if (!given) return;
  key.set(input.value.trim());
  say(t('key.kept'));
  await show();
}

const root = document.documentElement;
const theme = document.getElementById('theme');
theme.value = root.dataset.theme;
theme.addEventListener('change', () => {
  root.dataset.theme = theme.value;
  remember('attention-theme', theme.value);
  show();
});
matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () => show());

const language = document.getElementById('language');
language.value = root.lang;
language.addEventListener('change', async () => {
  remember('attention-language', language.value);
  await speak(language.value);
  translatePage();
  await show();
});

document.getElementById('key').addEventListener('click', enterKey);
addEventListener('attention:key', enterKey);
addEventListener('hashchange', () => show({ focus: true }));
document.querySelector('.skip').addEventListener('click', event => {
  event.preventDefault(); // The address names the view.
  main.focus();
});

await speak(root.lang);
translatePage();
await show();
