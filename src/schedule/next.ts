// When rules come round next, as systemd's timers reckon it: a local time that clocks skip does not happen that day, and
// one that clocks show twice happens once, the first time. Walks dates and times of day, never minute by minute.
// All instants here are microseconds; only the two functions at the end speak milliseconds.
import type { CalendarRule, Range, Schedule } from '../model.ts';
import { closedSeconds, daysSpan, HOURS, LAST_YEAR, MINUTES, MONTHS, SECOND, valuesOf, YEARS } from './ranges.ts';
import { DAY, instantsOf, offsetAt } from './zone.ts';

const HOUR = 3_600 * SECOND;
const MINUTE = 60 * SECOND;

interface Walk {
  readonly weekdays: readonly number[] | null;
  readonly years: ReadonlySet<number>;
  readonly months: readonly number[];
  readonly days: readonly number[];
  readonly daysFromEnd: boolean;
  readonly hours: readonly number[];
  readonly minutes: readonly number[];
  readonly seconds: readonly { readonly from: number; readonly to: number; readonly step: number }[];
  readonly zone: string;
}

function walkOf(rule: CalendarRule, localZone: string): Walk {
  const everySecond: Range = { from: 0, to: null, step: SECOND };
  return {
    weekdays: rule.weekdays,
    years: new Set(valuesOf(rule.years, YEARS)),
    months: valuesOf(rule.months, MONTHS),
    days: valuesOf(rule.days, rule.days === null ? daysSpan({ daysFromEnd: false }) : daysSpan(rule), rule.daysFromEnd),
    daysFromEnd: rule.daysFromEnd && rule.days !== null,
    hours: valuesOf(rule.hours, HOURS),
    minutes: valuesOf(rule.minutes, MINUTES),
    seconds: (rule.seconds ?? [everySecond]).map(closedSeconds),
    zone: rule.zone ?? localZone,
  };
}

/** The first instant strictly after `after`; null when there is none up to the end of 2199. */
function nextInstant(walk: Walk, after: number): number | null {
  const earliest = after + 1;
  let wall = earliest + offsetAt(walk.zone, earliest);
  for (;;) {
    const local = nextLocal(walk, wall);
    if (local === null) return null;
    const { instants, gapEnds } = instantsOf(walk.zone, local);
    // The second showing of a local time counts only for someone who asks in the middle of it.
    const found = instants.find((instant) => instant >= earliest);
    if (found !== undefined) return found;
    wall = Math.max(gapEnds, local + (instants.length > 0 ? 1 : 0));
  }
}

/** The first matching local time at or after `wall`, both written as if they were UTC. */
function nextLocal(walk: Walk, wall: number): number | null {
  let day = Math.floor(wall / DAY) * DAY;
  let ofDay = wall - day;
  for (;;) {
    const date = nextDate(walk, day);
    if (date === null) return null;
    const time = nextTime(walk, date === day ? ofDay : 0);
    if (time !== null) return date + time;
    day = date + DAY;
    ofDay = 0;
  }
}

function nextDate(walk: Walk, day: number): number | null {
  const start = new Date(day / 1000);
  for (let year = start.getUTCFullYear(); year <= LAST_YEAR; year++) {
    if (!walk.years.has(year)) continue;
    for (const month of walk.months) {
      const first = Date.UTC(year, month - 1, 1) * 1000;
      const length = Math.round((Date.UTC(year, month, 1) * 1000 - first) / DAY);
      if (first + length * DAY <= day) continue;
      const days = walk.daysFromEnd ? walk.days.map((back) => length + 1 - back).toReversed() : walk.days;
      const weekdayOfFirst = new Date(first / 1000).getUTCDay();
      for (const number of days) {
        const date = first + (number - 1) * DAY;
        if (number > length || date < day) continue;
        if (walk.weekdays === null || walk.weekdays.includes((weekdayOfFirst + number - 1) % 7)) return date;
      }
    }
  }
  return null;
}

function nextTime(walk: Walk, ofDay: number): number | null {
  const hourNow = Math.floor(ofDay / HOUR);
  const minuteNow = Math.floor((ofDay % HOUR) / MINUTE);
  for (const hour of walk.hours) {
    if (hour < hourNow) continue;
    for (const minute of walk.minutes) {
      if (hour === hourNow && minute < minuteNow) continue;
      const second = nextSecond(walk, hour === hourNow && minute === minuteNow ? ofDay % MINUTE : 0);
      if (second !== null) return hour * HOUR + minute * MINUTE + second;
    }
  }
  return null;
}

function nextSecond(walk: Walk, ofMinute: number): number | null {
  let least: number | null = null;
  for (const { from, to, step } of walk.seconds) {
    const next = ofMinute <= from ? from : from + Math.ceil((ofMinute - from) / step) * step;
    if (next <= to && (least === null || next < least)) least = next;
  }
  return least;
}

// ── What others ask ─────────────────────────────────────────────────────────────────────────────────

/** The next `count` runs of OR-ed rules, strictly after `afterMs`. Milliseconds; fractions are microseconds. */
export function nextRuns(
  rules: readonly CalendarRule[],
  afterMs: number,
  count: number,
  localZone: string,
): readonly number[] {
  const after = Math.round(afterMs * 1000);
  const heads = rules.map((rule) => walkOf(rule, localZone)).map((walk) => ({ walk, next: nextInstant(walk, after) }));
  const found: number[] = [];
  while (found.length < count) {
    const soonest = Math.min(...heads.map(({ next }) => next ?? Infinity));
    if (soonest === Infinity) break;
    found.push(soonest / 1000);
    for (const head of heads) if (head.next === soonest) head.next = nextInstant(head.walk, soonest);
  }
  return found;
}

/**
 * The same for a whole schedule. `every` counts from the last time the daemon was started; where that is not known, its
 * runs are not known either and are left out. Jitter and catching up are not foretold.
 */
export function nextForSchedule(
  schedule: Schedule,
  afterMs: number,
  count: number,
  localZone: string,
  lastActivationMs: number | null,
): readonly number[] {
  const runs = schedule.entries.flatMap((entry) => {
    if (entry.kind === 'calendar') return nextRuns(entry.rules, afterMs, count, localZone);
    if (lastActivationMs === null) return [];
    const { everyMs } = entry;
    const missed = Math.max(0, Math.floor((afterMs - lastActivationMs) / everyMs));
    return Array.from({ length: count }, (_, index) => lastActivationMs + (missed + 1 + index) * everyMs);
  });
  return [...new Set(runs)].sort((a, b) => a - b).slice(0, count);
}
