// What is to become of a unit, over what it does, what is remembered of it, and what changes: with a mind for those that do not
// come up, and for what is there when all memory is lost.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { Change, DesiredDaemon, FoundUnit, Memory, ObservedDaemon } from '../src/model.ts';
import { effectWords } from '../src/report/effects.ts';
import { claimed, refreshed } from '../src/memory/applied.ts';
import { pipeline } from './support/compiled.ts';
import { aMemory, anObserved, changesOf, installed } from './support/found.ts';

async function daemon(fields: string): Promise<DesiredDaemon> {
  const text = `version: 1\nnamespace: me\ndaemons:\n  a: { logs: none, ${fields} }\n`;
  const { desired, problems } = await pipeline(text, 'systemd', {}, { systemdVersion: 252 });
  const [only] = desired;
  assert.ok(only, problems.map(({ message }) => message).join('; '));
  return only;
}

const LOOPING = {
  state: { kind: 'looping', exited: { result: 'exit-code', status: 2, signal: null }, restarts: 3 },
  invocation: null,
  startedMs: null,
} as const satisfies Partial<FoundUnit>;

const changed = (have: ObservedDaemon, over: Partial<FoundUnit>, id = 'a.service'): ObservedDaemon => ({
  ...have,
  units: have.units.map((unit) => (unit.id === id ? { ...unit, ...over } : unit)),
});

const unfinished = aMemory({ unfinished: true });

function planned(want: DesiredDaemon, have: ObservedDaemon, memory: Memory = aMemory()): Change {
  const [change] = changesOf([want], anObserved([have], memory));
  assert.ok(change);
  return change;
}

/** What is done to units, and why, in short. */
function told(change: Change): readonly string[] {
  const { work, because } = change;
  const done = (['start', 'restart', 'reload', 'stop'] as const).flatMap((verb) =>
    work[verb].map(({ id }) => `${verb} ${id}`),
  );
  return [
    ...done,
    ...because.filter(({ kind }) => kind === 'state' || kind === 'old-definition').map(({ kind }) => kind),
  ];
}

describe('between two attempts', async () => {
  const good = await daemon('command: [/bin/sleep, "1000"]');
  const bad = await daemon('command: [/bin/sleep, x]');
  const before = installed(good);
  /** The good one was seen up; then the bad one was put in its place, and never came up. */
  const failing: ObservedDaemon = {
    ...changed(installed(bad), LOOPING),
    remembered: {
      ...(installed(bad).remembered as NonNullable<ObservedDaemon['remembered']>),
      started: before.remembered?.started ?? {},
    },
  };
  const nothingStarted: ObservedDaemon = {
    ...failing,
    remembered: { ...(failing.remembered as NonNullable<ObservedDaemon['remembered']>), started: {} },
  };

  test('what ran before does not run: changed back, it is started anew and waited for', () => {
    const change = planned(good, failing);
    assert.deepEqual(told(change), ['restart a.service', 'state']);
    assert.deepEqual(
      change.work.await.map(({ id, until }) => [id, until]),
      [['a.service', 'up']],
    );
    assert.equal(change.effect, 'restart');
  });

  test('as it is wanted, and tried: left alone, and told of; also where it was never up', () => {
    for (const have of [failing, nothingStarted]) {
      const change = planned(bad, have);
      assert.equal(change.kind, 'keep');
      assert.deepEqual(told(change), ['state']);
    }
  });

  test('the last run was cut: nobody knows what it has tried', () => {
    assert.deepEqual(told(planned(bad, failing, unfinished)), ['restart a.service', 'state']);
    const { remembered } = failing;
    assert.ok(remembered);
    assert.deepEqual(told(planned(bad, { ...failing, remembered: { ...remembered, loaded: {} } })), [
      'restart a.service',
      'state',
    ]);
  });

  test('a file of it that is mended now may have been the cause', () => {
    const files = failing.files.map((file) => ({ ...file, mode: 0o600 }));
    assert.deepEqual(told(planned(bad, { ...failing, files })), ['restart a.service', 'state']);
  });

  test('on_change: keep spares a process; here is none', async () => {
    const kept = await daemon('command: [/bin/sleep, "1000"], on_change: keep');
    assert.deepEqual(told(planned(kept, failing)), ['restart a.service', 'state']);
    assert.deepEqual(told(planned(kept, installed(bad))), ['old-definition']);
  });

  test('given up: started again', () => {
    const { exited } = LOOPING.state;
    const have = changed(failing, { ...LOOPING, state: { kind: 'failed', exited } });
    assert.deepEqual(told(planned(bad, have)), ['start a.service', 'state']);
  });

  test('caught in the middle of an attempt, it runs what is loaded', () => {
    const up = { state: { kind: 'up', pid: 1 }, invocation: 'cccc', startedMs: 900 } as const;
    assert.deepEqual(told(planned(bad, changed(failing, up))), []);
    assert.deepEqual(told(planned(good, changed(failing, up))), ['restart a.service', 'old-definition']);
  });
});

describe('all memory is lost', async () => {
  const lost = (have: ObservedDaemon): ObservedDaemon => ({ ...have, remembered: null });
  const noTrace = { invocation: null, startedMs: null };
  const timer = await daemon('command: /bin/true, type: oneshot, schedule: { cron: "30 2 * * *", catch_up: true }');
  const socket = await daemon('command: [/bin/sleep, "1000"], sockets: { main: { unix: /run/a.sock } }');
  const armed = (want: DesiredDaemon): ObservedDaemon =>
    want.units
      .filter(({ role }) => role !== 'service')
      .reduce((have, { id }) => changed(have, noTrace, id), installed(want));
  const serving = (startedMs: number): ObservedDaemon =>
    changed(armed(socket), { state: { kind: 'up', pid: 1 }, invocation: 'bbbb', startedMs });

  test('armed triggers of files that are as they should be are what is wanted: read anew, and no more', () => {
    for (const [want, have] of [
      [timer, armed(timer)],
      [socket, armed(socket)],
      [socket, serving(900)],
    ] as const) {
      const change = planned(want, lost(have));
      assert.deepEqual(told(change), [], want.units.map(({ id }) => id).join());
      assert.equal(change.work.refresh, true);
    }
  });

  test('and from then on that is remembered: the next run has nothing to do', () => {
    const have = serving(900);
    const seen = anObserved([lost(have)]);
    const changes = changesOf([socket], seen);
    const about = { manifest: null, host: 'here', includes: [] };
    const memory = refreshed(claimed(aMemory(), changes, [socket], seen, about), changes, [socket], 1000);
    const again = planned(socket, { ...have, remembered: memory.daemons['a'] ?? null });
    assert.deepEqual([again.kind, told(again)], ['keep', []]);
  });

  test('a socket whose service is older than its file was not made from it, and is opened anew', () => {
    const change = planned(socket, lost(serving(400)));
    assert.deepEqual(told(change).slice(0, 2), ['restart a.socket', 'stop a.service']);
  });

  test('a timer whose text is another than what is wanted is armed anew', async () => {
    const later = await daemon('command: /bin/true, type: oneshot, schedule: { cron: "30 4 * * *", catch_up: true }');
    assert.ok(told(planned(later, lost(armed(timer)))).includes('restart a.timer'));
  });

  test('what is said of a trigger that is armed anew: whether what it starts is stopped for that', async () => {
    const elsewhere = await daemon('command: [/bin/sleep, "1000"], sockets: { main: { unix: /run/b.sock } }');
    const stops = planned(elsewhere, serving(900));
    assert.ok(stops.work.stop.some(({ id }) => id === 'a.service'));
    assert.match(effectWords(stops, [elsewhere]), /is armed anew; what it starts is stopped for that/);
    const later = await daemon('command: /bin/true, type: oneshot, schedule: { cron: "30 4 * * *", catch_up: true }');
    assert.match(effectWords(planned(later, armed(timer)), [later]), /is armed anew; what it starts is left alone/);
  });
});
