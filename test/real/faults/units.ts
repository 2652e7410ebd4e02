// Daemons that do not do as they are told: that ignore signals, put themselves into the background, or never get up.
import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import {
  bare,
  changing,
  type Fields,
  home,
  markOf,
  pidOf,
  put,
  read,
  running,
  says,
  scene,
  show,
  sleeps,
  small,
  systemctl,
  told,
  unit,
} from './stage.ts';

const alive = (pid: number): boolean => existsSync(`/proc/${pid}`) && !/^State:\s*Z/m.test(read(`/proc/${pid}/status`));

const inGroupOf = (name: string): string[] => {
  const group = show([`${name}.service`], 'ControlGroup')[0]?.get('ControlGroup') ?? '';
  const file = `/sys/fs/cgroup${group}/cgroup.procs`;
  return group === '' || !existsSync(file) ? [] : read(file).split('\n').filter(Boolean);
};

export async function units(): Promise<void> {
  await scene('one that ignores SIGTERM is killed when its time is up: on a restart, and on removal', async () => {
    const one = small('deaf');
    const deaf = (mark: string): Fields =>
      sleeps(mark, {
        command: ['/bin/sh', '-c', "trap '' TERM; while :; do sleep 0.1; done"],
        stop: { timeout: '2s' },
      });
    one.write({ 'u-deaf': deaf('a'), 'u-other': sleeps('a') });
    await one.exits(0);
    const [old, other] = ['u-deaf', 'u-other'].map(pidOf);
    one.write({ 'u-deaf': deaf('b'), 'u-other': sleeps('a') });
    const restarted = await one.exits(0);
    assert.ok(restarted.ms > 1900, `${restarted.ms} ms`);
    assert.deepEqual([markOf('u-deaf'), alive(old ?? 0), pidOf('u-other')], ['b', false, other]);
    await one.quiet();
    const last = pidOf('u-deaf');
    one.write({ 'u-other': sleeps('a') });
    const removed = await one.exits(0);
    says(removed, /✓ u-deaf removed/);
    assert.deepEqual([alive(last), existsSync(unit('u-deaf')), pidOf('u-other')], [false, false, other]);
    assert.doesNotMatch(
      systemctl('list-units', '--all', 'u-deaf*', '--plain', '--no-legend'),
      /u-deaf/,
      'nothing failed is left',
    );
    await one.quiet();
    await one.destroy();
  });

  await scene('one that puts itself into the background: said what it is, and nothing of it runs on', async () => {
    const one = small('fork');
    const forks = sleeps('a', { command: ['/bin/sh', '-c', '(setsid /bin/sleep 1234 &) ; exit 0'], restart: 'never' });
    one.write({ 'u-fork': forks, 'u-well': sleeps('a') });
    const ran = await one.exits(1);
    says(ran, 'u-fork', 'ended by itself without an error, though it should stay up', 'must be told not to');
    says(ran, /✓ u-well/);
    assert.deepEqual([inGroupOf('u-fork'), running(/^\/bin\/sleep 1234/)], [[], []]);
    says(await one.exits(1), 'u-fork');
    one.write({ 'u-fork': sleeps('b'), 'u-well': sleeps('a') });
    await one.exits(0);
    assert.equal(markOf('u-fork'), 'b');
    await one.quiet();
    await one.destroy();
  });

  await scene(
    'a start that hangs: said after --timeout, the others are up, and it is no stray afterwards',
    async () => {
      const one = small('hang');
      const never = sleeps('a', { type: 'notify' });
      one.write({ 'u-never': never, 'u-fine': sleeps('a') });
      const ran = await one.exits(1, {}, '--timeout', '2');
      says(ran, /✗ u-never is still starting after 2 s/, 'wait longer with --timeout', /✓ u-fine/);
      assert.ok(ran.ms < 8000, `${ran.ms} ms`);
      const pid = pidOf('u-never');
      const again = await one.apply({}, '--timeout', '1');
      assert.ok(again.code === 1 || again.code === 0, told(again));
      assert.equal(pidOf('u-never'), pid, 'it still has its chance');
      one.write({ 'u-never': sleeps('b'), 'u-fine': sleeps('a') });
      await one.exits(0);
      assert.deepEqual([markOf('u-never'), alive(pid)], ['b', false]);
      await one.quiet();
      await one.destroy();
    },
  );

  await scene(
    'a job that hangs on a FIFO: not awaited for ever, not killed for a new definition, and ended by its writer',
    async () => {
      const one = small('fifo');
      const fifo = `${home}/job.fifo`;
      bare('mkfifo', fifo);
      const job = (mark: string): Fields =>
        sleeps(mark, {
          type: 'oneshot',
          command: ['/bin/sh', '-c', `read -r line <${fifo}; echo "$MARK $line" >>${home}/fifo.read`],
        });
      one.write({ 'u-job': job('a'), 'u-else': sleeps('a') });
      const ran = await one.apply({}, '--timeout', '1');
      assert.equal(ran.code, 0, told(ran));
      says(ran, /u-job/, 'has not come to its end after 1 s', /✓ u-else/);
      const pid = pidOf('u-job');
      assert.ok(alive(pid));
      one.write({ 'u-job': job('b'), 'u-else': sleeps('a') });
      await one.apply({}, '--timeout', '1');
      assert.ok(alive(pid), 'it was killed for a new definition');
      put(fifo, 'hello\n');
      const end = Date.now() + 3000;
      while (alive(pid) && Date.now() < end) await new Promise((done) => setTimeout(done, 20));
      assert.equal(read(`${home}/fifo.read`), 'a hello\n');
      const next = one.apply();
      put(fifo, 'again\n');
      const done = await next;
      assert.equal(done.code, 0, told(done));
      assert.equal(read(`${home}/fifo.read`), 'a hello\nb again\n');
      await one.quiet();
      await one.destroy();
    },
  );

  await scene('a name that another’s unit has: left alone with exit 73, the rest is done', async () => {
    const one = small('taken');
    const theirs = put(`${home}/.local/share/systemd/user/dbus.service`, '[Service]\nExecStart=/bin/sleep 999\n');
    one.write({ dbus: sleeps('ours'), 'u-free': sleeps('a') });
    const ran = await one.exits(73);
    says(ran, /! dbus/, 'daemonsync adopt dbus');
    assert.ok(!existsSync(unit('dbus')), told(ran));
    assert.ok(!changing(ran).some((call) => call.includes('dbus')), told(ran));
    assert.equal(markOf('u-free'), 'a');
    assert.match(read(theirs), /sleep 999/);
    await one.exits(73);
    bare('rm', '-rf', `${home}/.local/share/systemd`);
    systemctl('daemon-reload');
    if (systemctl('cat', 'dbus.service') === '') {
      await one.exits(0);
      assert.equal(markOf('dbus'), 'ours');
    }
    await one.destroy();
  });

  await scene('long values, and files with names from anywhere', async () => {
    const one = small('names');
    const folder = `${home}/Ærø – 日本語 'n "q" $x %h 100% é\u0301`;
    const long = 'x'.repeat(3000);
    put(`${folder}/sécrets ☃.env`, 'MARK=ünïcode\n', 0o600);
    put(`${folder}/läuft`, '#!/bin/sh\nexec /bin/sleep 1000\n', 0o755);
    one.write({
      'u-names': {
        command: [`${folder}/läuft`, long, 'ü'.repeat(300)],
        working_directory: folder,
        env_file: `${folder}/sécrets ☃.env`,
        env: { LONG: long },
        description: 'd'.repeat(300),
        logs: { stdout: `${folder}/aus.log`, stderr: `${folder}/aus.log` },
        stop: { timeout: '2s' },
      },
      [`u-${'n'.repeat(62)}`]: sleeps('a'),
    });
    await one.exits(0);
    assert.equal(markOf('u-names'), 'ünïcode');
    assert.equal(markOf(`u-${'n'.repeat(62)}`), 'a');
    await one.quiet();
    put(`${folder}/sécrets ☃.env`, 'MARK=neu\n', 0o600);
    await one.exits(0);
    assert.equal(markOf('u-names'), 'neu');
    await one.destroy();
    assert.ok(!existsSync(unit('u-names')));
  });
}
