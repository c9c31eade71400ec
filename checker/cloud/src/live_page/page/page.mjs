/** The live page: reads the cloud's events and shows one row for each request, newest first. */
import { backendOf, forgetApis, showApis } from './apis.mjs';
import { byId, CLOCK, el, hidden, milliseconds, NUMBER, plural, table } from './elements.mjs';
import { readOutbox } from './outbox.mjs';
import { forgetToken } from './test.mjs';
import { endedAt, executionLog, requestIds, way } from './way.mjs';

/** As many requests as the cloud itself keeps. */
const KEPT = 10_000;

/** So many rows stay fluent; a filter finds the others. */
const ROWS = 500;

/** How long a reader is not told again how many requests there are, in milliseconds. */
const QUIET = 2_000;

/** How long to wait where the browser does not connect again by itself, in milliseconds. */
const RETRY = 2_000;

const SERVICES = {
  apigateway: 'API Gateway, control plane',
  'cognito-idp': 'Cognito',
  dynamodb: 'DynamoDB',
  'execute-api': 'API Gateway',
  iam: 'IAM',
  lambda: 'Lambda',
  logs: 'CloudWatch Logs',
  s3: 'S3',
  's3-control': 'S3 Control',
  's3-website': 'S3 website',
  sts: 'STS',
};

// What is known

/** The cloud's document, as it was last sent. */
let cloud = null;
/** The requests that are kept, oldest first, each with the text that a filter looks in. */
let requests = [];
/** Those that came while the page was paused. */
let waiting = [];
let paused = false;
/** The number of the newest request that came. */
let newest = -1;
/** How many requests of this run are gone: cleared here, dropped here or dropped by the cloud. */
let dropped = 0;
/** How many of the kept requests the filter lets through, and how many of all were refused. */
let matching = 0;
let refusals = 0;

const isRefused = (request) => request.answer.status >= 400;

function searchable(request) {
  const { operation, who, answer, error, decision, bucket, key } = request;
  const { method, uri, host } = request.request;
  const texts = [method, uri, host, operation, who.name, who.arn, answer.status, error?.code, error?.message, decision, bucket, key];
  texts.push(...(request.tables?.names ?? []), request.tables?.index);
  texts.push(request.function?.request_id, request.api?.method, ...(request.api?.log ?? []));
  return texts.filter((text) => text !== null && text !== undefined).join('\n').toLowerCase();
}

// The filter

const filter = { text: '', service: '', refused: false };

function matches(request) {
  return (
    (!filter.refused || isRefused(request)) &&
    (filter.service === '' || filter.service === request.service) &&
    (filter.text === '' || request.searchable.includes(filter.text))
  );
}

function readFilter() {
  filter.text = byId('text').value.trim().toLowerCase();
  filter.service = byId('service').value;
  filter.refused = byId('refused').checked;
  showAll();
}

/** A service can be chosen once a request of it has come. */
function offerService(service) {
  const select = byId('service');
  if ([...select.options].some((option) => option.value === service)) return;
  select.append(el('option', { value: service }, SERVICES[service] ?? service));
}

// Rows

function row(request) {
  const { answer, error, decision, operation, service, who } = request;
  const run = request.function;
  const refused = isRefused(request);
  const line = el('span', { class: 'line' });
  line.append(
    el('span', { class: 'status', 'data-testid': 'status' }, String(answer.status)),
    ' ',
    el(
      'span',
      { class: 'what' },
      el('span', { class: 'method', 'data-testid': 'method' }, request.request.method),
      ' ',
      el('span', { class: 'path', 'data-testid': 'path' }, request.request.uri),
    ),
    ' ',
    el(
      'span',
      { class: 'call' },
      el('span', { class: 'operation', 'data-testid': 'operation' }, operation ?? SERVICES[service] ?? service, run?.cold ? ' · cold start' : ''),
      hidden(' by '),
      el('span', { class: 'who', 'data-testid': 'who' }, who.name),
    ),
    hidden(' at '),
    el('time', { datetime: new Date(request.received).toISOString() }, CLOCK.format(request.received)),
  );
  if (error) {
    line.append(
      ' ',
      el(
        'span',
        { class: 'error', 'data-testid': 'error' },
        el('strong', {}, error.code ?? 'Error'),
        error.message ? ` ${error.message}` : '',
      ),
    );
  }
  if (decision) {
    const words = el('span', { 'data-testid': 'decision' }, decision);
    line.append(' ', el('span', { class: 'decision' }, el('i', {}, 'decided: '), words));
  }
  const ended = request.api === null ? null : endedAt(request.api);
  if (ended !== null) line.append(' ', el('span', { class: 'decision', 'data-testid': 'ended-at' }, el('i', {}, 'ended at: '), ended));
  const details = el('details', {}, el('summary', {}, line));
  details.addEventListener('toggle', () => {
    // Made when it is wanted: most rows are never opened.
    if (details.open && details.childElementCount === 1) details.append(more(request));
  });
  // A function that fails answers 200 all the same.
  const look = refused || (run && error) ? 'refused' : 'answered';
  return el('li', { id: rowId(request), class: look, 'data-testid': 'request', 'data-seq': String(request.seq) }, details);
}

const UNKNOWN = 'nobody that AWS knows: the request is not signed, or its signature was not accepted';
const TESTER = 'whoever asked for the test; the method itself was not asked who that is';

const rowId = (request) => `request-${request.seq}`;

function more(request) {
  const { api, tables } = request;
  const facts = [
    ['Service', SERVICES[request.service] ?? request.service],
    ['API', api?.id ?? null],
    ['Stage', api?.stage ?? null],
    ['Method', api?.method ?? null],
    ['Host', request.request.host],
    ['Bucket', request.bucket],
    ['Key', request.key],
    ['Table', tables?.names.join(', ') ?? null],
    ['Index', tables?.index ?? null],
    ['Capacity units', tables?.capacity_units || null],
    ['Unprocessed', tables?.unprocessed || null],
    ['More pages', tables?.more ? 'yes' : null],
    ['Request id', request.function?.request_id ?? null],
    ['Who', request.who.arn ?? (api === null || request.operation === null ? UNKNOWN : TESTER)],
    ['Took', milliseconds(request.took)],
  ];
  const known = facts.filter(([, value]) => value !== null && value !== '');
  return el(
    'div',
    { class: 'more', 'data-testid': 'more' },
    ...(api === null ? [] : [way(api, wayOf(request)), executionLog(api.log)]),
    ...callerOf(request),
    table('This request', known),
    el('div', {}, table('Request headers', request.request.headers), table('Answer headers', request.answer.headers)),
    el('p', { class: 'soft' }, 'Only headers that the labs are about are kept, and never those that sign.'),
  );
}

// A request to an API, and the function's run that belongs to it

function wayOf(request) {
  const { api } = request;
  const ids = requestIds(api);
  const run = requests.find((other) => other.function !== null && ids.has(other.function.request_id));
  const known = cloud?.apis.find(({ id }) => id === api.id)?.methods.find(({ method, path }) => `${method} ${path}` === api.method);
  let link = null;
  if (run !== undefined) {
    const outcome = [String(run.answer.status), milliseconds(run.took)];
    if (run.error) outcome.splice(1, 0, run.error.code ?? 'error');
    if (run.function.cold) outcome.push('cold start');
    link = linkTo(run, `the run of ${run.function.name}: ${outcome.join(', ')}`, 'run-link');
  }
  return {
    sent: `${request.request.method} ${request.request.uri}`,
    got: String(request.answer.status),
    backend: run === undefined ? known && backendOf(known) : `Lambda ${run.function.name}`,
    run: link,
  };
}

/** Of a function's run: the request to an API that it answers. */
function callerOf(run) {
  if (run.function === null) return [];
  const caller = requests.find((other) => other.api !== null && requestIds(other.api).has(run.function.request_id));
  if (caller === undefined) return [];
  const { method, uri } = caller.request;
  return [el('p', { class: 'caller' }, 'It answers a request to API Gateway: ', linkTo(caller, `${method} ${uri}`, 'caller-link'))];
}

function linkTo(request, text, testid) {
  const link = el('a', { href: `#${rowId(request)}`, 'data-testid': testid }, text);
  link.addEventListener('click', (event) => {
    event.preventDefault();
    showRequest(request);
  });
  return link;
}

/** Goes to the request that API Gateway gave an id: a test's is listed a moment after its answer came. */
function showWay(id) {
  flush();
  const found = requests.find(({ api }) => api !== null && api.log.some((line) => line.includes(id)));
  if (found === undefined) notice(paused ? 'The test is held back: resume the list to see it.' : 'The test is no longer listed.');
  else showRequest(found);
}

/** Opens a request's row, and takes the reader there. */
function showRequest(request) {
  if (byId(rowId(request)) === null) {
    byId('tools').reset();
    // Where all are too many to be shown, its own text leaves few.
    byId('text').value = requests.length > ROWS ? (request.function?.request_id ?? request.request.uri) : '';
    readFilter();
  }
  const summary = byId(rowId(request))?.querySelector('summary');
  if (!summary) return;
  summary.parentElement.open = true;
  summary.focus();
  summary.scrollIntoView({ block: 'nearest' });
}

/** All rows anew: after a change of the filter. */
function showAll() {
  const found = requests.filter(matches);
  matching = found.length;
  byId('requests').replaceChildren(...found.slice(-ROWS).reverse().map(row));
  showCounts();
}

/** The new ones on top; the oldest rows go. */
function showNew(added) {
  const list = byId('requests');
  const found = added.filter(matches);
  matching += found.length;
  list.prepend(...found.slice(-ROWS).reverse().map(row));
  while (list.childElementCount > ROWS) list.lastElementChild.remove();
  showCounts();
}

function add(added) {
  for (const request of added) {
    offerService(request.service);
    if (isRefused(request)) refusals += 1;
  }
  requests.push(...added);
  const gone = requests.splice(0, Math.max(0, requests.length - KEPT));
  dropped += gone.length;
  refusals -= gone.filter(isRefused).length;
  matching -= gone.filter(matches).length;
  showNew(added);
}

// What is said around the rows

let announced = 0;

function showCounts() {
  const filtered = filter.text !== '' || filter.service !== '' || filter.refused;
  const all = `${plural(requests.length, 'request')}, ${NUMBER.format(refusals)} refused`;
  byId('count').textContent = filtered ? `${all}; ${plural(matching, 'match').replace(/chs$/, 'ches')}` : all;
  byId('pause').textContent = paused ? `Resume${waiting.length ? ` (${NUMBER.format(waiting.length)} new)` : ''}` : 'Pause';
  byId('empty-title').textContent = dropped > 0 ? 'No new request' : 'No request yet';
  byId('empty').hidden = cloud === null || requests.length > 0 || waiting.length > 0;
  byId('no-match').hidden = requests.length === 0 || matching > 0;
  const cuts = [];
  if (matching > ROWS) cuts.push(`The newest ${ROWS} of ${NUMBER.format(matching)} are shown; a filter finds the others.`);
  if (dropped > 0) cuts.push(`${plural(dropped, 'older request')} of this cloud ${dropped === 1 ? 'is' : 'are'} no longer listed.`);
  byId('cut').textContent = cuts.join(' ');
  byId('cut').hidden = cuts.length === 0;
  // One announcement for many requests: a screen reader would not come to an end otherwise.
  if (announced === 0) {
    announced = setTimeout(() => {
      announced = 0;
      byId('announcement').textContent = byId('count').textContent;
    }, QUIET);
  }
}

function notice(text) {
  byId('notice').textContent = text;
  byId('notice').hidden = text === '';
}

function showCloud() {
  byId('where').textContent = `${cloud.endpoint} · ${cloud.region}`;
  byId('try').textContent = `curl -i ${cloud.endpoint}/`;
  byId('no-buckets').hidden = cloud.buckets.length > 0;
  byId('buckets').replaceChildren(...cloud.buckets.map(bucketEntry));
  showApis(cloud.apis, showWay);
}

function bucketEntry(bucket) {
  const about = [bucket.region, plural(bucket.objects, 'object')];
  if (bucket.account !== cloud.account) about.push(`account ${bucket.account}`);
  const entry = el('li', { 'data-testid': 'bucket' }, el('strong', {}, bucket.name), ' ', el('span', { class: 'soft' }, about.join(' · ')));
  if (bucket.website !== null) {
    const link = { href: bucket.website, target: '_blank', rel: 'noopener', 'data-testid': 'website' };
    entry.append(' ', el('a', link, 'website ', el('span', { class: 'address' }, bucket.website)));
  }
  return entry;
}

// The connection

/** Requests that came since the last frame: a replay brings thousands at once. */
let incoming = [];

function flush() {
  const batch = incoming;
  incoming = [];
  if (batch.length === 0) return;
  if (batch.some(({ service }) => service === 'cognito-idp')) readOutbox();
  if (paused) {
    waiting.push(...batch);
    const gone = waiting.splice(0, Math.max(0, waiting.length - KEPT));
    dropped += gone.length;
    showCounts();
  } else {
    add(batch);
  }
}

function take(request) {
  if (request.seq <= newest) return;
  dropped += request.seq - newest - 1;
  newest = request.seq;
  request.searchable = searchable(request);
  // A frame never comes in a tab that nobody sees; the list may wait there, but it must not grow for ever.
  if (incoming.push(request) === 1) requestAnimationFrame(flush);
  if (incoming.length > KEPT) flush();
}

function forget() {
  requests = [];
  waiting = [];
  incoming = [];
  refusals = 0;
  showAll();
}

function takeCloud(document) {
  if (cloud !== null && cloud.run !== document.run) {
    newest = -1;
    dropped = 0;
    forget();
    forgetApis();
    forgetToken();
    notice(`The cloud was started again at ${CLOCK.format(Date.now()).slice(0, 8)}. It begins empty.`);
  }
  cloud = document;
  readOutbox();
  showCloud();
  showCounts();
}

function setConnection(state, text) {
  const shown = byId('connection');
  if (shown.dataset.state === state) return;
  shown.dataset.state = state;
  shown.textContent = text;
}

function connect() {
  const source = new EventSource(cloud === null ? 'events' : `events?from=${cloud.run}-${newest + 1}`);
  source.addEventListener('open', () => setConnection('live', 'live'));
  source.addEventListener('cloud', (event) => takeCloud(JSON.parse(event.data)));
  source.addEventListener('request', (event) => take(JSON.parse(event.data)));
  source.addEventListener('error', () => {
    setConnection('lost', 'connection lost: is checker cloud running? Trying again …');
    // Most browsers connect again by themselves.
    if (source.readyState === EventSource.CLOSED) setTimeout(connect, RETRY);
  });
}

// What the reader does

byId('tools').addEventListener('submit', (event) => event.preventDefault());
byId('text').addEventListener('input', readFilter);
byId('service').addEventListener('change', readFilter);
byId('refused').addEventListener('change', readFilter);

byId('show-all').addEventListener('click', () => {
  byId('tools').reset();
  readFilter();
  byId('text').focus();
});

byId('pause').addEventListener('click', () => {
  paused = !paused;
  byId('pause').setAttribute('aria-pressed', String(paused));
  const held = waiting;
  waiting = [];
  if (paused) showCounts();
  else add(held);
});

byId('clear').addEventListener('click', () => {
  dropped += requests.length + waiting.length + incoming.length;
  notice('');
  forget();
});

/** Arrows, Home and End go from row to row. */
byId('requests').addEventListener('keydown', (event) => {
  const item = event.target.closest('li');
  if (item === null || event.target.tagName !== 'SUMMARY') return;
  const list = item.parentElement;
  const to = {
    ArrowDown: item.nextElementSibling,
    ArrowUp: item.previousElementSibling,
    Home: list.firstElementChild,
    End: list.lastElementChild,
  }[event.key];
  if (!to) return;
  event.preventDefault();
  to.querySelector('summary').focus();
});

readFilter();
connect();
