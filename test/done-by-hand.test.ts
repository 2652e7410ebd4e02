// What was printed for a person to run as root: when it counts as done, and when not. Moments are of the file system's clock.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isDoneByHand, isRemovedByHand, isUnitRemovedByHand } from '../src/plan/done-by-hand.ts';
import { memoryFrom } from '../src/memory/memory-shape.ts';
import type { FoundFile, FoundUnit, ObservedDaemon, Remembered } from '../src/model.ts';
import { runs } from '../src/plan/stale.ts';

const PATH = '/etc/systemd/system/d.service';
const weight = { restart: 'new', reload: '' };
const old = { restart: 'old', reload: '' };

const remembered = (printed?: Remembered['printed']): Remembered => ({
  domain: 'system',
  files: { [PATH]: 'digest' },
  folders: [],
  units: [],
  loaded: {},
  started: { 'd.service': { invocation: 'before', weight: old } },
  watched: {},
  shadows: [],
  held: null,
  linger: false,
  logs: [],
  ...(printed ? { printed } : {}),
});
const file = (changedMs: number): FoundFile => ({
  path: PATH,
  kind: 'file',
  mode: 0o600,
  uid: 0,
  size: 1,
  changedMs,
  text: null,
  target: null,
  mark: null,
});
const unit = (more: Partial<FoundUnit> = {}): FoundUnit => ({
  id: 'd.service',
  role: 'service',
  domain: 'system',
  state: { kind: 'up', pid: 1 },
  load: 'loaded',
  links: [],
  elsewhere: [],
  dropIns: [],
  invocation: 'after',
  startedMs: 300,
  readMs: 200,
  ...more,
});
const have = (files: readonly FoundFile[], units: readonly FoundUnit[], known = remembered({ [PATH]: 100 })) =>
  ({ name: 'd', files, units, remembered: known, watched: {}, missing: [] }) satisfies ObservedDaemon;

test('done: it was printed, the file is there, and its manager has read it since', () => {
  const done = (found: FoundUnit, known?: Remembered, changedMs = 150, rewritten = false): boolean =>
    isDoneByHand(
      PATH,
      found,
      have([file(changedMs)], [found], known),
      rewritten ? [{ path: PATH, mode: 0o600, text: 'x' }] : [],
    );
  assert.equal(done(unit()), true);
  assert.equal(done(unit(), remembered()), false, 'never printed');
  assert.equal(done(unit(), undefined, 250), false, 'not read since');
  assert.equal(done(unit(), undefined, 150, true), false, 'not what was to be put there');
  const { readMs: _, ...untold } = unit();
  assert.equal(done(untold), false, 'nobody knows when it was read');
  const dropIns = [{ path: `${PATH}.d/x.conf`, text: '', changedMs: 250 }];
  assert.equal(done(unit({ dropIns })), false, 'a drop-in is younger');
  assert.equal(isDoneByHand(PATH, unit(), have([], [unit()]), []), false, 'no file');
});

test('then what was started after the file came is of that file; and what runs on is of the old one', () => {
  const printed = remembered({ [PATH]: 100 });
  const onDisk = { weight, changedMs: 150 };
  assert.deepEqual(runs(unit(), printed, onDisk), { invocation: 'after', weight });
  assert.deepEqual(runs(unit({ invocation: 'before' }), printed, onDisk)?.weight, old);
  assert.equal(runs(unit({ startedMs: 120 }), printed, onDisk), null);
  assert.equal(runs(unit(), remembered(), onDisk), null, 'without that, a claim says more than a date');
});

test('taken away: nothing is left, and the manager has read that too', () => {
  assert.equal(isRemovedByHand(have([], [unit()])), true);
  assert.equal(isRemovedByHand(have([], [unit({ readMs: 50 })])), false);
  assert.equal(isRemovedByHand(have([], [], remembered())), false);
  const gone = unit({ state: { kind: 'down', exited: null } });
  assert.equal(isUnitRemovedByHand(gone, have([], [gone])), true);
  assert.equal(isUnitRemovedByHand(unit(), have([], [unit()])), false, 'it runs');
  assert.equal(isUnitRemovedByHand(gone, have([file(50)], [gone])), false, 'its file is there');
  assert.equal(isUnitRemovedByHand({ ...gone, links: ['x.wants/d.service'] }, have([], [gone])), false);
  assert.equal(isUnitRemovedByHand({ ...gone, readMs: 50 }, have([], [gone])), false);
});

test('it is part of the memory, and may be missing', () => {
  const memory = (daemon: unknown) =>
    memoryFrom({
      namespace: 'me',
      manifest: null,
      host: null,
      includes: [],
      unfinished: false,
      daemons: { d: daemon },
    });
  assert.ok(memory(remembered()));
  assert.ok(memory(remembered({ [PATH]: 100 })));
  assert.equal(memory({ ...remembered(), printed: { 'not/whole': 1 } }), null);
  assert.equal(memory({ ...remembered(), printed: { [PATH]: 'x' } }), null);
});
