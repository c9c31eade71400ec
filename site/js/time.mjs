/** Points in time for readers, and for machines in `datetime`. All times are milliseconds since 1970. */

import { el } from './dom.mjs';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** The page is in English: the reader's own English if they have one, else the British one with its 24 hours. */
const locale = navigator.languages.find((language) => /^en(-|$)/.test(language)) ?? 'en-GB';
const format = (options) => new Intl.DateTimeFormat(locale, options);

const clock = format({ hour: 'numeric', minute: '2-digit' });
const weekday = format({ weekday: 'long' });
const dayThisYear = format({ day: 'numeric', month: 'short' });
const dayOtherYear = format({ day: 'numeric', month: 'short', year: 'numeric' });
const longDay = format({ weekday: 'long', day: 'numeric', month: 'long' });
const longDayOtherYear = format({ weekday: 'long', day: 'numeric', month: 'long', year: 'numeric' });
const full = format({ dateStyle: 'full', timeStyle: 'medium' });
const relative = new Intl.RelativeTimeFormat(locale, { numeric: 'auto' });

/** How long ago, as far as that helps: "5 minutes ago", "yesterday", "Monday", "12 Oct". */
export function timeAgo(time, now = Date.now()) {
  return timeElement(time, agoText(time, now));
}

/** The time of day. */
export function timeOfDay(time) {
  return timeElement(time, clock.format(time));
}

/** The heading of a day: "Today", "Yesterday", "Monday, 12 October". */
export function dayName(time, now = Date.now()) {
  const days = daysBetween(time, now);
  if (days === 0 || days === 1) {
    const word = relative.format(-days, 'day');
    return word.charAt(0).toUpperCase() + word.slice(1);
  }
  return (sameYear(time, now) ? longDay : longDayOtherYear).format(time);
}

/** Whether both fall on one day of the reader's calendar. */
export const sameDay = (a, b) => daysBetween(a, b) === 0;

function agoText(time, now) {
  const passed = now - time;
  const days = daysBetween(time, now);
  if (passed >= 0 && passed < MINUTE) return 'just now';
  if (passed >= 0 && passed < HOUR) return relative.format(-Math.floor(passed / MINUTE), 'minute');
  if (days === 0) return clock.format(time);
  if (days === 1) return relative.format(-1, 'day');
  if (days > 1 && days < 7) return weekday.format(time);
  return (sameYear(time, now) ? dayThisYear : dayOtherYear).format(time);
}

function timeElement(time, text) {
  return el('time', { datetime: new Date(time).toISOString(), title: full.format(time) }, text);
}

/** Whole days of the calendar from one to the other; noon keeps the change to summer time out of it. */
function daysBetween(earlier, later) {
  const noon = (time) => new Date(time).setHours(12, 0, 0, 0);
  return Math.round((noon(later) - noon(earlier)) / DAY);
}

const sameYear = (a, b) => new Date(a).getFullYear() === new Date(b).getFullYear();
