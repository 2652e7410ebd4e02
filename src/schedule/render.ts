// CalendarRule → the text of OnCalendar=, as a person would write it. Means the same to every systemd from 245 to 262.
// Two traps are kept away from: up to 249 an open repeat that runs past the end of its field swallows what comes first in
// the next one (`*-*-1/7` never fires on the 1st), and up to 252 an open repeat of hours can hang on a day that has no
// midnight. So ranges are closed, unless the last step lands exactly on the first value of the next round.
import type { CalendarRule, Range } from '../model.ts';
import {
  closedSeconds,
  DAYS,
  DAYS_FROM_END,
  HOURS,
  isWhole,
  LAST_MICROSECOND,
  MINUTES,
  MONTHS,
  SECOND,
  type Span,
  sortedFromEnd,
  valuesOf,
  wholeSeconds,
  YEARS,
} from './ranges.ts';

/** Monday first: systemd has no range that runs over the end of the week. */
const WEEK = [1, 2, 3, 4, 5, 6, 0];
const DAY_NAMES = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'];

export function onCalendar(rule: CalendarRule): string {
  const weekdays = rule.weekdays === null ? '' : `${weekdayText(rule.weekdays)} `;
  const years = rule.years === null ? '*' : listText(valuesOf(rule.years, YEARS), 4, endsTheWorld);
  const months = field(rule.months, MONTHS, null);
  // `~*` is every day, counted from either end.
  const days =
    rule.days === null ? '-*' : rule.daysFromEnd ? `~${fromEndText(rule.days)}` : `-${field(rule.days, DAYS, null)}`;
  const hours = field(rule.hours, HOURS, null);
  const minutes = field(rule.minutes, MINUTES, comesRound);
  const zone = rule.zone === null ? '' : ` ${rule.zone}`;
  return `${weekdays}${years}-${months}${days} ${hours}:${minutes}:${secondsText(rule.seconds)}${zone}`;
}

/** May a list that repeats evenly be written without its end? */
type Open = (first: number, last: number, step: number) => boolean;

/** Minutes and seconds: the step after the last value is the first of the next round. */
const comesRound: Open = (first, last, step) => last + step === first + 60;
/** Years: there is no next round. */
const endsTheWorld: Open = (_first, last, step) => last + step > YEARS.max;

function field(ranges: readonly Range[] | null, span: Span, open: Open | null): string {
  const values = valuesOf(ranges, span);
  return isWhole(values, span) ? '*' : listText(values, 2, open);
}

function listText(values: readonly number[], width: number, open: Open | null): string {
  const digits = (value: number): string => String(value).padStart(width, '0');
  const first = values[0] ?? 0;
  const last = values.at(-1) ?? 0;
  const step = (values[1] ?? 0) - first;
  if (step > 1 && values.every((value, index) => value === first + index * step)) {
    if (values.length >= 4 && open?.(first, last, step)) return `${digits(first)}/${step}`;
    if (values.length >= 5) return `${digits(first)}..${digits(last)}/${step}`;
  }
  return runs(values)
    .map((run) => runText(run.map(digits)))
    .join(',');
}

/** Joined as far as can be, since only a short list may reach far; failing that, as it was given. */
function fromEndText(given: readonly Range[]): string {
  const joined = runs(valuesOf(given, DAYS_FROM_END, true)).map(
    (run): Range => ({ from: run[0] ?? 1, to: run.length > 1 ? (run.at(-1) ?? null) : null, step: null }),
  );
  const { ranges } = sortedFromEnd(sortedFromEnd(joined).tooFar === null ? joined : given);
  const two = (value: number): string => String(value).padStart(2, '0');
  return ranges
    .map(({ from, to, step }) => two(from) + (to === null ? '' : `..${two(to)}`) + (step === null ? '' : `/${step}`))
    .join(',');
}

function secondsText(ranges: readonly Range[] | null): string {
  const whole = wholeSeconds(ranges);
  if (whole !== null) return isWhole(whole, MINUTES) ? '*' : listText(whole, 2, comesRound);
  return (ranges ?? [])
    .map(closedSeconds)
    .map(({ from, to, step }) => {
      if (from === to) return secondText(from);
      const closed = `${secondText(from)}..${secondText(to)}/${secondText(step, 1)}`;
      return from === 0 && to + step === LAST_MICROSECOND + 1 && ranges?.length === 1
        ? `00/${secondText(step, 1)}`
        : closed;
    })
    .join(',');
}

function secondText(microseconds: number, width = 2): string {
  const whole = String(Math.floor(microseconds / SECOND)).padStart(width, '0');
  const fraction = String(microseconds % SECOND)
    .padStart(6, '0')
    .replace(/0+$/, '');
  return fraction === '' ? whole : `${whole}.${fraction}`;
}

function weekdayText(weekdays: readonly number[]): string {
  const places = WEEK.flatMap((day, place) => (weekdays.includes(day) ? [place] : []));
  return runs(places)
    .map((run) => runText(run.map((place) => DAY_NAMES[WEEK[place] ?? 0] ?? '')))
    .join(',');
}

/** Neighbouring numbers together. */
function runs(values: readonly number[]): number[][] {
  const found: number[][] = [];
  for (const value of values) {
    const run = found.at(-1);
    if (run !== undefined && run.at(-1) === value - 1) run.push(value);
    else found.push([value]);
  }
  return found;
}

function runText(run: readonly string[]): string {
  return run.length >= 3 ? `${run[0]}..${run.at(-1)}` : run.join(',');
}
