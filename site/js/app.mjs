/** The entry of all pages. */

import { startAccount } from './account.mjs';
import { startChatPage } from './chat-page.mjs';
import { openUserPool } from './cognito.mjs';
import { byId } from './dom.mjs';
import { startListPage } from './list-page.mjs';
import { warningNotice } from './notice.mjs';
import { findMissingParts } from './self-check.mjs';
import { openSession } from './session.mjs';
import { loadConfig, readSettings } from './settings.mjs';
import { afterSignIn, signInAddress } from './sign-in-address.mjs';
import { startSignInPage } from './sign-in-page.mjs';
import { openSource } from './source.mjs';

byId('module-fallback').remove();

await loadConfig();
const settings = readSettings();
const pool = settings.signIn && openUserPool(settings.signIn);
const session = pool && openSession(pool);
const warn = (text) => byId('notices').append(warningNotice(text));

if (settings.problem) warn(settings.problem);

// Following the link would change the fragment, and on chat.html that is the conversation.
document.querySelector('.skip-link').addEventListener('click', (event) => {
  event.preventDefault();
  byId('main').focus();
});

const whenLoaded = () => findMissingParts().forEach(warn);
if (document.readyState === 'complete') whenLoaded();
else window.addEventListener('load', whenLoaded, { once: true });

const { page } = document.body.dataset;
if (page === 'sign-in') {
  if (session?.user()) location.replace(afterSignIn());
  else startSignInPage(pool, session);
} else if (session && !session.user()) {
  location.replace(signInAddress());
} else {
  const source = openSource(settings, session);
  const user = session ? session.user() : settings.user;
  byId('source').textContent = `The data comes from ${source.name}. ${source.readOnly}`.trim();
  startAccount(user, session);
  (page === 'list' ? startListPage : startChatPage)(source, user);
}
