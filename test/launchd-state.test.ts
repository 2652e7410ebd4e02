// launchd's words for a label → the states that everybody else speaks of: the whole table, and what the collected captures come to.
import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { idleIn, readProcesses, runningAs } from '../src/launchd/invocation.ts';
import { nextRunOf } from '../src/launchd/next-run.ts';
import { readService } from '../src/launchd/print/service.ts';
import type { PrintedExit, PrintedService, PrintedTrigger } from '../src/launchd/print/printed.ts';
import { exitOf, type Judging, restartsOf, stateOf, stateOfRow } from '../src/launchd/state.ts';
import { exitWords } from '../src/report/exit-words.ts';

const NONE: PrintedService = {
  target: 'gui/501/dev.x',
  label: 'dev.x',
  path: '/x.plist',
  type: 'LaunchAgent',
  state: 'not running',
  jobState: null,
  program: '/bin/x',
  arguments: null,
  environment: null,
  workingDirectory: null,
  stdinPath: null,
  stdoutPath: null,
  stderrPath: null,
  domain: 'gui/501',
  asid: null,
  umask: null,
  username: null,
  group: null,
  minimumRuntime: 10,
  exitTimeout: 5,
  runInterval: null,
  nice: null,
  runs: null,
  pid: null,
  lastExit: { kind: 'never' },
  semaphores: {},
  triggers: [],
  sockets: [],
  spawnType: 3,
  resourceLimits: {},
  properties: [],
  throttledFor: null,
  inDoubt: [],
  unexplained: [],
};

const code = (n: number): PrintedExit => ({ kind: 'code', code: n });
const KILLED: PrintedExit = { kind: 'signal', signal: 'KILL', number: 9 };

/** State and how it ended, in few words. */
function words(service: Partial<PrintedService>, kind: Judging['kind']): string {
  const state = stateOf({ ...NONE, ...service }, { kind });
  const exited = 'exited' in state ? state.exited : null;
  const how = exited === null ? '' : ` ${[exited.result, exited.status ?? exited.signal ?? ''].join(' ').trim()}`;
  return `${state.kind}${'pid' in state ? ` ${state.pid}` : ''}${how}${'restarts' in state ? ` ×${state.restarts}` : ''}`;
}

test('every word for a state, whatever is wanted of the label', () => {
  for (const kind of ['stays', 'ends', 'waits', null] as const) {
    assert.equal(words({ state: 'running', pid: 7, lastExit: code(1) }, kind), 'up 7');
    assert.equal(words({ state: 'xpcproxy', pid: 7 }, kind), 'starting');
    assert.equal(words({ state: 'spawning' }, kind), 'starting');
    assert.equal(words({ state: 'spawn scheduled' }, kind), 'starting');
    assert.equal(words({ state: 'SIGTERMed', pid: 7 }, kind), 'stopping');
    assert.equal(words({ state: 'SIGKILLed', pid: 7 }, kind), 'stopping');
    for (const state of ['languishing', 'exited', 'resting', null]) assert.equal(words({ state }, kind), 'unknown');
    assert.equal(words({ state: 'running', pid: 7, inDoubt: ['state'] }, kind), 'unknown');
  }
});

test('between two attempts: looping, with how often and why', () => {
  const again = (over: Partial<PrintedService>): string =>
    words({ state: 'spawn scheduled', runs: 5, ...over }, 'stays');
  assert.equal(again({ lastExit: code(1) }), 'looping exit-code 1 ×4');
  assert.equal(again({ lastExit: code(0) }), 'looping success 0 ×4');
  assert.equal(again({ lastExit: KILLED }), 'looping signal KILL ×4');
  assert.equal(
    again({ lastExit: { kind: 'reason', reason: 'OS_REASON_CODESIGNING' } }),
    'looping OS_REASON_CODESIGNING ×4',
  );
  assert.equal(again({ lastExit: code(78), jobState: 'spawn failed' }), 'looping spawn-failed 78 ×4');
  assert.equal(
    again({ lastExit: { kind: 'never' }, jobState: 'spawn failed', runs: null }),
    'looping spawn-failed ×null',
  );
  assert.equal(again({ lastExit: null, throttledFor: 1200 }), 'looping ×4');
});

test('scheduled: once more, or over and over', () => {
  const scheduled = (over: Partial<PrintedService>): readonly string[] =>
    (['stays', 'ends', 'waits', null] as const).map((kind) =>
      words({ state: 'spawn scheduled', runs: 5, ...over }, kind),
    );
  const kept = { semaphores: { 'successful exit': '0' } };
  // Its moment has come, or somebody started it: how it ended yesterday is no reason to call it looping.
  assert.deepEqual(scheduled({ lastExit: code(0) }), ['looping success 0 ×4', 'starting', 'starting', 'starting']);
  assert.deepEqual(scheduled({ lastExit: code(1) }).slice(2), ['starting', 'looping exit-code 1 ×4']);
  // launchd itself starts it again.
  assert.equal(scheduled({ lastExit: code(0), properties: ['keepalive'] })[1], 'looping success 0 ×4');
  assert.equal(scheduled({ lastExit: code(1), ...kept })[2], 'looping exit-code 1 ×4');
  assert.equal(scheduled({ lastExit: code(0), ...kept })[2], 'starting');
  const failed = scheduled({ lastExit: code(78), jobState: 'spawn failed' });
  assert.deepEqual(new Set(failed), new Set(['looping spawn-failed 78 ×4']));
});

test('held back after crashes: it is going to be tried again, if launchd keeps it', () => {
  const held = { throttledFor: 1200, runs: 24, lastExit: KILLED } as const;
  const all = (over: Partial<PrintedService>): readonly string[] =>
    (['stays', 'ends', 'waits', null] as const).map((kind) => words({ ...held, ...over }, kind));
  const looping = 'looping signal KILL ×23';
  assert.deepEqual(all({ properties: ['keepalive'] }), [looping, looping, 'armed', looping]);
  assert.deepEqual(all({ semaphores: { 'after crash': '1' } }), [looping, looping, 'armed', looping]);
  assert.deepEqual(all({}), ['failed signal KILL', 'failed signal KILL', 'armed', 'down signal KILL']);
});

test('every combination of state, job state, end and want is told, and a process is never invented', () => {
  let told = 0;
  const ends = [null, { kind: 'never' }, code(0), code(1), code(78), KILLED] as const;
  for (const state of 'running,xpcproxy,spawning,spawn scheduled,not running,waiting,SIGTERMed,SIGKILLed,exited'.split(
    ',',
  ))
    for (const jobState of [null, 'running', 'exited', 'spawn failed', 'uninitialized'])
      for (const lastExit of [...ends, { kind: 'reason', reason: 'OS_REASON_CODESIGNING' } as const])
        for (const throttledFor of [null, 1200])
          for (const kind of ['stays', 'ends', 'waits', null] as const) {
            const pid = state === 'running' || state === 'SIGTERMed' ? 7 : null;
            const found = stateOf({ ...NONE, state, jobState, lastExit, throttledFor, pid, runs: 2 }, { kind });
            const what = JSON.stringify({ state, jobState, lastExit, throttledFor, kind, found });
            assert.equal(found.kind === 'up', state === 'running', what);
            assert.equal(found.kind === 'stopping', state.startsWith('SIG'), what);
            assert.equal(found.kind === 'unknown', state === 'exited', what);
            if (found.kind === 'done')
              assert.ok(kind === 'ends' && lastExit?.kind === 'code' && lastExit.code === 0, what);
            if (found.kind === 'armed') assert.ok(kind === 'waits' && /^(?:not running|waiting)$/.test(state), what);
            if (found.kind === 'failed' || found.kind === 'looping')
              assert.ok(found.exited?.result !== undefined || throttledFor !== null, what);
            told += 1;
          }
  console.log(`count: ${told} combinations of a label's state, job state, last end and want told`);
});

test('not running: what that means depends on what it is for', () => {
  const idle = (lastExit: PrintedExit | null, over: Partial<PrintedService> = {}): readonly string[] =>
    (['stays', 'ends', 'waits', null] as const).map((kind) => words({ lastExit, ...over }, kind));
  assert.deepEqual(idle({ kind: 'never' }), ['down', 'down', 'armed', 'down']);
  assert.deepEqual(idle(code(0)), ['down success 0', 'done', 'armed', 'down success 0']);
  assert.deepEqual(idle(code(3)), ['failed exit-code 3', 'failed exit-code 3', 'armed', 'down exit-code 3']);
  assert.deepEqual(idle(KILLED), ['failed signal KILL', 'failed signal KILL', 'armed', 'down signal KILL']);
  assert.deepEqual(idle(code(78), { jobState: 'spawn failed' }).slice(0, 2), [
    'failed spawn-failed 78',
    'failed spawn-failed 78',
  ]);
  assert.deepEqual(idle(code(0), { state: 'waiting' })[1], 'done');
  // Nobody wants it, or it was not said for what: its triggers tell.
  for (const more of [{ runInterval: 60 }, { sockets: ['s'] }, { triggers: [trigger({ Hour: '1' })] }])
    assert.equal(words(more, null), 'armed');
});

test('a row of the list is enough, or it is not', () => {
  const row = (pid: number | null, status: string): readonly (string | null)[] =>
    (['stays', 'ends', 'waits', null] as const).map((kind) => stateOfRow({ pid, status }, { kind })?.kind ?? null);
  assert.deepEqual(row(5, '-9'), ['up', 'up', 'up', 'up']);
  assert.deepEqual(row(null, '-'), [null, 'down', 'armed', 'down']);
  assert.deepEqual(row(null, '0'), [null, 'done', 'armed', 'down']);
  assert.deepEqual(row(null, '78'), [null, null, 'armed', 'down']);
  assert.deepEqual(row(null, '(pe)'), [null, null, 'armed', 'down']);
  const exited = (status: string) => stateOfRow({ pid: null, status }, { kind: null });
  assert.deepEqual(exited('-10'), { kind: 'down', exited: { result: 'signal', status: null, signal: 'BUS' } });
  assert.deepEqual(exited('-15'), { kind: 'down', exited: { result: 'signal', status: null, signal: 'TERM' } });
  assert.deepEqual(exited('75'), { kind: 'down', exited: { result: 'exit-code', status: 75, signal: null } });
  assert.deepEqual(exited('(pe)'), { kind: 'down', exited: null });
});

test('restarts: the first run is none', () => {
  assert.deepEqual(
    [null, 0, 1, 7].map((runs) => restartsOf({ ...NONE, runs })),
    [null, 0, 0, 6],
  );
});

test('ends are told in words that a person can act on', () => {
  const said = (lastExit: PrintedExit, jobState: string | null = null): string =>
    exitWords(exitOf({ lastExit, jobState }) ?? { result: '?', status: null, signal: null });
  assert.match(
    said(code(78), 'spawn failed'),
    /launchd could not start it \(78\): .*working directory or its log folder/,
  );
  assert.match(said({ kind: 'reason', reason: 'OS_REASON_CODESIGNING' }), /signature/);
  assert.match(said({ kind: 'reason', reason: 'OS_REASON_NEW' }), /OS_REASON_NEW/);
  assert.match(said(KILLED), /signal KILL/);
  assert.equal(said(code(0)), 'ended well (exited 0)');
});

test('processes: number and moment, and nothing that is neither', () => {
  const all = readProcesses(
    '    1 Sun Sep 20 01:02:03 2026    \n  536 Mon Jan  5 10:11:12 2026\n99999 Thu Dec 31 23:59:59 2026\n  7 Mo  5 Jan 10:11:12 2026\n',
  );
  assert.deepEqual([...all.keys()], [1, 536, 99999]);
  assert.equal(all.get(536), Date.UTC(2026, 0, 5, 10, 11, 12));
  assert.deepEqual(runningAs(536, all), { invocation: '536@1767607872', startedMs: 1_767_607_872_000 });
  assert.equal(runningAs(7, all).invocation, null);
  assert.equal(runningAs(536, null).invocation, null);
  assert.deepEqual(idleIn({ creator: { name: 'loginwindow', pid: 536 } }, all), {
    invocation: 'idle@536@1767607872',
    startedMs: null,
  });
  assert.equal(idleIn({ creator: null }, all).invocation, null);
  assert.equal(idleIn({ creator: { name: 'loginwindow', pid: 2 } }, all).invocation, null);
});

function trigger(descriptor: Readonly<Record<string, string>>): PrintedTrigger {
  return { name: 'dev.x.268435470', stream: 'com.apple.launchd.calendarinterval', descriptor };
}

test('the next run, as far as launchd’s own triggers tell', () => {
  const after = Date.UTC(2026, 0, 5, 10, 0, 30); // a Monday
  const next = (triggers: readonly PrintedTrigger[], over: Partial<PrintedService> = {}): string | null => {
    const ms = nextRunOf({ ...NONE, triggers, ...over }, after, 'UTC');
    return ms === null ? null : new Date(ms).toISOString().slice(0, 19);
  };
  assert.equal(next([trigger({ Minute: '0', Hour: '2' })]), '2026-01-06T02:00:00');
  assert.equal(next([trigger({ Minute: '30' }), trigger({ Minute: '5' })]), '2026-01-05T10:05:00');
  assert.equal(next([trigger({ Hour: '10' })]), '2026-01-05T10:01:00');
  for (const sunday of ['0', '7'])
    assert.equal(next([trigger({ Weekday: sunday, Hour: '0', Minute: '0' })]), '2026-01-11T00:00:00');
  // A day and a weekday: whichever comes first.
  assert.equal(next([trigger({ Day: '7', Weekday: '5', Hour: '0', Minute: '0' })]), '2026-01-07T00:00:00');
  assert.equal(next([trigger({ Day: '20', Weekday: '5', Hour: '0', Minute: '0' })]), '2026-01-09T00:00:00');
  assert.equal(next([trigger({ Month: '3', Day: '1', Hour: '4', Minute: '0' })]), '2026-03-01T04:00:00');
  assert.equal(next([]), null);
  assert.equal(next([trigger({ Fortnight: '1' })]), null);
  assert.equal(next([trigger({ Minute: 'x' })]), null);
  assert.equal(next([trigger({ Minute: '0' })], { runInterval: 60 }), null);
  assert.equal(next([trigger({ Minute: '0' })], { inDoubt: ['triggers'] }), null);
});

const root = process.env['DAEMONSYNC_ROOT'] ?? process.cwd();
const captures = join(process.env['DAEMONSYNC_SHARED'] ?? join(root, '..', 'shared'), 'corpus/launchd/captures');

/** What a person would say of each. */
const CAPTURED: Readonly<Record<string, string>> = {
  '001-smappservice-running.txt': 'up',
  '002-docker-helper-exited0.txt': 'down success 0',
  '025-ipados18-calendar.txt': 'armed',
  '041-iokit-trigger-exit1-umask.txt': 'armed',
  '046-calendar-ran-exit0-LWCR.txt': 'armed',
  '047-mattstack-running-after-exit1.txt': 'up',
  '061-26-agent-running.txt': 'up',
  '070-running-last-exit-reason-codesigning.txt': 'up',
  '094-calendar-array-4-entries.txt': 'armed',
  '097-interval-idle-exit0.txt': 'armed',
  '010-spawn-failed-78.txt': 'looping spawn-failed 78 ×22137',
};

test('captures come to what a person would say of them', { skip: !existsSync(captures) && `no ${captures}` }, (t) => {
  let count = 0;
  for (const [name, expected] of Object.entries(CAPTURED)) {
    const reading = readService(readFileSync(join(captures, name), 'utf8'));
    assert.ok('read' in reading, `${name}: ${JSON.stringify(reading)}`);
    assert.equal(words(reading.read, null).replace(/^up \d+$/, 'up'), expected, name);
    count += 1;
  }
  t.diagnostic(`count: ${count} captures judged`);
});
