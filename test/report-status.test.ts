// Rows of a status: what is found and planned → a table that fits, notes that say where to look, and a document.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { Ajv2020 } from 'ajv/dist/2020.js';
import type { Detail, Exit, ObservedDaemon } from '../src/model.ts';
import { colored, plain } from '../src/report/color.ts';
import { shownBytes, shownMoment, shownSeconds, shownSpan } from '../src/report/duration.ts';
import { rowJson } from '../src/report/plan-json.ts';
import { statusRows, type StatusRow } from '../src/report/status.ts';
import { statusNotes, statusTable } from '../src/report/status-table.ts';
import { harmless, width } from '../src/report/text.ts';
import { pipeline } from './support/compiled.ts';
import { anObserved, aUnit, changesOf, installed } from './support/found.ts';

const NOW = new Date(2026, 1, 3, 12, 0).getTime();
const FAILED: Exit = { result: 'exit-code', status: 203, signal: null };
const NOTHING: Detail = { pid: null, memoryBytes: null, restarts: null, exited: null, nextMs: null, lastMs: null };

const TEXT = `version: 1
namespace: me
defaults: { logs: journal }
daemons:
  api: { command: [/bin/api] }
  backup: { command: [/bin/backup], schedule: "30 2 * * *" }
  held: { command: [/bin/held] }
  looper: { command: [/bin/looper] }
  new: { command: [/bin/new] }
  off: { command: [/bin/off], enabled: false }
  web: { command: [/bin/web] }
`;

async function rows(only: readonly string[] = []): Promise<StatusRow[]> {
  const { desired } = await pipeline(TEXT, 'systemd');
  const over: Readonly<Record<string, Partial<ObservedDaemon>>> = {
    api: {
      units: [
        aUnit({
          id: 'api.service',
          links: ['default.target.wants/api.service'],
          state: { kind: 'failed', exited: FAILED },
        }),
      ],
    },
    looper: {
      units: [
        aUnit({
          id: 'looper.service',
          links: ['default.target.wants/looper.service'],
          state: { kind: 'looping', exited: { result: 'signal', status: null, signal: 'KILL' }, restarts: 7 },
        }),
      ],
    },
    held: {
      units: [
        aUnit({
          id: 'held.service',
          links: ['default.target.wants/held.service'],
          state: { kind: 'down', exited: null },
        }),
      ],
    },
    web: {
      units: [aUnit({ id: 'web.service', links: ['default.target.wants/web.service'], startedMs: NOW - 3_720_000 })],
    },
  };
  const absent = {
    files: [],
    remembered: null,
    units: [aUnit({ id: 'new.service', load: 'absent', state: { kind: 'down', exited: null } })],
  };
  const there = desired.map((daemon) => installed(daemon, daemon.name === 'new' ? absent : over[daemon.name]));
  const daemons = there.map((daemon) =>
    daemon.name === 'held' && daemon.remembered
      ? { ...daemon, remembered: { ...daemon.remembered, held: { sinceMs: 1 } } }
      : daemon,
  );
  const observed = anObserved(daemons);
  const closely = new Map<string, Detail>([
    ['web.service', { ...NOTHING, pid: 4711, memoryBytes: 12_900_000, restarts: 0 }],
    ['looper.service', { ...NOTHING, restarts: 7 }],
    ['backup.timer', { ...NOTHING, nextMs: new Date(2026, 1, 4, 2, 30).getTime(), lastMs: NOW - 1000 }],
    ['backup.service', { ...NOTHING, exited: { result: 'success', status: 0, signal: null } }],
  ]);
  return statusRows({ desired, observed, changes: changesOf(desired, observed), closely }, only);
}

const STYLE = { paint: plain, columns: 120, nowMs: NOW, line: harmless };

test('the table, with all its columns', async () => {
  assert.deepEqual(statusTable(await rows(), STYLE), [
    'NAME    STATE           PID   UPTIME  MEMORY  RESTARTS  LAST EXIT    NEXT RUN   IN SYNC?',
    'api     failed                                          exited 203              to start',
    'backup  armed                                           ok           Wed 02:30  yes',
    'held    stopped                                                                 yes',
    'looper  failing                                      7  signal KILL             yes',
    'new     not installed                                                           to create',
    'off     disabled                                                                yes',
    'web     up             4711  1h 2min     12M                                    yes',
  ]);
});

test('narrow terminals: columns go, the most telling ones stay', async () => {
  const all = await rows();
  for (const columns of [100, 80, 60, 50, 40]) {
    const table = statusTable(all, { ...STYLE, columns });
    for (const line of table) assert.ok(width(line) <= columns, `${columns}: ${line}`);
    assert.match(table[0] ?? '', /^NAME .*STATE .*IN SYNC\?$/);
  }
  assert.match(statusTable(all, { ...STYLE, columns: 70 })[0] ?? '', /UPTIME/);
});

test('colours change nothing but colours; names cannot steer a terminal', async () => {
  const all = await rows();
  const bare = statusTable(all, { ...STYLE, paint: colored }).map((line) =>
    line.replace(/\u001b\[\d+m/g, '').trimEnd(),
  );
  assert.deepEqual(bare, statusTable(all, STYLE));
  const [first] = all;
  assert.ok(first);
  assert.doesNotMatch(statusTable([{ ...first, name: 'a\u001b[2J' }], STYLE).join('\n'), /\u001b/);
});

test('notes: what failed, in words, where to look, and the counts', async () => {
  assert.deepEqual(statusNotes(await rows(), STYLE), [
    "✗ api failed: exited 203: the program could not be run (systemd's EXEC)",
    '  = daemonsync logs api',
    '✗ looper fails over and over: killed by signal KILL, and was started again 7 times',
    '  = daemonsync logs looper',
    '7 daemons: 1 up, 1 armed, 2 failed, 1 disabled, 1 stopped by hand, 1 not installed; 2 changes pending: daemonsync diff',
  ]);
  assert.deepEqual(statusNotes([], STYLE), ['no daemons']);
  const [web] = await rows(['web']);
  assert.ok(web);
  assert.deepEqual(statusNotes([{ ...web, unwell: 'it answers 503' }], STYLE), [
    '! web runs, but is not healthy: it answers 503',
    '1 daemon: 1 not healthy',
  ]);
  const [one, two, three] = [web, web, web].map((row, i) => ({
    ...row,
    sync: (['conflict', 'blocked', 'change'] as const)[i] ?? row.sync,
  }));
  assert.ok(one && two && three);
  assert.deepEqual(statusNotes([one, two], STYLE), ['2 daemons: 2 up; 2 left alone: daemonsync diff']);
  assert.deepEqual(statusNotes([one, three], STYLE), [
    '2 daemons: 2 up; 1 change pending, 1 left alone: daemonsync diff',
  ]);
});

test('a job at its work runs, though to systemd it is still starting', async () => {
  const { desired } = await pipeline(`${TEXT}  once: { command: [/bin/once], type: oneshot }\n`, 'systemd');
  const states = (kind: 'starting' | 'up') => {
    const daemons = desired.map((daemon) =>
      installed(daemon, {
        units: daemon.units.map(({ id, role }) =>
          aUnit({ id, role, state: kind === 'up' ? { kind, pid: 1 } : { kind } }),
        ),
      }),
    );
    const observed = anObserved(daemons);
    const rowsNow = statusRows({ desired, observed, changes: changesOf(desired, observed), closely: new Map() }, []);
    return Object.fromEntries(rowsNow.map(({ name, state }) => [name, state]));
  };
  assert.deepEqual([states('starting')['once'], states('starting')['web']], ['running', 'starting']);
  assert.deepEqual([states('up')['backup'], states('up')['web']], ['running', 'up']);
});

test('only the names that were asked for; and which of them count as failed', async () => {
  assert.deepEqual(
    (await rows(['web', 'off'])).map(({ name, failed, state, sync }) => [name, failed, state, sync]),
    [
      ['off', false, 'disabled', 'in-sync'],
      ['web', false, 'up', 'in-sync'],
    ],
  );
});

test('--json: the schema knows it', async () => {
  const schemas = new Ajv2020({ strict: true, allErrors: true, allowUnionTypes: true });
  const root = process.env['DAEMONSYNC_ROOT'] ?? process.cwd();
  schemas.addSchema(JSON.parse(readFileSync(join(root, 'schema/output.schema.json'), 'utf8')));
  const check = schemas.getSchema('output.schema.json#/$defs/status');
  assert.ok(check);
  const daemons = (await rows()).map((row) => rowJson(row, NOW));
  const document = {
    version: 1,
    ok: false,
    platform: 'systemd',
    namespace: 'me',
    manifest: '/m',
    daemons,
    problems: [],
  };
  assert.ok(check(JSON.parse(JSON.stringify(document))), JSON.stringify(check.errors));
  const web = daemons.find(({ name }) => name === 'web');
  assert.deepEqual([web?.uptime_seconds, web?.memory_bytes, web?.pid], [3720, 12_900_000, 4711]);
});

test('lengths, moments and sizes', () => {
  const spans = [0, 999, 59_999, 60_000, 61_000, 3_600_000, 3_720_000, 86_400_000, 90_000_000, -5].map(shownSpan);
  assert.deepEqual(spans, ['0s', '0s', '59s', '1min', '1min 1s', '1h', '1h 2min', '1d', '1d 1h', '0s']);
  assert.deepEqual([0, 420, 9949, 9950, 61_400].map(shownSeconds), ['0.0 s', '0.4 s', '9.9 s', '10 s', '61 s']);
  assert.deepEqual([0, 900, 1024, 10_240, 1_572_864, 3e9].map(shownBytes), [
    '0B',
    '900B',
    '1.0K',
    '10K',
    '1.5M',
    '2.8G',
  ]);
  const at = (day: number, hour: number): number => new Date(2026, 1, day, hour, 30).getTime();
  assert.deepEqual(
    [at(3, 2), at(4, 2), at(20, 2)].map((ms) => shownMoment(ms, NOW)),
    ['02:30', 'Wed 02:30', '2026-02-20 02:30'],
  );
});
