// The program as it is shipped, run by an ordinary user on a booted machine: daemons of the login and of the boot, linger,
// reboots, logging in and out, no manager to talk to, and nothing left at the end.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  atBoot,
  comesUp,
  ends,
  exits,
  hasManager,
  isActive,
  LINGERS,
  manifest,
  property,
  sleeps,
  STATE,
  stops,
  traces,
  UNITS,
  wants,
} from './support/aboard.ts';
import { passed, requireBooted, sh, until } from './support/booted.ts';

const CLOUD = '/home/dev/other/daemons.yaml';

test('boot scope: linger is switched on, recorded, and off again only if we did it', async (t) => {
  const host = await requireBooted(t);
  if (!host) return;
  const start = performance.now();
  await wants(host, { loop: sleeps, early: atBoot });
  await host.write(CLOUD, manifest({ also: atBoot }, 'two'));
  // What is not read before it boots again; else a user's manager stays for ten seconds after the last session.
  await host.write('/etc/systemd/logind.conf.d/soon.conf', '[Login]\nUserStopDelaySec=1\n', 'root');
  const before = await traces(host);
  const plainly = { as: 'plain' } as const;

  await t.test('no manager: 69, the cause and the cure, nothing changed', async () => {
    for (const verb of ['apply', 'diff', 'status', 'destroy']) {
      const { stderr } = await ends(host, 69, [verb], plainly);
      assert.match(stderr, /no service manager runs for dev/, verb);
      assert.match(stderr, /loginctl enable-linger dev.*\n?.*log in/, verb);
    }
    assert.deepEqual(await traces(host), before);
  });

  await t.test('login daemons alone want no linger', async () => {
    await wants(host, { loop: sleeps });
    await ends(host, 0, ['apply'], { as: 'login' });
    assert.equal(await host.read(LINGERS), null);
    assert.equal(await host.read(`${STATE}/linger.json`), null);
  });

  await t.test('a boot daemon comes: the user lingers, and nothing else is touched', async () => {
    await wants(host, { loop: sleeps, early: atBoot });
    const { stdout } = await ends(host, 2, ['diff'], { as: 'login' });
    assert.match(stdout, /loginctl enable-linger dev/);
    assert.equal(await host.read(LINGERS), null, 'diff changes nothing');
    const script =
      'before=$(systemctl --user show -P MainPID loop); "$@"; [ "$before" = "$(systemctl --user show -P MainPID loop)" ]';
    exits(await host.login(sh(script, '/usr/local/bin/node', '/usr/local/lib/daemonsync/daemonsync.cjs', 'apply')), 0);
    assert.equal(await host.read(LINGERS), '');
    assert.match((await host.read(`${STATE}/linger.json`)) ?? '', /"user":"dev"/);
    for (const id of ['loop.service', 'early.service']) assert.ok(await isActive(host, id), id);
    await ends(host, 0, ['diff']);
  });

  await t.test('without a session, /run/user/UID is found, and nothing is to be done', async () => {
    const pid = await property(host, 'user', 'early', 'MainPID');
    await ends(host, 0, ['apply'], plainly);
    await ends(host, 0, ['status'], plainly);
    assert.equal(await property(host, 'user', 'early', 'MainPID'), pid);
  });

  await t.test('after a reboot both run with nobody logged in, and nothing is to be done', async () => {
    await host.reboot();
    for (const id of ['loop.service', 'early.service']) await comesUp(host, id);
    await ends(host, 0, ['diff'], plainly);
  });

  await t.test('what apply reported as done survives a power cut', async () => {
    await wants(host, { loop: sleeps, early: `${atBoot}, env: { NEW: yes }`, fresh: atBoot });
    await ends(host, 0, ['apply']);
    await host.crash();
    for (const id of ['early.service', 'fresh.service']) await comesUp(host, id);
    await ends(host, 0, ['diff'], plainly);
    assert.match(await property(host, 'user', 'early', 'Environment'), /NEW=yes/);
  });

  await t.test('another namespace needs it too: it goes with the last one', async () => {
    passed(await host.daemonsync(['apply', '-f', CLOUD]));
    await wants(host, { loop: sleeps });
    await ends(host, 0, ['apply', '--prune']);
    // Of what only left the manifest the logs stay, to be read.
    passed(await host.plain(['rm', '-r', '/home/dev/.local/state/early', '/home/dev/.local/state/fresh']));
    assert.equal(await host.read(LINGERS), '');
    assert.ok(await isActive(host, 'also.service'));
    await ends(host, 0, ['diff']);
    passed(await host.daemonsync(['destroy', '--yes', '-f', CLOUD]));
    assert.equal(await host.read(LINGERS), null, 'it was ours');
    assert.equal(await host.read(`${STATE}/linger.json`), null);
    await stops(host);
  });

  await t.test('login scope: not at boot, at login, and not for long after it', async () => {
    await host.reboot();
    assert.equal(await hasManager(host), false);
    const session = passed(
      await host.login(sh('systemctl --user is-system-running --wait; systemctl --user is-active loop.service')),
    );
    assert.equal(session.stdout, 'running\nactive\n');
    await stops(host);
  });

  await t.test('linger that the user switched on stays, and destroy leaves nothing', async () => {
    passed(await host.plain(['loginctl', 'enable-linger', 'dev']));
    await wants(host, { loop: sleeps, early: atBoot, script: `shell: "echo $$; exec sleep infinity"` });
    await until('the manager answers', 15_000, async () => hasManager(host));
    await ends(host, 0, ['apply']);
    assert.equal(await host.read(`${STATE}/linger.json`), null);
    await ends(host, 0, ['destroy', '--yes']);
    assert.equal(await host.read(LINGERS), '');
    passed(await host.plain(['loginctl', 'disable-linger', 'dev']));
    assert.deepEqual(await traces(host), before);
  });
  console.log(`count: ${Math.round(performance.now() - start)} ms of linger, logins and reboots`);
});

test('--offline: nothing runs yet, and all of it with the next login', async (t) => {
  const host = await requireBooted(t);
  if (!host) return;
  const before = await traces(host);
  await wants(host, { loop: sleeps, later: `${sleeps}, when: manual`, early: atBoot });
  const written = await ends(host, 0, ['apply', '--offline'], { as: 'plain' });
  assert.match(written.stdout, /no service manager was asked/);
  assert.equal(await hasManager(host), false);
  await ends(host, 0, ['diff', '--offline'], { as: 'plain' });
  const script =
    'systemctl --user is-system-running --wait; systemctl --user is-active loop.service later.service early.service || true';
  assert.equal(passed(await host.login(sh(script))).stdout, 'running\nactive\ninactive\nactive\n');
  await ends(host, 0, ['apply'], { as: 'login' });
  assert.equal(await host.read(LINGERS), '', 'what could not be done then is done now');
  await ends(host, 0, ['diff'], { as: 'plain' });

  await wants(host, { later: `${sleeps}, when: manual` });
  await ends(host, 0, ['apply', '--prune', '--offline']);
  assert.equal(await host.read(`${UNITS}/loop.service`), null);
  await ends(host, 0, ['apply', '--prune']);
  assert.equal(await isActive(host, 'loop.service'), false, 'what was only taken off the disk is stopped');
  assert.equal(await host.read(LINGERS), null);
  await until('the manager is gone, or lets us', 25_000, async () => {
    if (!(await hasManager(host))) passed(await host.run(['loginctl', 'enable-linger', 'dev']));
    return (await host.daemonsync(['destroy', '--yes', '-f', '/home/dev/daemons.yaml'])).code === 0;
  });
  passed(await host.run(['loginctl', 'disable-linger', 'dev']));
  passed(await host.plain(sh('cd; rm -rf daemons.yaml .local/state/loop .local/state/early')));
  assert.deepEqual(await traces(host), before);
});
