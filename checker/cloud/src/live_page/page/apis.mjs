/** The APIs of the cloud: their stages, and their methods with a Test for each. */
import { byId, CLOCK, el, hidden, sign } from './elements.mjs';
import { testForm } from './test.mjs';

/** What is shown of each API, by its id: the JSON it was made of, and the element. */
const shown = new Map();

/** Shows the way of the request with an id, where it is listed. */
let showWay = null;

/** Shows the APIs anew where they changed. A form that somebody fills in stays as it is. `show` goes to the way of a test. */
export function showApis(apis, show) {
  showWay = show;
  byId('apis-section').hidden = apis.length === 0;
  const entries = apis.map((api) => {
    const json = JSON.stringify(api);
    const old = shown.get(api.id);
    if (old?.json === json) return old;
    const entry = { json, methods: new Map(), element: null };
    entry.element = apiEntry(api, old?.methods ?? new Map(), entry.methods);
    shown.set(api.id, entry);
    return entry;
  });
  const elements = entries.map((entry) => entry.element);
  const list = byId('apis');
  if (elements.length !== list.children.length || elements.some((element, index) => element !== list.children[index])) {
    list.replaceChildren(...elements);
  }
}

/** After the cloud was started again. */
export function forgetApis() {
  shown.clear();
  byId('apis').replaceChildren();
}

function apiEntry(api, before, now) {
  const methods = api.methods.map((method) => {
    const key = JSON.stringify([method, others(api, method)]);
    const item = before.get(key) ?? methodEntry(api, method);
    now.set(key, item);
    return item;
  });
  const stages = api.stages.length === 0 ? [el('li', {}, 'No stage: nobody can call this API yet.')] : api.stages.map(stageEntry);
  return el(
    'article',
    { class: 'api', 'data-testid': 'api', 'aria-label': `API ${api.name}` },
    el('h3', {}, api.name, ' ', el('span', { class: 'soft address' }, api.id)),
    el('ul', { class: 'stages', 'aria-label': 'Stages' }, ...stages),
    methods.length === 0 ? el('p', { class: 'soft' }, 'It has no method.') : el('ul', { class: 'methods', 'aria-label': 'Methods' }, ...methods),
  );
}

function stageEntry(stage) {
  const entry = el(
    'li',
    { 'data-testid': 'stage-entry' },
    el('strong', {}, stage.name),
    ' ',
    el('span', { class: 'address' }, stage.address),
  );
  entry.append(' ', el('span', { class: 'soft' }, `deployed at ${CLOCK.format(stage.deployed).slice(0, 8)}`));
  if (!stage.current) {
    const hint = 'The definition was changed after this deployment: whoever calls this stage still gets the old one. A new deployment brings the change to them.';
    entry.append(el('p', { class: 'hint', 'data-testid': 'not-deployed' }, sign('⚠ '), hint));
  }
  return entry;
}

/** The methods of the same resource that take their requests away from an `ANY`. */
function others(api, method) {
  if (method.method !== 'ANY') return [];
  return api.methods.filter((other) => other.path === method.path && other.method !== 'ANY').map((other) => other.method);
}

export function backendOf(method) {
  if (method.function !== null) return `Lambda ${method.function}`;
  if (method.integration === 'MOCK') return 'Mock';
  return method.integration ?? 'no integration';
}

const AUTHORIZATION = { NONE: 'no authorizer', COGNITO_USER_POOLS: 'Cognito authorizer', CUSTOM: 'Lambda authorizer', AWS_IAM: 'IAM' };

function methodEntry(api, method) {
  const summary = el(
    'summary',
    {},
    hidden('Test '),
    el('span', { class: 'method' }, method.method),
    ' ',
    el('span', { class: 'path' }, method.path),
    ' ',
    el('span', { class: 'soft' }, `${backendOf(method)} · ${AUTHORIZATION[method.authorization] ?? method.authorization}`),
    ' ',
    el('span', { class: 'test-sign', 'aria-hidden': 'true' }, 'Test'),
  );
  const details = el('details', {}, summary);
  details.addEventListener('toggle', () => {
    if (details.open && details.childElementCount === 1) details.append(testForm(api, method, others(api, method), showWay));
  });
  return el('li', { 'data-testid': 'api-method' }, details);
}
