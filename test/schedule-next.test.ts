// The next runs against a plain reading of the rules, minute by minute, where clocks change; and how fast they are found.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as fc from 'fast-check';
import type { CalendarRule, Schedule } from '../src/model.ts';
import { parseCalendar } from '../src/schedule/calendar.ts';
import { parseCron } from '../src/schedule/cron.ts';
import { nextForSchedule, nextRuns } from '../src/schedule/next.ts';
import { isFault } from '../src/schedule/parsed.ts';
import { valuesOf } from '../src/schedule/ranges.ts';
import { randomCron, randomSource } from './support/random-schedules.ts';

const HOUR = 3_600_000;

function calendar(text: string): readonly CalendarRule[] {
  const parsed = parseCalendar(text);
  return isFault(parsed) ? assert.fail(`${text}: ${parsed.error}`) : parsed.rules;
}

function cron(text: string): readonly CalendarRule[] {
  const parsed = parseCron(text);
  return isFault(parsed) ? assert.fail(`${text}: ${parsed.error}`) : parsed.rules;
}

function utc(runs: readonly number[]): readonly string[] {
  return runs.map((ms) => new Date(ms).toISOString().replace(/:00\.000Z$/, 'Z'));
}

test('clocks put forward: what they skip does not happen that day', () => {
  const before = Date.parse('2024-03-30T12:00:00Z');
  assert.deepEqual(utc(nextRuns(calendar('02:30'), before, 2, 'Europe/Berlin')), [
    '2024-04-01T00:30Z',
    '2024-04-02T00:30Z',
  ]);
  assert.deepEqual(utc(nextRuns(calendar('*:0/30'), Date.parse('2024-03-31T00:10:00Z'), 3, 'Europe/Berlin')), [
    '2024-03-31T00:30Z',
    '2024-03-31T01:00Z',
    '2024-03-31T01:30Z',
  ]);
  // A day that has no midnight.
  assert.deepEqual(utc(nextRuns(calendar('Fri 00:00'), Date.parse('2024-04-25T12:00:00Z'), 1, 'Africa/Cairo')), [
    '2024-05-02T21:00Z',
  ]);
  // A whole day that Samoa never had.
  assert.deepEqual(utc(nextRuns(calendar('12:00'), Date.parse('2011-12-29T12:00:00Z'), 2, 'Pacific/Apia')), [
    '2011-12-29T22:00Z',
    '2011-12-30T22:00Z',
  ]);
});

test('clocks put back: what they show twice happens once', () => {
  const before = Date.parse('2024-10-26T12:00:00Z');
  assert.deepEqual(utc(nextRuns(calendar('02:30'), before, 2, 'Europe/Berlin')), [
    '2024-10-27T00:30Z',
    '2024-10-28T01:30Z',
  ]);
  assert.deepEqual(utc(nextRuns(calendar('*:0/30'), Date.parse('2024-10-26T23:50:00Z'), 4, 'Europe/Berlin')), [
    '2024-10-27T00:00Z',
    '2024-10-27T00:30Z',
    '2024-10-27T02:00Z',
    '2024-10-27T02:30Z',
  ]);
  // Half an hour, at Lord Howe.
  assert.deepEqual(utc(nextRuns(calendar('*:0/30'), Date.parse('2024-04-06T14:20:00Z'), 3, 'Australia/Lord_Howe')), [
    '2024-04-06T14:30Z',
    '2024-04-06T15:30Z',
    '2024-04-06T16:00Z',
  ]);
  // Asked in the middle of the second showing, as after a restart of the manager, the rest of it counts.
  assert.deepEqual(utc(nextRuns(calendar('*:0/30'), Date.parse('2024-10-27T01:10:00Z'), 2, 'Europe/Berlin')), [
    '2024-10-27T01:30Z',
    '2024-10-27T02:00Z',
  ]);
});

test('a rule with a zone of its own does not care where it runs', () => {
  const rules = calendar('Mon..Fri 09:00 America/New_York');
  const base = Date.parse('2026-03-06T12:00:00Z');
  const wanted = ['2026-03-06T14:00Z', '2026-03-09T13:00Z'];
  for (const zone of ['UTC', 'Asia/Kolkata', 'Europe/Berlin'])
    assert.deepEqual(utc(nextRuns(rules, base, 2, zone)), wanted);
});

test('microseconds come back as fractions of a millisecond, and asking again from there moves on', () => {
  const rules = calendar('12:34:56.123456');
  const [first = 0] = nextRuns(rules, Date.UTC(2026, 0, 30), 1, 'UTC');
  assert.equal(Math.round(first * 1000), Date.UTC(2026, 0, 30, 12, 34, 56) * 1000 + 123_456);
  const [second = 0] = nextRuns(rules, first, 1, 'UTC');
  assert.equal(Math.round((second - first) * 1000), 24 * HOUR * 1000);
});

test('rules of one schedule are merged, each instant once', () => {
  const base = Date.parse('2026-03-12T12:00:00Z');
  assert.deepEqual(utc(nextRuns(cron('0 0 13 * 5'), base, 3, 'UTC')), [
    '2026-03-13T00:00Z',
    '2026-03-20T00:00Z',
    '2026-03-27T00:00Z',
  ]);
});

test('a whole schedule: `every` counts from the last start, and is silent when that is not known', () => {
  const schedule: Schedule = {
    entries: [
      { kind: 'every', everyMs: 10 * HOUR },
      { kind: 'calendar', rules: calendar('12:00') },
    ],
    catchUp: false,
    jitterMs: 0,
  };
  const now = Date.parse('2026-01-30T00:00:00Z');
  const lastStart = Date.parse('2026-01-29T01:00:00Z');
  assert.deepEqual(utc(nextForSchedule(schedule, now, 4, 'UTC', lastStart)), [
    '2026-01-30T07:00Z',
    '2026-01-30T12:00Z',
    '2026-01-30T17:00Z',
    '2026-01-31T03:00Z',
  ]);
  assert.deepEqual(utc(nextForSchedule(schedule, now, 2, 'UTC', null)), ['2026-01-30T12:00Z', '2026-01-31T12:00Z']);
});

test('what never happens is found out quickly, and so is what is rare', () => {
  const base = Date.UTC(2026, 0, 30);
  const started = performance.now();
  for (const never of ['*-02-30', '*-04,06,09,11-31', '2020-01-01', 'Sun *-3-29..29/3 02:30', 'Mon *-02-30 *:*:*']) {
    for (const zone of ['UTC', 'Europe/Berlin']) {
      if (never.startsWith('Sun'))
        assert.equal(nextRuns(calendar(`${never} Europe/Berlin`), base, 500, zone).length < 100, true);
      else assert.deepEqual(nextRuns(calendar(never), base, 5, zone), [], never);
    }
  }
  assert.deepEqual(utc(nextRuns(calendar('Tue *-02-29'), base, 2, 'UTC')), ['2028-02-29T00:00Z', '2056-02-29T00:00Z']);
  assert.equal(nextRuns(calendar('*:*:0/0.000001'), base, 1000, 'Europe/Berlin').length, 1000);
  // In the hour that Berlin skips there would be 3.6 thousand million of these.
  const skipping = Date.parse('2024-03-31T00:59:59.999999Z');
  assert.deepEqual(utc(nextRuns(calendar('2..3:*:0/0.000001'), skipping, 1, 'Europe/Berlin')), ['2024-03-31T01:00Z']);
  const took = performance.now() - started;
  assert.ok(took < 2000, `${took} ms`);
});

// ── A plain reading ─────────────────────────────────────────────────────────────────────────────────

const SPANS = {
  months: { min: 1, max: 12 },
  days: { min: 1, max: 31 },
  hours: { min: 0, max: 23 },
  minutes: { min: 0, max: 59 },
};
const WEEK = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'];

/** Every minute of the window in turn: does the local clock match, and has it not shown this before? */
function plainRuns(rules: readonly CalendarRule[], from: number, hours: number, zone: string): number[] {
  const format = new Intl.DateTimeFormat('en-US', {
    timeZone: zone,
    hourCycle: 'h23',
    weekday: 'short',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
  });
  const wanted = rules.map((rule) => ({
    weekdays: rule.weekdays,
    months: new Set(valuesOf(rule.months, SPANS.months)),
    days: new Set(valuesOf(rule.days, SPANS.days)),
    hours: new Set(valuesOf(rule.hours, SPANS.hours)),
    minutes: new Set(valuesOf(rule.minutes, SPANS.minutes)),
  }));
  const shown = new Set<string>();
  const found: number[] = [];
  for (let ms = from; ms <= from + hours * HOUR; ms += 60_000) {
    const clock = format.format(ms);
    if (shown.has(clock)) continue;
    shown.add(clock);
    const [, weekday = '', month, day, hour, minute] =
      /^(\w+), (\d+)\/(\d+), (\d+):(\d+)$/.exec(clock) ?? assert.fail(clock);
    const matches = wanted.some(
      (rule) =>
        (rule.weekdays === null || rule.weekdays.includes(WEEK.indexOf(weekday))) &&
        rule.months.has(Number(month)) &&
        rule.days.has(Number(day)) &&
        rule.hours.has(Number(hour)) &&
        rule.minutes.has(Number(minute)),
    );
    if (matches && ms > from) found.push(ms);
  }
  return found;
}

const CHANGES = [
  ['Europe/Berlin', '2024-03-31T01:00:00Z'],
  ['Europe/Berlin', '2024-10-27T01:00:00Z'],
  ['America/New_York', '2025-11-02T06:00:00Z'],
  ['Australia/Lord_Howe', '2024-04-06T15:00:00Z'],
  ['Australia/Lord_Howe', '2024-10-05T15:30:00Z'],
  ['Africa/Cairo', '2024-04-25T22:00:00Z'],
  ['Africa/Cairo', '2024-10-31T21:00:00Z'],
  ['UTC', '2023-12-31T00:00:00Z'],
] as const;

test('around changes of the clock, the runs of random cron lines are those of a plain reading', (t) => {
  let runs = 0;
  let lines = 0;
  const property = fc.property(
    fc.nat(),
    fc.constantFrom(...CHANGES),
    fc.integer({ min: 20, max: 40 }),
    (seed, [zone, change], lead) => {
      // Any day of any month, so that the window has something in it.
      const [minute, hour, , , weekday] = randomCron(randomSource(seed)).split(' ');
      const rules = cron(`${minute} ${hour} * * ${weekday}`);
      const from = Date.parse(change) - lead * HOUR;
      const plain = plainRuns(rules, from, 72, zone);
      const found = nextRuns(rules, from, plain.length + 1, zone);
      assert.deepEqual(found.slice(0, plain.length), plain);
      assert.ok((found[plain.length] ?? Infinity) > from + 72 * HOUR);
      runs += plain.length;
      lines += 1;
    },
  );
  fc.assert(property, { numRuns: 120 });
  t.diagnostic(`${lines} lines, ${runs} runs`);
  assert.ok(runs > 1000);
});
