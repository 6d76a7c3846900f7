import en from './words/en.js';

const languages = { en: () => en, zh: async () => (await import('./words/zh.js')).default };
let dictionary = en;
let language = 'en';

/** Switches the language of everything made from now on. */
export async function speak(wanted) {
  language = wanted in languages ? wanted : 'en';
  dictionary = await languages[language]();
  document.documentElement.lang = language;
}

export const speaks = () => language;

/** A word or sentence by its key, `{name}` filled from `values`. */
export function t(name, values = {}) {
  return (dictionary[name] ?? en[name] ?? name).replace(/\{(\w+)\}/g, (_, value) => values[value] ?? '');
}

/** The word where there is one, else the server's own. */
export const named = (group, value) => dictionary[`${group}.${value}`] ?? value;

export const number = (value, digits = 0) => new Intl.NumberFormat(language, { maximumFractionDigits: digits, minimumFractionDigits: digits }).format(value);

export const percent = (share, digits = 0) => new Intl.NumberFormat(language, { style: 'percent', maximumFractionDigits: digits }).format(share);

export const dateTime = value => new Intl.DateTimeFormat(language, { dateStyle: 'medium', timeStyle: 'short' }).format(new Date(value));

export const day = value => new Intl.DateTimeFormat(language, { day: 'numeric', month: 'short' }).format(new Date(value));

export const clock = (value, seconds = false) => new Intl.DateTimeFormat(
  language, { hour: '2-digit', minute: '2-digit', hourCycle: 'h23', ...(seconds ? { second: '2-digit' } : {}) }).format(new Date(value));

/** 0 is Monday. */
export const weekday = (index, width = 'short') =>
  new Intl.DateTimeFormat(language, { weekday: width, timeZone: 'UTC' }).format(new Date(Date.UTC(2024, 0, 1 + index)));

const units = [['day', 86_400], ['hour', 3600], ['minute', 60], ['second', 1]];

/** `3 hours ago` */
export function ago(value, now = Date.now()) {
  const seconds = Math.max(0, (now - new Date(value)) / 1000);
  const [unit, size] = units.find(([, length]) => seconds >= length) ?? units.at(-1);
  return new Intl.RelativeTimeFormat(language, { numeric: 'auto' }).format(-Math.floor(seconds / size), unit);
}

/** `2 h 5 min`, `40 s` */
export function span(seconds) {
  const minutes = Math.round(seconds / 60);
  if (seconds < 60) return t('span.seconds', { s: number(seconds) });
  return minutes < 60 ? t('span.minutes', { m: minutes }) : t('span.hours', { h: Math.floor(minutes / 60), m: minutes % 60 });
}
