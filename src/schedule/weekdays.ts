// The days of the week at the start of a systemd calendar: `Mon..Wed,Fri`. Hands back 0 Sunday … 6 Saturday and where the
// rest begins; null when there are none, or all seven. Ranges do not run over the end of the week, which is Sunday.
import { fault, nearest, type ScheduleFault } from './parsed.ts';

const NAMES = ['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday'];
const SHORT = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'];

export interface Weekdays {
  readonly weekdays: readonly number[] | null;
  readonly next: number;
}

export function readWeekdays(text: string): Weekdays | ScheduleFault {
  const found = new Set<number>();
  let here = 0;
  let rangeFrom: { readonly place: number; readonly at: number } | null = null;
  for (;;) {
    const word = /^[a-z]+/i.exec(text.slice(here))?.[0] ?? '';
    const place = placeOf(word);
    if (place < 0) {
      if (here === 0 && word === '') return { weekdays: null, next: 0 };
      return notADay(text, here, word);
    }
    const at = here;
    here += word.length;
    if (rangeFrom !== null && rangeFrom.place > place)
      return backwards(text, rangeFrom.at, here, rangeFrom.place, place);
    for (let day = rangeFrom?.place ?? place; day <= place; day++) found.add(day);

    const wasRange = rangeFrom !== null;
    rangeFrom = null;
    const separator = /^(\.\.|-|,)/.exec(text.slice(here))?.[0] ?? '';
    if (separator === '..' || separator === '-') {
      if (wasRange) return fault(here, separator.length, 'a range of days has two ends', 'write a comma here');
      rangeFrom = { place, at };
    } else if (separator === '' && here < text.length && text[here] !== ' ') {
      return fault(
        here,
        1,
        `\`${text[here]}\` cannot follow a day of the week`,
        'write a blank before what comes next',
      );
    }
    here += separator.length;
    if (here < text.length && text[here] !== ' ') continue;
    if (rangeFrom !== null) return fault(here - separator.length, separator.length, 'this range of days has no end');
    while (text[here] === ' ') here += 1;
    return { weekdays: fromSunday(found), next: here };
  }
}

function placeOf(word: string): number {
  const typed = word.toLowerCase();
  return NAMES.findIndex((name) => typed === name || typed === name.slice(0, 3));
}

function fromSunday(places: ReadonlySet<number>): readonly number[] | null {
  return places.size === 7 ? null : [...places].map((place) => (place + 1) % 7).sort((a, b) => a - b);
}

function notADay(text: string, at: number, word: string): ScheduleFault {
  if (word === '')
    return fault(Math.min(at, text.length - 1), 1, 'a day of the week should stand here', 'like Mon or Friday');
  const typed = word.toLowerCase();
  const place = NAMES.findIndex((name) => typed.length > 1 && name.startsWith(typed));
  const near =
    place >= 0
      ? SHORT[place]
      : nearest(word, [...NAMES, ...SHORT, 'minutely', 'hourly', 'daily', 'weekly', 'monthly', 'yearly']);
  return fault(at, word.length, `\`${word}\` is no day of the week`, near ? `did you mean ${near}?` : undefined);
}

function backwards(text: string, at: number, end: number, from: number, to: number): ScheduleFault {
  const run = (a: number, b: number): string =>
    a === b ? `${SHORT[a]}` : `${SHORT[a]}${b > a + 1 ? '..' : ','}${SHORT[b]}`;
  const hint = `write ${run(0, to)},${run(from, 6)}`;
  return fault(at, end - at, `${text.slice(at, end)} runs over the end of the week, which is Sunday`, hint);
}
