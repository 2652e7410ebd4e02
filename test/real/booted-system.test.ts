// System units on a booted machine, by the sudo of an ordinary user: exactly the commands that were shown, or none. Units with
// secrets in them, daemons of another user, moves from one manager to the other, sudo that asks, and commands run by hand.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  anotherUser,
  comesUp,
  ends,
  exits,
  isActive,
  isActiveSystem,
  lingers,
  MANIFEST,
  ofSystem,
  printedCommands,
  property,
  rootCommands,
  sleeps,
  STATE,
  SUDO_LOG,
  sudoCommands,
  SYSTEM_UNITS,
  traces,
  UNITS,
  wants,
} from './support/aboard.ts';
import { type Booted, passed, PROGRAM, requireBooted, sh } from './support/booted.ts';

const secret = (value: string, rest = ofSystem): string => `${rest}, env: { API_TOKEN: ${value} }`;
const theirs = 'shell: "echo me: $(id -un); exec sleep infinity", when: boot, boot: { as: system, user: other }';
const noRoot = (all: readonly string[]): readonly string[] => all.filter((line) => !line.includes(' /home/dev'));
const lookOf = async (host: Booted, path: string): Promise<string> =>
  passed(await host.run(['stat', '-c', '%U:%G %a', path])).stdout.trim();
const fresh = async (host: Booted): Promise<void> => void passed(await host.run(['rm', '-f', SUDO_LOG]));

test('system units by sudo: exactly the commands shown, or none', async (t) => {
  const host = await requireBooted(t);
  if (!host) return;
  const start = performance.now();
  await lingers(host);
  await anotherUser(host);
  const before = await traces(host);
  await wants(host, { loop: sleeps, rooted: ofSystem, token: secret('one-secret') });

  await t.test('sudo that needs a password, and no terminal: 77, and what needs root is as it was', async () => {
    for (const mode of ['asks', 'none'] as const) {
      await host.sudo(mode);
      const { stdout } = await ends(host, 77, ['apply']);
      assert.match(stdout, /this needs root/);
      assert.deepEqual(noRoot(await traces(host)), noRoot(before));
      assert.ok(await isActive(host, 'loop.service'), 'what needs no root is done');
    }
    await host.sudo('free');
  });

  await t.test('apply runs as root what diff shows, in that order, and nothing else', async () => {
    const planned = rootCommands((await ends(host, 2, ['diff', '--json'])).stdout);
    assert.ok(planned.length >= 8, planned.join('\n'));
    await fresh(host);
    await ends(host, 0, ['apply']);
    // Whether it may is asked first, so that nothing is begun that cannot be ended.
    assert.deepEqual(await sudoCommands(host), ['true', ...planned]);
    for (const id of ['rooted', 'token']) assert.ok(await isActiveSystem(host, `${id}.service`), id);
    assert.equal(await property(host, 'system', 'rooted', 'User'), 'dev');
    assert.equal(await lookOf(host, `${SYSTEM_UNITS}/rooted.service`), 'root:root 644');
    assert.equal(await lookOf(host, `${SYSTEM_UNITS}/token.service`), 'root:root 600');
    assert.equal((await traces(host)).filter((line) => /staged|\.new /.test(line)).length, 0);
  });

  await t.test('a no-op needs no root, even to look at what only root may read', async () => {
    await host.sudo('none');
    await fresh(host);
    const pids = await Promise.all(['rooted', 'token'].map((id) => property(host, 'system', id, 'MainPID')));
    for (const verb of ['apply', 'diff', 'status']) await ends(host, 0, [verb]);
    assert.deepEqual(await sudoCommands(host), []);
    assert.deepEqual(await Promise.all(['rooted', 'token'].map((id) => property(host, 'system', id, 'MainPID'))), pids);
    await host.sudo('free');
  });

  await t.test('what is in force survives a power cut, and starts with the machine', async () => {
    await wants(host, { loop: sleeps, rooted: ofSystem, token: secret('two-secret') });
    await ends(host, 0, ['apply']);
    await host.crash();
    await comesUp(host, 'loop.service');
    for (const id of ['rooted', 'token']) assert.ok(await isActiveSystem(host, `${id}.service`), id);
    assert.match((await host.read(`${SYSTEM_UNITS}/token.service`)) ?? '', /two-secret/);
    await ends(host, 0, ['diff']);
  });

  await t.test("another user's: wrapper and logs are where only root puts things", async () => {
    await wants(host, { loop: sleeps, rooted: ofSystem, token: secret('two-secret'), theirs });
    await ends(host, 0, ['apply']);
    assert.equal(await property(host, 'system', 'theirs', 'User'), 'other');
    assert.equal(await lookOf(host, '/usr/local/libexec/daemonsync/me/theirs'), 'root:root 755');
    assert.match(await lookOf(host, '/var/log/daemonsync/theirs'), /^other:\w+ 700$/);
    assert.equal(await host.read('/var/log/daemonsync/theirs/service.log'), 'me: other\n');
    await ends(host, 0, ['diff']);
  });

  await t.test('from the system to the login and back: no trace of the other', async () => {
    const moves = { rooted: sleeps, token: secret('two-secret', sleeps), theirs: 'shell: "exec sleep infinity"' };
    await wants(host, { loop: sleeps, ...moves });
    await ends(host, 0, ['apply']);
    for (const name of Object.keys(moves)) {
      assert.ok(await isActive(host, `${name}.service`), name);
      assert.equal(await property(host, 'system', name, 'LoadState'), 'not-found');
    }
    const there = (await traces(host)).filter((line) => !line.includes('/var/log/daemonsync'));
    assert.deepEqual(noRoot(there), noRoot(before));
    await ends(host, 0, ['diff']);

    await wants(host, { loop: sleeps, rooted: ofSystem, token: secret('two-secret'), theirs });
    await ends(host, 0, ['apply']);
    for (const name of Object.keys(moves)) {
      assert.ok(await isActiveSystem(host, `${name}.service`), name);
      assert.equal(await property(host, 'user', name, 'LoadState'), 'not-found');
      assert.equal(await host.read(`${UNITS}/${name}.service`), null);
    }
    assert.equal((await traces(host)).filter((line) => line.includes('wrappers/me/')).length, 0);
    await ends(host, 0, ['diff']);
  });

  await t.test('`sudo daemonsync` is refused, and changes nothing', async () => {
    const all = await traces(host);
    const argv = ['sudo', '-n', '/usr/local/bin/node', PROGRAM, 'apply', '-f', MANIFEST];
    assert.match(exits(await host.plain(argv), 64).stderr, /without sudo|under sudo/);
    assert.deepEqual(await traces(host), all);
    assert.equal(passed(await host.run(['find', '/root', '-type', 'f'])).stdout, '');
  });

  await t.test('destroy takes it all away, and says of the logs that are not ours where they are', async () => {
    const { stderr } = await ends(host, 0, ['destroy', '--yes']);
    assert.match(
      stderr,
      /stays in \/var\/log\/daemonsync\/theirs .*theirs[\s\S]*sudo rm -r \/var\/log\/daemonsync\/theirs/,
    );
    passed(await host.plain(['sudo', '-n', 'rm', '-r', '/var/log/daemonsync']));
    passed(await host.plain(['rm', MANIFEST]));
    assert.deepEqual(await traces(host), before);
    for (const id of ['rooted', 'token', 'theirs'])
      assert.equal(await property(host, 'system', id, 'LoadState'), 'not-found');
  });
  console.log(`count: ${Math.round(performance.now() - start)} ms of system units and sudo`);
});

test("--no-sudo: root's part is printed, and when a person has run it nothing is left to be done", async (t) => {
  const host = await requireBooted(t);
  if (!host) return;
  const start = performance.now();
  let ran = 0;
  await lingers(host);
  await anotherUser(host);
  const before = await traces(host);
  const runByHand = async (commands: readonly string[]): Promise<void> => {
    for (const line of commands) {
      const { code, stderr } = await host.plain(sh(line));
      // What never failed has no failure to be forgotten.
      assert.ok(code === 0 || line.startsWith('sudo systemctl reset-failed '), `${line}: ${stderr}`);
    }
    ran += commands.length;
  };
  const settles = async (verb: 'apply' | 'destroy' = 'apply'): Promise<void> => {
    const { stdout } = await ends(host, 77, [verb, '--no-sudo', '--yes']);
    const commands = printedCommands(stdout);
    assert.ok(commands.length > 0, stdout);
    assert.deepEqual(await sudoCommands(host), [], 'sudo was not even asked');
    await ends(host, 77, [verb, '--no-sudo', '--yes'], { as: 'plain' });
    await runByHand(commands);
    await fresh(host);
    await host.sudo('none');
    await ends(host, 0, [verb, '--no-sudo', '--yes']);
    await ends(host, 0, [verb === 'apply' ? 'diff' : 'destroy']);
    assert.equal(await host.read(`${STATE}/namespaces/me/staged`), null, 'nothing that was prepared is left');
    await host.sudo('free');
    await fresh(host);
  };
  const job = 'command: [/bin/true], when: boot, boot: { as: system }, schedule: { every: 1h }';

  await t.test('new ones', async () => {
    await wants(host, { loop: sleeps, rooted: ofSystem, token: secret('one-secret'), theirs, job });
    await settles();
    assert.match((await host.read(`${SYSTEM_UNITS}/token.service`)) ?? '', /one-secret/);
  });

  await t.test('changed ones, to the very same size; and a timer', async () => {
    const every = job.replace('1h', '2h');
    await wants(host, {
      loop: sleeps,
      rooted: `${ofSystem}, env: { A: b }`,
      token: secret('two-secret'),
      theirs,
      job: every,
    });
    const untouched = await property(host, 'system', 'theirs', 'MainPID');
    await settles();
    assert.match(await property(host, 'system', 'rooted', 'Environment'), /A=b/);
    const environ = passed(
      await host.run(sh('tr "\\0" "\\n" </proc/$(systemctl show -P MainPID token)/environ')),
    ).stdout;
    assert.match(environ, /API_TOKEN=two-secret/);
    assert.equal(await property(host, 'system', 'theirs', 'MainPID'), untouched);
  });

  await t.test('one that moves runs on as it was until its successor is there', async () => {
    await wants(host, { loop: ofSystem, rooted: sleeps, token: secret('two-secret'), theirs: sleeps, job });
    const { stdout } = await ends(host, 77, ['apply', '--no-sudo']);
    assert.ok((await isActive(host, 'loop.service')) && (await isActiveSystem(host, 'rooted.service')));
    await runByHand(printedCommands(stdout));
    await host.sudo('none');
    await ends(host, 0, ['apply', '--no-sudo']);
    await host.sudo('free');
    assert.deepEqual([await isActive(host, 'loop.service'), await isActiveSystem(host, 'loop.service')], [false, true]);
    assert.deepEqual(
      [await isActive(host, 'rooted.service'), await isActiveSystem(host, 'rooted.service')],
      [true, false],
    );
    await ends(host, 0, ['diff']);
    await fresh(host);
  });

  await t.test('all of them', async () => {
    await settles('destroy');
    passed(await host.plain(sh('sudo -n rm -rf /var/log/daemonsync; rm "$1"', MANIFEST)));
    await fresh(host);
    assert.deepEqual(await traces(host), before);
  });
  console.log(`count: ${ran} commands of root, run by hand as printed`);
  console.log(`count: ${Math.round(performance.now() - start)} ms of --no-sudo`);
});
