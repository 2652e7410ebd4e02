// StartCalendarInterval: what is written, what is refused and why; and, by a model of how launchd reads such dictionaries,
// that it starts the very minutes of the rules wherever it is not refused.
import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import type { CalendarRule } from '../src/model.ts';
import { parseCalendar } from '../src/schedule/calendar.ts';
import { parseCron } from '../src/schedule/cron.ts';
import { type CalendarDict, startCalendarInterval } from '../src/schedule/launchd.ts';
import { nextRuns } from '../src/schedule/next.ts';
import { isFault } from '../src/schedule/parsed.ts';
import { randomCron, randomSource } from './support/random-schedules.ts';

function rulesOf(text: string): readonly CalendarRule[] {
  const parsed = /^@?[\d*]\S*( \S+){4}$|^@/.test(text) ? parseCron(text) : parseCalendar(text);
  return isFault(parsed) ? assert.fail(`${text}: ${parsed.error}`) : parsed.rules;
}

function dictsOf(text: string): readonly CalendarDict[] {
  const made = startCalendarInterval(rulesOf(text));
  return 'error' in made ? assert.fail(`${text}: ${made.error}`) : made.dicts;
}

test('dictionaries, keys in order, each once', () => {
  const table: Record<string, readonly CalendarDict[]> = {
    '30 2 * * *': [{ Hour: 2, Minute: 30 }],
    '* * * * *': [{}],
    '5 * * * *': [{ Minute: 5 }],
    '0 0-23 * * *': [{ Minute: 0 }],
    '* 3 * * *': [{ Hour: 3 }],
    '*/30 * * * *': [{ Minute: 0 }, { Minute: 30 }],
    '0 9 * * 1-2': [
      { Weekday: 1, Hour: 9, Minute: 0 },
      { Weekday: 2, Hour: 9, Minute: 0 },
    ],
    '0 9 * * 7': [{ Weekday: 0, Hour: 9, Minute: 0 }],
    '0 0 1,15 * *': [
      { Day: 1, Hour: 0, Minute: 0 },
      { Day: 15, Hour: 0, Minute: 0 },
    ],
    // Either of two days is two dictionaries, never both keys in one.
    '0 0 13 * 5': [
      { Weekday: 5, Hour: 0, Minute: 0 },
      { Day: 13, Hour: 0, Minute: 0 },
    ],
    '0 0 * 6 *': [{ Month: 6, Hour: 0, Minute: 0 }],
    '0 0 1-30 4 *': [{ Month: 4, Hour: 0, Minute: 0 }],
    '0 0 1-29 2 *': [{ Month: 2, Hour: 0, Minute: 0 }],
    '0 0 31 1,12 *': [
      { Month: 1, Day: 31, Hour: 0, Minute: 0 },
      { Month: 12, Day: 31, Hour: 0, Minute: 0 },
    ],
    '@weekly': [{ Weekday: 0, Hour: 0, Minute: 0 }],
    'Mon 09:00:00': [{ Weekday: 1, Hour: 9, Minute: 0 }],
  };
  for (const [text, wanted] of Object.entries(table)) {
    // As text, so that the order of the keys counts.
    assert.equal(JSON.stringify(dictsOf(text)), JSON.stringify(wanted), text);
  }
  const twice = startCalendarInterval([...rulesOf('0 9 * * *'), ...rulesOf('0 9,10 * * *')]);
  assert.deepEqual(twice, {
    dicts: [
      { Hour: 9, Minute: 0 },
      { Hour: 10, Minute: 0 },
    ],
  });
});

test('what launchd cannot keep exactly is refused with the reason', () => {
  const table: Record<string, RegExp> = {
    '0 9 * 6 1': /ignores months beside a day of the week/,
    '0 0 */2 * 1': /either when a day of the month and a day of the week/,
    '0 0 31 * *': /day 31 of a shorter month \(Feb, Apr, Jun, Sep, Nov\) into the next month: .*\(1,3,5,7,8,10,12\)/,
    '0 0 29 2 *': /day 29 of a shorter month \(Feb\) into the next month$/,
    '0 0 30 1,2 *': /\(Feb\).*\(1\)/,
    '*-*-* 09:00:30': /seconds must be 0/,
    '*-*-* 09:00:00.5': /seconds must be 0/,
    '*:*:*': /seconds must be 0/,
    '*:*:0/30': /seconds must be 0/,
    '2030-01-01 09:00': /no years/,
    '*-*~1': /from the end of the month/,
    '09:00 UTC': /own time zone, not UTC/,
    '09:00 Europe/Berlin': /own time zone, not Europe\/Berlin/,
    '*/7 */5 1-20 * *': /900 entries.*500.*`every`/,
    '1-58 1-22 1-27 1-11 *': /378972 entries/,
  };
  for (const [text, reason] of Object.entries(table)) {
    const made = startCalendarInterval(rulesOf(text));
    assert.match('error' in made ? made.error : 'accepted', reason, text);
  }
  assert.equal(dictsOf('0-24 */2 1 * *').length, 300);
  // In February, 28 days are not every day.
  assert.equal(dictsOf('0 0 1-28 2 *').length, 28);
  // Overlaps are not counted twice.
  const overlapping = startCalendarInterval([...rulesOf('0-24 0-19 * * *'), ...rulesOf('0-24 0-19 * * *')]);
  assert.equal('dicts' in overlapping && overlapping.dicts.length, 500);
});

// ── How launchd reads a dictionary ──────────────────────────────────────────────────────────────────

const DAY = 86_400_000;

function daysIn(year: number, month: number): number {
  return new Date(Date.UTC(year, month, 0)).getUTCDate();
}

/** launchd.plist(5) and the last open source of launchd: both day keys are OR-ed, and Month does not bind Weekday. */
function startsOn(dict: CalendarDict, date: Date): boolean {
  const { Month, Day, Weekday } = dict;
  const byWeekday = Weekday !== undefined && Weekday % 7 === date.getUTCDay();
  if (Weekday !== undefined && Day === undefined) return byWeekday;
  return byWeekday || dayMatches(date, Month, Day);
}

/** A day past the end of its month is carried over by mktime(3). */
function dayMatches(date: Date, month: number | undefined, day: number | undefined): boolean {
  const here = date.getUTCMonth() + 1;
  if (day === undefined) return month === undefined || month === here;
  if (day === date.getUTCDate() && (month === undefined || month === here)) return true;
  const before = here === 1 ? 12 : here - 1;
  const over = day - daysIn(date.getUTCFullYear(), before);
  return over > 0 && over === date.getUTCDate() && (month === undefined || month === before);
}

function launchdRuns(dicts: readonly CalendarDict[], from: number, days: number): number[] {
  const found: number[] = [];
  for (let day = from; day < from + days * DAY; day += DAY) {
    const today = dicts.filter((dict) => startsOn(dict, new Date(day)));
    if (today.length === 0) continue;
    const minutes = new Set<number>();
    for (const { Hour, Minute } of today) {
      for (let hour = Hour ?? 0; hour <= (Hour ?? 23); hour++) {
        for (let minute = Minute ?? 0; minute <= (Minute ?? 59); minute++) minutes.add(hour * 60 + minute);
      }
    }
    found.push(...[...minutes].sort((a, b) => a - b).map((minute) => day + minute * 60_000));
  }
  return found;
}

test('launchd starts the very minutes of the rules', (t) => {
  const random = randomSource(4711);
  const count = { exact: 0, refused: 0, runs: 0 };
  while (count.exact < 600) {
    // Of five random fields few lines are exact: let some be any value.
    const fields = randomCron(random).split(' ');
    const line = fields.map((field, index) => (index > 1 && random.chance(40) ? '*' : field)).join(' ');
    const rules = rulesOf(line);
    const made = startCalendarInterval(rules);
    if ('error' in made) {
      count.refused++;
      continue;
    }
    const from = Date.UTC(random.between(2023, 2028), random.below(12), random.between(1, 28));
    const days = random.pick([3, 40, 400]);
    const wanted = launchdRuns(made.dicts, from, days).slice(0, 3000);
    const found = nextRuns(rules, from - 1, wanted.length + 1, 'UTC');
    assert.deepEqual(found.slice(0, wanted.length), wanted, line);
    if (wanted.length < 3000) assert.ok((found[wanted.length] ?? Infinity) >= from + days * DAY, line);
    count.exact++;
    count.runs += wanted.length;
  }
  t.diagnostic(JSON.stringify(count));
  assert.ok(count.runs > 50_000 && count.refused > 100);
});

test('the model would tell: what is refused really differs when written anyway', () => {
  const from = Date.UTC(2026, 0, 1);
  const differs = (text: string, dicts: readonly CalendarDict[]): void => {
    const wanted = nextRuns(rulesOf(text), from - 1, 20, 'UTC').filter((ms) => ms < from + 365 * DAY);
    assert.notDeepEqual(launchdRuns(dicts, from, 365).slice(0, 20), wanted, text);
  };
  differs('0 0 31 * *', [{ Day: 31, Hour: 0, Minute: 0 }]);
  differs('0 0 29 2 *', [{ Month: 2, Day: 29, Hour: 0, Minute: 0 }]);
  differs('0 9 * 6 1', [{ Month: 6, Weekday: 1, Hour: 9, Minute: 0 }]);
  differs('Fri *-*-13', [{ Day: 13, Weekday: 5, Hour: 0, Minute: 0 }]);
});

const shared = process.env['DAEMONSYNC_SHARED'] ?? join(process.env['DAEMONSYNC_ROOT'] ?? '.', '..', 'shared');
const vectors = join(shared, 'corpus/systemd/vectors/oncalendar-mapping.json');

test('the model agrees with a hundred dictionaries simulated elsewhere', {
  skip: existsSync(vectors) ? false : `no ${vectors}`,
}, () => {
  const file: { vectors: { kind: string; src: CalendarDict; expect: string[] }[] } = JSON.parse(
    readFileSync(vectors, 'utf8'),
  );
  const base = Date.parse('2026-01-30T12:34:56Z');
  const dicts = file.vectors.filter(({ kind }) => kind === 'launchd');
  for (const { src, expect } of dicts) {
    const runs = launchdRuns([src], Date.UTC(2026, 0, 30), 4 * 366).filter((ms) => ms > base);
    const shown = runs.slice(0, expect.length).map((ms) => new Date(ms).toISOString().slice(0, 19).replace('T', ' '));
    assert.deepEqual(shown, expect, JSON.stringify(src));
  }
  assert.equal(dicts.length, 100);
});
