// Prints of real Macs against the plists that they were loaded from, and random daemons printed by the stand-in for launchd:
// each is known for what it is, and for nothing else.

import assert from 'node:assert/strict';
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { weigh } from '../src/launchd/impact.ts';
import { type NormalJob, readJob } from '../src/launchd/plist/job.ts';
import { definitionOf, differing } from '../src/launchd/loaded/definition.ts';
import { plistText } from '../src/launchd/plist/text.ts';
import { spelled } from '../src/launchd/plist/value.ts';
import { readAgainst } from '../src/launchd/print/against.ts';
import { readService } from '../src/launchd/print/service.ts';
import type { PrintedService, ReadingSoFar } from '../src/launchd/print/printed.ts';
import type { DesiredDaemon } from '../src/model.ts';
import { pipeline } from './support/compiled.ts';
import type { Body } from './support/launchd/body.ts';
import { launchctl } from './support/launchd/launchctl.ts';
import { boot } from './support/launchd/sessions.ts';
import { newLaunchd } from './support/launchd/state.ts';
import { inManifest, oddFrom, seedOfThisRun, yamlString } from './support/odd-strings.ts';
import { FIELDS, jobOf, type Keys } from './support/printed-fields.ts';
import { randomManifest } from './support/random-manifest.ts';

const AGENTS = '/Users/user1/Library/LaunchAgents';
const OPENCLAW = '/Users/user1/.openclaw/workspace';

/** Captures → the plist that each was loaded from, as far as its print tells. */
const REAL: Readonly<Record<string, { readonly path: string; readonly keys: Keys }>> = {
  '046': {
    path: `${AGENTS}/com.motherboard.snapshot.retention.plist`,
    keys: {
      ProgramArguments: ['/bin/bash', '/Users/user1/motherboard-backup-system/snapshot-manager-prod.sh'],
      WorkingDirectory: '/Users/user1/motherboard-backup-system',
      StandardOutPath: '/Users/user1/motherboard-backup-system/launchd.out.log',
      StandardErrorPath: '/Users/user1/motherboard-backup-system/launchd.err.log',
      StartCalendarInterval: { Hour: 2, Minute: 0 },
      RunAtLoad: true,
    },
  },
  '070': {
    path: '/Users/demo/Library/LaunchAgents/com.asmi.daemon.plist',
    keys: {
      ProgramArguments: ['/usr/local/bin/asmi', '--serve', '--cluster', '--port', '9090'],
      StandardOutPath: '/Users/demo/Library/Logs/asmi-daemon.log',
      StandardErrorPath: '/Users/demo/Library/Logs/asmi-daemon.log',
      ThrottleInterval: 5,
      KeepAlive: true,
      RunAtLoad: true,
    },
  },
  '094': {
    path: `${AGENTS}/ai.openclaw.comment-warmup.plist`,
    keys: {
      ProgramArguments: ['/bin/bash', `${OPENCLAW}/scripts/comment-orchestrator.sh`],
      StandardOutPath: `${OPENCLAW}/logs/comment-warmup.log`,
      StandardErrorPath: `${OPENCLAW}/logs/comment-warmup-err.log`,
      EnvironmentVariables: {
        MAX_AGE_HOURS: '18',
        MAX_PICKS_PER_FIRE: '2',
        MIN_LIKES: '2',
        REPLY_FOLLOW_DAILY_CAP: '30',
      },
      StartCalendarInterval: [12, 16, 19, 22].map((Hour) => ({ Hour, Minute: 0 })),
    },
  },
  '095': {
    path: `${AGENTS}/ai.openclaw.competitor-follower-follow.plist`,
    keys: {
      ProgramArguments: ['/usr/local/bin/node', `${OPENCLAW}/scripts/competitor-follower-follow.js`],
      StandardOutPath: `${OPENCLAW}/logs/competitor-follower-follow.log`,
      StandardErrorPath: `${OPENCLAW}/logs/competitor-follower-follow-err.log`,
      EnvironmentVariables: { PATH: '/usr/local/bin:/usr/bin:/bin', COMPETITOR_FOLLOW_DAILY_CAP: '5' },
      StartCalendarInterval: [11, 18].map((Hour) => ({ Hour, Minute: 30 })),
    },
  },
  '097': {
    path: `${AGENTS}/ai.openclaw.import-manual-image.plist`,
    keys: {
      ProgramArguments: ['/usr/local/bin/node', `${OPENCLAW}/scripts/import-manual-image.js`],
      StandardOutPath: `${OPENCLAW}/logs/import-manual-image.out`,
      StandardErrorPath: `${OPENCLAW}/logs/import-manual-image.err`,
      StartInterval: 1800,
    },
  },
  '098': {
    path: '/Library/LaunchDaemons/org.nixos.nix-daemon.plist',
    keys: {
      ProgramArguments: [
        '/bin/sh',
        '-c',
        '/bin/wait4path /nix/store && exec /nix/store/65ghpdw6n9vawhzx8bzqym2zmzrz4dmc-nix-2.34.7+1/bin/nix-daemon',
      ],
      EnvironmentVariables: {
        NIX_SSL_CERT_FILE: '/etc/ssl/certs/ca-certificates.crt',
        OBJC_DISABLE_INITIALIZE_FORK_SAFETY: 'YES',
      },
      KeepAlive: true,
      SoftResourceLimits: { NumberOfFiles: 1048576 },
    },
  },
};

const shared = process.env['DAEMONSYNC_SHARED'] ?? join(process.env['DAEMONSYNC_ROOT'] ?? '.', '..', 'shared');
const captures = join(shared, 'corpus', 'launchd', 'captures');

test('prints of real Macs are of the plists that they were loaded from, and of no other', (t) => {
  if (!existsSync(captures)) return t.skip(`the prints of real Macs are not here (${captures})`);
  const names = readdirSync(captures);
  let changes = 0;
  for (const [number, { path, keys }] of Object.entries(REAL)) {
    const name = names.find((one) => one.startsWith(`${number}-`)) ?? '';
    const reading = readService(readFileSync(join(captures, name), 'utf8'));
    assert.ok('read' in reading, name);
    const judged = (over: Keys, without = ''): readonly string[] => {
      const all = Object.entries({ ...keys, ...over }).filter(([key]) => key !== without);
      return differing(reading.read, jobOf({ Label: reading.read.label, ...Object.fromEntries(all) }), path);
    };
    assert.deepEqual(judged({}), [], name);
    assert.equal(definitionOf(reading.read, jobOf({ Label: reading.read.label, ...keys }), path), 'wanted', name);
    for (const key of Object.keys(keys)) {
      // That KeepAlive alone starts it too makes RunAtLoad beside it say nothing.
      const saysNothing = key === 'RunAtLoad' && keys['KeepAlive'] === true;
      assert.equal(judged({}, key).length > 0, !saysNothing, `${name} without ${key}`);
      changes += 1;
    }
    for (const { keys: other } of FIELDS) {
      const [key = ''] = Object.keys(other);
      const isNoChange = spelled(jobOf({ ...keys, ...other })) === spelled(jobOf(keys));
      if (key === 'Umask' || key === 'Nice' || isNoChange) continue;
      assert.ok(
        judged(other).some((one) => one.startsWith(key)),
        `${name} with ${JSON.stringify(other)}`,
      );
      changes += 1;
    }
    assert.ok(differing(reading.read, jobOf({ ...keys, Label: 'x' }), '/elsewhere.plist').includes('path'), name);
  }
  console.log(
    `count: ${Object.keys(REAL).length} prints of real Macs known by their plists, ${changes} changed keys seen`,
  );
});

test('what an app registered is none of ours, whatever it runs', (t) => {
  if (!existsSync(captures)) return t.skip(`the prints of real Macs are not here (${captures})`);
  const reading = readService(readFileSync(join(captures, '047-mattstack-running-after-exit1.txt'), 'utf8'));
  assert.ok('read' in reading);
  const keys: Keys = {
    Label: 'com.mattstack.daemon',
    BundleProgram: 'Contents/MacOS/rt',
    ProgramArguments: ['Contents/MacOS/rt', '--daemon'],
    EnvironmentVariables: { MATTSTACK_FLAVOR: 'prod', PATH: '/usr/bin:/bin:/usr/sbin:/sbin' },
    ExitTimeOut: 30,
    KeepAlive: { SuccessfulExit: false },
    ProcessType: 'Interactive',
  };
  assert.deepEqual(differing(reading.read, jobOf(keys), '/x.plist'), ['path']);
  assert.deepEqual(differing(reading.read, jobOf({ ...keys, ExitTimeOut: 20 }), '/x.plist'), ['path', 'ExitTimeOut']);
});

/** As the stand-in prints it once it is loaded from that text. */
function readingOf(text: string, path: string, job: NormalJob): ReadingSoFar<PrintedService> {
  const isRoots = path.startsWith('/Library/LaunchDaemons/');
  const target = isRoots ? 'system' : 'gui/501';
  const caller = { uid: isRoots ? 0 : 501 };
  const body: Body = {
    nowMs: () => 0,
    file: (asked) => (asked === path ? { kind: 'file', mode: 0o644, uid: caller.uid, gid: 0, text } : null),
    list: () => null,
    spawn: () => ({ pid: 4242 }),
    signal: () => {},
    began: () => 5,
    ended: () => {},
  };
  const fake = newLaunchd();
  boot(fake, body);
  const taken = launchctl(fake, body, ['bootstrap', target, path], caller);
  assert.equal(taken.code, 0, taken.stderr);
  const label = /<key>Label<\/key>\s*<string>([^<]*)</.exec(text)?.[1] ?? '';
  return readAgainst(launchctl(fake, body, ['print', `${target}/${label}`], caller).stdout, job);
}

test('what a wanted job would be printed with is found in a print, whatever it looks like', () => {
  const script = 'f() {\n\techo a\n}\n\n\tenvironment = {\n\t\tA => b\n\t}\nf';
  const keys: Keys = {
    Label: 'x',
    ProgramArguments: ['/bin/sh', '-c', script],
    EnvironmentVariables: { A: '1', B: 'x\n}\ny', C: 'z' },
  };
  const path = '/Users/ann/Library/LaunchAgents/x.plist';
  const held = plistText(keys, []);
  const judged = (wanted: Keys): string => {
    const reading = readingOf(held, path, jobOf(wanted));
    return 'read' in reading ? definitionOf(reading.read, jobOf(wanted), path) : 'unreadable';
  };
  assert.equal(judged(keys), 'wanted');
  assert.equal(judged({ ...keys, RunAtLoad: true }), 'another');
  assert.equal(judged({ ...keys, EnvironmentVariables: { A: '2', B: 'x\n}\ny', C: 'z' } }), 'another');
  for (const other of [`${script} `, script.replace('echo a', 'echo b'), `${script}\n`])
    assert.notEqual(judged({ ...keys, ProgramArguments: ['/bin/sh', '-c', other] }), 'wanted', other);
  assert.notEqual(judged({ ...keys, EnvironmentVariables: { A: '1', B: 'x\n}\nw', C: 'z' } }), 'wanted');
});

test('random daemons: what the stand-in prints of each is that one, and none of the others', async (t) => {
  const seed = seedOfThisRun();
  t.diagnostic(`seed ${seed}`);
  const odd = oddFrom(seed);
  const strange = Array.from({ length: 150 }, (_, i) => {
    const words = ['/bin/echo', odd.string(), odd.string()].map((word) => yamlString(inManifest(word)));
    return `  d${i}:\n    command: [${words.join(', ')}]\n    env: {V: ${yamlString(inManifest(odd.string()))}}`;
  });
  // Scripts of several lines, some of which look like launchd's own.
  const LINES = [
    'set -eu',
    'x=1',
    '\tx = {',
    '}',
    '\t}',
    'environment = {',
    '\tstate = running',
    '',
    '  if a; then',
    'A => b',
  ];
  const script = (): string =>
    Array.from({ length: 2 + odd.number(6) }, () => LINES[odd.number(LINES.length)]).join('\n');
  strange.push(
    ...Array.from({ length: 100 }, (_, i) => `  s${i}:\n    command: [/bin/sh, -c, ${yamlString(script())}]`),
  );
  const manifests = Array.from({ length: 50 }, () => randomManifest(odd, true));
  const desired: DesiredDaemon[] = [];
  for (const text of [...manifests, `version: 1\ndaemons:\n${strange.join('\n')}\n`])
    desired.push(...(await pipeline(text, 'launchd')).desired);
  const all = desired.map(({ name, files: [file] }) => {
    const { path, text } = file ?? { path: '', text: '' };
    const reading = readJob(text);
    assert.ok('read' in reading, text);
    return { name, path, text, job: reading.read, weight: weigh('service', text, [], null).restart };
  });
  let unclear = 0;
  let others = 0;
  let untold = 0;
  for (const [i, { name, path, text, job, weight }] of all.entries()) {
    const print = readingOf(text, path, job);
    assert.ok('read' in print, 'unreadable' in print ? `${print.unreadable}\n${text}` : '');
    const found = definitionOf(print.read, job, path);
    if (found === 'unclear') unclear += 1;
    assert.ok(found !== 'another', `seed ${seed}: ${differing(print.read, job, path).join()}\n${text}`);
    for (const other of all.slice(i + 1).filter((one) => one.name === name && one.path === path)) {
      if (other.weight === weight) continue;
      const told = definitionOf(print.read, other.job, path);
      if (told === 'another') others += 1;
      else {
        untold += 1;
        const keys = [...new Set([...other.job.keys(), ...job.keys()])].filter(
          (key) => spelled(other.job.get(key) ?? '') !== spelled(job.get(key) ?? ''),
        );
        // Where a socket listens no print tells, nor whether its disk comes last; a nice value or a umask only where it is set.
        assert.deepEqual(
          keys.filter((key) => !['Nice', 'Sockets', 'LowPriorityIO', 'Umask'].includes(key)),
          [],
          `seed ${seed}\n${text}\n${other.text}`,
        );
      }
    }
  }
  assert.ok(unclear * 20 < all.length, `${unclear} of ${all.length} unclear`);
  assert.ok(others > 200, `only ${others} others`);
  console.log(`count: ${all.length} random daemons known by their print, ${unclear} of them not for certain`);
  console.log(`count: ${others} pairs of random daemons told apart by a print, ${untold} that no print tells apart`);
});
