// When a dict of StartCalendarInterval comes round next. Missing keys match anything, 0 and 7 are Sunday, and of a day of the
// month and a day of the week one is enough (L54). Pure; the clock on the wall is so many minutes ahead of UTC.

import type { PlistDict } from './state.ts';

const DAY_MS = 86_400_000;

export function nextTime(when: PlistDict, afterMs: number, zoneMinutes: number): number | null {
  const wall = afterMs + zoneMinutes * 60_000;
  const firstDay = Math.floor(wall / DAY_MS) * DAY_MS;
  for (let day = 0; day < 366 * 8; day += 1) {
    const midnight = firstDay + day * DAY_MS;
    if (!onDay(when, new Date(midnight))) continue;
    for (const hour of given(when['Hour'], 24)) {
      for (const minute of given(when['Minute'], 60)) {
        const at = midnight + (hour * 60 + minute) * 60_000;
        if (at > wall) return at - zoneMinutes * 60_000;
      }
    }
  }
  return null;
}

const given = (value: unknown, count: number): readonly number[] =>
  typeof value === 'number' ? [value] : Array.from({ length: count }, (_, index) => index);

function onDay(when: PlistDict, date: Date): boolean {
  const { Month: month, Day: day, Weekday: weekday } = when;
  if (typeof month === 'number' && month !== date.getUTCMonth() + 1) return false;
  const byDay = typeof day === 'number' ? day === date.getUTCDate() : null;
  const byWeekday = typeof weekday === 'number' ? weekday % 7 === date.getUTCDay() : null;
  if (byDay !== null && byWeekday !== null) return byDay || byWeekday;
  return byDay ?? byWeekday ?? true;
}
