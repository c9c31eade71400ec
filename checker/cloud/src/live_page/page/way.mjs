/**
 * A request's way through API Gateway, drawn as the console draws it: from the client to the backend above, and back to
 * the client below.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/how-to-method-settings-execution-console.html
 */
import { el, sign } from './elements.mjs';

/** The stages of every way, in order. */
const STAGES = [
  ['method-request', 'Method request'],
  ['integration-request', 'Integration request'],
  ['integration', 'Integration'],
  ['integration-response', 'Integration response'],
  ['method-response', 'Method response'],
];

const GATEWAY = 'gateway-response';

const title = (name) => STAGES.find(([stage]) => stage === name)?.[1] ?? name;

/** What became of a stage, never by colour alone. */
const STATES = {
  passed: ['✓ ', 'passed'],
  ended: ['✕ ', 'the request ended here'],
  unreached: ['', 'not reached'],
  skipped: ['', 'nothing to do'],
};

/**
 * The way of one request. `execution` is what the cloud recorded; `sent` and `got` say what the client sent and got;
 * `backend` names the backend, where that is known; `run` is a link to the function's run, or null.
 */
export function way(execution, { sent, got, backend, run }) {
  const { steps } = execution;
  const left = steps.findIndex((step) => step.name === GATEWAY);
  const ended = (step, index) => step.failed || index + 1 === left;
  const last = steps.findLastIndex((step) => step.name !== GATEWAY);
  const items = [client(sent, got)];
  for (const [name, plain] of STAGES) {
    const index = steps.findIndex((step) => step.name === name);
    const step = steps[index];
    // A stage without a record has nothing to do where the way goes on behind it.
    const goesOn = last >= 0 && order(name) < order(steps[last].name);
    const state = step === undefined ? (goesOn ? 'skipped' : 'unreached') : ended(step, index) ? 'ended' : 'passed';
    const known = name === 'integration' ? (backend ?? plain) : plain;
    const item = stage(name, known, state, step?.lines ?? []);
    if (name === 'integration' && run) item.append(el('p', { class: 'run' }, run));
    items.push(item);
    if (state === 'ended' && left >= 0 && index + 1 === left) items.push(gateway(steps[left], plain));
  }
  // Nothing came before it.
  if (left === 0) items.splice(1, 0, gateway(steps[left], null));
  return el('ol', { class: 'way', 'data-testid': 'way', 'aria-label': "The request's way through API Gateway" }, ...items);
}

const order = (name) => STAGES.findIndex(([stage]) => stage === name);

function client(sent, got) {
  return el(
    'li',
    { class: 'stage client', 'data-testid': 'client' },
    el('h4', {}, 'Client'),
    el('p', { class: 'sent' }, el('span', { class: 'soft' }, 'sent '), sent),
    el('p', { class: 'got' }, el('span', { class: 'soft' }, 'got '), got),
  );
}

function stage(name, plain, state, lines) {
  const [mark, words] = STATES[state];
  return el(
    'li',
    { class: `stage ${name} ${state}`, 'data-testid': 'stage', 'data-stage': name, 'data-state': state },
    el('h4', {}, plain),
    el('p', { class: 'state', 'data-testid': 'state' }, sign(mark), words),
    ...list(lines),
  );
}

/** An answer of API Gateway's own, at the place where the request left the way. */
function gateway(step, from) {
  const words = from === null
    ? 'No method took the request: API Gateway answered itself.'
    : `After “${from}” the request left the way: API Gateway answered itself.`;
  return el(
    'li',
    { class: `stage ${GATEWAY}`, 'data-testid': 'stage', 'data-stage': GATEWAY, 'data-state': 'left' },
    el('h4', {}, sign('↩ '), 'Gateway response'),
    el('p', { class: 'state', 'data-testid': 'state' }, words),
    ...list(step.lines),
  );
}

function list(lines) {
  return lines.length === 0 ? [] : [el('ul', { class: 'lines' }, ...lines.map((line) => el('li', {}, line)))];
}

/** The stage where a request ended, in words; null where it came back to the client on the way. */
export function endedAt(execution) {
  const { steps } = execution;
  const left = steps.findIndex((step) => step.name === GATEWAY);
  const step = steps.find((step, index) => step.name !== GATEWAY && (step.failed || index + 1 === left));
  if (step === undefined) return left === 0 ? 'no method' : null;
  return title(step.name);
}

/** The log as API Gateway writes it to CloudWatch Logs. Whoever uses a keyboard can scroll it. */
export function executionLog(lines) {
  if (lines.length === 0) return el('p', { class: 'soft' }, 'There is no execution log.');
  const text = el('pre', { class: 'log', tabindex: '0', role: 'region', 'aria-label': 'Execution log', 'data-testid': 'log' });
  text.append(el('code', {}, lines.join('\n')));
  return el('div', { class: 'log-box' }, el('h4', {}, 'Execution log'), text);
}

export const REQUEST_ID = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/;

const REQUEST_IDS = new RegExp(REQUEST_ID, 'g');

/** The request ids that API Gateway wrote down: its own, and Lambda's. */
export function requestIds(execution) {
  const lines = [...execution.log, ...execution.steps.flatMap((step) => step.lines)];
  return new Set(lines.join('\n').match(REQUEST_IDS) ?? []);
}
