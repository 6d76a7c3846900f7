const keyName = 'attention-key';
const patience = 20_000;

/** What the API says when it cannot serve a request; status 0 when it does not say anything. */
export class Problem extends Error {
  constructor(status, title, detail, errors = []) {
    super(detail ?? title ?? `HTTP ${status}`);
    Object.assign(this, { status, title, detail, errors });
  }
}

/** The key lives as long as this tab. */
export const key = {
  get: () => sessionStorage.getItem(keyName),
  set: value => (value ? sessionStorage.setItem(keyName, value) : sessionStorage.removeItem(keyName)),
};

/**
 * Asks the API. Paths are made with `path`, so that ids may hold anything.
 * @param {object} [options] `accept`: statuses beside 2xx whose body is an answer. `text`: the body is no JSON. `wait`: milliseconds.
 */
export async function ask(address, { method = 'GET', body, signal, accept = [], text = false, wait = patience } = {}) {
  // The server words what it can in the page's language, whatever the browser's is.
  const headers = { 'accept-language': document.documentElement.lang };
  if (key.get()) headers['x-functions-key'] = key.get();
  if (body !== undefined) headers['content-type'] = 'application/json';
  const ends = [AbortSignal.timeout(wait), ...(signal ? [signal] : [])];
  let response;
  let content;
  try {
    response = await fetch(`/api/${address}`, {
      method, headers, cache: 'no-store', signal: AbortSignal.any(ends), body: body === undefined ? undefined : JSON.stringify(body),
    });
    content = await response.text();
  } catch (fault) {
    if (signal?.aborted) throw fault;
    throw new Problem(0);
  }

  if (!response.ok && !accept.includes(response.status)) throw problemOf(response.status, content);
  return text ? content : JSON.parse(content || 'null');
}

/** `path('users', id, 'attention')`; a query as an object at the end. */
export function path(...parts) {
  const query = typeof parts.at(-1) === 'object' ? `?${new URLSearchParams(parts.pop())}` : '';
  return parts.map(encodeURIComponent).join('/') + query;
}

function problemOf(status, content) {
  try {
    const { title, detail, errors } = JSON.parse(content);
    return new Problem(status, title, detail, errors);
  } catch {
    return new Problem(status); // A proxy's page, or nothing at all.
  }
}
