// Rules → the dictionaries of launchd's StartCalendarInterval, or the reason why launchd cannot keep this schedule exactly.
// launchd's own reading (launchd.plist(5), and core.c of its last open source) differs from systemd's in three ways that
// are refused here rather than written: it ignores Month beside Weekday, it ORs Day and Weekday inside one dictionary,
// and a day that a month does not have becomes a day of the next month. Nothing is ever approximated.
import type { CalendarRule, Range } from '../model.ts';
import { DAYS, HOURS, isWhole, MINUTES, MONTHS, type Span, valuesOf, wholeSeconds } from './ranges.ts';

export type CalendarKey = 'Month' | 'Day' | 'Weekday' | 'Hour' | 'Minute';
export type CalendarDict = Readonly<Partial<Record<CalendarKey, number>>>;

export type CalendarInterval = { readonly dicts: readonly CalendarDict[] } | { readonly error: string };

/** launchd arms one timer per dictionary; far more than this is a schedule that was meant to be `every`. */
export const MOST_DICTS = 500;

const KEYS: readonly CalendarKey[] = ['Month', 'Day', 'Weekday', 'Hour', 'Minute'];
const SHORTEST = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
const MONTH_NAMES = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** Per key the values to write; null is a key left out, which launchd takes as any value. */
type Columns = Readonly<Record<CalendarKey, readonly number[] | null>>;

export function startCalendarInterval(rules: readonly CalendarRule[]): CalendarInterval {
  const all: Columns[] = [];
  for (const rule of rules) {
    const reason = notExact(rule);
    if (reason !== null) return { error: reason };
    all.push(columnsOf(rule));
  }
  const count = all.reduce((sum, columns) => sum + sizeOf(columns), 0);
  // Rules may overlap, so what looks like too many may yet be few enough; but not from an absurd number.
  const dicts = count > 20 * MOST_DICTS ? [] : distinct(all.flatMap(expand));
  const written = dicts.length || count;
  if (written > MOST_DICTS) {
    return {
      error:
        `launchd would need ${written} entries for this schedule, and more than ${MOST_DICTS} is refused: ` +
        'use `every`, or steps that are regular over the whole hour and day',
    };
  }
  return { dicts };
}

function notExact(rule: CalendarRule): string | null {
  if (rule.zone !== null) return `launchd knows only the machine's own time zone, not ${rule.zone}`;
  if (rule.years !== null) return 'launchd has no years';
  const seconds = wholeSeconds(rule.seconds);
  if (seconds === null || seconds.length !== 1 || seconds[0] !== 0) {
    return 'launchd starts on whole minutes: seconds must be 0';
  }
  if (rule.daysFromEnd && rule.days !== null) return 'launchd cannot count days from the end of the month';
  const { Month: months, Day: days, Weekday: weekdays } = columnsOf(rule);
  if (weekdays !== null && days !== null) {
    return 'launchd starts on either when a day of the month and a day of the week are given; here both must match';
  }
  if (weekdays !== null && months !== null) {
    return 'launchd ignores months beside a day of the week, so this would run all year';
  }
  return days === null ? null : missingDay(days, months ?? valuesOf(null, MONTHS));
}

/** Feb 29 counts as missing: three years in four, launchd would run on Mar 1. */
function missingDay(days: readonly number[], months: readonly number[]): string | null {
  const day = days.at(-1) ?? 0;
  const short = months.filter((month) => day > (SHORTEST[month - 1] ?? 0));
  if (short.length === 0) return null;
  const names = short.map((month) => MONTH_NAMES[month - 1]).join(', ');
  const long = months.filter((month) => !short.includes(month));
  const instead = long.length === 0 ? '' : `: list only months that have it (${long.join(',')})`;
  return `launchd moves day ${day} of a shorter month (${names}) into the next month${instead}`;
}

function columnsOf(rule: CalendarRule): Columns {
  const months = unlessWhole(rule.months, MONTHS);
  const days = unlessWhole(rule.days, DAYS);
  // 1–30 in April is any day of April.
  const longest = Math.max(...(months ?? [1]).map((month) => (month === 2 ? 29 : (SHORTEST[month - 1] ?? 31))));
  return {
    Month: months,
    Day: days !== null && days.filter((day) => day <= longest).length === longest ? null : days,
    Weekday: rule.weekdays,
    Hour: unlessWhole(rule.hours, HOURS),
    Minute: unlessWhole(rule.minutes, MINUTES),
  };
}

function unlessWhole(ranges: readonly Range[] | null, span: Span): readonly number[] | null {
  const values = valuesOf(ranges, span);
  return isWhole(values, span) ? null : values;
}

function sizeOf(columns: Columns): number {
  return KEYS.reduce((product, key) => product * (columns[key]?.length ?? 1), 1);
}

function expand(columns: Columns): CalendarDict[] {
  let dicts: CalendarDict[] = [{}];
  for (const key of KEYS) {
    const values = columns[key];
    if (values !== null) dicts = dicts.flatMap((dict) => values.map((value) => ({ ...dict, [key]: value })));
  }
  return dicts;
}

function distinct(dicts: readonly CalendarDict[]): CalendarDict[] {
  const order = (a: CalendarDict, b: CalendarDict): number => {
    const key = KEYS.find((name) => a[name] !== b[name]);
    return key === undefined ? 0 : (a[key] ?? -1) - (b[key] ?? -1);
  };
  const sorted = [...dicts].sort(order);
  return sorted.filter((dict, index) => index === 0 || order(dict, sorted[index - 1] ?? {}) !== 0);
}
