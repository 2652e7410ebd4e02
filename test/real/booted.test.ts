// The booted machine itself, and what the program relies on when it meets one: linger, who starts what and when, what an
// ordinary user may read and do without a password, and what stays after a reboot and after a power cut.
import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { described, passed, requireBooted, sh, until } from './support/booted.ts';

const root = process.env['DAEMONSYNC_ROOT'] ?? process.cwd();
const starter = join(root, 'test/real/support/booted-host');
const lingering = '/var/lib/systemd/linger/dev';
const unit = '[Service]\nExecStart=/bin/sleep infinity\n[Install]\nWantedBy=default.target\n';

test('a booted machine', async (t) => {
  const host = await requireBooted(t);
  if (!host) return;
  const isUp = async () => (await host.run(['systemctl', 'is-active', '--quiet', 'user@1000.service'])).code === 0;
  const answers = () =>
    until('the user manager answers', 10_000, async () => {
      const { stdout } = await host.user(['systemctl', '--user', 'is-system-running', '--wait']);
      return stdout === 'running\n';
    });
  const active = async (name: string) => (await host.user(['systemctl', '--user', 'is-active', name])).stdout.trim();

  await t.test('boots, all of it, and only what every machine has', async () => {
    console.log(`count: ${Math.round(host.bootMs)} ms to boot a machine`);
    const { stdout } = passed(await host.run(['systemctl', 'is-system-running']));
    assert.equal(stdout, 'running\n');
    const units = passed(await host.run(sh('systemctl list-units --type=service --state=running --plain --no-legend')));
    const names = units.stdout.split('\n').flatMap((line) => line.split(' ')[0] || []);
    const known = ['dbus.service', 'systemd-journald.service', 'systemd-logind.service'];
    assert.deepEqual(names.filter((name) => name !== 'polkit.service').sort(), known);
    const address = passed(await host.run(sh('cat /proc/net/fib_trie'))).stdout;
    assert.match(address, /127\.0\.0\.1/, 'the loopback interface is up');
    assert.equal((await host.run(sh('ls /sys/class/net'))).stdout, 'lo\n', 'and the only one');
  });

  await t.test('shows the checkout read-only, and runs our node', async () => {
    const inside = passed(await host.plain(['cat', join(root, 'package.json')])).stdout;
    assert.equal(inside, readFileSync(join(root, 'package.json'), 'utf8'));
    assert.notEqual((await host.run(['touch', join(root, 'touched')])).code, 0);
    assert.equal(passed(await host.plain(['/usr/local/bin/node', '--version'])).stdout.trim(), process.version);
    assert.notEqual(
      (await host.run(sh('echo 1 >/proc/sys/vm/drop_caches'))).code,
      0,
      'the kernel is not its to change',
    );
  });

  await t.test('without a session: no variable, no manager, and the reason', async () => {
    const { stdout } = passed(await host.plain(['env']));
    assert.doesNotMatch(stdout, /XDG_|DBUS_|INVOCATION_ID|SUDO_/);
    assert.notEqual((await host.plain(['test', '-e', '/run/user/1000'])).code, 0);
    const refused = await host.plain(['systemctl', '--user', 'is-system-running']);
    assert.notEqual(refused.code, 0);
    const asked = await host.plain(['loginctl', 'show-user', 'dev', '-p', 'Linger']);
    assert.match(asked.stderr, /not logged in or lingering|No user/i, described(asked));
  });

  await t.test('lingers when dev says so, without a password, and the manager comes at once', async () => {
    assert.equal(await host.read(lingering), null);
    passed(await host.plain(['loginctl', 'enable-linger', 'dev']));
    assert.equal(await host.read(lingering), '');
    assert.equal(
      passed(await host.plain(['stat', '-c', '%U %a', lingering, '/var/lib/systemd/linger'])).stdout,
      'root 644\nroot 755\n',
    );
    await answers();
    const own = passed(await host.plain(['stat', '-c', '%U %a %F', '/run/user/1000', '/run/user/1000/bus'])).stdout;
    assert.equal(own, 'dev 700 directory\ndev 666 socket\n', 'found where it can be found, told of it or not');
    assert.doesNotMatch(passed(await host.plain(['env'])).stdout, /XDG_RUNTIME_DIR/);
    const found = await host.plain(['systemctl', '--user', 'is-system-running'], {
      env: { XDG_RUNTIME_DIR: '/run/user/1000' },
    });
    assert.equal(found.stdout, 'running\n', 'nothing else is needed to reach it');
  });

  await t.test('tells every start to whoever looks: of the user and of the system', async () => {
    await host.write('/home/dev/.config/systemd/user/one.service', unit);
    const before = Date.now();
    passed(await host.user(sh('systemctl --user daemon-reload && systemctl --user enable --now -q one')));
    const link = async (folder: string, name: string) =>
      passed(
        await host.user(sh('cd "$1" && readlink "invocation:$2" && stat -c %.Y "invocation:$2"', folder, name)),
      ).stdout.split('\n');
    const [id, since] = await link('/run/user/1000/systemd/units', 'one.service');
    const shown = await host.user(['systemctl', '--user', 'show', '-P', 'InvocationID', 'one.service']);
    assert.equal(id, shown.stdout.trim());
    assert.ok(Math.abs(Number(since) * 1000 - before) < 5_000, `the link is as old as the start: ${since}`);
    const [system] = await link('/run/systemd/units', 'dbus.service');
    assert.match(system ?? '', /^[0-9a-f]{32}$/);
    const listed = passed(await host.user(['systemctl', 'list-units', '--all', '-o', 'json'])).stdout;
    assert.ok((JSON.parse(listed) as { unit: string }[]).some((one) => one.unit === 'user@1000.service'));
  });

  await t.test('keeps what units say where dev may read it', async () => {
    passed(await host.user(['systemd-run', '--user', '--quiet', '--wait', '--unit=said', 'echo', 'these very words']));
    await until('the words are in the journal', 5_000, async () =>
      (await host.user(['journalctl', '--user', '-u', 'said', '-o', 'cat', '--no-pager'])).stdout.includes(
        'these very words',
      ),
    );
  });

  await t.test(
    'a reboot: files and linger stay, what is wanted at boot runs before any login, /run and /tmp are new',
    async () => {
      passed(await host.run(['touch', '/run/here', '/tmp/here']));
      const first = passed(await host.user(['readlink', '/run/user/1000/systemd/units/invocation:one.service'])).stdout;
      const ms = await host.reboot();
      console.log(`count: ${Math.round(ms)} ms to reboot one`);
      await answers();
      assert.equal(await active('one.service'), 'active');
      const second = passed(
        await host.user(['readlink', '/run/user/1000/systemd/units/invocation:one.service']),
      ).stdout;
      assert.notEqual(first, second);
      assert.equal(passed(await host.run(sh('ls -d /run/here /tmp/here 2>/dev/null || true'))).stdout, '');
      // Since 256 the user manager has a session itself, of the class "manager".
      const sessions = passed(await host.run(['loginctl', 'list-sessions', '--no-legend'])).stdout.split('\n');
      assert.deepEqual(
        sessions.filter((line) => line !== '' && !/ manager /.test(line)),
        [],
      );
    },
  );

  await t.test('a power cut loses what was not synced, and nothing else', async (part) => {
    if (!host.losesUnsynced) return part.skip('no loop device here, so its disk is in memory');
    const write =
      'cd; echo kept >synced; sync synced .; echo lost >unsynced; echo new >synced.new; mv synced.new synced';
    passed(await host.plain(sh(write)));
    assert.equal(await host.read('/home/dev/unsynced'), 'lost\n');
    await host.crash();
    assert.ok(['kept\n', ''].includes((await host.read('/home/dev/synced')) ?? 'gone'), 'a rename is no sync');
    assert.ok(!(await host.read('/home/dev/unsynced')), 'gone, or empty');
    await answers();
    assert.equal(await active('one.service'), 'active');
  });

  await t.test(
    'without linger: nothing at boot; all of it with a login; gone some 10 s after the last one',
    async () => {
      passed(await host.plain(['loginctl', 'disable-linger', 'dev']));
      assert.equal(await host.read(lingering), null);
      await host.reboot();
      assert.equal(await isUp(), false);
      const session = passed(
        await host.login(sh('systemctl --user is-system-running --wait; systemctl --user is-active one.service; env')),
      );
      assert.match(session.stdout, /^running\nactive\n/);
      assert.match(session.stdout, /^XDG_RUNTIME_DIR=\/run\/user\/1000$/m);
      assert.match(session.stdout, /^XDG_SESSION_ID=/m);
      const left = performance.now();
      assert.equal(await isUp(), true, 'the manager outlives the session');
      await until('the manager stops', 20_000, async () => !(await isUp()));
      const seconds = (performance.now() - left) / 1000;
      assert.ok(seconds > 7 && seconds < 15, `${seconds} s after the logout`);
      await until(
        'its folder goes too',
        5_000,
        async () => (await host.run(['test', '-e', '/run/user/1000'])).code !== 0,
      );
    },
  );

  await t.test('sudo: free, asking, refusing; and a log of the very words', async () => {
    assert.equal(passed(await host.plain(['sudo', '-n', 'id', '-u'])).stdout, '0\n');
    passed(await host.plain(['sudo', '-n', 'loginctl', 'enable-linger', 'dev']));
    assert.equal(await host.read(lingering), '');
    passed(await host.plain(['sudo', '-n', 'loginctl', 'disable-linger', 'dev']));
    await host.sudo('asks');
    const asks = await host.plain(['sudo', '-n', 'true']);
    assert.deepEqual([asks.code, asks.stderr], [1, 'sudo: a password is required\n']);
    assert.equal(passed(await host.plain(['sudo', '-S', '-p', '', 'id', '-u'], { input: 'dev\n' })).stdout, '0\n');
    await host.sudo('none');
    assert.equal((await host.plain(['sudo', '-S', 'id', '-u'], { input: 'dev\n' })).code, 1);
    await host.sudo('free');
    const log = (await host.read('/var/log/sudo.log')) ?? '';
    assert.match(log, / : dev : PWD=\/home\/dev ; USER=root ; COMMAND=\/usr\/bin\/loginctl enable-linger dev\n/);
    assert.match(log, / : dev : a password is required ; /);
  });
});

test('several machines at once, each for itself; and none stays when the one it was kept for is killed', async (t) => {
  const one = await requireBooted(t);
  if (!one) return;
  const stand = spawn('sleep', ['600']);
  const name = `test-${process.pid}-other`;
  const up = spawnSync(starter, ['up', name, '--while', `${stand.pid}`], { encoding: 'utf8' });
  assert.equal(up.status, 0, up.stderr);
  await one.write('/home/dev/mine', 'mine\n');
  const other = spawnSync(starter, ['run', name, 'ls', '/home/dev'], { encoding: 'utf8' });
  assert.deepEqual([other.status, other.stdout], [0, '']);

  const folder = join('/tmp/daemonsync-hosts', name);
  const init = readFileSync(join(folder, 'init'), 'utf8').trim();
  stand.kill('SIGKILL');
  await until('it is gone', 10_000, async () => !existsSync(folder) && !existsSync(`/proc/${init}`));
  const left = spawnSync('sh', ['-c', 'grep -F "$1" /proc/mounts; losetup -l | grep -F "$1"', 'sh', folder], {
    encoding: 'utf8',
  });
  assert.equal(left.stdout, '');
  assert.equal(passed(await one.run(['systemctl', 'is-system-running'])).stdout, 'running\n', 'the other one goes on');
});

test('a machine whose keeper is killed outright dies with it, and the next one tidies up', async (t) => {
  const one = await requireBooted(t);
  if (!one) return;
  const name = `test-${process.pid}-orphan`;
  assert.equal(spawnSync(starter, ['up', name], { encoding: 'utf8' }).status, 0);
  const folder = join('/tmp/daemonsync-hosts', name);
  const [keeper, init] = ['keeper', 'init'].map((file) => readFileSync(join(folder, file), 'utf8').trim());
  process.kill(Number(keeper), 'SIGKILL');
  await until('its processes are gone', 10_000, async () => !existsSync(`/proc/${init}`));
  assert.equal(spawnSync(starter, ['run', name, 'true'], { encoding: 'utf8' }).status, 69);
  const next = await requireBooted(t);
  assert.ok(next);
  assert.equal(existsSync(folder), false);
});
