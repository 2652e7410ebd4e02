// What a system keeps daemons from whatever modes say, and `~` that nobody expands: found before a start, on a real file system,
// for whichever platform says so. Where no platform says so, nothing is said.
import assert from 'node:assert/strict';
import { chmodSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { test } from 'node:test';
import type { Host } from '../src/host.ts';
import { guards as guardsOfMacOs } from '../src/launchd/examine/guards.ts';
import type { Desired, DesiredDaemon } from '../src/model.ts';
import { nodeFiles } from '../src/node/files.ts';
import type { Guards } from '../src/preflight/guarded.ts';
import { gatherPreflight } from '../src/preflight/index.ts';
import type { Start } from '../src/preflight/start.ts';
import { tildesIn } from '../src/preflight/tilde.ts';
import { scratch } from './support/built.ts';
import { annsFacts, pipeline } from './support/compiled.ts';

function world() {
  const home = scratch();
  const put = (path: string, text = '#!/bin/sh\n'): string => {
    const at = join(home, path);
    mkdirSync(dirname(at), { recursive: true });
    writeFileSync(at, text);
    chmodSync(at, 0o755);
    return at;
  };
  return { home, put };
}

const START: Start = { argv: null, searchPath: null, env: {}, workingDirectory: null, envFiles: [], outputs: [] };

async function told(home: string, start: Partial<Start>, guards: Guards | null, wrapper = ''): Promise<string[]> {
  const { desired } = await pipeline('version: 1\ndaemons:\n  web: { command: [/bin/cat], logs: none }\n', 'launchd');
  const files = [{ path: join(home, 'wrapper'), mode: 0o755, text: wrapper }];
  const daemons: Desired = desired.map((one): DesiredDaemon => ({ ...one, files: wrapper === '' ? one.files : files }));
  const host = { ...nodeFiles, caller: () => Promise.resolve({ uid: process.getuid?.() ?? 0 }) } as Partial<Host>;
  const run: Host['run'] = () => Promise.resolve({ code: 1, stdout: '', stderr: '' });
  const { blocking, warnings } = await gatherPreflight(
    { ...host, run } as Host,
    daemons,
    ['web'],
    () => ({ ...START, ...start }),
    guards,
  );
  const line = ({ severity, code, message }: { severity: string; code: string; message: string }): string =>
    `${severity} ${code}: ${message.replaceAll(home, '~')}`;
  return [...[...blocking.values()].map(line), ...warnings.map(line)];
}

const macs = (home: string, quarantined: Guards['quarantined'] = null): Guards => ({
  ...guardsOfMacOs({ ...annsFacts('launchd'), account: { ...annsFacts('launchd').account, home } }),
  quarantined,
});

test('a program, a script, an env_file and a log in a guarded folder, each by itself; elsewhere nothing', async () => {
  const { home, put } = world();
  const [safe, inDocuments] = [put('bin/x'), put('Documents/x')];
  const guards = macs(home);
  assert.deepEqual(await told(home, { argv: [safe, put('src/a.sh')], outputs: [join(home, 'log')] }, guards), []);
  assert.match(
    (await told(home, { argv: [inDocuments] }, guards)).join('\n'),
    /^warning guarded-program: ~\/Documents\/x is in the Documents folder/,
  );
  assert.match(
    (await told(home, { argv: ['/bin/sh', inDocuments] }, guards)).join('\n'),
    /^warning guarded-program: ~\/Documents\/x/,
  );
  for (const folder of ['Desktop', 'Downloads', 'Library/Mobile Documents'])
    assert.match(
      (await told(home, { argv: [put(`${folder}/x`)] }, guards)).join('\n'),
      /^warning guarded-program/,
      folder,
    );
  const log = (await told(home, { argv: [safe], outputs: ['/Volumes/big/log'] }, guards)).join('\n');
  assert.match(log, /^warning guarded-log: its log \/Volumes\/big\/log is in another disk/);
  const envFiles = [{ path: put('Documents/.env', 'A=b\n'), optional: false }];
  assert.match((await told(home, { argv: [safe], envFiles }, guards)).join('\n'), /warning guarded-env-file/);
  // The folder it works in alone was fine (L80).
  assert.deepEqual(await told(home, { argv: [safe], workingDirectory: join(home, 'Documents') }, guards), []);
  assert.deepEqual(await told(home, { argv: [inDocuments], outputs: ['/Volumes/big/log'], envFiles }, null), []);
});

test('a link counts as what it leads to, both ways', async () => {
  const { home, put } = world();
  put('Documents/x');
  put('bin/y');
  symlinkSync(join(home, 'Documents/x'), join(home, 'bin/x'));
  symlinkSync(join(home, 'bin/y'), join(home, 'Documents/y'));
  assert.match((await told(home, { argv: [join(home, 'bin/x')] }, macs(home))).join('\n'), /guarded-program/);
  assert.deepEqual(await told(home, { argv: [join(home, 'Documents/y')] }, macs(home)), []);
});

test('what a wrapper runs is looked at, not the wrapper alone', async () => {
  const { home, put } = world();
  const program = put('Documents/tool');
  const text = `#!/bin/sh\n[ -e ${program} ] || ds_fail 127 gone\nexec ${program}\n`;
  const said = await told(home, { argv: [join(home, 'wrapper')] }, macs(home), text);
  assert.match(said.join('\n'), /guarded-program: ~\/Documents\/tool/);
});

test('quarantine: asked of the program alone, and only a warning', async () => {
  const { home, put } = world();
  const asked: string[] = [];
  const guards = macs(home, (_, path) => {
    asked.push(path);
    return Promise.resolve(path.endsWith('bad'));
  });
  assert.deepEqual(await told(home, { argv: [put('bin/good')] }, guards), []);
  assert.match(
    (await told(home, { argv: [put('bin/bad'), put('bin/script')] }, guards)).join('\n'),
    /^warning quarantine: ~\/bin\/bad was downloaded/,
  );
  assert.deepEqual(asked, [join(home, 'bin/good'), join(home, 'bin/bad')]);
});

test('macOS guards four folders of the home and all other disks, and asks xattr on this machine only', () => {
  const { folders, home } = guardsOfMacOs(annsFacts('launchd'));
  assert.deepEqual([home, folders.length], ['/Users/ann', 5]);
  assert.ok(folders.some(({ path }) => path === '/Volumes'));
  assert.equal(guardsOfMacOs(annsFacts('launchd', { thisMachine: false })).quarantined, null);
});

test('`~` at the beginning of a program, folder, log or env_file keeps it from starting; in PATH it is warned of', async () => {
  const home = scratch();
  const said = async (start: Partial<Start>): Promise<string> => (await told(home, start, null)).join('\n');
  assert.match(await said({ argv: ['~/bin/x'] }), /^error tilde: its program/);
  assert.match(await said({ workingDirectory: '~/x' }), /^error tilde: its working directory/);
  assert.match(await said({ outputs: ['~/Library/Logs/x'] }), /^error tilde: its log/);
  assert.match(await said({ envFiles: [{ path: '~/.env', optional: false }] }), /^error tilde: its env_file/);
  assert.match(await said({ env: { PATH: '/bin:~/bin' } }), /^warning tilde: in its PATH/);
  // What a program makes of these is its own affair.
  assert.equal(await said({ argv: ['/bin/sh', '~/a'], env: { A: '~/b' } }), '');
});

test('which `~` count', () => {
  const of = (word: string): number => tildesIn({ ...START, argv: ['/bin/x', word] }).length;
  for (const word of ['~', '~/', '~/a', '~ann/x', '--file=~/x', '-f=~/x']) assert.equal(of(word), 1, word);
  for (const word of ['a~', '/~/a', 'x=~', '~a b', 'HEAD~1', '--x=a~/b', '~+1']) assert.equal(of(word), 0, word);
});
