// Ranges ⇄ the values they stand for. Everything that compares or writes schedules goes through the values, so that
// `0,15,30,45` and `0/15` cannot differ. Seconds are counted in microseconds and are only ever walked, never listed.
import type { CalendarRule, Range } from '../model.ts';

export const SECOND = 1_000_000;
export const LAST_MICROSECOND = 60 * SECOND - 1;
export const FIRST_YEAR = 1970;
/** systemd looks no further, so neither do we. */
export const LAST_YEAR = 2199;

export interface Span {
  readonly min: number;
  readonly max: number;
}

export const HOURS: Span = { min: 0, max: 23 };
export const MINUTES: Span = { min: 0, max: 59 };
export const MONTHS: Span = { min: 1, max: 12 };
export const DAYS: Span = { min: 1, max: 31 };
/** `~28` is the furthest from the end that every month has. */
export const DAYS_FROM_END: Span = { min: 1, max: 28 };
export const YEARS: Span = { min: FIRST_YEAR, max: LAST_YEAR };

export function daysSpan(rule: Pick<CalendarRule, 'daysFromEnd'>): Span {
  return rule.daysFromEnd ? DAYS_FROM_END : DAYS;
}

/** Sorted, each once; null stands for the whole span. From the end, an open range counts down: `~7/2` is 7, 5, 3, 1. */
export function valuesOf(ranges: readonly Range[] | null, span: Span, fromEnd = false): number[] {
  const all = ranges ?? [{ from: span.min, to: span.max, step: null }];
  const found = new Set<number>();
  for (const { from, to, step } of all) {
    if (to === null && step === null) found.add(from);
    else if (fromEnd && to === null) for (let v = from; v >= span.min; v -= step ?? 1) found.add(v);
    else for (let v = from; v <= (to ?? span.max); v += step ?? 1) found.add(v);
  }
  return [...found].filter((value) => value >= span.min && value <= span.max).sort((a, b) => a - b);
}

export function isWhole(values: readonly number[], span: Span): boolean {
  return values.length === span.max - span.min + 1;
}

/** A seconds range with both ends and its step spelled out: `5/10` ends at 55 s, `1..3` steps by a second. */
export function closedSeconds(range: Range): { readonly from: number; readonly to: number; readonly step: number } {
  const { from, to, step } = range;
  if (to === null && step === null) return { from, to: from, step: SECOND };
  const stride = step ?? SECOND;
  return { from, to: from + Math.floor(((to ?? LAST_MICROSECOND) - from) / stride) * stride, step: stride };
}

/** Seconds 0–59 that are meant, or null when a fraction is involved. */
export function wholeSeconds(ranges: readonly Range[] | null): number[] | null {
  if (ranges === null) return valuesOf(null, MINUTES);
  const closed = ranges.map(closedSeconds);
  if (closed.some(({ from, to, step }) => from % SECOND !== 0 || (to !== from && step % SECOND !== 0))) return null;
  const inSeconds = closed.map(({ from, to, step }) => ({
    from: from / SECOND,
    to: to / SECOND,
    step: Math.max(1, Math.floor(step / SECOND)),
  }));
  return valuesOf(inSeconds, MINUTES);
}

/**
 * Counting from the end of the month, systemd lets the first item of a sorted list reach 28, the second 25, the third 22
 * and so on (its check subtracts three once per item). The sorted list, each once, and the first item that is too much.
 */
export function sortedFromEnd(ranges: readonly Range[]): {
  readonly ranges: readonly Range[];
  readonly tooFar: Range | null;
} {
  const key = ({ from, to, step }: Range): number[] => [from, to ?? -1, step ?? (to === null ? 0 : 1)];
  const order = (a: Range, b: Range): number => {
    const other = key(b);
    const place = key(a).findIndex((value, index) => value !== other[index]);
    return place < 0 ? 0 : (key(a)[place] ?? 0) - (other[place] ?? 0);
  };
  const sorted = ranges
    .toSorted(order)
    .filter((range, index, all) => index === 0 || order(range, all[index - 1] ?? range) !== 0);
  const tooFar = sorted.find((range, index) => Math.max(range.from, range.to ?? 0) > DAYS_FROM_END.max - 3 * index);
  return { ranges: sorted, tooFar: tooFar ?? null };
}
