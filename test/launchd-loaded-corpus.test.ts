// The plists of real products, loaded into the stand-in for launchd as agents and as daemons: what it prints of each is known for
// that plist, and for no other with one key changed. Which keys no print tells of is written down here.

import assert from 'node:assert/strict';
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { readJob } from '../src/launchd/plist/job.ts';
import { definitionOf, differing } from '../src/launchd/loaded/definition.ts';
import { readPlist } from '../src/launchd/plist/read.ts';
import { isDict, isList, type PlistDict, type PlistValue, spelled } from '../src/launchd/plist/value.ts';
import { writePlist } from '../src/launchd/plist/write.ts';
import { readAgainst } from '../src/launchd/print/against.ts';
import type { Body } from './support/launchd/body.ts';
import { launchctl } from './support/launchd/launchctl.ts';
import { boot } from './support/launchd/sessions.ts';
import { newLaunchd } from './support/launchd/state.ts';

const shared = process.env['DAEMONSYNC_SHARED'] ?? join(process.env['DAEMONSYNC_ROOT'] ?? '.', '..', 'shared');
const corpus = join(shared, 'corpus', 'launchd', 'plists');

/** What it prints of a plist there. null: it does not take it. */
function printed(text: string, label: string, path: string): string | null {
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
  launchctl(fake, body, ['enable', `${target}/${label}`], caller);
  if (launchctl(fake, body, ['bootstrap', target, path], caller).code !== 0) return null;
  return launchctl(fake, body, ['print', `${target}/${label}`], caller).stdout;
}

const dict = (entries: Readonly<Record<string, PlistValue>>): PlistDict => new Map(Object.entries(entries));

/** Another value than any of theirs. */
const OTHERS: Readonly<Record<string, PlistValue>> = {
  Program: '/zz/p',
  ProgramArguments: ['/zz', 'y'],
  EnvironmentVariables: dict({ ZZ: '1' }),
  WorkingDirectory: '/zz',
  StandardInPath: '/zz/i',
  StandardOutPath: '/zz/o',
  StandardErrorPath: '/zz/e',
  ThrottleInterval: 77n,
  ExitTimeOut: 77n,
  StartInterval: 1801n,
  StartCalendarInterval: dict({ Hour: 23n }),
  WatchPaths: ['/zz'],
  QueueDirectories: ['/zz'],
  Sockets: dict({ zz: new Map() }),
  KeepAlive: true,
  RunAtLoad: true,
  ProcessType: 'Background',
  SoftResourceLimits: dict({ NumberOfFiles: 8193n }),
  HardResourceLimits: dict({ NumberOfFiles: 8193n }),
  UserName: '_zz',
};

const conditional = (job: PlistDict): boolean =>
  isDict(job.get('KeepAlive')) && (job.get('KeepAlive') as PlistDict).has('PathState');

/** Changes that no print tells of for certain, and why: everything else is told. */
const UNTOLD: Readonly<Record<string, (was: PlistDict, isRoots: boolean) => boolean>> = {
  // Ignored in a user's domain (L61).
  UserName: (_, isRoots) => !isRoots,
  // An old key of Apple's own says the same in other words.
  ProcessType: (was) => was.has('POSIXSpawnType'),
  // Which conditions imply it is not known.
  RunAtLoad: conditional,
};

const NEVER_TOLD =
  `Umask Nice GroupName InitGroups MachServices EnableTransactions EnablePressuredExit LaunchOnlyOnce LaunchEvents
  inetdCompatibility Disabled SessionCreate LowPriorityIO AbandonProcessGroup AssociatedBundleIdentifiers LimitLoadToSessionType
  POSIXSpawnType MaterializeDatalessFiles TransactionTimeLimitEnabled LimitLoadToHardware EnableGlobbing BundleProgram
  SHAuthorizationRight`.split(/\s+/);

/** Removed keys of which only their presence is told, or nothing where they were as without them. */
function isUntoldWithout(key: string, was: PlistDict, isRoots: boolean): boolean {
  const value = was.get(key);
  const args = was.get('ProgramArguments');
  if (key === 'Label' || NEVER_TOLD.includes(key) || /^_|[^A-Za-z]|^Unrecognized/.test(key)) return true;
  // What it is then is looked for in a path that is launchd's own; or there is nothing left to run.
  if (key === 'Program') return !isList(args) || (typeof args[0] === 'string' && !args[0].startsWith('/'));
  if (key === 'ProgramArguments') return was.has('BundleProgram');
  // The system's own default, which may change.
  if (key === 'ExitTimeOut') return true;
  if (key === 'UserName') return !isRoots || value === 'root';
  if (key.startsWith('Standard')) return value === '/dev/null';
  return key === 'RunAtLoad' && conditional(was);
}

test('the plists of real products are known by what is printed of them, and no other is', (t) => {
  if (!existsSync(corpus)) return t.skip(`the plists of real products are not here (${corpus})`);
  const counts = { plists: 0, prints: 0, told: 0, untold: 0 };
  for (const name of readdirSync(corpus).sort()) {
    const text = readFileSync(join(corpus, name), 'utf8');
    const reading = readPlist(text);
    const was = 'read' in reading && isDict(reading.read) ? reading.read : null;
    const label = was?.get('Label');
    if (was === null || typeof label !== 'string') continue;
    const folders = ['/Users/ann/Library/LaunchAgents', '/Library/LaunchDaemons'];
    const prints = folders.flatMap((folder) => {
      const path = `${folder}/${label}.plist`;
      const print = printed(text, label, path);
      return print === null ? [] : [{ path, print, isRoots: folder === '/Library/LaunchDaemons' }];
    });
    if (prints.length > 0) counts.plists += 1;
    for (const { path, print, isRoots } of prints) {
      const judged = (wanted: string): readonly [string, readonly string[], readonly string[]] => {
        const job = readJob(wanted);
        assert.ok('read' in job, wanted);
        const service = readAgainst(print, job.read);
        assert.ok('read' in service, `${name}: ${JSON.stringify(service)}`);
        const { read } = service;
        return [definitionOf(read, job.read, path), differing(read, job.read, path), read.unexplained];
      };
      assert.deepEqual(judged(text), ['wanted', [], []], `${name}, ${path}`);
      counts.prints += 1;
      const norm = (one: PlistDict): string => {
        const job = readJob(writePlist(one));
        return 'read' in job ? spelled(job.read) : '';
      };
      const changes: readonly (readonly [string, PlistDict, boolean])[] = [
        ...Object.entries(OTHERS).map(
          ([key, value]) => [key, new Map([...was, [key, value] as const]), false] as const,
        ),
        ...[...was.keys()].map((key) => [key, new Map([...was].filter(([one]) => one !== key)), true] as const),
      ];
      for (const [key, changed, isGone] of changes) {
        if (norm(changed) === norm(was)) continue;
        const [definition, differs] = judged(writePlist(changed));
        const isUntold = isGone ? isUntoldWithout(key, was, isRoots) : (UNTOLD[key]?.(was, isRoots) ?? false);
        const what = `${name}, ${path}, ${isGone ? 'without' : 'with another'} ${key}: ${definition} (${differs.join()})`;
        if (isUntold) counts.untold += 1;
        else {
          assert.equal(definition, 'another', what);
          counts.told += 1;
        }
      }
    }
  }
  assert.ok(counts.plists > 70 && counts.told > 2500, JSON.stringify(counts));
  console.log(`count: ${counts.prints} prints of ${counts.plists} plists of real products known for what they are`);
  console.log(
    `count: ${counts.told} changes of one key of theirs seen in a print, ${counts.untold} that no print tells of`,
  );
});
