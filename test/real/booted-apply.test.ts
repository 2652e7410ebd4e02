// The program as it is shipped, run by an ordinary user on a booted machine: daemons of the login, of the boot and of the
// system; reboots and power cuts; sudo that may, that asks and that may not; no manager to talk to; and nothing left at the end.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Booted, described, passed, type Ran, requireBooted, sh, until } from './support/booted.ts';

const LINGERS = '/var/lib/systemd/linger/dev';
const SUDO_LOG = '/var/log/sudo.log';
const MANIFEST = '/home/dev/daemons.yaml';
const file = ['-f', MANIFEST] as const;

const manifest = (daemons: Readonly<Record<string, string>>): string =>
  [
    'version: 1',
    'namespace: me',
    'daemons:',
    ...Object.entries(daemons).map(([name, rest]) => `  ${name}: { ${rest} }`),
    '',
  ].join('\n');
const sleeps = 'command: [/bin/sleep, infinity]';
const atBoot = `${sleeps}, when: boot`;
const ofSystem = `${sleeps}, when: boot, boot: { as: system }`;

interface Step {
  readonly root: boolean;
  readonly argv: readonly string[] | null;
}

function exits(ran: Ran, code: number): Ran {
  assert.equal(ran.code, code, described(ran));
  return ran;
}

const isActive = async (host: Booted, id: string): Promise<boolean> =>
  (await host.user(['systemctl', '--user', 'is-active', '--quiet', id])).code === 0;
const isActiveSystem = async (host: Booted, id: string): Promise<boolean> =>
  (await host.run(['systemctl', 'is-active', '--quiet', id])).code === 0;
const stops = (host: Booted): Promise<number> =>
  until('the user manager stops', 25_000, async () => (await host.run(['test', '-e', '/run/user/1000'])).code !== 0);
const comesUp = (host: Booted, id: string): Promise<number> => until(`${id} is up`, 10_000, () => isActive(host, id));

/** All that an apply could leave on the machine: every file and link below these, but for the manifest and what was there. */
async function traces(host: Booted): Promise<readonly string[]> {
  const places = ['/home/dev', '/etc/systemd', '/usr/local/libexec', '/var/log/daemonsync', '/var/lib/systemd/linger'];
  const { stdout } = passed(
    await host.run(sh('find "$@" ! -type d -printf "%p -> %l\\n" 2>/dev/null || true', ...places)),
  );
  return stdout.split('\n').filter(Boolean).toSorted();
}

/** What of the commands in a plan root is to run, word by word, without how root is reached. */
function rootCommands(json: string): readonly string[] {
  const { steps } = JSON.parse(json) as { readonly steps: readonly Step[] };
  return steps
    .filter(({ root, argv }) => root && argv !== null)
    .map(({ argv }) => (argv ?? []).slice(argv?.[1] === '-n' ? 2 : 1).join(' '));
}

/** What root really ran; sudo writes the program's whole path. */
async function sudoCommands(host: Booted): Promise<readonly string[]> {
  const log = (await host.read(SUDO_LOG)) ?? '';
  return [...log.matchAll(/COMMAND=(?:\/[^ ]*\/)?(.*)$/gm)].map(([, words = '']) => words);
}

test('boot scope: linger is switched on, recorded, and off again only if we did it', async (t) => {
  const host = await requireBooted(t);
  if (!host) return;
  await host.write(MANIFEST, manifest({ loop: sleeps, early: atBoot }));
  const before = await traces(host);

  await t.test('no manager: 69, one cause and its cure, nothing changed', async () => {
    const refused = exits(await host.daemonsync(['apply', ...file], { as: 'plain' }), 69);
    assert.match(refused.stderr, /loginctl enable-linger dev/);
    exits(await host.daemonsync(['diff', ...file], { as: 'plain' }), 69);
    assert.deepEqual(await traces(host), before);
  });

  await t.test('in a login session it brings up both, and lets the user linger', async () => {
    exits(await host.daemonsync(['diff', ...file], { as: 'login' }), 2);
    assert.equal(await host.read(LINGERS), null, 'diff changes nothing');
    exits(await host.daemonsync(['apply', ...file], { as: 'login' }), 0);
    assert.equal(await host.read(LINGERS), '');
    for (const id of ['loop.service', 'early.service']) assert.ok(await isActive(host, id), id);
    exits(await host.daemonsync(['diff', ...file]), 0);
  });

  await t.test('without a session, /run/user/UID is found, and nothing is to be done', async () => {
    const pid = passed(await host.user(['systemctl', '--user', 'show', '-P', 'MainPID', 'early'])).stdout;
    exits(await host.daemonsync(['apply', ...file], { as: 'plain' }), 0);
    exits(await host.daemonsync(['status', ...file], { as: 'plain' }), 0);
    assert.equal(passed(await host.user(['systemctl', '--user', 'show', '-P', 'MainPID', 'early'])).stdout, pid);
  });

  await t.test('after a reboot both run with nobody logged in, and nothing is to be done', async () => {
    await host.reboot();
    for (const id of ['loop.service', 'early.service']) await comesUp(host, id);
    exits(await host.daemonsync(['diff', ...file], { as: 'plain' }), 0);
  });

  await t.test('what apply reported as done survives a power cut', async () => {
    await host.write(MANIFEST, manifest({ loop: sleeps, early: `${atBoot}, env: { NEW: yes }` }));
    passed(await host.plain(sh('sync "$1"', MANIFEST)));
    exits(await host.daemonsync(['apply', ...file]), 0);
    await host.crash();
    await comesUp(host, 'early.service');
    exits(await host.daemonsync(['diff', ...file], { as: 'plain' }), 0);
    const environment = await host.user(['systemctl', '--user', 'show', '-P', 'Environment', 'early']);
    assert.match(environment.stdout, /NEW=yes/);
  });

  await t.test('the last boot daemon leaves: linger is off, because it was ours', async () => {
    await host.write(MANIFEST, manifest({ loop: sleeps }));
    exits(await host.daemonsync(['apply', '--prune', ...file], { as: 'login' }), 0);
    assert.equal(await host.read(LINGERS), null);
    await stops(host);
  });

  await t.test('login scope: not at boot, at login', async () => {
    await host.reboot();
    assert.notEqual((await host.run(['test', '-e', '/run/user/1000'])).code, 0);
    const session = passed(
      await host.login(sh('systemctl --user is-system-running --wait; systemctl --user is-active loop.service')),
    );
    assert.equal(session.stdout, 'running\nactive\n');
  });

  await t.test('linger that the user switched on stays, whatever leaves', async () => {
    passed(await host.plain(['loginctl', 'enable-linger', 'dev']));
    await host.write(MANIFEST, manifest({ loop: sleeps, early: atBoot }));
    await until('the manager answers', 10_000, async () => (await host.daemonsync(['apply', ...file])).code === 0);
    exits(await host.daemonsync(['destroy', '--yes', ...file]), 0);
    assert.equal(await host.read(LINGERS), '');
    passed(await host.plain(['loginctl', 'disable-linger', 'dev']));
    assert.deepEqual(withoutLogs(await traces(host)), before, 'destroy leaves nothing');
  });
});

test('system units by sudo: exactly the commands shown, or none', async (t) => {
  const host = await requireBooted(t);
  if (!host) return;
  passed(await host.plain(['loginctl', 'enable-linger', 'dev']));
  await until(
    'the manager answers',
    10_000,
    async () => (await host.user(['systemctl', '--user', 'is-system-running'])).code === 0,
  );
  await host.write(MANIFEST, manifest({ loop: sleeps, rooted: ofSystem }));
  const before = await traces(host);

  await t.test('sudo that needs a password, and no terminal: 77, and what needs root is as it was', async () => {
    for (const mode of ['asks', 'none'] as const) {
      await host.sudo(mode);
      const refused = exits(await host.daemonsync(['apply', ...file]), 77);
      assert.match(refused.stderr + refused.stdout, /needs root/);
      assert.equal(await host.read('/etc/systemd/system/rooted.service'), null);
      assert.deepEqual(await traces(host).then((all) => all.filter((path) => !path.startsWith('/home/dev'))), [
        LINGERS + ' -> ',
      ]);
      assert.ok(await isActive(host, 'loop.service'), 'what needs no root is done');
    }
    await host.sudo('free');
  });

  await t.test('--no-sudo prints what root would have to run, and asks nobody', async () => {
    passed(await host.run(['rm', '-f', SUDO_LOG]));
    const shown = exits(await host.daemonsync(['apply', '--no-sudo', ...file]), 77);
    assert.match(shown.stdout, /sudo install .*rooted\.service/);
    assert.match(shown.stdout, /sudo systemctl .*rooted\.service/);
    assert.deepEqual(await sudoCommands(host), []);
    assert.equal(await host.read('/etc/systemd/system/rooted.service'), null);
  });

  await t.test('apply runs as root what diff shows, in that order, and nothing else', async () => {
    const planned = rootCommands(exits(await host.daemonsync(['diff', '--json', ...file]), 2).stdout);
    assert.ok(planned.length >= 4, planned.join('\n'));
    passed(await host.run(['rm', '-f', SUDO_LOG]));
    exits(await host.daemonsync(['apply', ...file]), 0);
    assert.deepEqual(await sudoCommands(host), planned);
    assert.ok(await isActiveSystem(host, 'rooted.service'));
    const owner = passed(await host.run(['stat', '-c', '%U %a', '/etc/systemd/system/rooted.service'])).stdout;
    assert.match(owner, /^root 6[04][04]\n$/);
    const user = passed(await host.run(['systemctl', 'show', '-P', 'User', 'rooted.service'])).stdout;
    assert.equal(user, 'dev\n');
    exits(await host.daemonsync(['diff', ...file]), 0);
  });

  await t.test('a no-op needs no root, even to look', async () => {
    await host.sudo('none');
    passed(await host.run(['rm', '-f', SUDO_LOG]));
    exits(await host.daemonsync(['apply', ...file]), 0);
    exits(await host.daemonsync(['status', ...file]), 0);
    assert.deepEqual(await sudoCommands(host), []);
    await host.sudo('free');
  });

  await t.test('starts with the machine', async () => {
    await host.reboot();
    assert.ok(await isActiveSystem(host, 'rooted.service'));
    await comesUp(host, 'loop.service');
    exits(await host.daemonsync(['diff', ...file]), 0);
  });

  await t.test('`sudo daemonsync` is refused, and changes nothing', async () => {
    const all = await traces(host);
    const refused = exits(
      await host.plain([
        'sudo',
        '-n',
        '/usr/local/bin/node',
        '/usr/local/lib/daemonsync/daemonsync.cjs',
        'apply',
        ...file,
      ]),
      64,
    );
    assert.match(refused.stderr, /without sudo|under sudo/);
    assert.deepEqual(await traces(host), all);
    assert.equal(passed(await host.run(['find', '/root', '-type', 'f'])).stdout, '');
  });

  await t.test('destroy takes it all away', async () => {
    exits(await host.daemonsync(['destroy', '--yes', ...file]), 0);
    assert.deepEqual(withoutLogs(await traces(host)), before);
    assert.equal(await isActiveSystem(host, 'rooted.service'), false);
    const known = passed(await host.run(['systemctl', 'show', '-P', 'LoadState', 'rooted.service'])).stdout;
    assert.equal(known, 'not-found\n');
  });
});

test('--offline: nothing runs yet, and all of it with the next login', async (t) => {
  const host = await requireBooted(t);
  if (!host) return;
  await host.write(MANIFEST, manifest({ loop: sleeps, later: `${sleeps}, when: manual` }));
  const written = exits(await host.daemonsync(['apply', '--offline', ...file], { as: 'plain' }), 0);
  assert.match(written.stdout + written.stderr, /login/);
  assert.notEqual((await host.run(['test', '-e', '/run/user/1000'])).code, 0);
  const script =
    'systemctl --user is-system-running --wait; systemctl --user is-active loop.service later.service || true';
  const session = passed(await host.login(sh(script)));
  assert.equal(session.stdout, 'running\nactive\ninactive\n');
  const seen = await host.daemonsync(['apply', ...file], { as: 'login' });
  exits(seen, 0);
  exits(await host.daemonsync(['diff', ...file], { as: 'login' }), 0);
});

/** What daemons wrote is theirs; so is the folder of a cache, which may be lost at any time. */
function withoutLogs(all: readonly string[]): readonly string[] {
  return all.filter((path) => !/\/\.(?:cache|local\/state)\/.*(?:\.log|daemonsync\/)/.test(path));
}
