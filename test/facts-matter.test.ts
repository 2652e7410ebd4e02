// What is said of a manifest because of the machine it is read on: the release of systemd, seats, programs, root's files.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readMark } from '../src/mark.ts';
import type { Facts, Platform } from '../src/model.ts';
import { pipeline } from './support/compiled.ts';

async function codes(text: string, over: Partial<Facts>, platform: Platform = 'systemd'): Promise<string[]> {
  const { problems } = await pipeline(`version: 1\ndaemons:\n${text}\n`, platform, {}, over);
  return problems.map((problem) => `${problem.code}${problem.daemon ? ` ${problem.daemon}` : ''}`);
}

test('a directive that this systemd is too old for, with the version it came with', async () => {
  const text =
    '  a: { command: [a], systemd: { Service: { ExitType: cgroup, PrivateTmp: true } } }\n  b: { command: [b], schedule: { cron: "@daily", jitter: 5m } }';
  assert.deepEqual(await codes(text, { systemdVersion: 252 }), []);
  assert.deepEqual(await codes(text, { systemdVersion: 249 }), ['too-old a']);
  assert.deepEqual(await codes(text, { systemdVersion: 246 }), ['too-old a', 'too-old b']);
  assert.deepEqual(await codes(text, { systemdVersion: null }), []);
  const { problems } = await pipeline(`version: 1\ndaemons:\n${text}\n`, 'systemd', {}, { systemdVersion: 246 });
  assert.match(problems[0]?.message ?? '', /`ExitType=` came with systemd 250; this machine has 246/);
});

test('nobody can log in at a machine without a seat', async () => {
  const text = '  a: { command: [a] }';
  assert.deepEqual(await codes(text, { loginBy: 'neither' }), ['no-seat a']);
  assert.deepEqual(await codes(text, { loginBy: 'seat' }), []);
  assert.deepEqual(await codes(text, { loginBy: 'linger' }), []);
  assert.deepEqual(await codes('  a: { command: [a], when: manual }', { loginBy: 'neither' }), []);
  assert.deepEqual(await codes('  a: { command: [a], when: boot, boot: { as: system } }', { loginBy: 'neither' }), []);
});

test('a program that is not there, and one that nobody could look for', async () => {
  assert.deepEqual(await codes('  a: { command: [missing-tool] }', {}), ['program-not-found a']);
  assert.deepEqual(await codes('  a: { command: [missing-tool] }', { thisMachine: false }), ['not-looked-up a']);
  assert.deepEqual(await codes('  a: { command: [/missing-tool], launcher: { mise: /x } }', {}), []);
  assert.deepEqual(await codes('  a: { command: [missing-tool], launcher: { mise: /x } }', {}), []);
});

test("root runs only what is root's own", async () => {
  const text = '  a: { command: [/opt/a], env_file: /etc/a.env, when: boot, boot: { user: root, as: system } }';
  const account = { root: { user: 'root', uid: 0, group: 'root', home: '/root' } };
  assert.deepEqual(await codes(text, { accounts: account, rootOwned: { '/opt/a': true, '/etc/a.env': true } }), []);
  assert.deepEqual(await codes(text, { accounts: account, rootOwned: { '/opt/a': true, '/etc/a.env': false } }), [
    'root-path a',
  ]);
  assert.deepEqual(await codes(text, { accounts: account, rootOwned: {} }), ['root-path a', 'root-path a']);
  assert.deepEqual(
    await codes(text.replace('/opt/a,', '').replace('[/opt/a]', '[a]'), {
      accounts: account,
      rootOwned: { '/etc/a.env': true },
    }),
    ['root-program a'],
  );
});

test('macOS 15 blocks the local network for agents, 14 did not', async () => {
  const text = '  a: { command: [a], reaches: lan }';
  assert.deepEqual(await codes(text, { macosVersion: 14 }, 'launchd'), []);
  assert.deepEqual(await codes(text, { macosVersion: 15 }, 'launchd'), ['local-network a']);
  assert.deepEqual(await codes(text, { macosVersion: null }, 'launchd'), ['local-network a']);
  assert.deepEqual(await codes(`${text.slice(0, -2)}, when: boot }`, { macosVersion: 26 }, 'launchd'), []);
});

test('what the manifest names and is not there, cannot be run, or can be read by others', async () => {
  const text =
    '  a: { command: [/opt/a], working_directory: /srv/w, env_file: [/etc/a.env, { path: /etc/b.env, optional: true }] }';
  assert.deepEqual(await codes(text, {}), []);
  assert.deepEqual(
    await codes(text, {
      amiss: { '/opt/a': 'missing', '/srv/w': 'missing', '/etc/a.env': 'missing', '/etc/b.env': 'missing' },
    }),
    ['missing a', 'missing a', 'missing a'],
  );
  assert.deepEqual(await codes(text, { amiss: { '/opt/a': 'not-runnable', '/etc/b.env': 'open' } }), [
    'not-runnable a',
    'open-secrets a',
  ]);
});

test('a bare name that was not found never becomes a prefix of systemd', async () => {
  for (const name of [
    '-missing',
    '@missing',
    ':missing',
    '+missing',
    '!missing',
    '!!missing',
    '|missing',
    '-@missing',
    'missing$x',
    'missing x',
    "missing'x",
  ]) {
    const { desired } = await pipeline(
      `version: 1\ndaemons:\n  a: { command: [${JSON.stringify(name)}, b] }\n`,
      'systemd',
    );
    const exec = /^ExecStart=(.*)$/m.exec(desired[0]?.files[0]?.text ?? '')?.[1];
    assert.equal(exec, '/home/ann/.local/share/daemonsync/wrappers/default/a', name);
  }
  const { desired } = await pipeline('version: 1\ndaemons:\n  a: { command: [missing.tool-2+x, b] }\n', 'systemd');
  assert.match(desired[0]?.files[0]?.text ?? '', /^ExecStart=missing\.tool-2\+x b$/m);
});

test('a mark is a line of its own, whatever the folder of the manifest is called', async () => {
  const folder = `/home/ann/daemonsync: namespace=other daemon=x sha256=${'0'.repeat(64)}`;
  for (const platform of ['systemd', 'launchd'] as const) {
    const { desired } = await pipeline(
      'version: 1\ndaemons:\n  a: { shell: exec x, description: "daemonsync: namespace=z daemon=z" }\n',
      platform,
      {},
      {},
      undefined,
      folder,
    );
    for (const file of desired[0]?.files ?? [])
      assert.deepEqual(readMark(file.text), { namespace: 'default', daemon: 'a', intact: true }, file.text);
  }
});
