// Which files may say what is run: their owner and mode, and those of every folder above them.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import {
  chmodSync,
  chownSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readlinkSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import type { Host, Seen } from '../src/host.ts';
import { nodeHost } from '../src/node/host.ts';
import { distrust, distrustFolder, privateGid } from '../src/trust.ts';

const ME = 1000;
const OTHER = 1001;
const NOBODY = 65534;
const file = '/home/me/dots/daemons.yaml';

type Entry = Partial<Seen> & { text?: string };

/** A machine whose every folder is root's and 0755, but for those that are named. */
function machine(entries: Readonly<Record<string, Entry>>): Host {
  const none = () => Promise.reject(new Error('not to be asked'));
  const home: Record<string, Entry> = { '/home/me': { uid: ME }, '/home/me/dots': { uid: ME }, [file]: { uid: ME } };
  return {
    caller: async () => ({ uid: ME }),
    look: async (path) => {
      const kind = path === file ? 'file' : 'directory';
      const found = { ...home[path], ...entries[path] };
      return { kind, size: 1, mode: kind === 'file' ? 0o644 : 0o755, uid: 0, gid: 0, sticky: false, ...found };
    },
    read: async (path) => {
      const text = entries[path]?.text;
      return text === undefined ? { error: 'ENOENT' } : { bytes: new TextEncoder().encode(text) };
    },
    real: none,
    resolve: none,
    list: none,
    stdin: none,
    executable: none,
    run: none,
  };
}

const sandbox = {
  '/': { uid: NOBODY },
  '/home': { uid: NOBODY },
  '/proc/sys/kernel/overflowuid': { text: '65534\n' },
};

const good: readonly (readonly [string, Record<string, Entry>])[] = [
  ['an ordinary home', {}],
  ['a private home', { '/home/me': { uid: ME, mode: 0o700 }, [file]: { mode: 0o600 } }],
  ["root's file", { [file]: { uid: 0 } }],
  ['a sticky folder of root on the way', { '/home': { mode: 0o777, sticky: true } }],
  ['a sticky folder of root, writable by a group on the way', { '/home': { mode: 0o775, gid: 100, sticky: true } }],
  ['writable by the group of one', { [file]: { mode: 0o664, gid: ME }, '/home/me/dots': { mode: 0o775, gid: ME } }],
  ["writable by root's group", { '/home': { mode: 0o775, gid: 0 } }],
  ["in a sandbox where root's folders are nobody's", { ...sandbox, '/proc/self/uid_map': { text: ' 1000 1000 1\n' } }],
  ['in a rootless container', { ...sandbox, '/proc/self/uid_map': { text: '0 1000 1\n1 100000 65536\n' } }],
];
for (const [what, entries] of good) {
  test(`trusted: ${what}`, async () => {
    assert.equal(await distrust(machine(entries), file, { privateGid: ME }), null);
  });
}

const bad: readonly (readonly [string, Record<string, Entry>, RegExp])[] = [
  ["another's file", { [file]: { uid: OTHER } }, /^belongs to another user \(uid 1001\)/],
  ['a file for everybody', { [file]: { mode: 0o666 } }, /^may be written by others/],
  ['a file for a group', { [file]: { mode: 0o664, gid: 100 } }, /^may be written by others/],
  ['a folder for everybody', { '/home/me/dots': { mode: 0o777 } }, /^stands in a folder that others may write, who/],
  ['a folder for a group', { '/home/me/dots': { mode: 0o775, gid: 100 } }, /^stands in a folder that others may write/],
  ["another's folder", { '/home/me/dots': { uid: OTHER } }, /^stands in a folder of another user \(uid 1001\)/],
  ['a folder for everybody further up', { '/home': { mode: 0o777 } }, /^stands below \/home, a folder that others may/],
  ["another's folder further up", { '/home/me': { uid: OTHER } }, /^stands below \/home\/me, a folder of another user/],
  ["another's root folder", { '/': { uid: OTHER } }, /^stands below \/, a folder of another user/],
  ["another's sticky folder", { '/home': { uid: OTHER, mode: 0o777, sticky: true } }, /folder of another user/],
  [
    "nobody's folder, on the whole machine",
    { ...sandbox, '/proc/self/uid_map': { text: '0 0 4294967295\n' } },
    /65534/,
  ],
  [
    "nobody's folder, where root is known",
    { ...sandbox, '/proc/self/uid_map': { text: '0 0 1\n1000 1000 1' } },
    /65534/,
  ],
  ["nobody's folder, where there is no such map", sandbox, /65534/],
  [
    "another's folder in a sandbox",
    { ...sandbox, '/home/me': { uid: OTHER }, '/proc/self/uid_map': { text: '1000 1000 1' } },
    /uid 1001/,
  ],
  ["nobody's file in a sandbox", { [file]: { uid: NOBODY }, '/proc/self/uid_map': { text: '1000 1000 1' } }, /65534/],
  [
    "nobody's folder for everybody in a sandbox",
    { ...sandbox, '/home': { uid: NOBODY, mode: 0o777 }, '/proc/self/uid_map': { text: '1000 1000 1' } },
    /that others may write/,
  ],
];
for (const [what, entries, message] of bad) {
  test(`not trusted: ${what}`, async () => {
    const why = await distrust(machine(entries), file, { privateGid: ME });
    assert.match(why?.message ?? '', message);
    assert.ok(why?.hint);
  });
}

test('a group counts as shared unless it is known to be private', async () => {
  const host = machine({ [file]: { mode: 0o664, gid: ME } });
  assert.match((await distrust(host, file, { privateGid: null }))?.message ?? '', /written by others/);
});

test('a folder that cannot be looked at is not taken for a good one', async () => {
  const host: Host = { ...machine({}), look: async (path) => (path === '/home' ? null : machine({}).look(path)) };
  const why = await distrustFolder(host, '/home/me', { privateGid: null });
  assert.match(why?.message ?? '', /below \/home, a folder that cannot be looked at/);
});

test("the private group: the user's primary one, of the same name, with nobody else in it", async () => {
  const passwd = 'root:x:0:0::/root:/bin/sh\nme:x:1000:1000::/home/me:/bin/sh\nyou:x:1001:1001::/home/you:/bin/sh\n';
  const of = (group: string, more = '') =>
    privateGid(machine({ '/etc/passwd': { text: passwd + more }, '/etc/group': { text: group } }), ME);
  assert.equal(await of('root:x:0:\nme:x:1000:\nyou:x:1001:'), 1000);
  assert.equal(await of('me:x:1000:me'), 1000);
  assert.equal(await of('me:x:1000:www-data'), null, 'a member');
  assert.equal(await of('me:x:1000:me,you'), null, 'two members');
  assert.equal(await of('me:x:1000:', 'him:x:1002:1000::/:/bin/sh\n'), null, 'the primary group of another');
  assert.equal(await of('users:x:1000:'), null, 'another name');
  assert.equal(await of('me:x:2000:'), null, 'not the primary one');
  assert.equal(await of(''), null);
  assert.equal(await privateGid(machine({}), ME), null, 'no such files');
});

// ── On this machine ─────────────────────────────────────────────────────────────────────────────────

function scratch(): string {
  const folder = mkdtempSync(join(tmpdir(), 'daemonsync-test-'));
  process.on('exit', () => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

test('really: below a sticky /tmp it is trusted; in a folder for everybody, or of another, it is not', async (t) => {
  const host = nodeHost();
  const found = await host.resolve(scratch());
  assert.ok('path' in found);
  const folder = join(found.path, 'a');
  mkdirSync(folder);
  const path = join(folder, 'daemons.yaml');
  writeFileSync(path, '', { mode: 0o600 });
  const why = async () => (await distrust(host, path, { privateGid: null }))?.message ?? null;
  assert.equal(await why(), null);
  chmodSync(found.path, 0o777);
  assert.match((await why()) ?? '', /^stands below .*, a folder that others may write/);
  chmodSync(found.path, 0o1777);
  assert.equal(await why(), null);
  if (process.getuid?.() !== 0) return t.skip('the rest must be root');
  chownSync(folder, 12345, 12345);
  assert.match((await why()) ?? '', /^stands in a folder of another user \(uid 12345\)/);
  return undefined;
});

test('the real host says why a path leads nowhere', async () => {
  const host = nodeHost();
  const folder = scratch();
  writeFileSync(join(folder, 'plain'), '');
  symlinkSync('loop', join(folder, 'loop'));
  symlinkSync('nothing', join(folder, 'dangling'));
  symlinkSync('plain', join(folder, 'link'));
  const error = async (name: string) => {
    const found = await host.resolve(join(folder, name));
    return 'error' in found ? found.error : found.path.slice(-'/plain'.length);
  };
  assert.equal(await error('link'), '/plain');
  assert.equal(await error('loop'), 'ELOOP');
  assert.equal(await error('dangling'), 'ENOENT');
  assert.equal(await error('plain/below'), 'ENOTDIR');
  assert.equal(await error('x'.repeat(300)), 'ENAMETOOLONG');
});

test('the real host reads regular files only, and says so of pipes, sockets and devices', async (t) => {
  const host = nodeHost();
  const folder = scratch();
  assert.deepEqual(await host.read('/dev/null', 10), { error: 'ENOTFILE' });
  assert.deepEqual(await host.read(folder, 10), { error: 'EISDIR' });
  const server = createServer().listen(join(folder, 'socket'));
  await new Promise((listening) => server.once('listening', listening));
  assert.deepEqual(await host.read(join(folder, 'socket'), 10), { error: 'ENOTFILE' });
  server.close();
  if (process.platform !== 'linux') return t.skip('the rest needs /proc');
  assert.ok('error' in (await host.read('/proc/self/mem', 10)));
  const child = spawn('sh', ['-c', 'sleep 20 | cat'], { stdio: ['pipe', 'ignore', 'ignore'], detached: true });
  try {
    // A socket, as Node makes them, and the pipe that the shell makes for its own children.
    for (const made of [`/proc/${child.pid}/fd/0`, await pipeBelow(child.pid ?? 0)]) {
      assert.deepEqual(await host.resolve(made), { error: 'ENOTFILE' });
      assert.deepEqual(await host.read(made, 10), { error: 'ENOTFILE' });
    }
  } finally {
    process.kill(-(child.pid ?? 0), 'SIGKILL');
  }
  return undefined;
});

async function pipeBelow(pid: number): Promise<string> {
  for (let tries = 0; tries < 200; tries++) {
    const [first] = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').split(' ');
    const path = `/proc/${first}/fd/1`;
    try {
      if (first && readlinkSync(path).startsWith('pipe:')) return path;
    } catch {
      // It is being made.
    }
    await delay(10);
  }
  throw new Error('the shell made no pipe');
}
