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

/** Hues in degrees that are told apart easily; the muddy ones between orange and green are left out. */
const HUES = [12, 40, 150, 178, 205, 232, 258, 284, 310, 338];

/** The same name gets the same hue everywhere. */
function hue(name) {
  let hash = 31;
  for (const character of name) hash = Math.imul(hash, 257) + character.codePointAt(0);
  hash ^= hash >>> 15;
  return HUES[(hash >>> 0) % HUES.length];
}
