// Scenes of reach: a service manager that has to be found, one that is not there, and one that runs the program itself.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { readlinkSync } from 'node:fs';
import {
  callsSince,
  changing,
  did,
  ds,
  exited,
  gone,
  home,
  pids,
  prepare,
  put,
  quiet,
  read,
  says,
  scene,
  selfCommand,
  sleeps,
  state,
  systemctl,
  there,
  tree,
  unit,
  unitFolder,
  until,
  world,
} from './stage.ts';

prepare();

const found = world('found');

scene('without XDG_RUNTIME_DIR, or with a wrong one, the manager is found in /run/user; systemctl too', () => {
  found.write({ 'l-one': sleeps() });
  const file = ['-f', found.path];
  did(
    exited(0, ds(['apply', ...file], { XDG_RUNTIME_DIR: undefined })),
    'enable --no-reload l-one.service',
    'daemon-reload',
    'start --no-block l-one.service',
  );
  const before = pids('l-one');
  for (const env of [
    { XDG_RUNTIME_DIR: undefined },
    { XDG_RUNTIME_DIR: '/nowhere' },
    { XDG_RUNTIME_DIR: '' },
    { PATH: '/nowhere' },
  ])
    for (const command of ['apply', 'diff', 'status']) did(exited(0, ds([command, ...file], env)));
  assert.deepEqual(pids('l-one'), before);
});

const self = world('self');

scene(
  'an apply inside a daemon that it must restart does all else first, and hands its own restart over in one call',
  () => {
    const [go, log] = [`${home}/self/go`, `${home}/self/log`];
    const [node, program] = selfCommand.argv;
    const apply = `${node} ${program} apply -f ${self.path} >>${log} 2>&1; echo "exit $?" >>${log}`;
    const declare = (more = {}): void =>
      self.write({
        'z-self': {
          shell: `while :; do if [ -e ${go} ]; then rm ${go}; ${apply}; fi; sleep 0.05; done`,
          env: { ...selfCommand.env, ...more },
          logs: 'none',
          stop: { timeout: '2s' },
        },
        'z-one': sleeps({ env: more }),
        'z-two': sleeps(),
      });
    declare();
    self.exits(0, 'apply');
    const before = pids('z-self', 'z-one', 'z-two');
    declare({ NEW: 'yes' });
    put(`${home}/systemctl.calls`, '');
    put(go, '');
    until('it was restarted', () => ![0, before['z-self']].includes(state('z-self').pid), 15_000);
    const calls = callsSince()
      .map((call) => call.replace(/^--user /, ''))
      .filter((call) => !/^(list-units|show|--version)/.test(call));
    assert.deepEqual(calls, ['daemon-reload', 'restart --no-block z-one.service', 'restart --no-block z-self.service']);
    const after = pids('z-self', 'z-one', 'z-two');
    assert.notEqual(after['z-one'], before['z-one']);
    assert.equal(after['z-two'], before['z-two']);
    const words = read(log);
    assert.match(words, /✓ z-one +restarted, up/, words);
    quiet(self);
    assert.equal(state('z-self').pid, after['z-self'], 'and that is the end of it');
    // It may also find that there is nothing to do. The first one may have come to its end before it was ended.
    put(log, '');
    put(go, '');
    until('it has ended', () => read(log).includes('exit 0'), 15_000);
    assert.match(read(log), /nothing to do/);
    assert.equal(state('z-self').pid, after['z-self']);
    self.exits(0, 'destroy', '--yes');
  },
);

const away = world('away');
const everything = (): string[] => [...tree(`${home}/.config`), ...tree(`${home}/.local`)];

scene('no manager at all: 69, one cause and its cure, and nothing is changed', () => {
  away.write({ 'v-old': sleeps(), 'v-same': sleeps(), 'v-gone': sleeps() });
  away.exits(0, 'apply');
  systemctl('exit');
  until(
    'the manager is gone',
    () => !there(`${process.env['XDG_RUNTIME_DIR']}/systemd/private`) || systemctl('is-system-running') === '',
    10_000,
  );
  gone(`${process.env['XDG_RUNTIME_DIR']}/systemd/private`);
  away.write({
    'v-old': sleeps({ env: { NEW: 'yes' } }),
    'v-same': sleeps(),
    'v-new': sleeps(),
    'v-job': sleeps({ restart: undefined, schedule: '30 2 * * *' }),
  });
  const before = everything();
  for (const command of [
    ['apply'],
    ['diff'],
    ['status'],
    ['stop', 'v-old'],
    ['destroy', '--yes'],
    ['remove', 'v-old'],
    ['apply', '--json'],
  ]) {
    const ran = away.exits(69, ...command);
    says(ran, /the service manager of tester does not run|no service manager runs for tester/, 'apply --offline');
    did(ran);
  }
  assert.deepEqual(everything(), before);
});

scene('--offline writes the files and the links, says that nothing runs yet; with the next manager they run', () => {
  says(away.exits(2, 'diff', '--offline'), '+ v-new');
  const ran = away.exits(0, 'apply', '--offline');
  did(ran);
  says(ran, 'no service manager was asked', 'starts with the next login or boot');
  assert.match(read(unit('v-old')), /NEW=yes/);
  assert.equal(readlinkSync(`${unitFolder}/default.target.wants/v-new.service`), unit('v-new'));
  assert.equal(readlinkSync(`${unitFolder}/timers.target.wants/v-job.timer`), unit('v-job.timer'));
  assert.ok(!there(unit('v-gone')) && !there(`${unitFolder}/default.target.wants/v-gone.service`));
  const still = away.exits(0, 'apply', '--offline');
  says(still, 'nothing to do');
  did(still);

  const systemd = ['/usr/lib/systemd/systemd', '/lib/systemd/systemd'].find(there) ?? 'systemd';
  spawn(systemd, ['--user', '--log-target=journal'], { stdio: 'ignore', detached: true }).unref();
  until('they run', () => ['v-old', 'v-same', 'v-new'].every((name) => state(name).pid > 0), 15_000);
  assert.equal(state('v-job.timer').active, 'active');
  const before = pids('v-old', 'v-same', 'v-new');
  assert.match(read(`/proc/${before['v-old']}/environ`), /NEW=yes/);
  const first = away.exits(0, 'apply');
  assert.ok(
    changing(first).every((call) => call === 'daemon-reload'),
    first.calls.join('\n'),
  );
  assert.deepEqual(pids('v-old', 'v-same', 'v-new'), before, 'they were started from these very files');
  quiet(away);
});
