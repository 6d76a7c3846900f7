/**
 * An element with attributes, listeners (`onclick`, …), custom properties (`style: { '--share': '40%' }`) and children. Strings become text
 * nodes: what users and items are called is never markup.
 */
export function h(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === undefined || value === null || value === false) continue;
    if (name.startsWith('on')) element.addEventListener(name.slice(2), value);
    else if (name === 'style') for (const [property, setting] of Object.entries(value)) element.style.setProperty(property, setting);
    else element.setAttribute(name, value === true ? '' : value);
  }

  element.append(...children.flat(2).filter(child => child !== undefined && child !== null && child !== false));
  return element;
}

/** Replaces what is in a place, again and again, without taking the focus from who is there. */
export function redraw(place, ...content) {
  const stops = () => [...place.querySelectorAll('a, button, summary, [tabindex]')];
  const at = stops().indexOf(document.activeElement);
  place.replaceChildren(...content);
  if (at >= 0) stops()[at]?.focus({ preventScroll: true });
}

/** Shows the view of an address, also when it is the one that is shown. */
export function goTo(address) {
  if (location.hash === address) dispatchEvent(new HashChangeEvent('hashchange'));
  else location.hash = address;
}

/** For screen readers: said once, politely. */
export function say(text) {
  document.getElementById('said').textContent = text;
}

/** Runs now and then again and again, but not while nobody looks, until the signal ends it. */
export async function repeat(milliseconds, signal, act) {
  while (!signal.aborted) {
    if (!document.hidden) await act();
    await pause(milliseconds, signal);
  }
}

/** Asks until the answer is as wanted; the last answer after `tries`. */
export async function until(ask, wanted, signal, tries = 40) {
  for (let delay = 60; ; delay = Math.min(500, delay * 1.5)) {
    const answer = await ask();
    if (wanted(answer) || --tries === 0) return answer;
    await pause(delay, signal);
    signal.throwIfAborted();
  }
}

function pause(milliseconds, signal) {
  return new Promise(resolve => {
    if (signal.aborted) return resolve();
    const end = () => {
      clearTimeout(timer);
      signal.removeEventListener('abort', end);
      resolve();
    };
    const timer = setTimeout(end, milliseconds);
    signal.addEventListener('abort', end);
  });
}
