/** Test of a method, as the console's Test tab has it. */
import { byId, el, NUMBER, table } from './elements.mjs';
import { executionLog, REQUEST_ID } from './way.mjs';

/** What `checker cloud` prints behind the address. */
const TOKEN = /^#([0-9a-f]{32})$/;

/** The methods that a test of ANY can be sent with. */
const METHODS = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'HEAD', 'OPTIONS'];

/**
 * Proves that whoever reads this page started the cloud. It is kept in memory, and with this entry of the tab's history,
 * which no other page can read, so that it lasts when the page is loaded again.
 */
let token = null;

/** Takes the token out of the address, where somebody might copy it or look at it. */
function takeToken() {
  const [, found] = TOKEN.exec(location.hash) ?? [];
  if (found !== undefined) {
    history.replaceState({ token: found }, '', location.pathname + location.search);
    setToken(found);
  } else if (token !== null) {
    // Another fragment is another entry.
    history.replaceState({ token }, '');
  } else {
    setToken(history.state?.token ?? null);
  }
}

function setToken(value) {
  token = value;
  byId('no-token').hidden = token !== null;
  for (const button of document.querySelectorAll('.test-button')) allow(button);
}

/** A test of another run of the cloud would be refused. */
export function forgetToken() {
  history.replaceState(null, '');
  setToken(null);
}

function allow(button) {
  button.disabled = token === null;
  if (token === null) button.setAttribute('aria-describedby', 'no-token');
  else button.removeAttribute('aria-describedby');
}

// The form

const field = (label, control, about = '') =>
  el('label', {}, el('span', { class: 'label' }, label, about === '' ? '' : el('span', { class: 'soft' }, ` ${about}`)), control);

function input(attributes) {
  return el('input', { type: 'text', autocomplete: 'off', spellcheck: 'false', ...attributes });
}

/**
 * The form of one method. `others` are the methods that this resource has beside an ANY; `showWay` goes to
 * the way of a request with an id.
 */
export function testForm(api, method, others, showWay) {
  const names = [...method.path.matchAll(/\{([^{}]+)\}/g)].map(([, name]) => name);
  const parameters = names.map((name) => {
    const greedy = name.endsWith('+');
    const plain = greedy ? name.slice(0, -1) : name;
    const control = input({ required: '', 'data-testid': `path-${plain}` });
    return { name, greedy, control, field: field(`Path: ${plain}`, control, greedy ? 'several segments, with / between them' : '') };
  });
  const methods = el('select', { 'data-testid': 'test-method' });
  for (const name of METHODS) if (!others.includes(name)) methods.append(el('option', { value: name }, name));
  const query = input({ placeholder: 'name=value&name=value', 'data-testid': 'query' });
  const headers = el('textarea', { rows: '2', placeholder: 'Name: value', spellcheck: 'false', 'data-testid': 'headers' });
  const body = el('textarea', { rows: '4', spellcheck: 'false', 'data-testid': 'body' });
  const button = el('button', { type: 'submit', class: 'test-button', 'data-testid': 'test' }, 'Test');
  // Said aloud; the whole result would take minutes.
  const said = el('p', { class: 'said', role: 'status', 'data-testid': 'said' });
  const result = el('div', { class: 'result', 'data-testid': 'result' });
  allow(button);
  const form = el('form', { class: 'test-form', 'aria-label': `Test ${method.method} ${method.path}` });
  if (method.method === 'ANY') form.append(field('Method', methods));
  form.append(
    ...parameters.map((parameter) => parameter.field),
    ...declared(method),
    field('Query string', query),
    field('Headers', headers, 'one a line'),
    field('Request body', body),
    el('p', {}, button),
  );
  form.addEventListener('submit', async (event) => {
    event.preventDefault();
    if (token === null || button.disabled) return;
    button.disabled = true;
    result.replaceChildren();
    said.textContent = 'running …';
    try {
      const asked = {
        api: api.id,
        resource: method.resource,
        method: method.method === 'ANY' ? methods.value : method.method,
        path_with_query: address(method.path, parameters, query.value),
        headers: parsed(headers.value),
        body: body.value,
      };
      const answer = await send(asked);
      result.replaceChildren(...tested(answer, asked, showWay));
      said.textContent = `The method answered ${answer.status}.`;
    } catch (error) {
      said.textContent = error.message;
    }
    allow(button);
  });
  return el('div', { class: 'test' }, form, el('div', {}, said, result));
}

/** What the method says about its parameters. */
function declared(method) {
  const words = method.parameters
    .map(([name, required]) => [name.replace(/^method\.request\./, ''), required])
    .filter(([name]) => !name.startsWith('path.'))
    .map(([name, required]) => `${name}${required ? ' (required)' : ''}`);
  return words.length === 0 ? [] : [el('p', { class: 'soft' }, `The method declares ${words.join(', ')}.`)];
}

/** The path with its parameters, as a client would send it: what is escaped already stays, what cannot stand there is escaped. */
function address(path, parameters, query) {
  const filled = parameters.reduce((filled, { name, greedy, control }) => {
    const value = escaped(control.value).replace(/[?#]/g, encodeURIComponent);
    return filled.replace(`{${name}}`, () => (greedy ? value : value.replaceAll('/', '%2F')));
  }, path);
  const asked = escaped(query.trim().replace(/^\?/, '')).replaceAll('#', '%23');
  return asked === '' ? filled : `${filled}?${asked}`;
}

const escaped = (text) => encodeURI(text.toWellFormed?.() ?? text).replaceAll('%25', '%');

function parsed(text) {
  const lines = text.split('\n').filter((line) => line.trim() !== '');
  return lines.map((line) => {
    const colon = line.indexOf(':');
    if (colon < 1) throw new Error(`This is no header: “${line}”. A header is a name, a colon, and a value.`);
    return [line.slice(0, colon).trim(), line.slice(colon + 1).trim()];
  });
}

async function send(asked) {
  let answer;
  try {
    answer = await fetch('test', {
      method: 'POST',
      headers: { 'Content-Type': 'application/json', 'X-Checker-Token': token },
      body: JSON.stringify(asked),
      credentials: 'omit',
      redirect: 'error',
      // Under the page's own policy some browsers would hide the origin.
      referrerPolicy: 'same-origin',
    });
  } catch {
    throw new Error('The cloud does not answer: is checker cloud running?');
  }
  const content = await answer.json().catch(() => ({ message: `The cloud answered ${answer.status}.` }));
  if (!answer.ok) throw new Error(content.message);
  return content;
}

// What came of it

function tested(answer, asked, showWay) {
  const elements = [
    el(
      'p',
      { class: 'outcome' },
      el('span', { class: `status ${answer.status >= 400 ? 'bad' : 'good'}`, 'data-testid': 'test-status' }, String(answer.status)),
      ' ',
      el('span', { class: 'address', 'data-testid': 'test-request' }, `${asked.method} ${asked.path_with_query}`),
      ' ',
      el('span', { class: 'soft', 'data-testid': 'latency' }, `${NUMBER.format(answer.latency)} ms`),
    ),
    table('Response headers', answer.headers),
    el('h4', {}, 'Response body'),
    answer.body === ''
      ? el('p', { class: 'soft', 'data-testid': 'test-body' }, 'empty')
      : el('pre', { tabindex: '0', role: 'region', 'aria-label': 'Response body', 'data-testid': 'test-body' }, el('code', {}, answer.body)),
  ];
  const [id] = answer.log.match(REQUEST_ID) ?? [];
  if (id !== undefined) {
    const link = el('button', { type: 'button', 'data-testid': 'show-way' }, 'Show its way, stage by stage');
    link.addEventListener('click', () => showWay(id));
    elements.push(el('p', {}, link));
  }
  elements.push(executionLog(answer.log.trimEnd().split('\n')));
  return elements;
}

addEventListener('hashchange', takeToken);
takeToken();
