// A run as it is told: each daemon once, as soon as its fate is known; then the whole, with what is left and what was kept.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { NO_WORK } from '../src/plan/comparing.ts';
import type { Arrival, Change, Outcome, Plan, Problem, Step } from '../src/model.ts';
import { colored, plain } from '../src/report/color.ts';
import { coverOf } from '../src/report/cover.ts';
import { following } from '../src/report/outcomes.ts';
import { byHandJson, fateJson } from '../src/report/plan-json.ts';
import {
  alreadyLines,
  failingBefore,
  fateLines,
  handSummary,
  keptLines,
  leftOver,
  nameColumns,
  rollbackLines,
  runSummary,
  type RunStyle,
  waitingLine,
} from '../src/report/run.ts';
import { summary } from '../src/report/summary.ts';
import { aFoundDaemon, aUnit } from './support/found.ts';

const NOW = new Date(2026, 1, 3, 12, 0).getTime();
const STYLE: RunStyle = { paint: plain, columns: 80, nowMs: NOW, line: coverOf(null, [], []).line, names: 6 };
const NOTHING = { nextMs: null, log: [], logAt: null };

const change = (name: string, kind: Change['kind'], effect: Change['effect'] = 'start'): Change => ({
  name,
  kind,
  domain: 'user',
  because: [],
  effect,
  work: NO_WORK,
  weights: {},
  running: {},
});

const write = (name: string): Step => ({
  phase: 'files',
  daemons: [name],
  kind: 'write',
  file: { path: `/u/${name}`, mode: 0o644, text: '' },
});
const reload: Step = { phase: 'refresh', daemons: [], kind: 'run', argv: ['systemctl', 'daemon-reload'] };
const wait = (...names: string[]): Step => ({
  phase: 'settle',
  daemons: names,
  kind: 'await',
  targets: names.map((daemon) => ({ daemon, id: `${daemon}.service`, domain: 'user', until: 'up', health: null })),
  stableMs: 500,
  deadlineMs: 90_000,
});
const arrival = (daemon: string, over: Partial<Arrival> = {}): Arrival => ({
  daemon,
  id: `${daemon}.service`,
  result: 'reached',
  state: { kind: 'up', pid: 123 },
  invocation: 'a',
  problem: null,
  ...over,
});
const problem: Problem = {
  severity: 'error',
  code: 'failed',
  message: '`api`: exited 3 after API_TOKEN=hunter2-hunter2',
  daemon: 'api',
  hint: 'daemonsync logs api',
};

function told(plan: Plan, outcomes: readonly Outcome[]) {
  const follower = following(plan);
  const when = outcomes.map((outcome) => follower.take(outcome).fates.map(({ name, result }) => `${name} ${result}`));
  return { when, fates: follower.all(), follower };
}

const PLAN: Plan = {
  changes: [
    change('api', 'update', 'restart'),
    change('gone', 'remove', 'stop'),
    change('same', 'keep', 'none'),
    change('web', 'create'),
  ],
  steps: [
    { phase: 'files', daemons: ['gone'], kind: 'remove', path: '/u/gone' },
    write('api'),
    write('web'),
    reload,
    { ...wait('api', 'web') },
  ],
};
const done = (step: Step): Outcome => ({ status: 'done', step });
const settled = wait('web');

test('each daemon is told once: when its last step is done, or its first one failed', () => {
  const [gone, api, web] = PLAN.steps as [Step, Step, Step];
  const { when, fates } = told(PLAN, [
    done(gone),
    done(api),
    done(web),
    done(reload),
    {
      status: 'failed',
      step: wait('api'),
      problem,
      daemons: ['api'],
      arrivals: [arrival('api', { result: 'failed', problem })],
    },
    { status: 'done', step: settled, arrivals: [arrival('web')] },
  ]);
  assert.deepEqual(when, [['gone done'], [], [], [], ['api failed'], ['web done']]);
  const lines = fates.flatMap((fate) =>
    fateLines(
      fate,
      fate.name === 'api'
        ? { nextMs: null, log: ['boom \u001b[2J', 'PASSWORD=x-x-x-x'], logAt: '/l/api.log' }
        : NOTHING,
      STYLE,
    ),
  );
  assert.deepEqual(lines, [
    '✗ api     exited 3 after API_TOKEN=••••',
    '    = daemonsync logs api',
    '    │ boom �[2J',
    '    │ PASSWORD=••••',
    '    └ /l/api.log',
    '✓ gone    removed',
    '✓ web     up, pid 123',
  ]);
  assert.equal(runSummary(PLAN.changes, fates, 3420), '1 created, 1 removed; 1 failed; 1 in sync; 3.4 s');
});

test('who failed is told once, with how it ended', () => {
  const said = (result: Arrival['result'], state: Arrival['state'], message: string): string | undefined => {
    const failure: Problem = { ...problem, message };
    const arrivals = [arrival('api', { result, state, problem: failure })];
    const fate = { name: 'api', change: change('api', 'create'), result: 'failed', warnings: [] } as const;
    return fateLines({ ...fate, arrivals, problem: failure }, NOTHING, { ...STYLE, names: 3 })[0];
  };
  const exited = { result: 'exit-code', status: 3, signal: null };
  assert.equal(said('failed', { kind: 'failed', exited }, '`api` did not stay up'), '✗ api  did not stay up: exited 3');
  assert.equal(said('looping', { kind: 'failed', exited: null }, '`api` loops'), '✗ api  loops');
  const well = { result: 'success', status: 0, signal: null };
  assert.equal(said('exited', { kind: 'down', exited: well }, '`api`: ended by itself'), '✗ api  ended by itself');
});

test('what became of it, in a few words', () => {
  const because = (kind: 'kept' | 'held'): Change => ({ ...change('a', 'update', 'none'), because: [{ kind }] });
  const table: readonly (readonly [Change, readonly Arrival[], string])[] = [
    [change('a', 'update', 'restart'), [arrival('a')], 'restarted, up, pid 123'],
    [change('a', 'update', 'reload'), [arrival('a')], 'reloaded, up, pid 123'],
    [change('a', 'update', 'none'), [], 'updated, no restart needed'],
    [because('kept'), [], 'updated; it goes on with the older definition (on_change: keep)'],
    [because('held'), [], 'updated; stays down'],
    [change('a', 'create'), [arrival('a', { state: { kind: 'starting' } })], 'runs'],
    [change('a', 'create', 'none'), [], 'installed, next Wed 02:30'],
    [change('a', 'create'), [arrival('a', { id: 'a.timer', state: { kind: 'armed' } })], 'armed, next Wed 02:30'],
    [change('a', 'create'), [arrival('a', { state: { kind: 'done' } })], 'ran to its end'],
    [change('a', 'update', 'stop'), [arrival('a', { state: { kind: 'down', exited: null } })], 'stopped'],
  ];
  for (const [one, arrivals, words] of table) {
    const nextMs = new Date(2026, 1, 4, 2, 30).getTime();
    const fate = { name: 'a', change: one, result: 'done', arrivals, problem: null, warnings: [] } as const;
    assert.deepEqual(fateLines(fate, { ...NOTHING, nextMs }, { ...STYLE, names: 1 }), [`✓ a  ${words}`]);
  }
});

test('where its log ends, `daemonsync logs` is not said a second time', () => {
  const failure: Problem = { ...problem, message: '`api` failed' };
  const fate = { name: 'api', change: change('api', 'create'), result: 'failed', warnings: [], arrivals: [] } as const;
  const times = (log: readonly string[], hint = 'daemonsync logs api'): number =>
    fateLines({ ...fate, problem: { ...failure, hint } }, { nextMs: null, log, logAt: 'daemonsync logs api' }, STYLE)
      .join('\n')
      .split('daemonsync logs api').length - 1;
  assert.deepEqual([times([]), times(['boom']), times(['boom'], 'wait, or: daemonsync logs api')], [1, 1, 1]);
});

test('by hand: started, restarted, and what already was as it was asked for', () => {
  const fates = (['start', 'restart', 'stop'] as const).map((effect) => ({
    name: effect,
    change: change(effect, 'update', effect),
    result: 'done' as const,
    arrivals: [arrival(effect, effect === 'stop' ? { state: { kind: 'down', exited: null } } : {})],
    problem: null,
    warnings: [],
  }));
  const style = { ...STYLE, names: 7, byHand: true };
  assert.deepEqual(
    fates.flatMap((fate) => fateLines(fate, NOTHING, style)),
    ['✓ start    started, up, pid 123', '✓ restart  restarted, up, pid 123', '✓ stop     stopped'],
  );
  assert.deepEqual(alreadyLines([['web', 'up']], { ...style, names: 3 }), ['= web  already up']);
  assert.equal(handSummary(fates, [], 800), '1 started, 1 stopped, 1 restarted; 0.8 s');
  assert.equal(handSummary([], ['up', 'armed', 'up'], 800), '2 already up; 1 already armed; 0.8 s');
});

test('who is changed and goes on is counted once; a timer that is armed anew is no restart', () => {
  const kept = (kind: Change['kind']): Change => ({ ...change(kind, kind, 'none'), because: [{ kind: 'kept' }] });
  const timer: Change = {
    ...change('job', 'update', 'restart'),
    work: { ...NO_WORK, restart: [{ id: 'job.timer', domain: 'user' }] },
  };
  const changes = [kept('update'), kept('keep'), change('same', 'keep', 'none'), timer];
  assert.equal(summary(changes), '2 to change (1 re-armed); 1 in sync, 1 stale');
  assert.equal(summary([kept('keep')]), 'nothing to do: 1 stale');
  const fates = [kept('update'), timer].map(
    (one) => ({ name: one.name, change: one, result: 'done', arrivals: [], problem: null, warnings: [] }) as const,
  );
  assert.equal(runSummary(changes, fates, 800), '2 changed (1 re-armed); 1 in sync, 1 stale; 0.8 s');
});

test('slow, but well: a warning below the line', () => {
  const warning: Problem = { severity: 'warning', code: 'slow', message: '`web`: is slow', hint: 'wait' };
  const plan: Plan = { changes: [change('web', 'create')], steps: [settled] };
  const { fates } = told(plan, [{ status: 'done', step: settled, arrivals: [arrival('web', { problem: warning })] }]);
  assert.deepEqual(
    fates.flatMap((fate) => fateLines(fate, NOTHING, STYLE)),
    ['✓ web     up, pid 123', '    warning: is slow', '    = wait'],
  );
});

test('what is everybody’s failure is said once, and everybody has failed by it', () => {
  const follower = following(PLAN);
  const [gone] = PLAN.steps as [Step];
  follower.take(done(gone));
  const failure: Outcome = {
    status: 'failed',
    step: reload,
    problem: { ...problem, message: 'no reload' },
    daemons: [],
  };
  assert.equal(follower.take(failure).everybody?.message, 'no reload');
  const skipped: Outcome = { status: 'skipped', step: wait('api', 'web'), after: reload, daemons: ['api', 'web'] };
  follower.take(skipped);
  assert.deepEqual(
    follower.all().map(({ name, result, problem: why }) => [name, result, why?.message ?? null]),
    [
      ['api', 'failed', 'no reload'],
      ['gone', 'done', null],
      ['web', 'failed', 'no reload'],
    ],
  );
  const prune: Step = { phase: 'files', daemons: [], kind: 'prune', path: '/x' };
  assert.equal(following(PLAN).take({ status: 'failed', step: prune, problem, daemons: [] }).everybody, null);
});

test('interrupted: what is left, and how it goes on', () => {
  const [gone, api] = PLAN.steps as [Step, Step];
  const { fates } = told(PLAN, [
    done(gone),
    done(api),
    ...PLAN.steps
      .slice(2)
      .map((step): Outcome => ({ status: 'skipped', step, after: api, daemons: step.daemons, interrupted: true })),
  ]);
  for (const command of ['daemonsync apply', 'daemonsync destroy', 'daemonsync remove web'])
    assert.deepEqual(leftOver(fates, command, STYLE), [
      'interrupted; not finished: api, web',
      `= the next \`${command}\` finishes it`,
    ]);
  assert.equal(runSummary(PLAN.changes, fates, 12_345), '1 removed; 2 not finished; 1 in sync; 12 s');
  assert.deepEqual(leftOver(told(PLAN, []).fates, 'daemonsync apply', STYLE).length, 2, 'also where nothing was begun');
});

test('copies, rollbacks, what failed before, the line that is drawn over', () => {
  const copies = [null, "was not daemonsync's"].map((stranger) => ({ from: '/u/a', to: '/k/a', stranger }));
  assert.deepEqual(keptLines(copies, STYLE), [
    '/u/a had been changed by hand: a copy is kept in /k/a',
    "/u/a was not daemonsync's: a copy is kept in /k/a",
  ]);
  assert.deepEqual(
    rollbackLines(
      [
        { name: 'api', problem: null },
        { name: 'web', problem: { ...problem, message: 'it fails too' } },
      ],
      STYLE,
    ),
    [
      '↩ api     its previous definition is back, and runs',
      '✗ web     its previous definition could not be put back: it fails too',
    ],
  );
  const bad = aUnit({
    id: 'x.service',
    state: { kind: 'failed', exited: { result: 'exit-code', status: 3, signal: null } },
  });
  const daemons = ['same', 'web'].map((name) => aFoundDaemon({ name, units: [bad] }));
  assert.deepEqual(failingBefore(PLAN.changes, daemons, STYLE), [
    '1 daemon failed before this run, and was not touched:',
    '  same  failed: exited 3',
  ]);
  const long = 'a-name-of-thirty-columns-in-all';
  const two = [change(long, 'keep', 'none'), change('same', 'keep', 'none')];
  const both = failingBefore(
    two,
    [long, 'same'].map((name) => aFoundDaemon({ name, units: [bad] })),
    STYLE,
  );
  assert.deepEqual(new Set(both.slice(1).map((line) => line.indexOf('failed'))), new Set([long.length + 4]));
  assert.equal(nameColumns([long, 'same']), long.length);
  for (const columns of [20, 40, 80]) {
    const names = ['a'.repeat(30), 'b', 'c', 'd'];
    assert.ok([...waitingLine(3, names, 4000, { ...STYLE, columns })].length <= columns);
  }
  assert.match(waitingLine(0, ['web', 'api'], 1200, { ...STYLE, paint: colored }), /waiting for web, api \(1\.2 s\)/);
});

test('--json of a run: the schema knows it', () => {
  const schemas = new Ajv2020({ strict: true, allErrors: true, allowUnionTypes: true });
  const root = process.env['DAEMONSYNC_ROOT'] ?? process.cwd();
  schemas.addSchema(JSON.parse(readFileSync(join(root, 'schema/output.schema.json'), 'utf8')));
  const check = (name: string, document: unknown): void => {
    const valid = schemas.getSchema(`output.schema.json#/$defs/${name}`);
    assert.ok(valid, name);
    assert.ok(valid(JSON.parse(JSON.stringify(document))), `${name}: ${JSON.stringify(valid.errors)}`);
  };
  const { fates } = told(PLAN, [
    { status: 'failed', step: wait('api'), problem, daemons: ['api'], arrivals: [arrival('api', { problem })] },
  ]);
  const daemons = fates.map((fate) => fateJson(fate, STYLE.line));
  assert.doesNotMatch(JSON.stringify(daemons), /hunter2/);
  const common = { version: 1, ok: false, platform: 'systemd', namespace: 'me', problems: [] };
  const run = { manifest: '/m', summary: null, changes: [], steps: [], daemons, kept: [{ from: '/a', to: '/b' }] };
  for (const name of ['apply', 'adopt', 'remove', 'destroy', 'rollback'])
    check(name, { ...common, ...run, rolled_back: [{ name: 'api', problem: null }], interrupted: false, seconds: 1.2 });
  for (const name of ['start', 'stop', 'restart'])
    check(name, { ...common, daemons: fates.map((fate) => byHandJson(fate, STYLE.line)), seconds: null });
});
