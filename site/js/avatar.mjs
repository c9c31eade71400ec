/** A round sign for a person: initials on a colour that comes from the name. */

import { el } from './dom.mjs';

/** @param {string} name */
export function avatar(name) {
  const sign = el('span', { class: 'avatar', 'aria-hidden': 'true' }, initials(name));
  sign.style.setProperty('--hue', String(hue(name)));
  return sign;
}

/** The first character, or those of the first and the last word: "Zoë" is Z, "ada.lovelace" is AL. */
export function initials(name) {
  const words = name.split(/[\s._@-]+/u).filter(Boolean);
  const chosen = words.length > 1 ? [words[0], words.at(-1)] : words;
  return chosen.map((word) => String.fromCodePoint(word.codePointAt(0)).toUpperCase()).join('') || '?';
}

/** The same name gets the same hue everywhere (FNV-1a, then one of 24 hues). */
function hue(name) {
  let hash = 0x811c9dc5;
  for (const character of name) hash = Math.imul(hash ^ character.codePointAt(0), 0x01000193);
  return ((hash >>> 0) % 24) * 15;
}
