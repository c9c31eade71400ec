/** The outbox: the letters with codes that user pools sent. They go no further than this page. */
import { byId, CLOCK, el } from './elements.mjs';

const PURPOSES = {
  'sign-up': 'to confirm the account',
  'forgot-password': 'for a new password',
  invitation: 'the first password, from an administrator',
  'verify-attribute': 'to confirm the new address',
};

let asking = false;
/** Whether something was asked of a pool while the letters were on their way. */
let again = false;

/** Reads the letters anew, newest first. */
export async function readOutbox() {
  again = asking;
  if (asking) return;
  asking = true;
  try {
    const answer = await fetch('outbox', { cache: 'no-store' });
    if (answer.ok) show((await answer.json()).letters);
  } catch {
    // The cloud has ended, and the head of the page says so.
  } finally {
    asking = false;
  }
  if (again) readOutbox();
}

function show(letters) {
  byId('outbox-section').hidden = letters.length === 0;
  byId('outbox').replaceChildren(...letters.map(row).reverse());
}

function row({ to, user, poolId, code, purpose, sent }) {
  return el(
    'tr',
    { 'data-testid': 'letter' },
    el('td', {}, el('code', { class: 'mail-code', 'data-testid': 'letter-code' }, code)),
    el('th', { scope: 'row', 'data-testid': 'letter-user' }, user),
    el('td', { 'data-testid': 'letter-to' }, to),
    el('td', { 'data-testid': 'letter-purpose' }, PURPOSES[purpose] ?? purpose),
    el('td', { class: 'soft address' }, poolId),
    el('td', { class: 'soft' }, el('time', { datetime: new Date(sent).toISOString() }, CLOCK.format(sent).slice(0, 8))),
  );
}
