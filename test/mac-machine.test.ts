// The Mac in memory around its launchd: commands that place files and tell facts, what a restart leaves, what a program reads.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { aMac, fire, pass, reboot, run, world } from './support/launchd/mac-machine.ts';
import { ctl, job, loadedJob, putText, serviceOf, wait } from './support/launchd/mac-jobs.ts';

const words = (text: string): string[] => text.split(' ');

test('root places files: chown, touch, sync without paths, rmdir of empty folders only', () => {
  const mac = aMac();
  putText(mac, '/Users/ann/x', 'text');
  assert.equal(run(mac, words('sudo install -d -o root -g wheel -m 0755 /Library/Application/x')).code, 0);
  assert.equal(
    run(mac, words('sudo install -o root -g wheel -m 0644 /Users/ann/x /Library/LaunchDaemons/.x.new')).code,
    0,
  );
  assert.equal(run(mac, ['sudo', 'sync']).code, 0);
  assert.deepEqual(mac.files.unsynced(), []);
  assert.equal(run(mac, words('sudo mv -f /Library/LaunchDaemons/.x.new /Library/LaunchDaemons/x')).code, 0);
  assert.deepEqual(
    [mac.files.at('/Library/LaunchDaemons/x')?.uid, mac.files.text('/Library/LaunchDaemons/x')],
    [0, 'text'],
  );
  assert.equal(run(mac, words('sudo touch /Library/Logs/y')).code, 0);
  assert.equal(run(mac, words('sudo chown ann:staff /Library/Logs/y')).code, 0);
  assert.equal(mac.files.at('/Library/Logs/y')?.uid, 501);
  assert.equal(run(mac, words('sudo rmdir /Library/Logs')).code, 1);
});

test('a log is made by its user, who cannot make it elsewhere', () => {
  const mac = aMac();
  mac.files.folder('/var/log/svc', 0o755, 0);
  const make = (user: string) =>
    run(mac, ['sudo', '-u', user, 'sh', '-c', 'umask 077 && : >> "$1"', 'sh', '/var/log/svc/out.log']);
  assert.equal(make('svc').code, 1);
  run(mac, words('sudo chown svc /var/log/svc'));
  assert.equal(make('svc').code, 0);
  const log = mac.files.at('/var/log/svc/out.log');
  assert.deepEqual([log?.uid, log?.mode], [77, 0o600]);
  assert.equal(make('nobody-known').code, 1);
});

test('facts: release, accounts, this start of the machine, who is at the screen', () => {
  const mac = aMac({}, { dialect: 'macos15' });
  assert.match(run(mac, words('sw_vers -productVersion')).stdout, /^15\./);
  assert.match(
    run(mac, words('/usr/bin/dscl . -read /Users/svc UniqueID PrimaryGroupID NFSHomeDirectory')).stdout,
    /UniqueID: 77\n/,
  );
  assert.notEqual(run(mac, words('/usr/bin/dscl . -read /Users/who UniqueID')).code, 0);
  assert.equal(mac.files.at('/dev/console')?.uid, 501);
  const session = (): string => run(mac, words('/usr/sbin/sysctl -n kern.bootsessionuuid')).stdout;
  const before = session();
  assert.equal(session(), before);
  reboot(mac);
  assert.notEqual(session(), before);
});

test('a restart ends everything and empties /tmp; what is on the disk is loaded again', () => {
  const mac = aMac();
  const { pid } = loadedJob(mac, job('dev.x', { KeepAlive: true }));
  putText(mac, '/tmp/gone', '');
  const before = world(mac);
  reboot(mac);
  wait(mac, 500);
  assert.equal(mac.files.at('/tmp/gone'), null);
  assert.equal(serviceOf(mac, 'dev.x').state, 'running');
  assert.notEqual(serviceOf(mac, 'dev.x').startedMs, null);
  assert.notEqual(pid, null);
  assert.deepEqual(world(mac).units, before.units);
});

test('a program reads its files at its start, and again when it is told to; a wrapper is part of what runs', () => {
  const mac = aMac({ reads: () => ({ start: ['/Users/ann/a'], reload: ['/Users/ann/b'] }) });
  for (const name of ['a', 'b']) putText(mac, `/Users/ann/${name}`, 'one');
  putText(mac, '/Users/ann/wrapper', '#!/bin/sh\nexec /bin/stays\n', 0o755);
  const definition = job('dev.x', { RunAtLoad: true, ProgramArguments: ['/Users/ann/wrapper'] });
  loadedJob(mac, definition);
  for (const name of ['a', 'b']) putText(mac, `/Users/ann/${name}`, 'two');
  const unit = () => world(mac).units['gui/501/dev.x'];
  assert.match(unit()?.read ?? '', /a: one\n.*b: one/);
  ctl(mac, 'kill', 'SIGHUP', 'gui/501/dev.x');
  assert.match(unit()?.read ?? '', /a: one\n.*b: two/);
  ctl(mac, 'kickstart', '-k', 'gui/501/dev.x');
  wait(mac, 500);
  assert.match(unit()?.read ?? '', /a: two\n.*b: two/);
  assert.equal(unit()?.runs, unit()?.would);
  putText(mac, '/Users/ann/wrapper', '#!/bin/sh\nexec /bin/stays now\n', 0o755);
  assert.notEqual(unit()?.runs, unit()?.would);
});

test('an idle job is fired; states are told apart', () => {
  const mac = aMac({ ends: (label) => label !== 'dev.up' });
  loadedJob(mac, job('dev.armed', { StartInterval: 600 }));
  loadedJob(mac, job('dev.once', { RunAtLoad: true }));
  loadedJob(mac, job('dev.never'));
  loadedJob(mac, job('dev.loops', { KeepAlive: true, ProgramArguments: ['/bin/fails'] }));
  fire(mac, 'gui/501', 'dev.armed');
  pass(mac, mac.clock.nowMs + 30_000);
  assert.equal(serviceOf(mac, 'dev.armed').runs, 1);
  assert.deepEqual(
    Object.entries(world(mac).units).map(([target, { state }]) => `${target}: ${state}`),
    [
      'gui/501/dev.armed: idle',
      'gui/501/dev.loops: looping',
      'gui/501/dev.never: idle, never ran',
      'gui/501/dev.once: idle, ended well',
    ],
  );
});
