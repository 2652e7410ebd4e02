// The parsers, the renderer and the next runs against what eight versions of real systemd said (245 … 262), and against
// systemd's own test cases. The vectors live outside the checkout; without them these tests say that they skip.
import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { parseCalendar } from '../src/schedule/calendar.ts';
import { parseCron } from '../src/schedule/cron.ts';
import { nextRuns } from '../src/schedule/next.ts';
import { isFault } from '../src/schedule/parsed.ts';
import { onCalendar } from '../src/schedule/render.ts';
import type { CalendarRule } from '../src/model.ts';

const shared = process.env['DAEMONSYNC_SHARED'] ?? join(process.env['DAEMONSYNC_ROOT'] ?? '.', '..', 'shared');
const folder = join(shared, 'corpus/systemd/vectors');
const skip = existsSync(folder) ? false : `no vectors at ${folder}`;

function fileOf(name: string): string {
  return readFileSync(join(folder, name), 'utf8');
}

function calendarRules(text: string): readonly CalendarRule[] {
  const parsed = parseCalendar(text);
  if (isFault(parsed)) assert.fail(`${JSON.stringify(text)} refused: ${parsed.error}`);
  return parsed.rules;
}

function localTime(ms: number, zone: string): string {
  return new Intl.DateTimeFormat('sv-SE', { timeZone: zone, dateStyle: 'short', timeStyle: 'medium' }).format(ms);
}

interface Answer {
  readonly rc: number;
  readonly next: readonly string[];
}

interface OracleVector {
  readonly expr: string;
  readonly all_versions?: Readonly<Record<string, Answer>>;
  readonly versions?: Readonly<Record<string, Readonly<Record<string, Answer>>>>;
}

interface MappingVector {
  readonly kind: 'cron' | 'launchd';
  readonly src: unknown;
  readonly cal: readonly string[];
  readonly expect: readonly string[];
}

/** The words a machine knows only because its local zone uses them: refused here, see calendar.ts. */
const LOCAL_ABBREVIATIONS = ['03:00 CET'];

test('every expression of the oracle is accepted or refused as by systemd, and elapses at its times', { skip }, (t) => {
  let times = 0;
  const { vectors: all }: { vectors: OracleVector[] } = JSON.parse(fileOf('oracle-oncalendar.json'));
  for (const { expr, all_versions, versions } of all) {
    const byZone = all_versions ?? versions?.['262'] ?? {};
    for (const [zone, answer] of Object.entries(byZone)) {
      const parsed = parseCalendar(expr);
      const accepted = answer.rc === 0 && !LOCAL_ABBREVIATIONS.includes(expr);
      assert.equal(!isFault(parsed), accepted, `${expr} in ${zone}`);
      if (isFault(parsed)) {
        assert.ok(parsed.offset >= 0 && parsed.length >= 0 && parsed.offset + parsed.length <= expr.length, expr);
        continue;
      }
      const base = Date.parse(zone === 'UTC' ? '2026-01-30T12:34:56Z' : '2026-01-30T12:34:56+01:00');
      const wanted = answer.next
        .filter((line) => line !== 'never')
        .map((line) => line.split(' ').slice(1, 3).join(' '));
      for (const rules of [parsed.rules, parsed.rules.map(onCalendar).flatMap(calendarRules)]) {
        const found = nextRuns(rules, base, 4, zone).map((ms) => localTime(ms, zone));
        assert.deepEqual(found, wanted, `${expr} in ${zone}`);
        times += found.length;
      }
    }
  }
  t.diagnostic(`${all.length} expressions, ${times} times`);
  assert.ok(all.length > 150 && times > 1300);
});

interface SpecVector {
  readonly kind: 'normalize' | 'next' | 'invalid';
  readonly input: string;
  readonly normalized?: string;
  readonly tz?: string | null;
  readonly after_usec?: number;
  readonly next_usec?: number | null;
}

test('systemd’s own calendar tests', { skip }, (t) => {
  const { vectors: all }: { vectors: SpecVector[] } = JSON.parse(fileOf('systemd-calendarspec.json'));
  for (const { kind, input, normalized, tz, after_usec, next_usec } of all) {
    if (kind === 'invalid') {
      assert.ok(isFault(parseCalendar(input)), input);
    } else if (kind === 'normalize') {
      assert.deepEqual(calendarRules(input).map(onCalendar), calendarRules(normalized ?? '').map(onCalendar));
    } else {
      // "IST" is not a zone: the C library then takes UTC.
      const zone = tz === null || tz === '' || tz === undefined || tz === 'IST' ? 'UTC' : tz;
      const [found] = nextRuns(calendarRules(input), (after_usec ?? 0) / 1000, 1, zone);
      assert.equal(found === undefined ? null : Math.round(found * 1000), next_usec, `${input} in ${zone}`);
    }
  }
  t.diagnostic(`${all.length} cases`);
  assert.ok(all.length > 100);
});

test('cron lines mean what a minute-by-minute simulation of cron says, and so do their OnCalendar lines', {
  skip,
}, (t) => {
  const base = Date.parse('2026-01-30T12:34:56Z');
  const { vectors: all }: { vectors: MappingVector[] } = JSON.parse(fileOf('oncalendar-mapping.json'));
  for (const { kind, src, cal, expect } of all) {
    const lines = cal.flatMap(calendarRules);
    const forms: (readonly CalendarRule[])[] = [lines];
    if (kind === 'cron') {
      const parsed = parseCron(String(src));
      if (isFault(parsed)) assert.fail(`${JSON.stringify(src)} refused: ${parsed.error}`);
      forms.push(parsed.rules, parsed.rules.map(onCalendar).flatMap(calendarRules));
    }
    for (const rules of forms) {
      const found = nextRuns(rules, base, 6, 'UTC').map((ms) => localTime(ms, 'UTC'));
      // The simulation looked four years ahead, not further.
      assert.deepEqual(found.slice(0, expect.length), expect, `${JSON.stringify(src)} ${cal.join(' | ')}`);
    }
  }
  t.diagnostic(`${all.length} schedules`);
  assert.ok(all.length > 250);
});

test('fuzz seeds neither throw nor slip through', { skip }, () => {
  const { vectors: all }: { vectors: { path: string; text: string }[] } = JSON.parse(
    fileOf('systemd-fuzz-calendarspec.json'),
  );
  const verdicts = all.map(({ path, text }) => [
    path.split('/').at(-1),
    !isFault(parseCalendar(text.split('\0')[0] ?? '')),
  ]);
  // As systemd 252 answers for each.
  assert.deepEqual(verdicts, [
    ['cant-parse-printed', true],
    ['corpus', true],
    ['crash-parse-star-non-star', true],
    ['input1', true],
    ['oss-fuzz-14108', false],
    ['oss-fuzz-22208', false],
    ['print-loses-spec', true],
  ]);
});
