// Changes → the very commands of launchd, in their order: for the login domain, for root's through sudo, and where none is asked.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import type {
  Awaited,
  Change,
  Desired,
  DesiredDaemon,
  DesiredUnit,
  Domain,
  FoundUnit,
  Observed,
} from '../src/model.ts';
import type { ObservedDaemon, Step, UnitRef, Work } from '../src/model.ts';
import { PHASES } from '../src/model.ts';
import { plistText } from '../src/launchd/plist/text.ts';
import { steps } from '../src/launchd/steps.ts';
import { headerLines, seal } from '../src/mark.ts';
import { NO_WORK } from '../src/plan/comparing.ts';
import type { StepContext } from '../src/platform.ts';
import { shownStep } from '../src/report/steps.ts';
import { annsFacts } from './support/compiled.ts';
import { aFile, aFoundDaemon, aMemory, aUnit } from './support/found.ts';

const AGENTS = '/Users/ann/Library/LaunchAgents';
const DAEMONS = '/Library/LaunchDaemons';
const labelOf = (name: string): string => `dev.daemonsync.${name}`;
const ref = (name: string, domain: Domain = 'gui'): UnitRef => ({ id: labelOf(name), domain });
const until = (name: string, what: Awaited['until'] = 'up', domain: Domain = 'gui'): Awaited => ({
  ...ref(name, domain),
  until: what,
  health: null,
});
const pathOf = (name: string, domain: Domain = 'gui'): string =>
  `${domain === 'system' ? DAEMONS : AGENTS}/${labelOf(name)}.plist`;

type Keys = Parameters<typeof plistText>[0];

const plist = (name: string, keys: Keys = { RunAtLoad: true }): string =>
  seal(
    plistText({ Label: labelOf(name), ProgramArguments: ['/bin/x'], ...keys }, [
      ...headerLines({ namespace: 'me', daemon: name, from: '~/daemons.yaml' }),
    ]),
  );

function change(name: string, work: Partial<Work>, more: Partial<Change> = {}): Change {
  const weights = { [labelOf(name)]: { restart: 'new', reload: '', dropIns: '' } };
  return {
    name,
    kind: 'update',
    domain: 'gui',
    because: [],
    effect: 'none',
    work: { ...NO_WORK, ...work },
    weights,
    running: {},
    ...more,
  };
}

interface Wanting {
  readonly domain?: Domain;
  readonly keys?: Keys;
  readonly after?: readonly string[];
  readonly unit?: Partial<DesiredUnit>;
  readonly care?: Partial<DesiredDaemon['care']>;
}

function wanted(name: string, { domain = 'gui', keys, after = [], unit = {}, care = {} }: Wanting = {}): DesiredDaemon {
  const file = { path: pathOf(name, domain), mode: 0o644, text: plist(name, keys) };
  return {
    name,
    domain,
    folders: [],
    files: [domain === 'system' ? { ...file, owner: 'root' } : file],
    units: [{ id: labelOf(name), role: 'service', want: 'running', once: false, links: [], ...unit }],
    care: {
      after,
      needs: [],
      onChange: 'restart',
      watched: [],
      health: null,
      logs: { kind: 'none' },
      stopTimeoutSec: 20,
      workingDirectory: '/w',
      linger: false,
      reload: null,
      otherUser: false,
      secrets: [],
      description: null,
      ...care,
    },
  };
}

/** Loaded, with a plist of ours on the disk. */
const held = (name: string, keys: Keys, more: Partial<FoundUnit> = {}, domain: Domain = 'gui'): ObservedDaemon =>
  aFoundDaemon({
    name,
    files: [aFile({ path: pathOf(name, domain), mode: 0o644, text: plist(name, keys) })],
    units: [aUnit({ ...ref(name, domain), held: true, ...more })],
  });

interface Setting {
  readonly desired?: Desired;
  readonly daemons?: readonly ObservedDaemon[];
  readonly observed?: Partial<Observed>;
  readonly sudo?: StepContext['sudo'];
  readonly offline?: boolean;
  readonly uid?: number;
}

function planned(changes: readonly Change[], setting: Setting = {}): readonly Step[] {
  const facts = annsFacts('launchd');
  const { daemons = [], observed = {}, desired = [] } = setting;
  const all = steps(changes, {
    facts: setting.uid === undefined ? facts : { ...facts, account: { ...facts.account, uid: setting.uid } },
    namespace: 'me',
    observed: { daemons, memory: aMemory(), linger: null, manager: true, self: null, ...observed },
    desired,
    sudo: setting.sudo ?? 'ask',
    offline: setting.offline ?? false,
    stableMs: 500,
    timeoutMs: 90_000,
    keptAt: (path) => `/kept/${path.slice(path.lastIndexOf('/') + 1)}`,
  });
  assert.ok(
    all.every((step, i) => i === 0 || PHASES.indexOf(step.phase) >= PHASES.indexOf(all[i - 1]?.phase ?? 'stop')),
    'not in the order of PHASES',
  );
  for (const step of all)
    if (step.kind === 'run')
      for (const word of ['load', 'unload', 'remove', 'disable', '--wait', '-k', '-kp'])
        assert.ok(!step.argv.includes(word), `${word}: ${step.argv.join(' ')}`);
  return all;
}

const shown = (changes: readonly Change[], setting?: Setting): readonly string[] =>
  planned(changes, setting).map((step) => `${step.phase}: ${shownStep(step)}`);

const runs = (all: readonly Step[]) => all.filter((step) => step.kind === 'run');
const created = (name: string): Change =>
  change(
    name,
    {
      ensure: [{ path: `/Users/ann/log/${name}`, kind: 'folder', mode: 0o700 }],
      write: wanted(name).files,
      start: [ref(name)],
      await: [until(name)],
    },
    { kind: 'create' },
  );

test('new ones: each is given to launchd, those that wait for nobody side by side, and all are waited for at once', () => {
  const desired = [wanted('a', { after: ['b'] }), wanted('b'), wanted('c', { after: ['a'] }), wanted('d')];
  const all = planned(['a', 'b', 'c', 'd'].map(created), { desired });
  const nudge = (name: string): string => `(or, if nothing begins: launchctl kickstart gui/501/${labelOf(name)})`;
  assert.deepEqual(
    all.filter(({ phase }) => phase !== 'files').map((step) => shownStep(step)),
    [
      `launchctl bootstrap gui/501 ${pathOf('b')}`,
      `launchctl bootstrap gui/501 ${pathOf('d')}`,
      `launchctl bootstrap gui/501 ${pathOf('a')}`,
      `launchctl bootstrap gui/501 ${pathOf('c')}`,
      `wait until ${['a', 'b', 'c', 'd'].map((name) => `${labelOf(name)} is up ${nudge(name)}`).join(', ')}`,
    ],
  );
  assert.deepEqual(
    runs(all).map(({ alongside, daemons }) => [...daemons, alongside]),
    [
      ['b', 2],
      ['d', 2],
      ['a', 3],
      ['c', 4],
    ],
  );
  assert.deepEqual(
    all.filter(({ phase }) => phase === 'files').map((step) => shownStep(step)),
    ['a', 'b', 'c', 'd'].flatMap((name) => [`mkdir -p -m 0700 /Users/ann/log/${name}`, `write ${pathOf(name)} (0644)`]),
  );
  const wait = all.at(-1);
  assert.ok(wait?.kind === 'await' && wait.deadlineMs === 90_000 && wait.stableMs === 500);
});

test('nothing to do is no step at all', () => {
  assert.deepEqual(planned([change('a', {}, { kind: 'keep' }), change('b', {}, { kind: 'conflict' })]), []);
});

test('what is removed is let go of, waited for until it is gone, and only then taken away', () => {
  const gone = ['old', 'older'].map((name) =>
    change(
      name,
      { keep: [pathOf(name)], stop: [ref(name)], remove: [pathOf(name)], prune: [`/log/${name}`] },
      {
        kind: 'remove',
      },
    ),
  );
  const daemons = [held('old', { ExitTimeOut: 40 }), held('older', { ExitTimeOut: 3 })];
  const all = planned(gone, { daemons });
  assert.deepEqual(
    all.map((step) => `${step.phase}: ${shownStep(step)}`),
    [
      'stop: launchctl bootout gui/501/dev.daemonsync.old',
      'stop: launchctl bootout gui/501/dev.daemonsync.older',
      'stop: wait until dev.daemonsync.old is gone, dev.daemonsync.older is gone',
      `files: cp ${pathOf('old')} /kept/dev.daemonsync.old.plist`,
      `files: cp ${pathOf('older')} /kept/dev.daemonsync.older.plist`,
      `files: rm -f ${pathOf('old')}`,
      'files: rmdir /log/old (if it is empty)',
      `files: rm -f ${pathOf('older')}`,
      'files: rmdir /log/older (if it is empty)',
    ],
  );
  const [first] = runs(all);
  assert.deepEqual([first?.alsoOk, first?.alongside], [[3, 36, 113], 0]);
  const wait = all[2];
  assert.ok(wait?.kind === 'await' && wait.stableMs === 0 && wait.deadlineMs === 50_000);
});

test('how long it may take to end: as it is loaded or as it is wanted, 20 s where nobody knows, the run’s time where it is for ever', () => {
  const deadline = (found: Keys | null, want: Keys | null): number => {
    const daemons = found ? [held('x', found)] : [];
    const all = planned([change('x', { stop: [ref('x')] })], {
      daemons,
      desired: want ? [wanted('x', { keys: want })] : [],
    });
    const wait = all.find(({ kind }) => kind === 'await');
    return wait?.kind === 'await' ? wait.deadlineMs : -1;
  };
  assert.equal(deadline({ ExitTimeOut: 5 }, { ExitTimeOut: 33 }), 43_000);
  assert.equal(deadline({ ExitTimeOut: 33 }, { ExitTimeOut: 5 }), 43_000);
  assert.equal(deadline(null, null), 30_000);
  assert.equal(deadline({}, null), 30_000);
  assert.equal(deadline({ ExitTimeOut: 0 }, null), 100_000);
});

test('a changed definition: files first, then let go of, gone, and given anew; the old one is put back if that is refused', () => {
  const daemon = wanted('a', { keys: { RunAtLoad: true, ExitTimeOut: 7 } });
  const one = change('a', { write: daemon.files, restart: [ref('a')], await: [{ ...until('a'), was: '1@2' }] });
  const all = planned([one], { desired: [daemon], daemons: [held('a', { RunAtLoad: true, ExitTimeOut: 2 })] });
  assert.deepEqual(
    all.map((step) => `${step.phase} ${step.kind}`),
    ['files write', 'refresh run', 'refresh await', 'start run', 'settle await'],
  );
  const away = all.find(({ kind }) => kind === 'await');
  assert.ok(away?.kind === 'await' && away.goOn === true, 'one that is slow to end keeps nobody else away');
  const given = runs(all).at(-1);
  assert.deepEqual(given?.argv, ['launchctl', 'bootstrap', 'gui/501', pathOf('a')]);
  assert.equal(given?.retryForMs, 17_000);
  const [back, again] = given?.undo ?? [];
  assert.ok(back?.kind === 'write' && back.file.text === plist('a', { RunAtLoad: true, ExitTimeOut: 2 }));
  assert.equal(back.file.mode, 0o644);
  assert.ok(again?.kind === 'run');
  assert.deepEqual(again.argv, given?.argv);
  const wait = all.at(-1);
  assert.ok(wait?.kind === 'await' && wait.targets[0]?.was === '1@2' && wait.targets[0].nudge !== undefined);
});

test('there is nothing to put back: not loaded before, not written over, not ours, or the very same', () => {
  const daemon = wanted('a');
  const undo = (have: ObservedDaemon, work: Partial<Work>): number => {
    const all = planned([change('a', { await: [until('a')], ...work })], { desired: [daemon], daemons: [have] });
    return runs(all).flatMap((step) => step.undo ?? []).length;
  };
  const old = held('a', { RunAtLoad: true, ExitTimeOut: 2 });
  const { files: write } = daemon;
  assert.equal(undo(old, { write, restart: [ref('a')] }), 2);
  assert.equal(undo(old, { write, start: [ref('a')] }), 2, 'held with another definition than is known');
  assert.equal(undo({ ...old, units: [aUnit({ ...ref('a') })] }, { write, start: [ref('a')] }), 0);
  assert.equal(undo(old, { restart: [ref('a')] }), 0);
  assert.equal(
    undo({ ...old, files: old.files.map((file) => ({ ...file, mark: null })) }, { write, restart: [ref('a')] }),
    0,
  );
  assert.equal(undo(held('a', { RunAtLoad: true }), { write, restart: [ref('a')] }), 0);
});

test('a start of what launchd holds already: told to run where it holds what is wanted, else let go of first', () => {
  const started = { [labelOf('a')]: { invocation: 'idle@9@1', weight: { restart: 'new', reload: '' } } };
  const remembered = {
    domain: 'gui',
    files: {},
    folders: [],
    units: [],
    loaded: {},
    started,
    watched: {},
    shadows: [],
  };
  const verbs = (unit: Partial<FoundUnit>, memory = false): readonly string[] => {
    const have = held('a', { RunAtLoad: true }, { state: { kind: 'down', exited: null }, ...unit });
    const daemon = { ...have, remembered: memory ? { ...remembered, held: null, linger: false, logs: [] } : null };
    const all = planned([change('a', { start: [ref('a')], await: [until('a')] })], {
      desired: [wanted('a')],
      daemons: [daemon as ObservedDaemon],
    });
    return runs(all).map(({ argv }) => argv[1] ?? '');
  };
  assert.deepEqual(verbs({ definition: 'wanted' }), ['kickstart']);
  assert.deepEqual(verbs({ definition: 'another' }), ['bootout', 'bootstrap']);
  assert.deepEqual(verbs({ invocation: 'idle@9@1' }, true), ['kickstart']);
  assert.deepEqual(verbs({ invocation: 'idle@9@2' }, true), ['bootout', 'bootstrap'], 'of another session');
  assert.deepEqual(verbs({ invocation: null }, true), ['bootout', 'bootstrap'], 'nobody knows');
  assert.deepEqual(verbs({ definition: 'wanted', state: { kind: 'stopping' } }), ['bootout', 'bootstrap']);
});

test('what does not start by being loaded is told to, once it is; what waits for its moment is not', () => {
  const verbs = (keys: Keys, unit: Partial<DesiredUnit>): readonly string[] =>
    runs(
      planned([change('a', { start: [ref('a')], await: [until('a', 'done')] })], {
        desired: [wanted('a', { keys, unit })],
      }),
    ).map(({ argv, alongside }) => `${argv[1]} ${alongside}`);
  assert.deepEqual(verbs({}, { want: 'free' }), ['bootstrap 2', 'kickstart 2']);
  assert.deepEqual(verbs({ KeepAlive: true }, { want: 'free' }), ['bootstrap 2']);
  assert.deepEqual(verbs({ KeepAlive: { SuccessfulExit: false } }, { want: 'free' }), ['bootstrap 2']);
  assert.deepEqual(verbs({ StartInterval: 60 }, { want: 'armed', triggered: true }), ['bootstrap 2']);
  assert.deepEqual(verbs({ StartInterval: 60 }, { want: 'free', triggered: true }), ['bootstrap 2']);
});

test('only what runs by being loaded is nudged', () => {
  const nudges = (keys: Keys, what: Awaited['until'], work: Partial<Work> = {}): number => {
    const all = planned([change('a', { start: [ref('a')], await: [until('a', what)], ...work })], {
      desired: [wanted('a', { keys, care: { reload: { kind: 'signal', signal: 'HUP' } } })],
    });
    return all.flatMap((step) => (step.kind === 'await' ? step.targets : [])).filter(({ nudge }) => nudge).length;
  };
  assert.equal(nudges({ RunAtLoad: true }, 'up'), 1);
  assert.equal(nudges({ RunAtLoad: true }, 'done'), 1);
  assert.equal(nudges({ RunAtLoad: true }, 'armed'), 0);
  assert.equal(nudges({}, 'up'), 0);
  assert.equal(nudges({ RunAtLoad: true }, 'up', { start: [], reload: [ref('a')] }), 0);
});

test('what is noted down as disabled is set free first; not in a domain that is not there', () => {
  const one = change('a', { enable: [ref('a')], start: [ref('a')], await: [until('a')] });
  const [enable, bootstrap] = runs(planned([one], { desired: [wanted('a')] }));
  assert.deepEqual(enable?.argv, ['launchctl', 'enable', 'gui/501/dev.daemonsync.a']);
  assert.deepEqual([enable?.alongside, bootstrap?.alongside], [1, 2]);
  assert.deepEqual(shown([change('a', { enable: [ref('a')] })], { observed: { asleep: ['gui'] } }), []);
});

test('root’s: staged by us, put in place and loaded by exactly these commands, one by one', () => {
  const daemon = wanted('r', { domain: 'system', keys: { RunAtLoad: true, UserName: 'svc' } });
  const log = '/var/log/daemonsync/r';
  const one = change(
    'r',
    {
      ensure: [
        { path: log, kind: 'folder', mode: 0o700, owner: 'svc' },
        { path: `${log}/service.log`, kind: 'file', mode: 0o600, owner: 'svc' },
      ],
      write: daemon.files,
      enable: [ref('r', 'system')],
      start: [ref('r', 'system')],
      await: [until('r', 'up', 'system')],
    },
    { kind: 'create', domain: 'system' },
  );
  const staging = '/Users/ann/.local/state/daemonsync/namespaces/me/staged';
  const staged = `${staging}/Library-LaunchDaemons-dev.daemonsync.r.plist`;
  const beside = `${DAEMONS}/.daemonsync-dev.daemonsync.r.plist.new`;
  const setting = { desired: [daemon] };
  const all = planned([one], setting);
  assert.deepEqual(
    all.map((step) => `${step.phase}: ${shownStep(step)}`),
    [
      `files: sudo install -d -o svc -m 0700 ${log}`,
      `files: sudo -u svc sh -c 'umask 0177 && : >> "$1"' sh ${log}/service.log`,
      `files: mkdir -p -m 0700 ${staging}`,
      `files: write ${staged} (0600)`,
      `files: sudo install -o root -g wheel -m 0644 ${staged} ${beside}`,
      'files: sudo sync',
      `files: sudo mv -f ${beside} ${pathOf('r', 'system')}`,
      `files: rm -f ${staged}`,
      `files: rmdir ${staging} (if it is empty)`,
      'start: sudo launchctl enable system/dev.daemonsync.r',
      `start: sudo launchctl bootstrap system ${pathOf('r', 'system')}`,
      'settle: wait until dev.daemonsync.r is up (or, if nothing begins: sudo launchctl kickstart system/dev.daemonsync.r)',
    ],
  );
  for (const step of runs(all)) {
    assert.equal(step.privileged, true);
    assert.equal(step.alongside, undefined);
  }
  const quiet = planned([one], { ...setting, sudo: 'no-prompt' });
  assert.ok(runs(quiet).every(({ argv }) => argv[0] === 'sudo' && argv[1] === '-n'));
  const root = runs(planned([one], { ...setting, uid: 0 }));
  assert.deepEqual(
    root.map(({ argv, privileged }) => [argv[0], privileged]),
    [
      ['install', undefined],
      ['sudo', undefined],
      ['install', undefined],
      ['sync', undefined],
      ['mv', undefined],
      ['launchctl', undefined],
      ['launchctl', undefined],
    ],
  );
});

test('root’s changed and removed: let go of through sudo; what was there is put back through sudo too', () => {
  const daemon = wanted('r', { domain: 'system', keys: { RunAtLoad: true, Nice: 1 } });
  const was = held('r', { RunAtLoad: true }, {}, 'system');
  const one = change(
    'r',
    { write: daemon.files, restart: [ref('r', 'system')], await: [until('r', 'up', 'system')] },
    {
      domain: 'system',
    },
  );
  const all = planned([one], { desired: [daemon], daemons: [was] });
  const undo = runs(all).at(-1)?.undo ?? [];
  assert.deepEqual(
    undo.flatMap((step) => (step.kind === 'run' ? [step.argv.slice(0, 3).join(' ')] : [])),
    ['sudo install -o', 'sudo sync', 'sudo mv -f', 'sudo launchctl bootstrap'],
  );
  assert.ok(undo.some((step) => step.kind === 'write' && step.file.text === plist('r', { RunAtLoad: true })));
  const gone = change(
    'r',
    { stop: [ref('r', 'system')], remove: [pathOf('r', 'system')] },
    {
      kind: 'remove',
      domain: 'system',
    },
  );
  assert.deepEqual(shown([gone], { daemons: [was] }), [
    'stop: sudo launchctl bootout system/dev.daemonsync.r',
    'stop: wait until dev.daemonsync.r is gone',
    `files: sudo rm -f -- ${pathOf('r', 'system')}`,
  ]);
});

test('from login to boot: gone from the one before it comes to the other', () => {
  const daemon = wanted('m', { domain: 'system' });
  const one = change(
    'm',
    {
      stop: [ref('m')],
      write: daemon.files,
      remove: [pathOf('m')],
      start: [ref('m', 'system')],
      await: [until('m', 'up', 'system')],
    },
    { domain: 'system' },
  );
  const all = shown([one], { desired: [daemon], daemons: [held('m', { RunAtLoad: true })] });
  const at = (part: string): number => all.findIndex((line) => line.includes(part));
  const order = ['bootout gui/501/', 'is gone', 'sudo mv -f', `rm -f ${pathOf('m')}`, 'bootstrap system', 'is up'].map(
    at,
  );
  assert.deepEqual(
    order,
    order.toSorted((a, b) => a - b),
  );
  assert.ok(!order.includes(-1), all.join('\n'));
  // Where a person is to run root's part, it is not ended for a successor that may not come.
  const left = shown([one], { desired: [daemon], daemons: [held('m', { RunAtLoad: true })], sudo: 'print' });
  assert.ok(!left.some((line) => line.includes('bootout') || line.includes(`rm -f ${pathOf('m')}`)), left.join('\n'));
});

test('offline: files only', () => {
  const one = change('a', {
    write: wanted('a').files,
    stop: [ref('a')],
    start: [ref('a')],
    enable: [ref('a')],
    await: [until('a')],
  });
  assert.deepEqual(shown([one], { desired: [wanted('a')], offline: true }), [`files: write ${pathOf('a')} (0644)`]);
});

test('a reload: a signal through launchd, or its command as systemd would run it, without its secrets', () => {
  const keys = {
    RunAtLoad: true,
    WorkingDirectory: '/srv',
    EnvironmentVariables: { PATH: '/p', A_TOKEN: 's3cret', B: 'b c' },
  };
  const one = change('a', { reload: [ref('a')], await: [until('a')] });
  const reload = (kind: DesiredDaemon['care']['reload'], more: Partial<Wanting> = {}): readonly string[] =>
    shown([one], {
      desired: [wanted('a', { keys, ...more, care: { reload: kind, secrets: ['A_TOKEN'], ...more.care } })],
      daemons: [held('a', keys, { state: { kind: 'up', pid: 77 } })],
    });
  const wait = 'settle: wait until dev.daemonsync.a is up';
  assert.deepEqual(reload({ kind: 'signal', signal: 'HUP' }), [
    'start: launchctl kill SIGHUP gui/501/dev.daemonsync.a',
    wait,
  ]);
  const env = 'PATH=/p \'B=b c\' DAEMON_PID=77 /bin/sh -c \'cd "$0" && exec "$@"\' /srv';
  assert.deepEqual(reload({ kind: 'command', argv: ['a=b', '-r'] }), [
    `start: /usr/bin/env -i HOME=/Users/ann USER=ann LOGNAME=ann ${env} a=b -r`,
    wait,
  ]);
  const others = { keys: { ...keys, UserName: 'svc' }, care: { otherUser: true } };
  assert.deepEqual(reload({ kind: 'command', argv: ['r'] }, others), [
    `start: sudo -u svc /usr/bin/env -i ${env} r`,
    wait,
  ]);
});

test('the label that this very command runs in is never let go of', () => {
  const self = { observed: { self: labelOf('a') }, desired: [wanted('a')], daemons: [held('a', { RunAtLoad: true })] };
  assert.throws(() => planned([change('a', { stop: [ref('a')] })], self), /runs this very command/);
  assert.throws(() => planned([change('a', { restart: [ref('a')] })], self), /runs this very command/);
});
