// What has a process read of a file that it is watched by? A table over two starts: the one that memory knows, and another.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Remembered } from '../src/model.ts';
import { watchedReasons } from '../src/plan/stale.ts';
import { aFoundDaemon, aUnit } from './support/found.ts';

const PATH = '/home/alice/secrets.env';
const WATCHED = [{ path: PATH, as: 'env', optional: false }] as const;
const weight = { restart: 'r', reload: 'l' };

const remembered = (digest: string | null): Remembered => ({
  domain: 'user',
  files: {},
  folders: [],
  units: [],
  loaded: {},
  started: { 'a.service': { invocation: 'first', weight } },
  watched: { [PATH]: digest },
  shadows: [],
  held: null,
  linger: false,
  logs: [],
});

function reasons(known: string | null, now: string | null, changedMs: number, invocation: string): readonly string[] {
  const have = aFoundDaemon({
    name: 'a',
    remembered: remembered(known),
    watched: { [PATH]: { digest: now, changedMs } },
  });
  return watchedReasons(have, WATCHED, aUnit({ id: 'a.service', invocation, startedMs: 1000 })).map(({ kind }) => kind);
}

test('of the start that memory knows, the digest tells', () => {
  assert.deepEqual(reasons('one', 'one', 2000, 'first'), [], 'the same words, written again');
  assert.deepEqual(reasons('one', 'two', 500, 'first'), ['env-file'], 'an old date says nothing');
  assert.deepEqual(reasons(null, 'two', 2000, 'first'), ['env-file'], 'it was not there');
  assert.deepEqual(reasons('one', null, 0, 'first'), ['env-file'], 'it is gone');
});

test('of another start, the dates tell: what memory knows is what that other one had read', () => {
  assert.deepEqual(reasons('one', 'two', 500, 'second'), [], 'it began after the change');
  assert.deepEqual(reasons('one', 'two', 2000, 'second'), ['env-file'], 'changed since');
  assert.deepEqual(reasons('one', 'one', 500, 'second'), [], 'as it always was');
  assert.deepEqual(reasons('one', 'one', 2000, 'second'), ['env-file'], 'changed, started, and changed back');
});
