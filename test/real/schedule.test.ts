// Thousands of random schedules, asked of this machine's own systemd-analyze and of us: what is accepted, when it elapses,
// and whether what we write for a timer means the same as what was read. Another order: DAEMONSYNC_SEED=<number>.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { test } from 'node:test';
import type { CalendarRule } from '../../src/model.ts';
import { parseCalendar } from '../../src/schedule/calendar.ts';
import { parseCron } from '../../src/schedule/cron.ts';
import { nextRuns } from '../../src/schedule/next.ts';
import { isFault } from '../../src/schedule/parsed.ts';
import { onCalendar } from '../../src/schedule/render.ts';
import { randomCalendar, randomCron, randomSource } from '../support/random-schedules.ts';
import { linuxIsRequired } from './support/manager.ts';

const ITERATIONS = 5;
const PER_CALL = 60;

/** Each with an instant near which its clocks change; the last two have days that begin at one in the morning. */
const ZONES: readonly (readonly [zone: string, changes: readonly string[]])[] = [
  ['UTC', ['2024-02-29T00:00:00Z']],
  ['Europe/Berlin', ['2024-03-31T01:00:00Z', '2024-10-27T01:00:00Z', '2026-10-25T01:00:00Z']],
  ['America/New_York', ['2025-03-09T07:00:00Z', '2025-11-02T06:00:00Z']],
  ['Australia/Lord_Howe', ['2024-04-06T15:00:00Z', '2024-10-05T15:30:00Z']],
  ['Pacific/Auckland', ['2025-04-05T14:00:00Z', '2025-09-27T14:00:00Z']],
  ['Asia/Kolkata', ['2027-01-01T00:00:00Z']],
  ['Africa/Cairo', ['2024-04-25T22:00:00Z', '2024-10-31T21:00:00Z']],
  ['America/Santiago', ['2024-09-08T04:00:00Z', '2025-04-06T03:00:00Z']],
];

const version = spawnSync('systemd-analyze', ['--version'], { encoding: 'utf8' });
const absent = version.status !== 0;
const skip = absent && !linuxIsRequired ? 'systemd-analyze is not on this machine' : false;

/** An expression and what it elapses at in seconds since 1970; null: refused; 'stuck': accepted, but systemd gives up. */
type Verdict = readonly number[] | 'stuck' | null;

function ask(expressions: readonly string[], zone: string, baseSeconds: number): Verdict[] {
  const options = [`--iterations=${ITERATIONS}`, `--base-time=@${baseSeconds}`, '--'];
  const { stdout, stderr } = spawnSync('systemd-analyze', ['calendar', ...options, ...expressions], {
    encoding: 'utf8',
    env: { PATH: process.env['PATH'] ?? '', TZ: zone, LC_ALL: 'C' },
  });
  const named = (start: string): Set<string> =>
    new Set([...stderr.matchAll(new RegExp(`^${start} '(.*)': `, 'gm'))].map((match) => match[1] ?? ''));
  const refused = named('Failed to parse calendar specification');
  const stuck = named('Failed to determine next elapse for');
  const blocks = stdout.split(/\n\n/).filter((block) => block.trim() !== '');
  const verdicts = expressions.map((expression): Verdict => {
    if (refused.has(expression)) return null;
    if (stuck.has(expression)) return 'stuck';
    const block = blocks.shift() ?? assert.fail(`no answer for ${expression}: ${stderr}`);
    const line = zone === 'UTC' ? /(?:elapse|#\d+): \w+ (\S+) (\S+) UTC$/gm : /in UTC\): \w+ (\S+) (\S+) UTC$/gm;
    return [...block.matchAll(line)].map((match) => Date.parse(`${match[1]}T${match[2]}Z`) / 1000);
  });
  assert.equal(blocks.length, 0, `more answers than questions: ${stderr}`);
  return verdicts;
}

/**
 * `0/19:10`: at the end of a month, 252 steps from 19 o'clock to hour 38, takes that for 14 o'clock on the 1st and so
 * never sees midnight. What we write for it (`00,19:10`) is right, and is compared strictly.
 */
function hasOpenRepeat(text: string): boolean {
  return /(?<!\.\.[\d.]*)(?<![\d.])[\d.]+\//.test(text);
}

function reckon(rules: readonly CalendarRule[], zone: string, baseSeconds: number): readonly number[] {
  return nextRuns(rules, baseSeconds * 1000, ITERATIONS, zone).map((ms) => Math.floor(ms / 1000));
}

test('random schedules mean to systemd what they mean to us', { skip }, (t) => {
  assert.ok(!absent, 'systemd-analyze is required here, and absent');
  const random = randomSource(Number(process.env['DAEMONSYNC_SEED'] ?? 20260130));
  const count = { asked: 0, accepted: 0, refused: 0, times: 0, never: 0, stuck: 0, swallowed: 0, rewritten: 0 };
  const started = Date.now();
  for (let call = 0; call < 84; call++) {
    const [zone, changes] = ZONES[call % ZONES.length] ?? assert.fail();
    const base = random.baseNear(changes);
    const expressions = Array.from({ length: PER_CALL }, (_, index) => {
      if (index % 3 > 0) return randomCalendar(random);
      const cron = parseCron(randomCron(random));
      return isFault(cron) ? assert.fail(cron.error) : onCalendar(random.pick(cron.rules));
    });
    const rewritten = expressions.map((text) => {
      const parsed = parseCalendar(text);
      return isFault(parsed) ? text : parsed.rules.map(onCalendar).join();
    });
    const real = ask([...expressions, ...rewritten], zone, base);
    for (const [index, text] of expressions.entries()) {
      const place = `${JSON.stringify(text)} TZ=${zone} --base-time=@${base}`;
      const parsed = parseCalendar(text);
      const said = real[index] ?? null;
      const again = real[index + PER_CALL] ?? null;
      count.asked++;
      assert.equal(!isFault(parsed), said !== null, `accepted or refused: ${place}`);
      if (isFault(parsed) || said === null) {
        count.refused++;
        continue;
      }
      count.accepted++;
      const ours = reckon(parsed.rules, zone, base);
      // What we write must never be what systemd gets stuck on, even where what was read is.
      assert.deepEqual(again, ours, `written as ${rewritten[index]}: ${place}`);
      if (said === 'stuck') count.stuck++;
      else if (hasOpenRepeat(text) && said.join() !== ours.join()) count.swallowed++;
      else assert.deepEqual(said, ours, place);
      if (rewritten[index] !== text) count.rewritten++;
      if (ours.length === 0) count.never++;
      count.times += ours.length;
    }
  }
  t.diagnostic(`${version.stdout.split('\n')[0]}: ${JSON.stringify(count)} in ${Date.now() - started} ms`);
  assert.ok(count.asked >= 5000 && count.accepted >= 3000 && count.refused >= 300 && count.times >= 12_000);
  // Where systemd itself errs there is nothing to compare with; that must stay the rare thing it is.
  assert.ok(count.stuck + count.swallowed <= count.accepted / 50, JSON.stringify(count));
});
