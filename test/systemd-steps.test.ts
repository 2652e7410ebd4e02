// Changes → the very commands, in their order: for a user's manager, for root's through sudo, and where none runs.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { NO_WORK } from '../src/plan/comparing.ts';
import type {
  Awaited,
  Change,
  Desired,
  DesiredDaemon,
  Domain,
  Observed,
  ObservedDaemon,
  Step,
  UnitRef,
  Work,
} from '../src/model.ts';
import { PHASES } from '../src/model.ts';
import type { StepContext } from '../src/platform.ts';
import { shownStep } from '../src/report/steps.ts';
import { steps } from '../src/systemd/steps.ts';
import { annsFacts } from './support/compiled.ts';

const UNITS = '/home/ann/.config/systemd/user';
const at = (id: string, domain: Domain = 'user'): UnitRef => ({ id, domain });

function change(name: string, work: Partial<Work>, more: Partial<Change> = {}): Change {
  return {
    name,
    kind: 'update',
    domain: 'user',
    because: [],
    effect: 'none',
    work: { ...NO_WORK, ...work },
    weights: {},
    running: {},
    ...more,
  };
}

function wanted(
  name: string,
  more: Partial<Omit<DesiredDaemon, 'care'>> & { after?: readonly string[]; stop?: number } = {},
): DesiredDaemon {
  return {
    name,
    domain: 'user',
    folders: [],
    files: [],
    units: [],
    ...more,
    care: {
      after: more.after ?? [],
      needs: [],
      onChange: 'restart',
      watched: [],
      health: null,
      logs: { kind: 'journal' },
      stopTimeoutSec: more.stop ?? 20,
      workingDirectory: '/',
      linger: false,
      reload: null,
      otherUser: false,
      secrets: [],
      description: null,
    },
  };
}

const found = (name: string, more: Partial<ObservedDaemon> = {}): ObservedDaemon => ({
  name,
  files: [],
  units: [],
  remembered: null,
  watched: {},
  missing: [],
  ...more,
});

const file = (path: string, text: string | null = '', kind: 'file' | 'link' = 'file') => ({
  path,
  kind,
  mode: 0o644,
  uid: 1000,
  size: 1,
  changedMs: 0,
  text,
  target: null,
  mark: null,
});

interface Setting {
  readonly desired?: Desired;
  readonly daemons?: readonly ObservedDaemon[];
  readonly self?: string;
  readonly sudo?: StepContext['sudo'];
  readonly offline?: boolean;
  readonly uid?: number;
}

function planned(changes: readonly Change[], setting: Setting = {}): readonly Step[] {
  const facts = annsFacts('systemd');
  const memory = { namespace: 'me', manifest: null, host: null, includes: [], unfinished: false, daemons: {} };
  const observed: Observed = {
    daemons: setting.daemons ?? [],
    memory,
    linger: null,
    manager: true,
    self: setting.self ?? null,
  };
  return steps(changes, {
    facts: setting.uid === undefined ? facts : { ...facts, account: { ...facts.account, uid: setting.uid } },
    namespace: 'me',
    observed,
    desired: setting.desired ?? [],
    sudo: setting.sudo ?? 'ask',
    offline: setting.offline ?? false,
    stableMs: 500,
    timeoutMs: 30_000,
    keptAt: (path) => `/kept/${path.slice(path.lastIndexOf('/') + 1)}`,
  });
}

const shown = (changes: readonly Change[], setting?: Setting): readonly string[] =>
  planned(changes, setting).map((step) => shownStep(step));

const isOrdered = (all: readonly Step[]): boolean =>
  all.every((step, i) => i === 0 || PHASES.indexOf(step.phase) >= PHASES.indexOf(all[i - 1]?.phase ?? 'stop'));

const until = (id: string, what: Awaited['until'] = 'up'): Awaited => ({
  id,
  domain: 'user',
  until: what,
  health: null,
});

const created = (name: string): Change =>
  change(name, {
    ensure: [{ path: `/log/${name}`, kind: 'folder', mode: 0o700 }],
    write: [{ path: `${UNITS}/${name}.service`, mode: 0o644, text: 'x' }],
    enable: [at(`${name}.service`)],
    start: [at(`${name}.service`)],
    refresh: true,
    await: [until(`${name}.service`)],
  });

test('several new ones: one enable, one daemon-reload, one start, one wait', () => {
  const all = planned([created('a'), created('b')], { desired: [wanted('a', { after: ['b'] }), wanted('b')] });
  assert.deepEqual(
    all.map((step) => shownStep(step)),
    [
      'mkdir -p -m 0700 /log/a',
      `write ${UNITS}/a.service (0644)`,
      'mkdir -p -m 0700 /log/b',
      `write ${UNITS}/b.service (0644)`,
      'systemctl --user enable --no-reload b.service a.service',
      'systemctl --user daemon-reload',
      'systemctl --user start --no-block b.service a.service',
      'wait until a.service is up, b.service is up',
    ],
  );
  assert.ok(isOrdered(all));
  const start = all.find((step) => step.kind === 'run' && step.argv.includes('start'));
  assert.ok(start?.kind === 'run');
  assert.deepEqual(start.each, [
    { word: 'b.service', daemon: 'b' },
    { word: 'a.service', daemon: 'a' },
  ]);
  assert.deepEqual(start.daemons, ['a', 'b']);
  assert.deepEqual(all.find((step) => step.kind === 'run' && step.argv.includes('daemon-reload'))?.daemons, []);
});

test('nothing to do is no step at all', () => {
  assert.deepEqual(planned([change('a', {}, { kind: 'keep' }), change('b', {}, { kind: 'conflict' })]), []);
});

test('what is removed is stopped, disabled, taken away and forgotten, in that order', () => {
  const gone = change(
    'old',
    {
      keep: [`${UNITS}/old.service`],
      stop: [at('old.service'), at('old.timer')],
      disable: [at('old.timer')],
      remove: [`${UNITS}/old.service`, `${UNITS}/old.timer`],
      prune: ['/log/old'],
      reset: [at('old.service')],
      refresh: true,
      await: [],
    },
    { kind: 'remove' },
  );
  const daemons = [
    found('old', {
      files: [
        file(`${UNITS}/old.service`, '[Service]\nTimeoutStopSec=40\n'),
        file(`${UNITS}/old.timer`, '[Timer]\nPersistent=yes\n'),
      ],
    }),
  ];
  const all = planned([gone], { daemons });
  assert.deepEqual(
    all.map((step) => shownStep(step)),
    [
      'systemctl --user stop old.timer old.service',
      // Else its stamp would be left behind.
      'systemctl --user clean --what=state old.timer',
      `cp ${UNITS}/old.service /kept/old.service`,
      'systemctl --user disable --no-reload old.timer',
      `rm -f ${UNITS}/old.service`,
      `rm -f ${UNITS}/old.timer`,
      'rmdir /log/old (if it is empty)',
      'systemctl --user daemon-reload',
      'systemctl --user reset-failed old.service',
    ],
  );
  const stop = all[0];
  assert.ok(stop?.kind === 'run');
  assert.equal(stop.timeoutMs, 55_000);
  // 262 says 5 of a batch that it stopped nothing of.
  assert.equal(stop.alsoOk, undefined);
  const [one] = planned([change('a', { stop: [at('a.service')] })]);
  assert.deepEqual(one?.kind === 'run' && one.alsoOk, [5]);
});

test('who comes after others is stopped before them and started after them', () => {
  const desired = [wanted('a', { after: ['b'] }), wanted('b', { after: ['c'] }), wanted('c')];
  const all = ['a', 'b', 'c'].map((name) =>
    change(name, { stop: [at(`${name}.service`)], start: [at(`${name}.service`)] }),
  );
  assert.deepEqual(shown(all, { desired }), [
    'systemctl --user stop a.service b.service c.service',
    'systemctl --user start --no-block c.service b.service a.service',
  ]);
});

test('a circle of daemons still has an order, and it is always the same', () => {
  const desired = [wanted('a', { after: ['b'] }), wanted('b', { after: ['a'] })];
  const all = ['a', 'b'].map((name) => change(name, { start: [at(`${name}.service`)] }));
  assert.deepEqual(shown(all, { desired }), shown([...all].reverse(), { desired }));
});

test('start, restart and reload are a call each; a trigger comes before its service', () => {
  const all = [
    change('a', { start: [at('a.service'), at('a.path')] }),
    change('b', { restart: [at('b.service'), at('b.path')] }),
    change('c', { reload: [at('c.service')] }),
  ];
  assert.deepEqual(shown(all), [
    'systemctl --user start --no-block a.path a.service',
    'systemctl --user restart --no-block b.path b.service',
    'systemctl --user reload --no-block c.service',
  ]);
});

test('a timer that changes is stopped before the daemon-reload, and its stamp goes if it catches up', () => {
  const timer = `${UNITS}/t.timer`;
  const changed = change('t', {
    write: [{ path: timer, mode: 0o644, text: 'new' }],
    restart: [at('t.timer')],
    refresh: true,
    await: [until('t.timer', 'armed')],
  });
  const texts = (before: string, after: string): Setting => ({
    daemons: [found('t', { files: [file(timer, before)] })],
    desired: [wanted('t', { files: [{ path: timer, mode: 0o644, text: after }] })],
  });
  const [plain, keeps] = ['[Timer]\nOnCalendar=daily\n', '[Timer]\nOnCalendar=daily\nPersistent=true\n'];
  const always = [`write ${timer} (0644)`, 'systemctl --user daemon-reload'];
  const [stop, start, wait] = [
    'systemctl --user stop t.timer',
    'systemctl --user start --no-block t.timer',
    'wait until t.timer is armed',
  ];
  const clean = 'systemctl --user clean --what=state t.timer';
  assert.deepEqual(shown([changed], texts(plain, plain)), [stop, ...always, start, wait]);
  assert.deepEqual(shown([changed], texts(keeps, keeps)), [stop, clean, ...always, start, wait]);
  assert.deepEqual(shown([changed], texts(plain, keeps)), [stop, ...always, clean, start, wait]);
});

test('a socket is closed before its service is stopped, and opened before it is started', () => {
  const changed = change('s', {
    restart: [at('s.socket')],
    stop: [at('s.service')],
    start: [at('s.service')],
    refresh: true,
  });
  assert.deepEqual(shown([changed]), [
    'systemctl --user stop s.socket s.service',
    'systemctl --user daemon-reload',
    'systemctl --user start --no-block s.socket s.service',
  ]);
});

test('a unit that is a link to elsewhere is never disabled: only the links that enable it go', () => {
  const changed = change('l', { disable: [at('l.service')] });
  const daemons = [
    found('l', {
      files: [file(`${UNITS}/l.service`, null, 'link')],
      units: [
        {
          ...at('l.service'),
          role: 'service',
          state: { kind: 'down', exited: null },
          load: 'loaded',
          links: ['default.target.wants/l.service', '/etc/systemd/user/default.target.wants/l.service'],
          elsewhere: [],
          dropIns: [],
          invocation: null,
          startedMs: null,
        },
      ],
    }),
  ];
  assert.deepEqual(shown([changed], { daemons }), [
    `rm -f ${UNITS}/default.target.wants/l.service`,
    `rmdir ${UNITS}/default.target.wants (if it is empty)`,
    'sudo rm -f -- /etc/systemd/user/default.target.wants/l.service',
  ]);
});

test('the unit that this very process runs in is handed over at the very end', () => {
  const all = [
    change('a', { restart: [at('a.service')], await: [until('a.service')] }),
    change('me', { restart: [at('me.service')], await: [until('me.service')] }),
  ];
  assert.deepEqual(shown(all, { self: 'me.service' }), [
    'systemctl --user restart --no-block a.service',
    'wait until a.service is up',
    'systemctl --user restart --no-block me.service',
  ]);
  const stops = [change('me', { stop: [at('me.service')], remove: [`${UNITS}/me.service`], refresh: true })];
  assert.deepEqual(shown(stops, { self: 'me.service' }), [
    `rm -f ${UNITS}/me.service`,
    'systemctl --user daemon-reload',
    'systemctl --user stop --no-block me.service',
  ]);
  const roomMade = [change('me', { stop: [at('me.service')], start: [at('me.service')] })];
  assert.deepEqual(shown(roomMade, { self: 'me.service' }), ['systemctl --user restart --no-block me.service']);
});

test('linger comes before the start, its end after everything', () => {
  const on = { ...created('a'), because: [{ kind: 'linger' } as const] };
  const all = planned([on]);
  assert.ok(isOrdered(all));
  assert.deepEqual(all.map((step) => shownStep(step)).slice(-3), [
    'loginctl enable-linger ann (or, if refused: sudo loginctl enable-linger ann)',
    'systemctl --user start --no-block a.service',
    'wait until a.service is up',
  ]);
  const off = change('b', {}, { because: [{ kind: 'unlinger' }] });
  assert.deepEqual(
    shown([created('a'), off], { sudo: 'no-prompt' }).at(-1),
    'loginctl disable-linger ann (or, if refused: sudo -n loginctl disable-linger ann)',
  );
  assert.deepEqual(shown([off], { sudo: 'print' }), ['loginctl disable-linger ann']);
});

const SYSTEM = '/etc/systemd/system';
const systemDaemon = change(
  'w',
  {
    ensure: [
      { path: '/var/log/daemonsync/w', kind: 'folder', mode: 0o700, owner: 'svc' },
      { path: '/var/log/daemonsync/w/service.log', kind: 'file', mode: 0o600, owner: 'svc' },
    ],
    write: [
      { path: `${SYSTEM}/w.service`, mode: 0o600, owner: 'root', text: 'unit' },
      { path: '/usr/local/libexec/daemonsync/me/w', mode: 0o755, owner: 'root', text: 'script' },
    ],
    enable: [at('w.service', 'system')],
    restart: [at('w.service', 'system')],
    refresh: true,
    await: [{ ...until('w.service'), domain: 'system' }],
  },
  { domain: 'system' },
);

test("root's files are staged by us and put in place through sudo, by exactly these commands", () => {
  const all = planned([systemDaemon]);
  const staged = '/home/ann/.local/state/daemonsync/namespaces/me/staged';
  const [unit, wrapper] = [`${staged}/etc-systemd-system-w.service`, `${staged}/usr-local-libexec-daemonsync-me-w`];
  assert.deepEqual(
    all.map((step) => shownStep(step)),
    [
      'sudo install -d -o svc -m 0700 /var/log/daemonsync/w',
      'sudo install -d -o root -g root -m 0755 /usr/local/libexec/daemonsync/me',
      `mkdir -p -m 0700 ${staged}`,
      `write ${unit} (0600)`,
      `sudo install -o root -g root -m 0600 ${unit} ${SYSTEM}/.daemonsync-w.service.new`,
      `write ${wrapper} (0600)`,
      `sudo install -o root -g root -m 0755 ${wrapper} /usr/local/libexec/daemonsync/me/.daemonsync-w.new`,
      `sudo sync ${SYSTEM}/.daemonsync-w.service.new /usr/local/libexec/daemonsync/me/.daemonsync-w.new`,
      `sudo mv -fT ${SYSTEM}/.daemonsync-w.service.new ${SYSTEM}/w.service`,
      `sudo mv -fT /usr/local/libexec/daemonsync/me/.daemonsync-w.new /usr/local/libexec/daemonsync/me/w`,
      `rm -f ${unit}`,
      `rm -f ${wrapper}`,
      `rmdir ${staged} (if it is empty)`,
      'sudo systemctl enable --no-reload w.service',
      'sudo systemctl daemon-reload',
      'sudo systemctl restart --no-block w.service',
      'wait until w.service is up',
    ],
  );
  for (const step of all) {
    const isSudo = step.kind === 'run' && step.argv[0] === 'sudo';
    assert.equal(step.privileged === true, isSudo, shownStep(step));
  }
  assert.deepEqual(all.find((step) => step.kind === 'run' && step.argv.includes('daemon-reload'))?.daemons, ['w']);
});

test('sudo that may not ask is told so in every command', () => {
  const asks = planned([systemDaemon]).filter((step) => step.privileged);
  const silent = planned([systemDaemon], { sudo: 'no-prompt' }).filter((step) => step.privileged);
  assert.deepEqual(
    silent.map((step) => step.kind === 'run' && step.argv.slice(0, 3)),
    asks.map((step) => step.kind === 'run' && ['sudo', '-n', step.argv[1]]),
  );
  const root = planned([systemDaemon], { uid: 0 });
  assert.ok(root.every((step) => step.privileged === undefined && (step.kind !== 'run' || step.argv[0] !== 'sudo')));
});

test('printed, root’s part is prepared and left; its daemons are otherwise left as they are, and the others are not', () => {
  const moving = change(
    'm',
    {
      stop: [at('m.service')],
      remove: [`${UNITS}/m.service`],
      write: [{ path: `${SYSTEM}/m.service`, mode: 0o600, owner: 'root', text: 'x' }],
      start: [at('m.service', 'system')],
      refresh: true,
      await: [{ ...until('m.service'), domain: 'system' }],
    },
    { domain: 'system' },
  );
  const leaving = change('l', { stop: [at('l.service')], remove: [`${UNITS}/l.service`], refresh: true });
  const back = change('b', {
    stop: [at('b.service', 'system')],
    remove: [`${SYSTEM}/b.service`],
    write: [{ path: `${UNITS}/b.service`, mode: 0o644, text: 'x' }],
    start: [at('b.service')],
    refresh: true,
    await: [until('b.service')],
  });
  const staged = '/home/ann/.local/state/daemonsync/namespaces/me/staged';
  assert.deepEqual(shown([moving, leaving, back], { sudo: 'print' }), [
    'systemctl --user stop l.service',
    'sudo systemctl stop b.service',
    `mkdir -p -m 0700 ${staged}`,
    `write ${staged}/etc-systemd-system-m.service (0600)`,
    `sudo install -o root -g root -m 0600 ${staged}/etc-systemd-system-m.service ${SYSTEM}/.daemonsync-m.service.new`,
    `sudo sync ${SYSTEM}/.daemonsync-m.service.new`,
    `sudo mv -fT ${SYSTEM}/.daemonsync-m.service.new ${SYSTEM}/m.service`,
    `rm -f ${UNITS}/l.service`,
    `sudo rm -f -- ${SYSTEM}/b.service`,
    'systemctl --user daemon-reload',
    'sudo systemctl daemon-reload',
    'sudo systemctl start --no-block m.service',
  ]);
});

test('a system daemon of the caller keeps its logs and its wrapper in his own folders', () => {
  const own = change(
    'o',
    {
      ensure: [{ path: '/home/ann/.local/state/o/service.log', kind: 'file', mode: 0o600 }],
      write: [{ path: '/home/ann/.local/share/daemonsync/wrappers/me/o', mode: 0o755, text: 'x' }],
    },
    { domain: 'system' },
  );
  assert.deepEqual(shown([own]), [
    'create /home/ann/.local/state/o/service.log (0600)',
    'write /home/ann/.local/share/daemonsync/wrappers/me/o (0755)',
  ]);
});

test('what is taken out of the system goes through sudo, and what cannot be read is copied by root for us', () => {
  const gone = change(
    'w',
    {
      keep: [`${SYSTEM}/w.service`],
      chmod: [{ path: `${SYSTEM}/w.timer`, mode: 0o644 }],
      disable: [at('w.service', 'system')],
      remove: [`${SYSTEM}/w.service`, '/usr/local/libexec/daemonsync/me/w'],
      prune: ['/var/log/daemonsync/w', '/usr/local/libexec/daemonsync/me', '/usr/local/libexec/daemonsync'],
    },
    { domain: 'system' },
  );
  const daemons = [found('w', { files: [file(`${SYSTEM}/w.service`, null)] })];
  assert.deepEqual(shown([gone], { daemons }), [
    'mkdir -p -m 0700 /kept',
    `sudo install -o 1000 -m 0600 ${SYSTEM}/w.service /kept/w.service`,
    `sudo chmod 0644 ${SYSTEM}/w.timer`,
    'sudo systemctl disable --no-reload w.service',
    `sudo rm -f -- ${SYSTEM}/w.service /usr/local/libexec/daemonsync/me/w`,
    'sudo rmdir --ignore-fail-on-non-empty /var/log/daemonsync/w /var/log/daemonsync',
    'sudo rmdir --ignore-fail-on-non-empty /usr/local/libexec/daemonsync/me /usr/local/libexec/daemonsync',
  ]);
});

test('a daemon that moves is gone from the one manager before it is started by the other', () => {
  const moved = change(
    'm',
    {
      stop: [at('m.service', 'user')],
      disable: [at('m.service', 'user')],
      remove: [`${UNITS}/m.service`],
      write: [{ path: `${SYSTEM}/m.service`, mode: 0o644, owner: 'root', text: 'x' }],
      enable: [at('m.service', 'system')],
      start: [at('m.service', 'system')],
      refresh: true,
    },
    { domain: 'system' },
  );
  const all = shown([moved]).filter((text) => text.includes('systemctl') || text.startsWith('rm -f /home/ann/.config'));
  assert.deepEqual(all, [
    'systemctl --user stop m.service',
    'systemctl --user disable --no-reload m.service',
    `rm -f ${UNITS}/m.service`,
    'sudo systemctl enable --no-reload m.service',
    'systemctl --user daemon-reload',
    'sudo systemctl daemon-reload',
    'sudo systemctl start --no-block m.service',
  ]);
});

test('offline: files, and the links that systemctl would have made', () => {
  const desired = [
    wanted('a', {
      units: [
        { id: 'a.service', role: 'service', want: 'running', once: false, links: ['default.target.wants/a.service'] },
      ],
    }),
  ];
  const work = created('a');
  assert.deepEqual(shown([{ ...work, because: [{ kind: 'linger' }] }], { desired, offline: true }), [
    'mkdir -p -m 0700 /log/a',
    `write ${UNITS}/a.service (0644)`,
    `ln -sf ${UNITS}/a.service ${UNITS}/default.target.wants/a.service`,
  ]);
});

test('the wait is given the time that a restart takes to stop', () => {
  const all = planned([change('a', { restart: [at('a.service')], await: [until('a.service')] })], {
    desired: [wanted('a', { stop: 60 })],
  });
  const wait = all.at(-1);
  assert.ok(wait?.kind === 'await');
  assert.deepEqual([wait.deadlineMs, wait.stableMs], [90_000, 500]);
});

test('a long batch is shortened where it is shown, and nowhere else', () => {
  const all = Array.from({ length: 12 }, (_, i) => change(`d${i}`, { start: [at(`d${i}.service`)] }));
  const [start] = planned(all);
  assert.ok(start?.kind === 'run');
  assert.equal(start.argv.length, 4 + 12);
  assert.equal(shownStep(start), `${start.argv.slice(0, 10).join(' ')} … (12 units)`);
});

test('a path that could forge a line of the plan cannot, and one with blanks can be pasted', () => {
  const odd = change('a', { remove: [`${UNITS}/a b.service`, `${UNITS}/x\n$ rm -rf.service`] });
  assert.deepEqual(shown([odd]), [`rm -f '${UNITS}/a b.service'`, `rm -f '${UNITS}/x\ufffd$ rm -rf.service'`]);
});
