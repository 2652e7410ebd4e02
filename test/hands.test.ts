// The real hands on a real file system, in throwaway folders: what is changed is changed wholly or not at all, whatever the
// umask, whatever stood there, and whatever was killed before.
import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import {
  chmodSync,
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  realpathSync,
  rmSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { build } from 'esbuild';
import { nodeHost } from '../src/node/host.ts';

const root = process.env['DAEMONSYNC_ROOT'] ?? process.cwd();
const hands = nodeHost();
const onLinux = process.platform === 'linux';
const isRoot = process.getuid?.() === 0;

function scratch(t: TestContext): string {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'daemonsync-hands-')));
  t.after(() => {
    spawnSync('chmod', ['-R', 'u+rwx', folder]);
    rmSync(folder, { recursive: true, force: true });
  });
  return folder;
}

const mode = (path: string): string => (statSync(path).mode & 0o7777).toString(8);

function underUmask(mask: number, act: () => Promise<unknown>): Promise<unknown> {
  const before = process.umask(mask);
  // Everything that depends on it is done before the first await comes back.
  const done = act();
  process.umask(before);
  return done;
}

test('write: text, mode and folders are the same under any umask', async (t) => {
  for (const mask of [0o000, 0o022, 0o077]) {
    const home = scratch(t);
    const path = join(home, 'a/b/x.service');
    await underUmask(mask, async () => hands.write({ path, mode: 0o644, text: 'é\n' }));
    assert.equal(readFileSync(path, 'utf8'), 'é\n');
    assert.equal(mode(path), '644');
    assert.equal(mode(join(home, 'a')), (0o755 & ~mask).toString(8));
    await underUmask(mask, async () => hands.write({ path, mode: 0o600, text: '' }));
    assert.equal(mode(path), '600');
    assert.equal(statSync(path).size, 0);
    assert.deepEqual(readdirSync(join(home, 'a/b')), ['x.service']);
  }
});

test('write: what is there is never seen half: it is another file afterwards', async (t) => {
  const home = scratch(t);
  const path = join(home, 'x');
  writeFileSync(path, 'old');
  const before = statSync(path).ino;
  assert.equal(await hands.write({ path, mode: 0o644, text: 'new' }), null);
  assert.notEqual(statSync(path).ino, before);
});

test('write: a link is replaced, and what it leads to stays as it was', async (t) => {
  const home = scratch(t);
  writeFileSync(join(home, 'theirs'), 'theirs');
  symlinkSync('theirs', join(home, 'x'));
  symlinkSync('nowhere', join(home, 'y'));
  for (const name of ['x', 'y']) {
    assert.equal(await hands.write({ path: join(home, name), mode: 0o644, text: 'ours' }), null);
    assert.ok(lstatSync(join(home, name)).isFile());
  }
  assert.equal(readFileSync(join(home, 'theirs'), 'utf8'), 'theirs');
  assert.equal(existsSync(join(home, 'nowhere')), false);
});

test('write: what cannot be done is a code, and leaves nothing behind', async (t) => {
  const home = scratch(t);
  mkdirSync(join(home, 'folder'));
  writeFileSync(join(home, 'file'), '');
  const file = (name: string) => ({ path: join(home, name), mode: 0o644, text: 'x' });
  assert.equal(await hands.write(file('folder')), 'EISDIR');
  assert.equal(await hands.write(file('file/x')), 'EEXIST');
  assert.match((await hands.write(file('file/x/y'))) ?? '', /^ENOTDIR$/);
  assert.equal(await hands.write(file('n'.repeat(256))), 'ENAMETOOLONG');
  assert.deepEqual(readdirSync(home), ['file', 'folder']);
});

/** As somebody whom modes bind, and on file systems of its own. */
async function asSomebody(home: string, prelude: string, script: string): Promise<unknown> {
  const bundle = join(home, 'hands.mjs');
  const contents = `import { nodeHost } from './src/node/host.ts'; const hands = nodeHost(); const home = process.argv[2];\n${script}`;
  await build({
    stdin: { contents, resolveDir: root, loader: 'ts' },
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node20',
    outfile: bundle,
  });
  const user = isRoot ? 'setpriv --reuid 65534 --regid 65534 --clear-groups' : '';
  const command = `${prelude}\nexec ${prelude === '' ? user : ''} "$1" "$2" "$3"`;
  const shell = ['/bin/sh', '-euc', command, 'sh', process.execPath, bundle, home] as const;
  const [program = '', ...args] = prelude === '' ? shell : ['unshare', '--mount', '--propagation', 'private', ...shell];
  chmodSync(home, 0o777);
  const { NODE_EXTRA_CA_CERTS: _, ...env } = process.env;
  const ended = spawnSync(program, args, { encoding: 'utf8', env });
  assert.equal(ended.status, 0, ended.stderr);
  return JSON.parse(ended.stdout);
}

test('write: a folder that may not be written', async (t) => {
  if (isRoot && !onLinux) return t.skip('root may write anywhere, and nobody else can be had here');
  const home = scratch(t);
  mkdirSync(join(home, 'closed'), { mode: 0o555 });
  writeFileSync(join(home, 'closed/x'), 'old');
  const script = `console.log(JSON.stringify([
    await hands.write({ path: home + '/closed/x', mode: 0o644, text: 'new' }),
    await hands.write({ path: home + '/closed/below/x', mode: 0o644, text: 'new' }),
    await hands.remove(home + '/closed/x'),
    await hands.makeFolder(home + '/closed/new', 0o700),
    await hands.makeFile(home + '/closed/new', 0o600),
    await hands.link(home + '/closed/l', 'x'),
  ]));`;
  assert.deepEqual(await asSomebody(home, '', script), Array(6).fill('EACCES'));
  assert.deepEqual(readdirSync(join(home, 'closed')), ['x']);
});

test('write: a full disk, and one that is read-only', async (t) => {
  if (!isRoot || !onLinux) return t.skip('mounting takes root, and Linux');
  const home = scratch(t);
  for (const name of ['full', 'frozen']) mkdirSync(join(home, name));
  const prelude = [
    'mount -t tmpfs -o size=64k,mode=777 tmpfs "$3/full"',
    'echo old >"$3/full/x"; head -c 49152 /dev/zero >"$3/full/filler"',
    'mount -t tmpfs -o size=64k tmpfs "$3/frozen"; echo old >"$3/frozen/x"; mount -o remount,ro "$3/frozen"',
  ].join('\n');
  const script = `import { readdirSync, readFileSync } from 'node:fs';
  const big = { path: home + '/full/x', mode: 0o644, text: 'n'.repeat(40000) };
  console.log(JSON.stringify([
    await hands.write(big),
    readFileSync(home + '/full/x', 'utf8'),
    readdirSync(home + '/full'),
    await hands.write({ ...big, path: home + '/frozen/x' }),
    await hands.remove(home + '/frozen/x'),
    readFileSync(home + '/frozen/x', 'utf8'),
  ]));`;
  assert.deepEqual(await asSomebody(home, prelude, script), [
    'ENOSPC',
    'old\n',
    ['filler', 'x'],
    'EROFS',
    'EROFS',
    'old\n',
  ]);
});

test('what a killed run has left is swept away, and what a living one is writing is not', async (t) => {
  const home = scratch(t);
  // Elsewhere nothing tells a process from an older one of its number, so that one is left, and goes when it is a day old.
  const namespace = onLinux ? /\d+/.exec(readlinkSync('/proc/self/ns/pid'))?.[0] : '0';
  const gone = spawnSync('true').pid;
  const dead = `.daemonsync-${namespace}-${gone}-1-1`;
  // The number was given out again: this process has it now, and began at another time.
  const again = `.daemonsync-${namespace}-${process.pid}-1-1`;
  const stat = onLinux ? readFileSync(`/proc/${process.ppid}/stat`, 'latin1') : ') 0';
  const start = stat.slice(stat.lastIndexOf(')') + 2).split(' ')[onLinux ? 19 : 0];
  const alive = `.daemonsync-${namespace}-${process.ppid}-${start}-1`;
  const elsewhere = `.daemonsync-1-${gone}-1-1`;
  const old = `.daemonsync-1-${gone}-1-2`;
  const theirs = '.daemonsync-notes';
  for (const name of [dead, again, alive, elsewhere, old, theirs]) writeFileSync(join(home, name), '');
  utimesSync(join(home, old), 1, 1); // Only mtime can be set back; when it came here cannot.
  assert.equal(await nodeHost().write({ path: join(home, 'x'), mode: 0o644, text: '' }), null);
  const left = [alive, elsewhere, old, theirs, 'x', ...(onLinux ? [] : [again])];
  assert.deepEqual(readdirSync(home).sort(), left.sort());
});

test('write: killed at any moment, it leaves the old or the new, and the next run nothing else', async (t) => {
  const home = scratch(t);
  const bundle = join(home, 'writer.mjs');
  const contents = `import { nodeHost } from './src/node/host.ts';
  const hands = nodeHost();
  for (let i = 0; ; i++) {
    await hands.write({ path: process.argv[2], mode: 0o644, text: String(i % 10).repeat(300000) });
    if (i === 0) console.log('begun');
  }`;
  const options = { bundle: true, platform: 'node', format: 'esm', target: 'node20' } as const;
  await build({ stdin: { contents, resolveDir: root, loader: 'ts' }, outfile: bundle, ...options });
  const path = join(home, 'deep/x');
  let left = 0;
  for (let i = 0; i < 8; i++) {
    const writer = spawn(process.execPath, [bundle, path], { stdio: ['ignore', 'pipe', 'inherit'] });
    await once(writer.stdout, 'data');
    await hands.sleep(i * 3.7);
    writer.kill('SIGKILL');
    await once(writer, 'exit');
    const text = readFileSync(path, 'utf8');
    assert.match(text, /^(\d)\1*$/);
    assert.equal(text.length, 300_000);
    left += readdirSync(join(home, 'deep')).length - 1;
  }
  assert.equal(await nodeHost().write({ path, mode: 0o644, text: 'last' }), null);
  assert.deepEqual(readdirSync(join(home, 'deep')), ['x']);
  t.diagnostic(`left half-written, by the last: ${left}`);
});

test('remove, link, folders: what is there already is no error', async (t) => {
  const home = scratch(t);
  const at = (name: string): string => join(home, name);
  assert.equal(await hands.remove(at('nothing')), null);
  assert.equal(await hands.remove(at('nothing/below')), null);
  writeFileSync(at('file'), 'x');
  assert.equal(await hands.remove(at('file/below')), null);
  assert.equal(await hands.link(at('links/l'), '../file'), null);
  assert.equal(await hands.link(at('links/l'), '../other'), null);
  assert.equal(readlinkSync(at('links/l')), '../other');
  assert.equal(await hands.link(at('file'), 'x'), 'EEXIST');
  assert.equal(readFileSync(at('file'), 'utf8'), 'x');
  assert.equal(await hands.removeEmpty(at('links')), null);
  assert.equal(await hands.remove(at('links/l')), null);
  assert.equal(await hands.removeEmpty(at('links')), null);
  assert.equal(await hands.removeEmpty(at('links')), null);
  assert.deepEqual(readdirSync(home), ['file']);
  assert.ok(await hands.remove(home));
});

test('makeFolder and makeFile: the mode that was asked for, and nothing that was there is touched', async (t) => {
  const home = scratch(t);
  const at = (name: string): string => join(home, name);
  await underUmask(0o077, async () => hands.makeFolder(at('a/b'), 0o755));
  assert.deepEqual([mode(at('a')), mode(at('a/b'))], ['700', '755']);
  await underUmask(0, async () => hands.makeFile(at('a/b/log'), 0o600));
  assert.equal(mode(at('a/b/log')), '600');
  writeFileSync(at('a/b/log'), 'said');
  assert.equal(await hands.makeFile(at('a/b/log'), 0o644), null);
  assert.equal(await hands.makeFolder(at('a/b'), 0o700), null);
  assert.deepEqual([mode(at('a/b')), mode(at('a/b/log')), readFileSync(at('a/b/log'), 'utf8')], ['755', '600', 'said']);
  assert.equal(await hands.makeFolder(at('a/b/log'), 0o700), 'ENOTDIR');
  assert.equal(await hands.makeFile(at('a'), 0o600), 'EISDIR');
  symlinkSync('b', at('a/link'));
  assert.equal(await hands.makeFolder(at('a/link'), 0o700), null);
  assert.equal(await hands.chmod(at('a/link'), 0o700), 'ELOOP');
  assert.equal(await hands.chmod(at('a/b'), 0o700), null);
  assert.equal(mode(at('a/b')), '700');
  assert.equal(await hands.chmod(at('nothing'), 0o700), 'ENOENT');
});

test('looking closely: the thing itself, and a text that changes when it does', async (t) => {
  const home = scratch(t);
  const at = (name: string): string => join(home, name);
  writeFileSync(at('file'), 'x');
  symlinkSync('file', at('link'));
  const kinds = await Promise.all(
    [home, at('file'), at('link'), '/dev/null'].map(async (path) => (await hands.stand(path))?.kind),
  );
  assert.deepEqual(kinds, ['folder', 'file', 'link', 'other']);
  assert.equal(await hands.stand(at('nothing')), null);
  assert.equal(await hands.stand(at('file/below')), null);
  assert.deepEqual([await hands.target(at('link')), await hands.target(at('file'))], ['file', null]);
  const paths = [at('file'), at('link'), at('nothing'), at('file/below')];
  const look = () => hands.identities(paths);
  const before = await look();
  assert.deepEqual(before.slice(2), ['', '']);
  assert.deepEqual(await look(), before);
  await hands.sleep(10);
  // The same length and the same date: it is another file all the same.
  const { atimeMs, mtimeMs } = statSync(at('file'));
  await hands.write({ path: at('file'), mode: 0o644, text: 'y' });
  utimesSync(at('file'), atimeMs / 1000, mtimeMs / 1000);
  const after = await look();
  assert.notEqual(after[0], before[0]);
  assert.deepEqual(after.slice(1), before.slice(1));
  await hands.sleep(10);
  chmodSync(at('file'), 0o600);
  assert.notEqual((await look())[0], after[0]);
  assert.deepEqual(await hands.sizes(paths), [1, -1, -1, -1]);
  assert.deepEqual((await hands.presences([at('file'), at('link')])).length, 2);
  assert.equal((await hands.presences([at('link')]))[0], (await hands.presences([at('file')]))[0]);
  const [changed = 0] = await hands.changes([at('file')]);
  assert.ok(Math.abs(changed - Date.now()) < 60_000);
});

test('identities of thousands of paths cost microseconds each', async (t) => {
  const home = scratch(t);
  const paths = Array.from({ length: 2000 }, (_, i) => join(home, `daemon-${i}.service`));
  for (const path of paths) writeFileSync(path, 'x');
  let best = Number.POSITIVE_INFINITY;
  for (let i = 0; i < 10; i++) {
    const began = performance.now();
    await hands.identities(paths);
    best = Math.min(best, ((performance.now() - began) * 1000) / paths.length);
  }
  t.diagnostic(`${best.toFixed(2)} µs each`);
  assert.ok(best < 40, `${best} µs each`);
});

test('run: how it ended, what it said, and what it was told', async () => {
  const sh = (script: string, options = {}) => hands.run(['/bin/sh', '-c', script], options);
  assert.deepEqual(await sh('echo out; echo err >&2; exit 3'), { code: 3, stdout: 'out\n', stderr: 'err\n' });
  assert.deepEqual(await sh('cat', { input: 'é\0x' }), { code: 0, stdout: 'é\0x', stderr: '' });
  assert.equal((await sh('cat')).stdout, '');
  // Nobody reads it.
  assert.equal((await sh('exit 0', { input: 'x'.repeat(1 << 20) })).code, 0);
  const killed = await sh('kill -TERM $$');
  assert.deepEqual([killed.code, killed.stderr], [143, '/bin/sh was ended by SIGTERM']);
  const nowhere = await hands.run(['daemonsync-no-such-program']);
  assert.deepEqual([nowhere.code, nowhere.stderr], [127, 'daemonsync-no-such-program: ENOENT']);
  assert.equal((await hands.run(['/'])).code, 126);
  assert.equal((await hands.run(['/bin/echo', 'x'.repeat(4 << 20)])).code, 126);
  await assert.rejects(hands.run(['/bin/echo', 'a\0b']), /null bytes/);
});

test('run: variables are set over ours, and taken out', async () => {
  const { stdout } = await hands.run(['/bin/sh', '-c', 'echo "$LC_ALL $MINE ${HOME-none}"'], {
    env: { MINE: 'here', HOME: null },
  });
  assert.equal(stdout, 'C here none\n');
  assert.equal(hands.environment('PATH'), process.env['PATH']);
  assert.equal(hands.environment('DAEMONSYNC_NO_SUCH'), null);
});

test('run: too long is 124, and nothing of it is left running', async (t) => {
  const home = scratch(t);
  const began = Date.now();
  const script = `echo begun; sleep 33 & echo $! >${home}/pid; wait`;
  const late = await hands.run(['/bin/sh', '-c', script], { timeoutMs: 200 });
  assert.deepEqual([late.code, late.stdout], [124, 'begun\n']);
  assert.match(late.stderr, /took longer than 0.2 s/);
  assert.ok(Date.now() - began < 5000);
  await hands.sleep(50);
  const pid = readFileSync(join(home, 'pid'), 'utf8').trim();
  const { stdout: state } = spawnSync('ps', ['-o', 'state=', '-p', pid], { encoding: 'utf8' });
  assert.ok(state === '' || state.startsWith('Z'), state);
});

test('run: what it leaves in the background is not waited for', async () => {
  const began = Date.now();
  const { code, stdout } = await hands.run(['/bin/sh', '-c', 'sleep 20 & echo done']);
  assert.deepEqual([code, stdout], [0, 'done\n']);
  assert.ok(Date.now() - began < 5000);
});

test('run: it has a session of its own, unless it may ask', async () => {
  const session = async (mayAsk: boolean) =>
    (await hands.run(['/bin/sh', '-c', 'echo $(ps -o pgid= -p $$); echo $$'], { mayAsk })).stdout.split('\n');
  const [own, pid] = await session(false);
  assert.equal(own, pid);
  const [kept, other] = await session(true);
  assert.notEqual(kept, other);
});
