// The text of an OnCalendar= → one rule. Accepts and refuses what systemd 252 does, on every machine alike: a zone that
// only some machines know (CET where it is the local one, EST where old names are installed) is refused.
import type { CalendarRule } from '../model.ts';
import { type CalendarField, type Chain, fitChain, readChain } from './calendar-chain.ts';
import { calendarHint } from './calendar-hints.ts';
import { fault, isFault, type ParsedSchedule, type ScheduleFault } from './parsed.ts';
import { DAYS, DAYS_FROM_END, HOURS, LAST_MICROSECOND, MINUTES, MONTHS, YEARS } from './ranges.ts';
import { readWeekdays } from './weekdays.ts';
import { zoneComplaint } from './zone.ts';

const FIELDS = {
  years: { name: 'years', ...YEARS },
  months: { name: 'months', ...MONTHS },
  days: { name: 'days', ...DAYS },
  daysFromEnd: { name: 'days from the end of the month', ...DAYS_FROM_END, fromEnd: true },
  hours: { name: 'hours', ...HOURS },
  minutes: { name: 'minutes', ...MINUTES },
  seconds: { name: 'seconds', min: 0, max: LAST_MICROSECOND },
} as const satisfies Record<string, CalendarField>;

const SHORTHANDS = new Map([
  ['minutely', '*:*'],
  ['hourly', '*:0'],
  ['daily', '*-*-*'],
  ['weekly', 'Mon'],
  ['monthly', '*-*-1'],
  ['quarterly', '*-1,4,7,10-1'],
  ['semiannually', '*-1,7-1'],
  ['semi-annually', '*-1,7-1'],
  ['biannually', '*-1,7-1'],
  ['bi-annually', '*-1,7-1'],
  ['yearly', '*-1-1'],
  ['annually', '*-1-1'],
  ['anually', '*-1-1'],
]);

interface DateParts {
  readonly years: Chain | null;
  readonly months: Chain | null;
  readonly days: Chain | null;
  readonly daysFromEnd: boolean;
  readonly next: number;
}

export function parseCalendar(text: string): ParsedSchedule {
  if (text.trim() === '') return fault(0, text.length, 'an empty calendar', 'write daily, or Mon..Fri 09:00');
  const blank = /^\s+|[\r\n\t]/.exec(text);
  if (blank !== null) return fault(blank.index, blank[0].length, 'a blank that does not belong here', 'leave it out');
  const { body, zone, wrongZone } = splitZone(text);
  const rule = readRule(body, zone);
  if (!isFault(rule)) return { rules: [rule] };
  // Is all well but for the last word? Then the last word is what is wrong.
  if (wrongZone !== null && !isFault(readRule(text.slice(0, wrongZone.offset - 1), null))) return wrongZone;
  const hint = calendarHint(text);
  return hint === null ? rule : { ...rule, hint };
}

/** The last word is a zone if it is the name of one, as in systemd. One that only looks like it is kept for the complaint. */
function splitZone(text: string): { body: string; zone: string | null; wrongZone: ScheduleFault | null } {
  if (/ UTC$/i.test(text)) return { body: text.slice(0, -4), zone: 'UTC', wrongZone: null };
  const at = text.lastIndexOf(' ') + 1;
  const word = text.slice(at);
  if (at === 0 || !/^[a-z][a-z0-9_+/-]*$/i.test(word)) return { body: text, zone: null, wrongZone: null };
  const wrong = zoneComplaint(word);
  if (wrong === null) return { body: text.slice(0, at - 1), zone: word, wrongZone: null };
  return { body: text, zone: null, wrongZone: fault(at, word.length, wrong.error, wrong.hint) };
}

function readRule(body: string, zone: string | null): CalendarRule | ScheduleFault {
  return readBody(SHORTHANDS.get(body.toLowerCase()) ?? body, zone);
}

function readBody(body: string, zone: string | null): CalendarRule | ScheduleFault {
  const week = readWeekdays(body);
  if (isFault(week)) return week;
  if (body[week.next] === '@') return readTimestamp(body, week.next, week.weekdays);
  const date = readDate(body, week.next);
  if (isFault(date)) return date;
  const time = readTime(body, date.next);
  if (isFault(time)) return time;

  const daysField = date.daysFromEnd ? FIELDS.daysFromEnd : FIELDS.days;
  const years = date.years === null ? null : fitChain(withCentury(date.years), FIELDS.years);
  if (years !== null && isFault(years)) return years;
  const months = date.months === null ? null : fitChain(date.months, FIELDS.months);
  if (months !== null && isFault(months)) return months;
  const days = date.days === null ? null : fitChain(date.days, daysField);
  if (days !== null && isFault(days)) return days;
  const hours = time.hours === null ? [AT_ZERO] : fitChain(time.hours, FIELDS.hours);
  if (hours !== null && isFault(hours)) return hours;
  const minutes = time.minutes === null ? [AT_ZERO] : fitChain(time.minutes, FIELDS.minutes);
  if (minutes !== null && isFault(minutes)) return minutes;
  const seconds = time.seconds === null ? [AT_ZERO] : fitChain(time.seconds, FIELDS.seconds);
  if (seconds !== null && isFault(seconds)) return seconds;
  const daysFromEnd = date.daysFromEnd && days !== null;
  return { weekdays: week.weekdays, years, months, days, daysFromEnd, hours, minutes, seconds, zone };
}

const AT_ZERO = { from: 0, to: null, step: null } as const;

/** `MM-DD`, `YYYY-MM-DD`, the last `-` maybe a `~`; nothing at all when a time comes first. */
function readDate(text: string, at: number): DateParts | ScheduleFault {
  const none: DateParts = { years: null, months: null, days: null, daysFromEnd: false, next: at };
  if (at >= text.length) return none;
  const parts: Chain[] = [];
  let here = at;
  let fromEnd = false;
  for (;;) {
    const part = readChain(text, here, false);
    if (isFault(part)) return part;
    parts.push(part);
    here = part.next;
    const stop = text[here];
    if (parts.length === 1 && (stop === undefined || stop === ':')) return none;
    if (parts.length > 1 && (stop === undefined || stop === ' ')) break;
    if ((stop !== '-' && stop !== '~') || fromEnd || parts.length === 3) {
      return fault(
        here,
        1,
        `\`${stop}\` does not belong in a date here`,
        'dates are written 2026-12-31, *-12-31 or *-*~1',
      );
    }
    fromEnd = stop === '~';
    here += 1;
  }
  while (text[here] === ' ') here += 1;
  const [months = null, days = null] = parts.length === 3 ? parts.slice(1) : parts;
  return { years: parts.length === 3 ? (parts[0] ?? null) : null, months, days, daysFromEnd: fromEnd, next: here };
}

/** `HH:MM` or `HH:MM:SS`; nothing at all is midnight. */
function readTime(
  text: string,
  at: number,
): { readonly hours: Chain | null; readonly minutes: Chain | null; readonly seconds: Chain | null } | ScheduleFault {
  if (at >= text.length) return { hours: null, minutes: null, seconds: null };
  const parts: Chain[] = [];
  let here = at;
  for (;;) {
    const part = readChain(text, here, parts.length === 2);
    if (isFault(part)) return part;
    parts.push(part);
    here = part.next;
    if (here >= text.length && parts.length > 1) break;
    if (text[here] !== ':' || parts.length === 3) {
      const rest = text.slice(here);
      return rest === ''
        ? fault(at, here - at, 'a time needs hours and minutes', `write ${text.slice(at, here)}:00`)
        : fault(here, 1, `\`${rest.charAt(0)}\` does not belong in a time`, 'times are written 09:00 or 09:00:30');
    }
    here += 1;
  }
  const [hours = null, minutes = null, seconds = null] = parts;
  return { hours, minutes, seconds };
}

/** 12 is 2012, 93 is 1993. */
function withCentury(chain: Chain): Chain {
  const year = (value: number): number => (value < 70 ? value + 2000 : value < 100 ? value + 1900 : value);
  const items = chain.items?.map((item) => ({
    ...item,
    from: year(item.from),
    to: item.to === null ? null : year(item.to),
  }));
  return { ...chain, items: items ?? null };
}

/** `@1767225600`: one instant, in seconds since 1970. */
function readTimestamp(text: string, at: number, weekdays: readonly number[] | null): CalendarRule | ScheduleFault {
  const digits = /^@\s*\+?(\d+)$/.exec(text.slice(at))?.[1];
  if (digits === undefined)
    return fault(at, text.length - at, 'after `@` come the seconds since 1970, and nothing else');
  const date = new Date(Number(digits) * 1000);
  const year = date.getUTCFullYear();
  if (Number.isNaN(year) || year > YEARS.max) return fault(at, text.length - at, `that is after the year ${YEARS.max}`);
  const only = (value: number) => [{ from: value, to: null, step: null }];
  return {
    weekdays,
    years: only(year),
    months: only(date.getUTCMonth() + 1),
    days: only(date.getUTCDate()),
    daysFromEnd: false,
    hours: only(date.getUTCHours()),
    minutes: only(date.getUTCMinutes()),
    seconds: only(date.getUTCSeconds() * 1_000_000),
    zone: 'UTC',
  };
}
