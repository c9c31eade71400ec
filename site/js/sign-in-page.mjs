/** sign-in.html: an account is made, confirmed and used. Five forms, of which one is shown; what was typed stays in all. */

import { refusal } from './cognito-errors.mjs';
import { byId, setStatus } from './dom.mjs';
import { hear } from './farewell.mjs';
import { errorNotice, warningNotice } from './notice.mjs';
import { afterSignIn } from './sign-in-address.mjs';

const FORMS = ['sign-in', 'sign-up', 'confirm', 'forgot', 'reset'];

/** What is missing, field by field. */
const MISSING = {
  name: 'Type a name.',
  email: 'Type an e-mail address: a code goes there.',
  password: 'Type a password.',
  code: 'Type the code that you were sent.',
};

/** Where the letter with the code is when no mail leaves this machine. */
const IN_THE_OUTBOX = ' On your own machine it lies in the outbox of the live page, which cargo checker cloud serves.';

/**
 * @param {import('./cognito.mjs').UserPool | null} pool null where config.js names none
 * @param {import('./session.mjs').Session | null} session
 */
export function startSignInPage(pool, session) {
  if (!pool) {
    const text = 'Nobody signs in here: config.js names no user pool. It needs apiEndpoint, region, userPoolId and clientId, from lab 7 on.';
    byId('notices').append(warningNotice(text));
    return;
  }
  byId('source').textContent = `Users sign in at ${pool.endpoint}, as the app client ${pool.clientId}.`;
  byId('forms').hidden = false;
  let busy = false;

  const field = (form, name) => byId(form).querySelector(`[data-field="${name}"]`);
  const value = (form, name) => (name === 'password' ? field(form, name).value : field(form, name)?.value.trim() ?? '');
  const shown = () => FORMS.find((form) => !byId(form).hidden);

  /** Shows a form, with the name that the one before had, and puts the cursor where something is missing. */
  function show(form, status = '') {
    const name = value(shown(), 'name');
    for (const each of FORMS) byId(each).hidden = each !== form;
    for (const button of document.querySelectorAll('[data-shows]')) {
      button.setAttribute('aria-pressed', String(button.dataset.shows === form));
    }
    if (name !== '') field(form, 'name').value = name;
    const { title } = byId(form).dataset;
    byId('title').textContent = title;
    document.title = `${title} – Chat`;
    byId('notice').replaceChildren();
    setStatus(status);
    const inputs = [...byId(form).querySelectorAll('input')];
    inputs.forEach((input) => input.removeAttribute('aria-invalid'));
    (inputs.find((input) => input.value === '') ?? inputs[0]).focus();
  }

  function say(box, reason, form, name) {
    box.dataset.testid = 'notice';
    box.dataset.reason = reason;
    byId('notice').replaceChildren(box);
    setStatus('');
    const input = name && field(form, name);
    if (!input) return;
    input.setAttribute('aria-invalid', 'true');
    input.focus();
    if (name === 'code') input.select();
  }

  /** A letter is on its way; or the pool sent none, and then nobody can ever confirm. */
  function sent(to) {
    if (to) return setStatus(`A code is on its way to ${to}.${pool.onAws ? '' : IN_THE_OUTBOX}`);
    const hint = 'The pool sent no code. Does it verify the e-mail address by itself? AutoVerifiedAttributes must hold email: lab 7, part “pool”.';
    return say(warningNotice(hint), 'no-code', shown());
  }

  const ACTIONS = {
    'sign-in': async () => {
      session.start(await pool.signIn(value('sign-in', 'name'), value('sign-in', 'password')));
      location.href = afterSignIn();
    },
    'sign-up': async () => {
      const { confirmed, sentTo } = await pool.signUp(value('sign-up', 'name'), value('sign-up', 'email'), value('sign-up', 'password'));
      if (confirmed) return show('sign-in', 'Your account is ready: sign in.');
      show('confirm');
      return sent(sentTo);
    },
    confirm: async () => {
      await pool.confirmSignUp(value('confirm', 'name'), value('confirm', 'code'));
      show('sign-in', 'Your account is confirmed: sign in.');
    },
    forgot: async () => {
      const to = await pool.forgotPassword(value('forgot', 'name'));
      show('reset');
      sent(to);
    },
    reset: async () => {
      await pool.confirmForgotPassword(value('reset', 'name'), value('reset', 'code'), value('reset', 'password'));
      show('sign-in', 'Your new password is set: sign in with it.');
    },
  };

  /** Does one thing at a time with what a form holds. */
  async function run(form, action, needed) {
    if (busy) return;
    const inputs = [...byId(form).querySelectorAll('input')];
    inputs.forEach((input) => input.removeAttribute('aria-invalid'));
    const empty = needed.find((name) => value(form, name) === '');
    if (empty) {
      say(warningNotice(MISSING[empty]), 'missing', form, empty);
      return;
    }
    setBusy(form, true);
    byId('notice').replaceChildren();
    setStatus('One moment…');
    try {
      await action();
    } catch (error) {
      refuse(error, form);
    } finally {
      setBusy(form, false);
    }
  }

  function setBusy(form, now) {
    busy = now;
    byId(form).setAttribute('aria-busy', String(now));
    for (const button of byId(form).querySelectorAll('button')) button.setAttribute('aria-disabled', String(now));
  }

  function refuse(error, form) {
    const to = form === 'sign-in' && error.code === 'UserNotConfirmedException' ? 'confirm' : form;
    if (to !== form) show(to);
    // A wrong password is the same refusal as a wrong code's name: the field must be one that this form has.
    const name = error.code && refusal(error).field;
    say(errorNotice(error, 'api'), error.code ?? 'page', to, name && field(to, name) ? name : '');
  }

  const needs = (form) => [...byId(form).querySelectorAll('input')].map((input) => input.dataset.field);
  for (const form of FORMS) {
    byId(form).addEventListener('submit', (event) => {
      event.preventDefault();
      run(form, ACTIONS[form], needs(form));
    });
  }
  byId('resend').addEventListener('click', () => {
    run('confirm', async () => sent(await pool.resendCode(value('confirm', 'name'))), ['name']);
  });
  for (const button of document.querySelectorAll('[data-shows]')) {
    button.addEventListener('click', () => {
      if (!busy) show(button.dataset.shows);
    });
  }
  show('sign-in', hear());
}
