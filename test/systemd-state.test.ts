// The words of systemd, as a table: what list-units and show say goes in, the state that everybody else speaks of comes out.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readListing } from '../src/systemd/list-units.ts';
import { blocksOf } from '../src/systemd/show.ts';
import { type Judging, loadOf, needsCloserLook, type Shown, shownFrom, stateOf } from '../src/systemd/state.ts';
import { unitOfCgroup } from '../src/systemd/surroundings.ts';
import { readUnitPath } from '../src/systemd/unit-path.ts';

const SERVICE: Judging = { role: 'service', once: false, hasRun: false };
const ONCE: Judging = { ...SERVICE, once: true };
const TIMER: Judging = { ...SERVICE, role: 'timer' };

const said = (words: string) => {
  const [load = '', active = '', sub = ''] = words.split(' ');
  return { load, active, sub };
};

test('what list-units says of a unit', () => {
  const table: readonly (readonly [string, Judging, string])[] = [
    ['loaded active running', SERVICE, 'up'],
    ['loaded active exited', SERVICE, 'up'],
    ['loaded active exited', ONCE, 'done'],
    ['not-found active running', SERVICE, 'up'],
    ['loaded activating start', SERVICE, 'starting'],
    ['loaded activating start-pre', SERVICE, 'starting'],
    ['loaded activating start', ONCE, 'starting'],
    ['loaded activating auto-restart', SERVICE, 'looping'],
    ['loaded activating auto-restart-queued', SERVICE, 'looping'],
    ['loaded failed failed-before-auto-restart', SERVICE, 'looping'],
    ['loaded inactive dead-before-auto-restart', SERVICE, 'looping'],
    ['loaded deactivating stop-sigterm', SERVICE, 'stopping'],
    ['loaded reloading reload', SERVICE, 'reloading'],
    ['loaded refreshing refresh', SERVICE, 'reloading'],
    ['loaded failed failed', SERVICE, 'failed'],
    ['loaded inactive dead', SERVICE, 'down'],
    ['loaded inactive dead', ONCE, 'down'],
    ['loaded inactive dead', { ...ONCE, hasRun: true }, 'done'],
    ['loaded inactive dead', { ...SERVICE, hasRun: true }, 'down'],
    ['loaded failed failed', { ...ONCE, hasRun: true }, 'failed'],
    ['masked inactive dead', SERVICE, 'down'],
    ['bad-setting inactive dead', SERVICE, 'down'],
    ['loaded active waiting', TIMER, 'armed'],
    ['loaded active running', TIMER, 'armed'],
    ['loaded active elapsed', TIMER, 'armed'],
    ['loaded active listening', { ...TIMER, role: 'socket' }, 'armed'],
    ['loaded active waiting', { ...TIMER, role: 'path' }, 'armed'],
    ['loaded failed failed', { ...TIMER, role: 'path' }, 'failed'],
    ['loaded inactive dead', TIMER, 'down'],
    // What nobody has heard of yet is not taken for "not running".
    ['loaded maintenance fsck', SERVICE, 'unknown'],
    ['stub inactive dead', SERVICE, 'unknown'],
    ['merged active running', SERVICE, 'unknown'],
  ];
  for (const [words, unit, kind] of table) assert.equal(stateOf(unit, said(words), null).kind, kind, words);
});

test('what it makes of the file', () => {
  const loads = ['loaded', 'not-found', 'bad-setting', 'error', 'masked', 'merged'].map((load) =>
    loadOf({ load, active: '', sub: '' }),
  );
  assert.deepEqual(loads, ['loaded', 'absent', 'bad', 'bad', 'masked', 'unknown']);
});

const shown = (lines: string): Shown => shownFrom(blocksOf(lines)[0] ?? new Map());

test('how it ended: a status, a signal, or only a name for it', () => {
  const ended = 'ExecMainExitTimestampMonotonic=5\n';
  assert.deepEqual(shown(`Result=exit-code\nExecMainCode=1\nExecMainStatus=3\nNRestarts=4\n${ended}`).exited, {
    result: 'exit-code',
    status: 3,
    signal: null,
  });
  assert.deepEqual(shown(`Result=signal\nExecMainCode=2\nExecMainStatus=9\n${ended}`).exited, {
    result: 'signal',
    status: null,
    signal: 'KILL',
  });
  assert.equal(shown(`Result=core-dump\nExecMainCode=3\nExecMainStatus=34\n${ended}`).exited?.signal, 'RTMIN+0');
  // A command before the main one failed, or a file was missing: there is no status to tell.
  assert.deepEqual(shown('Result=resources\nExecMainCode=0\nExecMainStatus=0\n').exited, {
    result: 'resources',
    status: null,
    signal: null,
  });
  // A fresh unit, or one that the manager has forgotten.
  assert.equal(
    shown('Result=success\nExecMainCode=0\nExecMainStatus=0\nExecMainExitTimestampMonotonic=0\n').exited,
    null,
  );
  assert.equal(shown('Result=success\nMainPID=77\n').pid, 77);
  assert.equal(shown('Result=success\nMainPID=0\n').pid, null);
});

test('a oneshot is done when it ran well, and only then', () => {
  const block = (code: number, status: number, result: string) =>
    shown(
      `Type=oneshot\nLoadState=loaded\nActiveState=inactive\nSubState=dead\nResult=${result}\nExecMainCode=${code}\nExecMainStatus=${status}\nExecMainExitTimestampMonotonic=${code ? 9 : 0}`,
    );
  const kind = (one: Shown): string => stateOf(SERVICE, one, one).kind;
  assert.equal(kind(block(1, 0, 'success')), 'done');
  assert.equal(kind(block(0, 0, 'success')), 'down');
  assert.equal(kind(block(2, 15, 'success')), 'down');
  assert.equal(kind(block(1, 1, 'exec-condition')), 'down');
});

test('only what raises a question is looked at closely', () => {
  const closer = (words: string, unit: Judging, wanted: boolean) => needsCloserLook({ ...unit, wanted }, said(words));
  assert.equal(closer('loaded active running', SERVICE, true), false);
  assert.equal(closer('loaded inactive dead', SERVICE, true), true);
  assert.equal(closer('loaded inactive dead', SERVICE, false), false);
  assert.equal(closer('loaded failed failed', SERVICE, false), true);
  assert.equal(closer('loaded activating auto-restart', SERVICE, true), true);
  assert.equal(closer('loaded inactive dead', ONCE, true), true);
  assert.equal(closer('loaded inactive dead', ONCE, false), false);
  assert.equal(closer('loaded inactive dead', { ...ONCE, hasRun: true }, true), false);
  assert.equal(closer('loaded active waiting', TIMER, true), false);
});

test('blocks of show: keys in any order, values with anything in them, blocks apart', () => {
  const blocks = blocksOf('Id=a.service\nResult=success\nX=a=b \n\nResult=signal\nId=b.service\n');
  assert.deepEqual(
    blocks.map((block) => Object.fromEntries(block)),
    [
      { Id: 'a.service', Result: 'success', X: 'a=b ' },
      { Result: 'signal', Id: 'b.service' },
    ],
  );
  assert.deepEqual(blocksOf(''), []);
});

test('a list that is none is a reason, and no empty list', () => {
  for (const text of [
    '',
    'UNIT LOAD ACTIVE SUB DESCRIPTION\na.service loaded active running a',
    '{}',
    '[{"unit":"a"}]',
    'null',
  ])
    assert.ok('why' in readListing(text), text);
  const listing = readListing(
    '[{"unit":"a.service","load":"loaded","active":"active","sub":"running","description":"é"}]',
  );
  assert.ok('rows' in listing);
  assert.deepEqual(listing.rows.get('a.service'), { load: 'loaded', active: 'active', sub: 'running' });
});

test('the unit path: blanks in a folder are escaped', () => {
  assert.deepEqual(readUnitPath('UnitPath=/home/a\\x20b/.config/systemd/user /etc/systemd/user\n'), [
    '/home/a b/.config/systemd/user',
    '/etc/systemd/user',
  ]);
  assert.deepEqual(readUnitPath('UnitPath=\n'), []);
});

test('the unit that we run in ourselves', () => {
  const table: readonly (readonly [string, string | null])[] = [
    ['0::/user.slice/user-1000.slice/user@1000.service/app.slice/x.service\n', 'x.service'],
    ['0::/user.slice/user-1000.slice/user@1000.service/app.slice/x.service/inner\n', 'x.service'],
    ['0::/user.slice/user-1000.slice/user@1000.service/app.slice/_cpu.service\n', 'cpu.service'],
    ['0::/user.slice/user-1000.slice/user@1000.service/init.scope\n', null],
    ['0::/user.slice/user-1000.slice/session-2.scope\n', null],
    ['12:cpu:/\n1:name=systemd:/user.slice/user@7.service/y.service\n0::/\n', 'y.service'],
    ['9:name=systemd:/\n0::/user@1000.service/z.service\n', 'z.service'],
    ['', null],
  ];
  for (const [text, unit] of table) assert.equal(unitOfCgroup(text), unit, text);
});
