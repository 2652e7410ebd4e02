// The triggers that launchd itself tells of a loaded label → the rules of its schedule, for whoever wants to know when it runs
// next. Pure. An interval counts from a start that launchd does not tell of, so its next run is not known.

import type { CalendarRule, Range } from '../model.ts';
import { nextRuns } from '../schedule/next.ts';
import type { PrintedService, PrintedTrigger, PrintedValue } from './print/printed.ts';

const STREAM = 'com.apple.launchd.calendarinterval';

/** null: not known, or there is none. */
export function nextRunOf(service: PrintedService, afterMs: number, zone: string): number | null {
  // What runs at intervals as well may run sooner than any of these.
  if (service.runInterval !== null || service.inDoubt.includes('triggers')) return null;
  const rules = service.triggers.filter(({ stream }) => stream === STREAM).map(rulesOf);
  if (rules.length === 0 || rules.includes(null)) return null;
  return (
    nextRuns(
      rules.flatMap((some) => some ?? []),
      afterMs,
      1,
      zone,
    )[0] ?? null
  );
}

const KEYS = new Set(['Minute', 'Hour', 'Day', 'Weekday', 'Month']);

/** L54: what is not given is any; a day and a weekday are two moments, and not one. null: it holds what is not understood. */
function rulesOf({ descriptor }: PrintedTrigger): readonly CalendarRule[] | null {
  const given = isRecord(descriptor) ? descriptor : {};
  const value = (key: string): number | null => {
    const text = given[key];
    return typeof text === 'string' && /^\d{1,2}$/.test(text) ? Number(text) : null;
  };
  if (Object.keys(given).some((key) => !KEYS.has(key) || value(key) === null)) return null;
  const [day, weekday] = [value('Day'), value('Weekday')];
  const rule: CalendarRule = {
    weekdays: null,
    years: null,
    months: only(value('Month')),
    days: null,
    daysFromEnd: false,
    hours: only(value('Hour')),
    minutes: only(value('Minute')),
    seconds: only(0),
    zone: null,
  };
  const rules: CalendarRule[] = [];
  if (day !== null) rules.push({ ...rule, days: only(day) });
  if (weekday !== null) rules.push({ ...rule, weekdays: [weekday % 7] });
  return rules.length > 0 ? rules : [rule];
}

const only = (value: number | null): readonly Range[] | null =>
  value === null ? null : [{ from: value, to: null, step: null }];

const isRecord = (value: PrintedValue): value is { readonly [key: string]: PrintedValue } =>
  typeof value === 'object' && !Array.isArray(value);
