// What a person at a Mac reads: nothing of systemd in it, and what waits for a login at the screen is said to.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { arrivalOf } from '../src/apply/arrival.ts';
import { steps } from '../src/launchd/steps.ts';
import { differences, weigh } from '../src/launchd/impact.ts';
import type { Change, Desired, FoundUnit, Observed, ObservedDaemon, Reason, UnitRef } from '../src/model.ts';
import { byHand } from '../src/plan/by-hand.ts';
import { NOBODY } from '../src/memory/rebuilt.ts';
import { NO_WORK } from '../src/plan/comparing.ts';
import { decide } from '../src/plan/index.ts';
import type { Rules } from '../src/platform.ts';
import { asleepWarning } from '../src/report/asleep.ts';
import { plain } from '../src/report/color.ts';
import { effectOf, effectWords } from '../src/report/effects.ts';
import { impactsOf } from '../src/report/impacts.ts';
import { reasonWords } from '../src/report/reasons.ts';
import { fateLines, type RunStyle } from '../src/report/run.ts';
import { statusRows } from '../src/report/status.ts';
import { statusNotes, statusTable } from '../src/report/status-table.ts';
import { isRearmed } from '../src/report/summary.ts';
import { pipeline } from './support/compiled.ts';
import { aFile, aFoundDaemon, anObserved, aUnit } from './support/found.ts';

const TEXT = `version: 1
namespace: me
daemons:
  api: { command: [/bin/api] }
  backup: { command: [/bin/backup], schedule: "30 2 * * *", type: oneshot }
  boots: { command: [/bin/boots], when: boot }
  hand: { command: [/bin/hand], when: manual }
  hand-timer: { command: [/bin/hand], when: manual, schedule: "30 2 * * *" }
  off: { command: [/bin/off], enabled: false }
  socket: { command: [/bin/socket] }
`;
const RULES: Rules = { rereads: false, steps, weigh, differences };
const CHOICES = { only: null, adopt: new Set<string>(), renamedFrom: [], amiss: new Map() };
const changesOf = (desired: Desired, observed: Observed): readonly Change[] =>
  decide(desired, observed, RULES, CHOICES, false);
const wanted = async (): Promise<Desired> => (await pipeline(TEXT, 'launchd')).desired;
const labelOf = (name: string): string => `dev.daemonsync.${name}`;
const SYSTEMD = /systemctl|systemd|\bunit\b|daemon-reload|linger|journal/i;

const onDisk = ({ name, files }: Desired[number], units: readonly FoundUnit[] = []): ObservedDaemon =>
  aFoundDaemon({
    name,
    files: files.map((file) => ({ ...aFile(file), uid: file.owner === 'root' ? 0 : 501 })),
    units,
  });

const change = (name: string, more: Partial<Change> = {}): Change => ({
  name,
  kind: 'update',
  domain: 'gui',
  because: [],
  effect: 'none',
  work: NO_WORK,
  weights: {},
  running: {},
  ...more,
});

test('a domain that is not there: files are put in place, nothing is started, and one warning names who waits', async () => {
  const desired = await wanted();
  const observed: Observed = { ...anObserved([]), asleep: ['gui'] };
  const changes = changesOf(desired, observed);
  for (const { domain, work } of changes.filter((one) => one.domain === 'gui')) {
    assert.equal(domain, 'gui');
    assert.deepEqual([work.start, work.restart, work.stop, work.await], [[], [], [], []]);
  }
  assert.equal(changes.find(({ name }) => name === 'boots')?.effect, 'start');
  const warning = asleepWarning(observed, desired, changes);
  assert.deepEqual([warning?.severity, warning?.code, warning?.daemon], ['warning', 'no-gui', undefined]);
  assert.match(warning?.message ?? '', /screen: api, backup, socket start at the next login there$/);
  assert.match(warning?.hint ?? '', /`when: boot`/);
  assert.equal(asleepWarning(anObserved([]), desired, changes), null);
  const only = changes.map((one) => (one.name === 'socket' ? one : { ...one, kind: 'conflict' as const }));
  const one = asleepWarning(observed, desired, only);
  assert.deepEqual([one?.daemon, one?.message.endsWith(': socket starts at the next login there')], ['socket', true]);
  const many = Array.from({ length: 9 }, (_, i) => ({ ...(desired[0] as Desired[number]), name: `d${i}` }));
  const all = asleepWarning(
    observed,
    many,
    many.map(({ name }) => change(name)),
  );
  assert.match(all?.message ?? '', /: d0, d1, d2, d3 and 5 more start /);
});

test('moved back to a login that is not there: it is let go of where it was all the same', async () => {
  const desired = (await wanted()).filter(({ name }) => name === 'api');
  const [api] = desired;
  assert.ok(api);
  const ref: UnitRef = { id: labelOf('api'), domain: 'system' };
  const unit = aUnit({ ...ref, held: true });
  const remembered = {
    domain: 'system' as const,
    files: {},
    folders: [],
    units: [{ ...ref, role: 'service' as const, links: [] }],
    loaded: {},
    started: {},
    watched: {},
    shadows: [],
    held: null,
    linger: false,
    logs: [],
  };
  const have = { ...onDisk(api, [unit]), remembered };
  const [moved] = changesOf(desired, { ...anObserved([have]), asleep: ['gui'] });
  assert.deepEqual([moved?.work.stop, moved?.work.start], [[ref], []]);
  const unknown = { ...have, units: [{ ...unit, state: { kind: 'unknown', why: 'x' } as const }] };
  assert.equal(changesOf(desired, { ...anObserved([unknown]), asleep: ['gui'] })[0]?.kind, 'blocked');
});

test('what is installed for a login that is not there is armed, in a run and in a status', async () => {
  const desired = await wanted();
  const observed: Observed = { ...anObserved(desired.map((one) => onDisk(one))), asleep: ['gui'] };
  const style: RunStyle = { paint: plain, columns: 90, nowMs: 0, line: (text) => text, names: 3, asleep: ['gui'] };
  const fate = (kind: Change['kind'], domain: Change['domain']): string[] =>
    fateLines(
      {
        name: 'api',
        change: change('api', { kind, domain }),
        result: 'done',
        arrivals: [],
        problem: null,
        warnings: [],
      },
      { nextMs: null, log: [], logAt: null },
      style,
    );
  assert.deepEqual(fate('create', 'gui'), ['✓ api  installed; armed: at the next GUI login']);
  assert.deepEqual(fate('update', 'gui'), ['✓ api  updated; armed: at the next GUI login']);
  assert.deepEqual(fate('create', 'system'), ['✓ api  installed']);
  assert.deepEqual(fate('remove', 'gui'), ['✓ api  removed']);
  const rows = statusRows({ desired, observed, changes: changesOf(desired, observed), closely: new Map() }, []);
  assert.deepEqual(
    rows.map(({ name, state, asleep }) => [name, state, asleep ?? false]),
    [
      ['api', 'armed', true],
      ['backup', 'armed', true],
      ['boots', 'down', false],
      ['hand', 'down', false],
      ['hand-timer', 'down', false],
      ['off', 'disabled', false],
      ['socket', 'armed', true],
    ],
  );
  const table = statusTable(rows, { ...style, columns: 120 });
  assert.match(table[1] ?? '', /^api\s+armed: at the next GUI login/);
  assert.ok(!SYSTEMD.test([...table, ...statusNotes(rows, style)].join('\n')));
});

test('every reason reads as launchd has it', () => {
  const about = { change: change('api'), namespace: 'me', path: (path: string) => path };
  const id = labelOf('api');
  const said = (reason: Reason, of = about): string => {
    const { text, mend } = reasonWords(reason, of);
    return `${text} | ${mend ?? ''}`;
  };
  const all: readonly (readonly [Reason, RegExp])[] = [
    [{ kind: 'disabled', id }, /^launchd has dev\.daemonsync\.api noted down as disabled/],
    [{ kind: 'old-definition', id }, /^launchd holds an older definition of dev\.daemonsync\.api/],
    [{ kind: 'moved' }, /^it moves to the login session/],
    [{ kind: 'still-loaded', id }, /is still loaded/],
    [{ kind: 'masked', path: '/L/x.plist' }, /empty file.*\| rm \/L\/x\.plist, then daemonsync apply api/],
    [{ kind: 'twin', target: `user/501/${id}`, path: null }, /launchctl bootout user\/501\//],
  ];
  for (const [reason, expected] of all) {
    assert.match(said(reason), expected);
    assert.ok(!SYSTEMD.test(said(reason)), said(reason));
  }
  const root = { ...about, change: change('api', { domain: 'system' }) };
  assert.match(said({ kind: 'masked', path: '/Library/LaunchDaemons/x.plist' }, root), /sudo rm /);
  // A daemon may be called as systemd calls its triggers.
  const odd = { ...about, change: change('socket') };
  assert.match(said({ kind: 'old-definition', id: labelOf('socket') }, odd), /^launchd holds/);
  assert.equal(said({ kind: 'disabled', id: 'api.service' }), 'api.service is not enabled | ');
  assert.equal(said({ kind: 'old-definition', id: 'api.timer' }), 'api.timer runs an older definition | ');
});

test('a label that waits is armed, and armed anew; a daemon named like a trigger is none', async () => {
  const desired = await wanted();
  const changes = changesOf(desired, anObserved([]));
  const effect = (name: string): string => {
    const found = changes.find((one) => one.name === name);
    assert.ok(found);
    return effectWords(found, desired);
  };
  assert.deepEqual(
    ['api', 'backup', 'hand', 'socket'].map((name) => effect(name)),
    ['starts', 'is armed', 'is installed; nothing to start', 'starts'],
  );
  const restarted = (name: string, until: 'up' | 'armed'): Change => {
    const ref = { id: labelOf(name), domain: 'gui' as const };
    return change(name, {
      effect: 'restart',
      work: { ...NO_WORK, restart: [ref], await: [{ ...ref, until, health: null }] },
    });
  };
  assert.deepEqual(
    [effectOf(restarted('backup', 'armed'), desired), isRearmed(restarted('backup', 'armed'))],
    ['rearm', true],
  );
  assert.equal(effectWords(restarted('backup', 'armed'), desired), 'is armed anew');
  assert.deepEqual(
    [effectOf(restarted('socket', 'up'), desired), isRearmed(restarted('socket', 'up'))],
    ['restart', false],
  );
});

test('what a change would do says nothing of enabling', async () => {
  const { manifest, desired } = await pipeline(TEXT, 'launchd');
  for (const daemon of manifest?.daemons ?? []) {
    const found = desired.find(({ name }) => name === daemon.name);
    assert.ok(found);
    const said = JSON.stringify(impactsOf(daemon, found));
    assert.ok(!SYSTEMD.test(said) && !/disabled/.test(said), said);
    assert.equal(said.includes('armed anew'), daemon.name === 'backup');
  }
});

test('what did not come up is called by its own name, its label only where that says more', () => {
  const target = { daemon: 'api', domain: 'gui', until: 'up', health: null } as const;
  const about = { sick: null, behind: null, elapsedMs: 0 };
  const message = (id: string): string =>
    arrivalOf({ ...target, id }, 'failed', aUnit({ id }), about).problem?.message ?? '';
  assert.equal(message(labelOf('api')), '`api` did not stay up: it failed');
  assert.match(message('api-x.socket'), /\(api-x\.socket\)$/);
});

test('by hand: a timer that is started by hand is armed, a plain one is up; and nothing ends the command itself', async () => {
  const desired = await wanted();
  const want = (name: string): Desired[number] => desired.find((one) => one.name === name) as Desired[number];
  const asked = (name: string, units: readonly FoundUnit[] = [], self: string | null = null) => {
    const have = onDisk(want(name), units);
    return { want: want(name), have, pending: change(name, { kind: 'keep' }), self };
  };
  const until = (name: string): string | undefined => {
    const started = byHand('start', asked(name));
    return 'work' in started ? started.work.await[0]?.until : undefined;
  };
  assert.deepEqual([until('hand'), until('hand-timer'), until('backup')], ['up', 'armed', 'armed']);
  const up = [aUnit({ id: labelOf('api'), domain: 'gui', held: true })];
  for (const verb of ['stop', 'restart'] as const) {
    const refused = byHand(verb, asked('api', up, labelOf('api')));
    assert.ok('code' in refused && refused.code === 'self', verb);
    assert.ok(!('code' in byHand(verb, asked('api', up))), verb);
  }
  assert.ok(!('code' in byHand('start', asked('api', up, labelOf('api')))));
});

test('what was started by hand and failed is said, and not called a change for ever', async () => {
  const desired = (await wanted()).filter(({ name }) => name === 'hand');
  const [hand] = desired;
  assert.ok(hand);
  const unit = aUnit({ id: labelOf('hand'), domain: 'gui', held: true, state: { kind: 'failed', exited: null } });
  const remembered = { ...NOBODY, domain: 'gui' as const };
  const [kept] = changesOf(desired, anObserved([{ ...onDisk(hand, [unit]), remembered }]));
  assert.deepEqual([kept?.kind, kept?.because.map(({ kind }) => kind)], ['keep', ['state']]);
});
