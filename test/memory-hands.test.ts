// The hands of the stand-in world: runs that are cut, a loss of power, changes that are refused, commands that hang.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Cut, memoryHands } from './support/memory-hands.ts';
import * as mac from './support/launchd/mac-machine.ts';
import { aMachine, forked, run } from './support/systemd-model.ts';

const UNITS = '/home/ann/.config/systemd/user';

test('hands that are cut do nothing more; a write that is cut leaves what was there, and a beginning beside it', async () => {
  const machine = aMachine();
  const file = { path: '/home/ann/x', mode: 0o644 } as const;
  await memoryHands(machine).write({ ...file, text: 'before' });
  const hands = memoryHands(machine, { cutAfter: 1, midway: true });
  assert.equal(await hands.makeFolder('/home/ann/f', 0o700), null);
  await assert.rejects(hands.write({ ...file, text: 'after' }), Cut);
  await assert.rejects(hands.remove(file.path), Cut);
  assert.equal(machine.files.text(file.path), 'before');
  assert.equal(machine.files.list('/home/ann')?.filter((name) => name.startsWith('.daemonsync-')).length, 1);
  await memoryHands(machine).write({ ...file, text: 'later' });
  assert.deepEqual(machine.files.list('/home/ann'), ['f', 'x']);
});

test('after a loss of power there is what was written, and maybe not what was linked or removed', async () => {
  const machine = aMachine();
  const hands = memoryHands(machine);
  const text = '[Service]\nExecStart=/bin/stays\n[Install]\nWantedBy=default.target\n';
  await hands.write({ path: `${UNITS}/a.service`, mode: 0o644, text });
  await hands.write({ path: '/home/ann/x', mode: 0o600, text: 'whole' });
  run(machine, ['systemctl', '--user', 'enable', 'a.service']);
  await hands.remove(`${UNITS}/a.service`);
  const kept = forked(machine);
  machine.files.lose(machine.files.unsynced());
  assert.equal(machine.files.text('/home/ann/x'), 'whole');
  assert.notEqual(machine.files.text(`${UNITS}/a.service`), null);
  assert.equal(machine.files.stand(`${UNITS}/default.target.wants/a.service`), null);
  assert.equal(kept.files.text(`${UNITS}/a.service`), null);
});

test('what may not be done is refused, and what is made to fail fails', async () => {
  const machine = aMachine();
  const hands = memoryHands(machine, {
    fault: (change) => ('path' in change && change.path === '/home/ann/full' ? 'ENOSPC' : null),
    command: (argv) =>
      argv[0] === 'slow' ? 'hangs' : argv[0] === 'wrong' ? { code: 3, stdout: '', stderr: 'no' } : null,
  });
  assert.equal(await hands.write({ path: '/etc/systemd/system/x.service', mode: 0o644, text: '' }), 'EACCES');
  assert.equal(await hands.write({ path: '/home/ann/full', mode: 0o644, text: '' }), 'ENOSPC');
  assert.equal(machine.files.at('/home/ann/full'), null);
  assert.equal((await hands.run(['wrong'])).code, 3);
  const since = hands.now();
  assert.equal((await hands.run(['slow'], { timeoutMs: 1_000 })).code, 124);
  assert.equal(hands.now() - since, 1_000);
  run(machine, ['sudo', 'install', '-d', '-m', '0700', '/etc/secret']);
  assert.equal(await hands.list('/etc/secret'), null);
  assert.equal(await hands.stand('/etc/secret/x'), null);
});

test('on a Mac they are the same hands: files, launchctl, root’s commands, time, cuts', async () => {
  const machine = mac.aMac();
  const hands = memoryHands(machine, { cutAfter: 3 });
  const path = '/Users/ann/Library/LaunchAgents/dev.x.plist';
  const text =
    '<plist version="1.0"><dict><key>Label</key><string>dev.x</string><key>RunAtLoad</key><true/>' +
    '<key>Program</key><string>/bin/sleep</string></dict></plist>';
  assert.equal((await hands.caller()).uid, 501);
  assert.equal(hands.environment('XDG_RUNTIME_DIR'), null);
  assert.equal(await hands.write({ path, mode: 0o644, text }), null);
  assert.equal((await hands.run(['launchctl', 'print', 'gui/501/dev.x'])).code, 113);
  assert.equal((await hands.run(['launchctl', 'bootstrap', 'gui/501', path])).code, 0);
  await hands.sleep(500);
  assert.match((await hands.run(['launchctl', 'print', 'gui/501/dev.x'])).stdout, /\tstate = running\n/);
  const kept = '/Library/LaunchDaemons/dev.y.plist';
  assert.equal((await hands.run(['sudo', 'install', '-o', 'root', '-g', 'wheel', '-m', '0644', path, kept])).code, 0);
  assert.deepEqual((await hands.stand(kept))?.uid, 0);
  assert.equal(hands.mutations(), 3);
  await assert.rejects(hands.run(['launchctl', 'bootout', 'gui/501/dev.x']), Cut);
  assert.equal(mac.run(machine, ['launchctl', 'print', 'gui/501/dev.x']).code, 0);
});
