/** The entry of both pages. */

import { avatar } from './avatar.mjs';
import { startChatPage } from './chat-page.mjs';
import { byId, el } from './dom.mjs';
import { startListPage } from './list-page.mjs';
import { warningNotice } from './notice.mjs';
import { findMissingParts } from './self-check.mjs';
import { loadConfig, readSettings } from './settings.mjs';
import { openSource } from './source.mjs';

const PAGES = { list: startListPage, chat: startChatPage };

byId('module-fallback').remove();

await loadConfig();
const settings = readSettings();
const source = openSource(settings);
const warn = (text) => byId('notices').append(warningNotice(text));

if (settings.problem) warn(settings.problem);
byId('source').textContent = `The data comes from ${source.name}. ${source.readOnly}`.trim();
byId('user').append(el('span', {}, settings.user), avatar(settings.user));

// Following the link would change the fragment, and on chat.html that is the conversation.
document.querySelector('.skip-link').addEventListener('click', (event) => {
  event.preventDefault();
  byId('main').focus();
});

const whenLoaded = () => findMissingParts().forEach(warn);
if (document.readyState === 'complete') whenLoaded();
else window.addEventListener('load', whenLoaded, { once: true });

PAGES[document.body.dataset.page](source, settings.user);
