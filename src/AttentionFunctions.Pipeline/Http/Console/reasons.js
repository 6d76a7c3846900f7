import { ask, path } from './api.js';
import { speaks, t } from './words.js';

const titles = new Map();

/** The server gives reasons in English sentences and as data; other languages say the data in their own words. */
export async function reasonText(reason, signal) {
  if (speaks() === 'en') return reason.text;
  const text = t(`reason.${reason.kind}`, { title: reason.itemId ? await titleOf(reason.itemId, signal) : '' });
  return text === `reason.${reason.kind}` ? reason.text : text;
}

function titleOf(itemId, signal) {
  if (!titles.has(itemId)) {
    titles.set(itemId, ask(path('items', itemId), { signal }).then(item => item.fields.title ?? itemId).catch(() => {
      titles.delete(itemId); // Gone, or not to be had now: its id will do.
      return itemId;
    }));
  }

  return titles.get(itemId);
}
