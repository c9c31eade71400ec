/** The corner of the page that says who is here, and lets whoever signed in sign out. */

import { avatar } from './avatar.mjs';
import { byId, el } from './dom.mjs';
import { say } from './farewell.mjs';

/**
 * @param {string} user
 * @param {import('./session.mjs').Session | null} session null where nobody signs in
 */
export function startAccount(user, session) {
  byId('user').append(el('span', session ? { dir: 'auto', title: user } : {}, user), avatar(user));
  if (!session) return;
  const button = byId('sign-out');
  button.hidden = false;
  button.addEventListener('click', async () => {
    if (button.getAttribute('aria-disabled') === 'true') return;
    button.setAttribute('aria-disabled', 'true');
    button.textContent = 'Signing out…';
    say(await session.signOut());
    location.href = 'sign-in.html';
  });
}
