// Scenes of daemons of root's, in the system domain, by the built program run by an ordinary user on the stage that plays a Mac: what
// goes through sudo is what was shown, and nothing else; what leaves, leaves no trace.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { lstatSync, readdirSync } from 'node:fs';
import { jobOf, jobs, label, launchctl, order, plist, untilGone } from '../both/launchd.ts';
import {
  changing,
  counted,
  did,
  type Fields,
  gone,
  home,
  isUp,
  manager,
  notPlayed,
  pid,
  prepare,
  put,
  type Ran,
  read,
  says,
  scene,
  sleeps,
  there,
  told,
  until,
  words,
  world,
} from '../both/stage.ts';
import { agents, allCalls, gui, isWhole, neverAsked, stage, standing, uid, why } from './words.ts';

prepare();

const daemons = '/Library/LaunchDaemons';
const fileOf = (name: string): string => `${daemons}/${label(name)}.plist`;
const systemPid = (name: string): number => jobOf(name, 'system')?.pid ?? 0;
const ownerOf = (process: number): string => {
  const { uid: user, gid } = lstatSync(`/proc/${process}`);
  return `${user}:${gid}`;
};
const atBoot = (more: Fields = {}): Fields => sleeps({ when: 'boot', ...more });
const sudos = (ran: Ran): readonly string[] => ran.calls.filter((call) => call.startsWith('sudo '));
const rootsOwn = (): readonly string[] => [
  ...readdirSync(daemons),
  ...(there('/Library/Application Support/daemonsync') ? ['Application Support'] : []),
  ...(there('/var/log/daemonsync') ? ['log'] : []),
];
const play = isWhole ? scene : (name: string): void => notPlayed(name, why);

const boot = world('boot');

play('with the machine: root’s plist, 0644, exactly the commands that were shown, and it runs as whom it names', () => {
  boot.write({
    'b-one': atBoot({ logs: 'files' }),
    'b-agent': sleeps(),
    'b-shell': atBoot({ shell: 'exec /bin/sleep 1000', command: undefined }),
  });
  const diff = boot.exits(2, 'diff');
  did(diff);
  const { steps } = JSON.parse(boot.exits(2, 'diff', '--json').stdout) as { steps: { argv: string[] | null }[] };
  const planned = steps.flatMap(({ argv }) => (argv ? [argv.join(' ')] : []));
  const ran = boot.exits(0, 'apply', '--yes');
  const done = changing(ran).map((call) => call.replace(/^sudo -n /, 'sudo '));
  assert.deepEqual(done.toSorted(), planned.map((call) => call.replace(/^sudo -n /, 'sudo ')).toSorted(), told(ran));
  assert.equal(standing(fileOf('b-one')), '0:0 644');
  assert.equal(ownerOf(systemPid('b-one')), `${uid}:20`);
  const environment = read(`/proc/${systemPid('b-one')}/environ`).split('\0');
  for (const one of [`HOME=${home}`, 'USER=tester', 'LOGNAME=tester']) assert.ok(environment.includes(one), one);
  assert.ok(isUp('b-agent') && systemPid('b-shell') > 0);
  assert.equal(lstatSync(`${home}/.local/state/b-one/service.log`).uid, uid);
  boot.quiet();
  assert.deepEqual(sudos(boot.exits(0, 'apply')), [], 'nothing to do takes no root');
});

play('a change restarts only that one; a reboot starts all, and there is nothing to do', () => {
  const [one, agent] = [systemPid('b-one'), pid('b-agent')];
  boot.write({
    'b-one': atBoot({ logs: 'files' }),
    'b-agent': sleeps(),
    'b-shell': atBoot({ shell: 'exec /bin/sleep 2000', command: undefined }),
  });
  boot.exits(0, 'apply', '--yes');
  assert.deepEqual([systemPid('b-one'), pid('b-agent')], [one, agent]);
  boot.quiet();
  order({ do: 'reboot' });
  until('all run', () => isUp('b-agent') && systemPid('b-one') > 0 && systemPid('b-shell') > 0);
  boot.quiet();
  // Nobody at the screen: root's daemons run all the same.
  order({ do: 'logout' });
  did(boot.exits(0, 'apply'));
  assert.ok(systemPid('b-one') > 0);
  order({ do: 'login' });
  until('the agent runs', () => isUp('b-agent'));
  boot.quiet();
});

play('stop and start by hand, through sudo; held until then', () => {
  boot.exits(0, 'stop', 'b-one', '--yes');
  assert.equal(systemPid('b-one'), 0);
  did(boot.exits(0, 'apply'));
  boot.exits(0, 'start', 'b-one', '--yes');
  assert.ok(systemPid('b-one') > 0);
  boot.quiet();
});

play('what goes leaves nothing: no plist, no wrapper, no log folder of root’s, no label', () => {
  boot.exits(0, 'destroy', '--yes');
  assert.deepEqual(rootsOwn(), []);
  assert.deepEqual(
    jobs().map(({ label: one }) => one),
    [],
  );
});

const moving = world('moving');

play(
  'from the login to the boot and back: each time nothing of the other is left (an agent and a daemon of one name)',
  () => {
    for (const [when, domain, other] of [
      ['login', gui, 'system'],
      ['boot', 'system', gui],
      ['login', gui, 'system'],
      ['boot', 'system', gui],
    ] as const) {
      moving.write({ 'm-one': sleeps({ when }), 'm-same': sleeps() });
      moving.exits(0, 'apply', '--yes');
      assert.ok((jobOf('m-one', domain)?.pid ?? 0) > 0, `${when}: it runs in ${domain}`);
      assert.equal(jobOf('m-one', other), null, `${when}: and not in ${other}`);
      assert.equal(there(fileOf('m-one')), when === 'boot');
      assert.equal(there(`${agents}/${label('m-one')}.plist`), when === 'login');
      moving.quiet();
    }
    // Nor after the machine has started anew.
    order({ do: 'reboot' });
    until('it runs', () => systemPid('m-one') > 0);
    assert.equal(jobOf('m-one', gui), null);
    moving.quiet();
    moving.exits(0, 'destroy', '--yes');
    assert.deepEqual(rootsOwn(), []);
  },
);

play(
  'sudo needs a password and may not ask: 77, root’s part is left, the rest is done; with it, the next apply goes on',
  () => {
    const one = world('password');
    one.write({ 'p-root': atBoot(), 'p-agent': sleeps() });
    order({ do: 'password', asked: true });
    const ran = one.exits(77, 'apply', '--yes');
    says(ran, 'p-root', /sudo/);
    assert.ok(isUp('p-agent') && !there(fileOf('p-root')), told(ran));
    order({ do: 'password', asked: false });
    one.exits(0, 'apply', '--yes');
    assert.ok(systemPid('p-root') > 0);
    one.quiet();
    one.exits(0, 'destroy', '--yes');
    assert.deepEqual(rootsOwn(), []);
  },
);

play('--no-sudo prints root’s commands; run by hand, in their order, they are all there is to do', () => {
  const one = world('printed');
  one.write({ 'q-root': atBoot({ logs: 'files' }), 'q-agent': sleeps() });
  const ran = one.run('apply', '--no-sudo', '--yes');
  assert.deepEqual(sudos(ran), [], told(ran));
  assert.ok(!there(fileOf('q-root')) && isUp('q-agent'), told(ran));
  const [, handed = ''] = ran.stdout.split('was left to you');
  const commands = handed.split('\n').flatMap((line) => /^\s*(sudo .*)$/.exec(line)?.[1] ?? []);
  assert.ok(commands.length > 0, told(ran));
  for (const command of commands) {
    const done = spawnSync('/bin/sh', ['-c', command], { encoding: 'utf8' });
    assert.equal(done.status, 0, `${command}: ${done.stderr}`);
  }
  until('it runs', () => systemPid('q-root') > 0);
  one.exits(0, 'apply', '--no-sudo');
  one.quiet();
  one.exits(0, 'destroy', '--yes');
  assert.deepEqual(rootsOwn(), []);
});

play('for another user: wrapper and logs are root’s business, the process is that user’s', () => {
  const one = world('other');
  one.write({
    'o-one': atBoot({
      boot: { user: 'other' },
      command: undefined,
      shell: 'echo here; exec /bin/sleep 1000',
      logs: undefined,
      working_directory: '/',
    }),
  });
  const ran = one.exits(0, 'apply', '--yes');
  assert.equal(ownerOf(systemPid('o-one')), '502:20', told(ran));
  const wrapper = words('o-one').length === 0 ? (jobOf('o-one', 'system')?.path ?? '') : '';
  assert.equal(standing(wrapper), '0:0 644');
  const log = '/var/log/daemonsync/o-one/service.log';
  until('it has written', () => spawnSync(`${stage}/bin/sudo`, ['cat', log], { encoding: 'utf8' }).stdout === 'here\n');
  one.quiet();
  const removed = one.exits(0, 'destroy', '--yes');
  // Another user's log is root's to take away; how, is said.
  says(removed, 'sudo rm -r /var/log/daemonsync/o-one');
  assert.deepEqual(rootsOwn(), ['log'], told(removed));
  spawnSync(`${stage}/bin/sudo`, ['rm', '-r', '/var/log/daemonsync']);
});

play('root’s launchd refuses: the old definition is put back, and runs', () => {
  const one = world('refused');
  one.write({ 'r-one': atBoot() });
  one.exits(0, 'apply', '--yes');
  const before = read(fileOf('r-one'));
  one.write({ 'r-one': atBoot({ env: { NEW: 'yes' } }) });
  const path = fileOf('r-one');
  const stderr = `${path}: Path had bad ownership/permissions\nBootstrap failed: 122: Path had bad ownership/permissions\n`;
  order({ do: 'refuse', words: `bootstrap system ${path}`, times: 1, code: 122, stderr });
  const ran = one.run('apply', '--yes');
  order({ do: 'forgive' });
  assert.equal(ran.code, 1, told(ran));
  assert.equal(read(path), before, told(ran));
  until('one of them runs', () => systemPid('r-one') > 0);
  one.exits(0, 'apply', '--yes');
  assert.match(read(path), /NEW/);
  one.quiet();
  one.exits(0, 'destroy', '--yes');
  assert.deepEqual(rootsOwn(), []);
});

play('an agent of somebody’s with the label of root’s daemon: 73, and it runs on (L7)', () => {
  const one = world('twin');
  const strange = put(`${home}/elsewhere/strange.plist`, plist(label('t-one'), ['/bin/sleep', '999']));
  assert.equal(launchctl('bootstrap', gui, strange).code, 0);
  until('the other one runs', () => isUp('t-one'));
  const theirs = pid('t-one');
  one.write({ 't-one': atBoot() });
  says(one.exits(73, 'apply', '--yes'), '! t-one', gui);
  assert.equal(pid('t-one'), theirs);
  assert.ok(!there(fileOf('t-one')));
  manager.letGo('t-one');
  gone(strange);
  one.exits(0, 'apply', '--yes');
  assert.ok(systemPid('t-one') > 0);
  one.exits(0, 'destroy', '--yes');
  untilGone('t-one', 'system');
  assert.deepEqual(rootsOwn(), []);
});

play('only what is meant to be asked was ever asked', () => {
  const calls = allCalls().map(({ words: all }) => all);
  neverAsked(calls);
  counted(calls.filter((call) => call.startsWith('sudo ')).length, 'calls of sudo in the scenes of root’s daemons');
});
