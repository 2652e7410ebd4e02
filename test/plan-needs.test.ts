// Whoever needs a daemon that is left alone is left alone too, asked for by name or not; and that is a conflict to whoever asks.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Change } from '../src/model.ts';
import { decide, inConflict } from '../src/plan/index.ts';
import { pipeline } from './support/compiled.ts';
import { aFoundDaemon, anObserved, rules } from './support/found.ts';

const TEXT =
  'version: 1\ndaemons:\n  base: { command: a }\n  web: { command: a, needs: [base] }\n  other: { command: a }\n';

async function decided(only: readonly string[] | null, stranger: boolean): Promise<readonly Change[]> {
  const { desired } = await pipeline(TEXT, 'systemd');
  const file = desired.find(({ name }) => name === 'base')?.files[0];
  assert.ok(file);
  const theirs = {
    kind: 'file',
    mode: 0o644,
    uid: 1000,
    size: 3,
    changedMs: 0,
    text: 'his',
    target: null,
    mark: null,
  } as const;
  const base = aFoundDaemon({ name: 'base', files: stranger ? [{ path: file.path, ...theirs }] : [] });
  const observed = anObserved([base, aFoundDaemon({ name: 'web' }), aFoundDaemon({ name: 'other' })]);
  return decide(desired, observed, rules, { only, adopt: new Set(), renamedFrom: [], amiss: new Map() }, false);
}

const kinds = (changes: readonly Change[]): Record<string, string> =>
  Object.fromEntries(changes.map(({ name, kind }) => [name, kind]));

test('a stranger’s file keeps back all who need it, and nobody else', async () => {
  const all = await decided(null, true);
  assert.deepEqual(kinds(all), { base: 'conflict', other: 'create', web: 'blocked' });
  assert.ok(inConflict(all));
  const none = await decided(null, false);
  assert.deepEqual(kinds(none), { base: 'create', other: 'create', web: 'create' });
  assert.ok(!inConflict(none));
});

test('asked for by its own name alone it is kept back all the same, and that is said to be a conflict', async () => {
  const web = await decided(['web'], true);
  assert.deepEqual(
    web.map(({ name, kind, because }) => [name, kind, because.map((one) => one.kind)]),
    [['web', 'blocked', ['waits-for']]],
  );
  assert.ok(inConflict(web));
  const other = await decided(['other'], true);
  assert.deepEqual(kinds(other), { other: 'create' });
  assert.ok(!inConflict(other));
});
