// The stand-in for systemd itself: a table of what it does where it matters most. What it has in common with the real one is
// shown in test/real/model.test.ts.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { aMachine, fire, forked, lingers, type Machine, pass, reboot, run, world } from './support/systemd-model.ts';

const UNITS = '/home/ann/.config/systemd/user';

function machineWith(files: Readonly<Record<string, string>>, version = 252): Machine {
  const machine = aMachine({ version });
  for (const [name, text] of Object.entries(files)) put(machine, `${UNITS}/${name}`, text);
  return machine;
}

function put(machine: Machine, path: string, text: string): void {
  machine.files.folder(path.slice(0, path.lastIndexOf('/')), 0o755, 1000);
  machine.files.put(path, { kind: 'file', text, mode: 0o644, uid: 1000 });
}

const user = (machine: Machine, ...words: readonly string[]): number =>
  run(machine, ['systemctl', '--user', ...words]).code;

function rows(machine: Machine): Readonly<Record<string, string>> {
  const { stdout } = run(machine, ['systemctl', '--user', 'list-units', '--all', '-o', 'json']);
  const all = JSON.parse(stdout) as readonly { unit: string; load: string; active: string; sub: string }[];
  const ours = all.filter(({ unit }) => !unit.endsWith('.target'));
  return Object.fromEntries(ours.map(({ unit, load, active, sub }) => [unit, `${load} ${active} ${sub}`]));
}

const service = (exec: string, more = ''): string =>
  `[Service]\nType=exec\n${more}ExecStart=${exec}\n[Install]\nWantedBy=default.target\n`;
const pids = (machine: Machine, id: string): readonly number[] =>
  machine.events.flatMap((event) =>
    event.kind === 'process' && event.what === 'start' && event.id === id ? [event.pid] : [],
  );

/** What is done → what list-units says of it then, and the exit codes. */
const TABLE: readonly (readonly [
  name: string,
  files: Record<string, string>,
  steps: readonly (readonly string[])[],
  codes: readonly number[],
  rows: Record<string, string>,
])[] = [
  [
    'a start, and what nobody needs is forgotten',
    { 'a.service': service('/bin/stays') },
    [
      ['start', 'a'],
      ['stop', 'a'],
    ],
    [0, 0],
    {},
  ],
  [
    'what is wanted by a target is remembered',
    { 'a.service': service('/bin/stays') },
    [['enable', 'a.service']],
    [0],
    { 'a.service': 'loaded inactive dead' },
  ],
  [
    'a link alone is not read',
    { 'a.service': service('/bin/stays') },
    [['enable', '--no-reload', 'a.service']],
    [0],
    {},
  ],
  [
    'missing, bad, masked by being empty',
    { 'bad.service': service('nonsense/x'), 'empty.service': '' },
    [
      ['start', 'none'],
      ['start', 'bad'],
      ['start', 'empty'],
    ],
    [5, 1, 1],
    {},
  ],
  [
    'a program that is not there',
    { 'a.service': service('/bin/missing') },
    [['start', 'a']],
    [1],
    { 'a.service': 'loaded failed failed' },
  ],
  [
    'a job that runs to its end',
    { 'a.service': service('/bin/ends').replace('exec', 'oneshot') },
    [['start', 'a']],
    [0],
    {},
  ],
  [
    'no reload without ExecReload',
    { 'a.service': service('/bin/stays') },
    [
      ['start', 'a'],
      ['reload', 'a'],
    ],
    [0, 3],
    { 'a.service': 'loaded active running' },
  ],
  [
    'a timer is armed, its service loaded',
    { 'a.service': service('/bin/ends'), 'a.timer': '[Timer]\nOnCalendar=daily\n' },
    [['start', 'a.timer']],
    [0],
    { 'a.timer': 'loaded active waiting', 'a.service': 'loaded inactive dead' },
  ],
  ['a timer without a service', { 'a.timer': '[Timer]\nOnCalendar=daily\n' }, [['start', 'a.timer']], [1], {}],
  [
    'a socket refuses while its service is up',
    { 'a.service': service('/bin/stays'), 'a.socket': '[Socket]\nListenStream=/run/x\n' },
    [
      ['start', 'a'],
      ['start', 'a.socket'],
    ],
    [0, 1],
    { 'a.service': 'loaded active running' },
  ],
  [
    'a stopped job has failed',
    { 'a.service': service('/bin/long').replace('exec', 'oneshot') },
    [
      ['start', '--no-block', 'a'],
      ['stop', 'a'],
    ],
    [0, 0],
    { 'a.service': 'loaded failed failed' },
  ],
  [
    'what is wanted is started too',
    { 'a.service': `[Unit]\nWants=b.service\n${service('/bin/stays')}`, 'b.service': service('/bin/stays') },
    [['start', 'a']],
    [0],
    { 'a.service': 'loaded active running', 'b.service': 'loaded active running' },
  ],
];

for (const [name, files, steps, codes, expected] of TABLE) {
  test(name, () => {
    const machine = machineWith(files);
    const got = steps.map((words) => {
      const code = user(machine, ...words);
      pass(machine, machine.clock.nowMs + 50);
      return code;
    });
    assert.deepEqual(got, codes);
    assert.deepEqual(rows(machine), expected);
  });
}

test('a process keeps the definition it was started from, whatever is read later', () => {
  const machine = machineWith({ 'a.service': service('/bin/stays', 'Environment=V=1\n') });
  user(machine, 'start', 'a');
  put(machine, `${UNITS}/a.service`, service('/bin/stays', 'Environment=V=2\n'));
  user(machine, 'daemon-reload');
  const before = world(machine).units['user/a.service'];
  assert.match(before?.runs ?? '', /V=1/);
  assert.match(before?.loaded ?? '', /V=2/);
  user(machine, 'start', 'a');
  assert.equal(pids(machine, 'a.service').length, 1);
  user(machine, 'restart', 'a');
  assert.equal(pids(machine, 'a.service').length, 2);
  assert.match(world(machine).units['user/a.service']?.runs ?? '', /V=2/);
});

test('nothing is read anew before a daemon-reload, as long as it is in memory', () => {
  const machine = machineWith({ 'a.service': service('/bin/stays', 'Environment=V=1\n') });
  user(machine, 'start', 'a');
  put(machine, `${UNITS}/a.service.d/10.conf`, '[Service]\nEnvironment=V=3\n');
  user(machine, 'restart', 'a');
  assert.doesNotMatch(world(machine).units['user/a.service']?.runs ?? '', /V=3/);
  user(machine, 'daemon-reload');
  user(machine, 'restart', 'a');
  assert.match(world(machine).units['user/a.service']?.runs ?? '', /V=3/);
});

test('between two attempts a start waits for the next, and a restart does not', () => {
  const machine = machineWith({ 'a.service': service('/bin/fails', 'Restart=always\nRestartSec=10\n') });
  user(machine, 'start', '--no-block', 'a');
  pass(machine, machine.clock.nowMs + 100);
  assert.equal(rows(machine)['a.service'], 'loaded activating auto-restart');
  const tries = pids(machine, 'a.service').length;
  user(machine, 'start', '--no-block', 'a');
  pass(machine, machine.clock.nowMs + 5_000);
  assert.equal(pids(machine, 'a.service').length, tries);
  user(machine, 'restart', 'a');
  assert.equal(pids(machine, 'a.service').length, tries + 1);
  pass(machine, machine.clock.nowMs + 60_000);
  // Five in ten seconds are the most: with ten seconds between them it goes on.
  assert.equal(world(machine).units['user/a.service']?.state, 'looping');
});

test('after five starts in ten seconds it gives up, and 262 says so by another name', () => {
  for (const [version, result] of [
    [252, 'exit-code'],
    [262, 'start-limit-hit'],
  ] as const) {
    const machine = machineWith({ 'a.service': service('/bin/fails', 'Restart=always\n') }, version);
    user(machine, 'start', '--no-block', 'a');
    pass(machine, machine.clock.nowMs + 5_000);
    assert.equal(world(machine).units['user/a.service']?.state, `failed (${result})`);
    assert.equal(user(machine, 'start', 'a'), 1);
    assert.equal(user(machine, 'reset-failed', 'a'), 0);
  }
});

test('a program that is deaf to TERM is killed when the time is up, and has failed', () => {
  const machine = machineWith({ 'a.service': service('/bin/deaf', 'TimeoutStopSec=7\n') });
  user(machine, 'start', 'a');
  const since = machine.clock.nowMs;
  assert.equal(user(machine, 'stop', 'a'), 0);
  assert.ok(machine.clock.nowMs - since >= 7_000);
  assert.equal(rows(machine)['a.service'], 'loaded failed failed');
});

test('a start that hangs ends the wait of its command, or its own timeout', () => {
  const machine = machineWith({ 'a.service': service('/bin/hangs', 'TimeoutStartSec=30\n').replace('exec', 'notify') });
  const { code } = run(machine, ['systemctl', '--user', 'start', 'a'], { timeoutMs: 2_000 });
  assert.equal(code, 124);
  assert.equal(rows(machine)['a.service'], 'loaded activating start');
  pass(machine, machine.clock.nowMs + 30_000);
  assert.equal(world(machine).units['user/a.service']?.state, 'failed (timeout)');
});

test('a socket keeps its address until it is restarted; a reload only closes', () => {
  const machine = machineWith({ 'a.service': service('/bin/stays'), 'a.socket': '[Socket]\nListenStream=1\n' });
  user(machine, 'start', 'a.socket');
  put(machine, `${UNITS}/a.socket`, '[Socket]\nListenStream=2\n');
  assert.equal(world(machine).units['user/a.socket']?.runs, 'ListenStream=1');
  user(machine, 'daemon-reload');
  assert.equal(world(machine).units['user/a.socket']?.runs, null);
  user(machine, 'restart', 'a.socket');
  assert.equal(world(machine).units['user/a.socket']?.runs, 'ListenStream=2');
  fire({ machine, manager: machine.user }, 'a.socket');
  assert.equal(rows(machine)['a.service'], 'loaded active running');
});

test('one bad unit keeps all from starting on 262, and itself alone before', () => {
  for (const [version, running] of [
    [252, 1],
    [262, 0],
  ] as const) {
    const machine = machineWith({ 'a.service': service('/bin/stays') }, version);
    assert.equal(user(machine, 'start', 'a', 'none'), 5);
    assert.equal(pids(machine, 'a.service').length, running);
  }
});

test('after a restart of the machine there is what is linked, and nothing else', () => {
  const machine = machineWith({ 'a.service': service('/bin/stays'), 'b.service': service('/bin/stays') });
  user(machine, 'enable', 'a.service');
  user(machine, 'start', 'b');
  reboot(machine);
  assert.deepEqual(rows(machine), { 'a.service': 'loaded active running' });
});

test("root's manager obeys root only, and looks at its own folders", () => {
  const machine = aMachine();
  put(machine, '/home/ann/x', service('/bin/stays').replace('default', 'multi-user'));
  const sudo = (...argv: readonly string[]): number => run(machine, ['sudo', ...argv]).code;
  assert.equal(sudo('install', '-o', 'root', '-m', '0644', '/home/ann/x', '/etc/systemd/system/.x~'), 0);
  assert.equal(sudo('mv', '-fT', '/etc/systemd/system/.x~', '/etc/systemd/system/x.service'), 0);
  assert.equal(run(machine, ['systemctl', 'start', 'x.service']).code, 1);
  assert.equal(sudo('systemctl', 'enable', 'x.service'), 0);
  assert.equal(sudo('-n', 'systemctl', 'start', 'x.service'), 0);
  assert.equal(world(machine).units['system/x.service']?.state, 'active (running)');
  assert.equal(machine.files.stand('/etc/systemd/system/x.service')?.uid, 0);
});

test('linger is a file', () => {
  const machine = aMachine();
  run(machine, ['loginctl', 'enable-linger', 'ann']);
  assert.equal(lingers(machine), true);
  run(machine, ['loginctl', 'disable-linger', 'ann']);
  assert.equal(lingers(machine), false);
});

test('two worlds from one do not see each other', () => {
  const one = machineWith({ 'a.service': service('/bin/stays') });
  const other = forked(one);
  user(one, 'enable', 'a.service');
  user(one, 'start', 'a');
  assert.deepEqual(rows(other), {});
  assert.equal(other.files.list(`${UNITS}/default.target.wants`), null);
});
