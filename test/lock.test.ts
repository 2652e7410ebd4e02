// One run at a time: many real processes at once, some of them killed in the middle, and never two inside; and what is left by
// the dead, by another boot, or by something else that stands there.
import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { before, describe, test, type TestContext } from 'node:test';
import { build } from 'esbuild';
import { takeLock } from '../src/memory/lock.ts';
import { beginning, bootId } from '../src/memory/process-life.ts';
import { diskHands } from './support/disk-hands.ts';
import { tinyHands } from './support/tiny-hands.ts';

const root = process.env['DAEMONSYNC_ROOT'] ?? process.cwd();
const me = { pid: process.pid, what: 'apply' };
const contenders = mkdtempSync(join(tmpdir(), 'daemonsync-lock-'));
const script = join(contenders, 'contender.mjs');
process.on('exit', () => rmSync(contenders, { recursive: true, force: true }));

before(async () => {
  await build({
    absWorkingDir: root,
    entryPoints: ['test/support/lock-contender.ts'],
    outfile: script,
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node20',
    logLevel: 'warning',
  });
});

interface Contender {
  readonly child: ChildProcess;
  readonly lines: string[];
  readonly ended: Promise<void>;
  readonly entered: Promise<void>;
}

function contender(stateDir: string, inside: string, rounds: number, mode: 'leave' | 'stay' = 'leave'): Contender {
  const child = spawn(process.execPath, [script, stateDir, inside, String(rounds), mode], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const lines: string[] = [];
  let enter = (): void => undefined;
  const entered = new Promise<void>((done) => {
    enter = done;
  });
  let rest = '';
  child.stdout?.setEncoding('utf8').on('data', (text: string) => {
    const parts = (rest + text).split('\n');
    rest = parts.pop() ?? '';
    lines.push(...parts);
    if (lines.includes('in')) enter();
  });
  return { child, lines, entered, ended: new Promise((done) => child.on('close', () => done())) };
}

function folders(t: TestContext): { stateDir: string; inside: string; locks: string } {
  const home = mkdtempSync(join(tmpdir(), 'daemonsync-lock-'));
  t.after(() => rmSync(home, { recursive: true, force: true }));
  mkdirSync(join(home, 'inside'));
  return { stateDir: join(home, 'state'), inside: join(home, 'inside'), locks: join(home, 'state/daemonsync/locks') };
}

const linuxOnly = { skip: process.platform === 'linux' ? false : 'the witness in this test reads /proc' };

describe('real processes', linuxOnly, () => {
  for (const fresh of [false, true]) {
    const where = fresh
      ? 'where nothing is remembered yet, so that folders come and go'
      : 'where something is remembered';
    test(`twenty at once, some killed in the middle, ${where}: never two inside, and most get in`, async (t) => {
      const { stateDir, inside, locks } = folders(t);
      if (!fresh) mkdirSync(join(stateDir, 'daemonsync/me'), { recursive: true });
      const all = Array.from({ length: 20 }, () => contender(stateDir, inside, 12));
      for (const [i, { child, entered }] of all.slice(0, 6).entries()) {
        // Wherever it is by then: before, inside, or between two files.
        void entered.then(() => setTimeout(() => child.kill('SIGKILL'), i * 7));
      }
      await Promise.all(all.map(({ ended }) => ended));
      const lines = all.flatMap(({ lines: some }) => some);
      const count = (word: string): number => lines.filter((line) => line.startsWith(word)).length;
      assert.deepEqual(
        lines.filter((line) => !/^(in|held \d+)$/.test(line)),
        [],
      );
      assert.ok(count('in') >= 80, `${count('in')} were in, ${count('held')} were not`);
      t.diagnostic(`count: ${count('in')} times that the lock was taken among twenty contenders`);
      // Nobody lives any more: whatever they left is in nobody's way, and is gone afterwards.
      const taken = await takeLock(diskHands(), { stateDir }, me);
      assert.ok('lock' in taken);
      await taken.lock.release();
      assert.deepEqual(fresh ? readdirSync(stateDir) : readdirSync(locks), []);
    });
  }

  test('two that begin together: one gets in, every time', async (t) => {
    for (let round = 0; round < 5; round += 1) {
      const { stateDir, inside } = folders(t);
      const both = [contender(stateDir, inside, 1), contender(stateDir, inside, 1)];
      await Promise.all(both.map(({ ended }) => ended));
      assert.ok(
        both.some(({ lines }) => lines.includes('in')),
        both.flatMap(({ lines }) => lines).join(', '),
      );
    }
  });

  test('one that holds it is named, with what it does and since when; once killed it bothers nobody', async (t) => {
    const { stateDir, inside, locks } = folders(t);
    const began = Date.now();
    const holder = contender(stateDir, inside, 1, 'stay');
    t.after(() => holder.child.kill('SIGKILL'));
    await holder.entered;
    const asked = Date.now();
    const refused = await takeLock(diskHands(), { stateDir }, { pid: process.pid, what: 'remove' });
    const tookMs = Date.now() - asked;
    assert.ok('heldBy' in refused && refused.heldBy);
    assert.deepEqual([refused.heldBy.pid, refused.heldBy.what], [holder.child.pid, 'apply']);
    assert.ok(refused.heldBy.sinceMs >= began - 1_000 && refused.heldBy.sinceMs <= asked);
    assert.match(refused.problem.message, new RegExp(`daemonsync apply.*process ${holder.child.pid}`));
    assert.ok(tookMs >= 290 && tookMs < 3_000, `${tookMs} ms`);
    assert.equal(readdirSync(locks).length, 1, 'who was refused leaves nothing');
    holder.child.kill('SIGKILL');
    await holder.ended;
    const taken = await takeLock(diskHands(), { stateDir }, me);
    assert.ok('lock' in taken);
    assert.equal(readdirSync(locks).length, 1, 'only ours');
    await taken.lock.release();
  });

  test('a process that has ended, but that its parent has not buried yet, is dead', async (t) => {
    const { stateDir } = folders(t);
    const hands = diskHands();
    // The parent stops itself, so that its child stays what is called a zombie.
    const parent = spawn('/bin/sh', ['-c', 'sleep 0.05 & echo $!; kill -STOP $$'], {
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    t.after(() => parent.kill('SIGKILL'));
    const pid = await new Promise<number>((done) => parent.stdout.once('data', (text) => done(Number(String(text)))));
    const began = await beginning(hands, pid);
    assert.match(String(began), /^\d+$/);
    mkdirSync(`${stateDir}/daemonsync/locks`, { recursive: true });
    writeFileSync(`${stateDir}/daemonsync/locks/${pid}-${began}-${await bootId(hands)}-apply`, '');
    const deadline = Date.now() + 5_000;
    while ((await beginning(hands, pid)) !== null && Date.now() < deadline) await hands.sleep(20);
    const taken = await takeLock(hands, { stateDir }, me);
    assert.ok('lock' in taken);
    await taken.lock.release();
  });
});

describe('what stands in the folder', () => {
  const stateDir = '/home/alice/.local/state';
  const locks = `${stateDir}/daemonsync/locks`;
  const boot = 'aaaaaaaa';
  const stat = (began: number, state = 'S', name = '(node)') => `77 ${name} ${state} ${'1 '.repeat(18)}${began} 0 0\n`;

  const machine = (living: Readonly<Record<number, string>>) => {
    const hands = tinyHands();
    hands.put('/proc/sys/kernel/random/boot_id', 'aaaaaaaa-bbbb-cccc-dddd-eeeeeeeeeeee\n');
    for (const [pid, line] of Object.entries({ self: stat(1), 5: stat(500), ...living }))
      hands.put(`/proc/${pid}/stat`, line);
    return hands;
  };
  const mine = { pid: 5, what: 'apply' };

  const table: readonly [says: string, file: string, living: Readonly<Record<number, string>>, held: boolean][] = [
    ['a living one', `77-900-${boot}-watch`, { 77: stat(900) }, true],
    ['a living one with an odd name', `77-900-${boot}-watch`, { 77: stat(900, 'R', '(a) Z (b)') }, true],
    ['a dead one', `77-900-${boot}-watch`, {}, false],
    ['a zombie', `77-900-${boot}-watch`, { 77: stat(900, 'Z') }, false],
    ['another process of the same id', `77-900-${boot}-watch`, { 77: stat(901) }, false],
    ['the same id and time, before the machine was started anew', '77-900-bbbbbbbb-watch', { 77: stat(900) }, false],
    ['one that does not know when it began, but lives', `77-0-${boot}-watch`, { 77: stat(900) }, true],
    ['one of which nothing can be read but that it is there', `77-900-${boot}-watch`, { 77: 'garbage' }, true],
  ];
  for (const [says, file, living, isHeld] of table) {
    test(`${says}: ${isHeld ? 'held' : 'taken away'}`, async () => {
      const hands = machine(living);
      hands.put(`${locks}/${file}`, '');
      const taken = await takeLock(hands, { stateDir }, mine);
      assert.equal('lock' in taken, !isHeld);
      assert.equal(hands.files.has(`${locks}/${file}`), isHeld);
      assert.equal(hands.files.has(`${locks}/5-500-${boot}-apply`), !isHeld);
      if ('lock' in taken) {
        await taken.lock.release();
        assert.equal(hands.folders.has(`${stateDir}/daemonsync`), false);
      }
    });
  }

  test('a clock that is set back or forward while it waits changes nothing about how long it waits', async () => {
    for (const leapMs of [-86_400_000, 86_400_000]) {
      const hands = machine({ 77: stat(900) });
      hands.put(`${locks}/77-900-${boot}-watch`, '');
      let sleeps = 0;
      const leaping = Object.assign(Object.create(hands) as typeof hands, {
        now: () => hands.now() + (sleeps > 2 ? leapMs : 0),
        sleep: (ms: number) => ((sleeps += 1), hands.sleep(ms)),
      });
      const taken = await takeLock(leaping, { stateDir }, mine);
      assert.ok('heldBy' in taken && taken.heldBy !== null);
      assert.ok(sleeps < 100, `${sleeps} rounds`);
    }
  });

  test('what is no lock is left alone: a namespace may be called locks', async () => {
    const hands = machine({});
    hands.put(`${locks}/state.json`, '{}');
    const taken = await takeLock(hands, { stateDir }, mine);
    assert.ok('lock' in taken);
    await taken.lock.release();
    assert.equal(hands.files.has(`${locks}/state.json`), true);
  });

  test('a folder that cannot be written is a problem, and nobody is in', async () => {
    for (const verb of ['folder', 'file']) {
      const hands = machine({});
      hands.refuse = (tried) => (tried === verb ? 'EROFS' : null);
      const taken = await takeLock(hands, { stateDir }, mine);
      assert.ok('heldBy' in taken && taken.heldBy === null);
      assert.match(taken.problem.message, /read-only/);
    }
  });

  test('where there is no /proc, ps tells; in one time zone for all', async () => {
    const hands = tinyHands();
    const lives = new Set(['77', '5']);
    hands.commands = ([program = '', ...words]) => {
      if (program.endsWith('sysctl')) return { stdout: 'AAAAAAAA-BBBB\n' };
      return lives.has(words.at(-1) ?? '') ? { stdout: 'Ss   Thu Jan  1 00:15:00 2026\n' } : { code: 1 };
    };
    const began = Date.UTC(2026, 0, 1, 0, 15) / 1000;
    assert.equal(await beginning(hands, 77), String(began));
    assert.deepEqual(hands.ran.at(-1)?.options.env, { TZ: 'UTC0', LC_ALL: 'C' });
    hands.put(`${locks}/77-${began}-${boot}-apply`, '');
    assert.ok('heldBy' in (await takeLock(hands, { stateDir }, mine)));
    lives.delete('77');
    assert.ok('lock' in (await takeLock(hands, { stateDir }, mine)));
  });
});
