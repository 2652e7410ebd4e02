// The service manager itself goes away, or is replaced by a new one, in the middle of an apply.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { existsSync, writeFileSync } from 'node:fs';
import {
  at,
  changing,
  home,
  markOf,
  pidOf,
  running,
  runtime,
  says,
  scene,
  sleeps,
  small,
  systemctl,
  told,
  until,
} from './stage.ts';

const managers = (): readonly number[] => running(/\/systemd --user /);

/** As a login gives it. */
async function anew(): Promise<void> {
  // What the system's manager does when a user's one is gone.
  for (const slice of ['app.slice', 'background.slice', 'session.slice']) {
    const kill = `/sys/fs/cgroup/user@${process.getuid?.()}.service/${slice}/cgroup.kill`;
    if (existsSync(kill)) writeFileSync(kill, '1');
  }
  const binary = ['/usr/lib/systemd/systemd', '/lib/systemd/systemd'].find((path) => existsSync(path)) ?? 'systemd';
  const { USER = '', LOGNAME = '' } = process.env;
  const PATH = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';
  spawn(binary, ['--user', '--log-target=journal'], {
    env: { USER, LOGNAME, HOME: home, SHELL: '/bin/sh', LANG: 'C.UTF-8', XDG_RUNTIME_DIR: runtime, PATH },
    stdio: 'ignore',
    detached: true,
  }).unref();
  await until('a new manager answers', () => /running|degraded/.test(systemctl('is-system-running', '--wait')), 10_000);
}

export async function managersFail(): Promise<void> {
  await scene(
    'the manager is re-executed half-way, three times: all is done, and who did not change runs on',
    async () => {
      const one = small('reexec');
      one.write({ 'm-one': sleeps('a'), 'm-two': sleeps('a'), 'm-night': sleeps('a', { schedule: '30 2 * * *' }) });
      await one.exits(0);
      const [pid, two] = ['m-one', 'm-two'].map(pidOf);
      one.write({ 'm-one': sleeps('b'), 'm-two': sleeps('a'), 'm-night': sleeps('a', { schedule: '45 2 * * *' }) });
      const script = 'systemctl --user daemon-reexec';
      const faults = [/rename .*m-one\.service/, /run systemctl --user daemon-reload/, /list-units .* m-one/].flatMap(
        (like) => at(like, { script }).faults ?? [],
      );
      const ran = await one.exits(0, { faults });
      assert.deepEqual([markOf('m-one'), pidOf('m-two')], ['b', two], told(ran));
      assert.notEqual(pidOf('m-one'), pid);
      assert.match(systemctl('show', '-p', 'TimersCalendar', 'm-night.timer'), /02:45:00/);
      systemctl('daemon-reexec');
      await one.quiet();
      await one.destroy();
    },
  );

  await scene(
    'the manager is killed before the reload: said, nothing more is tried, and a new one has it all',
    async () => {
      const one = small('killed');
      const b = { 'm-dead': sleeps('b'), 'm-new': sleeps('b') };
      one.write({ 'm-dead': sleeps('a'), 'm-old': sleeps('a') });
      await one.exits(0);
      one.write(b);
      const [manager = 0] = managers();
      const ran = await one.exits(1, at(/run systemctl --user daemon-reload/, { script: `kill -9 ${manager}` }));
      says(ran, /daemon-reload failed \(1\): .*(?:Connection refused|Transport endpoint is not connected)/);
      assert.ok(!changing(ran).some((call) => /start/.test(call)), told(ran));
      const none = await one.exits(69);
      says(
        none,
        'the service manager has died: its socket is there, and nobody answers',
        'sudo systemctl restart user@',
      );
      assert.deepEqual(changing(none), []);
      await anew();
      const mended = await one.exits(0);
      assert.deepEqual([markOf('m-dead'), markOf('m-new'), markOf('m-old')], ['b', 'b', null], told(mended));
      await one.quiet();
      await one.destroy();
    },
  );

  await scene('the manager is killed while starts are awaited: said soon, and a new one has it all', async () => {
    const one = small('killed-late');
    one.write({
      'm-late': sleeps('a', { restart: { policy: 'on-failure', delay: '100ms' } }),
      'm-later': sleeps('a', { schedule: '30 2 * * *' }),
    });
    const [manager = 0] = managers();
    const ran = await one.apply(at(/list-units .* m-late/, { script: `kill -9 ${manager}`, nth: 2 }), '--timeout', '3');
    assert.equal(ran.code, 1, told(ran));
    says(ran, 'm-late', /is in a state that nobody knows|cannot be reached|Connection refused/);
    await anew();
    await one.exits(0);
    // A new manager of 257 or later may find that it was killed, and start it once more.
    await until('it runs', () => markOf('m-late') === 'a');
    await one.quiet();
    await one.destroy();
  });
}
