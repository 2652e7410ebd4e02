// The ground the other real suites stand on: is the manager real, private, the ordinary user's, and gone afterwards?
// And does `dump` hand back exactly what a program was started with?
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { DUMP, readDump } from './support/dump.ts';
import { count, described, inManager, requireReal, throwawayHome } from './support/manager.ts';

const root = process.env['DAEMONSYNC_ROOT'] ?? process.cwd();

test('dump: arguments and environment arrive byte for byte', (t) => {
  const folder = throwawayHome(t);
  const args = ['', 'a b', 'é\n\t"\\$%', '\uFEFFbom', '-x', ''];
  const env = { EMPTY: '', LINES: 'a\nb=c\n', LATE: 'ü 😀' };
  const started = spawnSync(DUMP, [join(folder, 'out'), ...args], { env, cwd: folder, encoding: 'utf8' });
  assert.equal(started.stderr, '');
  const dump = readDump(join(folder, 'out'));
  assert.deepEqual(dump.args, args);
  assert.deepEqual(Object.fromEntries(dump.env), env);
  assert.equal(dump.cwd, folder);
  assert.equal(dump.umask, process.umask().toString(8).padStart(4, '0'));
});

test('dump: half a file is an error, not half an answer', (t) => {
  const folder = throwawayHome(t);
  spawnSync(DUMP, [join(folder, 'out'), 'x'], { env: { A: '1' } });
  const whole = readFileSync(join(folder, 'out'));
  writeFileSync(join(folder, 'half'), whole.subarray(0, whole.length - 1));
  assert.throws(() => readDump(join(folder, 'half')), /cut short/);
});

test('a unit is started by a real manager, as an ordinary user, with the environment of a login', async (t) => {
  const real = requireReal(t);
  if (real === null) return;
  const home = throwawayHome(t);
  unit(
    home,
    'one.service',
    `[Service]\nType=oneshot\nUMask=0077\nEnvironment="A=x y"\nExecStart=${DUMP} %h/out "b c"\n`,
  );
  const ended = await real.run(
    'id -u; systemctl --user show -p Version; systemctl --user start "$1"',
    ['one.service'],
    { home, env: { MINE: 'only' } },
  );
  assert.equal(ended.code, 0, described(ended));
  const [uid, version] = ended.stdout.split('\n');
  assert.match(uid ?? '', /^[1-9]\d*$/);
  assert.equal(Number.parseInt(version?.split('=')[1] ?? '', 10), real.systemd);
  const dump = readDump(join(home, 'out'));
  assert.deepEqual(dump.args, ['b c']);
  assert.equal(dump.cwd, home);
  assert.equal(dump.umask, '0077');
  assert.equal(dump.env.get('A'), 'x y');
  assert.equal(dump.env.get('HOME'), home);
  assert.equal(dump.env.get('MINE'), undefined);
  assert.match(ended.managerLog, /one\.service/);
});

test('exit status, output and the complaints of the manager come back', async (t) => {
  const real = requireReal(t);
  if (real === null) return;
  const home = throwawayHome(t);
  unit(home, 'odd.service', `[Service]\nType=oneshot\nNonsense=1\nExecStart=/bin/false\n`);
  const script = 'echo out; echo err >&2; systemctl --user start odd.service 2>&1 || true; exit 77';
  const ended = await real.run(script, [], { home });
  assert.equal(ended.code, 77, described(ended));
  assert.match(ended.stdout, /^out\nJob for odd\.service failed/);
  assert.equal(ended.stderr, 'err\n');
  assert.match(ended.managerLog, /odd\.service:3: Unknown key.* 'Nonsense'/);
});

test('several at once do not see each other', async (t) => {
  if (requireReal(t) === null) return;
  const homes = [1, 2, 3, 4].map(() => throwawayHome(t));
  const script = 'systemd-run --user --quiet --unit=same sleep 60; sleep 0.2; pgrep -x sleep | wc -l; echo "$HOME"';
  const all = await Promise.all(homes.map((home) => inManager({ home, command: ['/bin/sh', '-euc', script] })));
  for (const [i, ended] of all.entries()) assert.equal(ended.stdout, `1\n${homes[i]}\n`, described(ended));
  count(all.length, 'service managers at the same time');
});

test('nothing outlives it: processes that left their session, services that ignore TERM, control groups', async (t) => {
  const real = requireReal(t);
  if (real === null) return;
  const home = throwawayHome(t);
  const nap = `${process.pid}${Date.now() % 1000}`; // a length of sleep that nobody else sleeps
  const stubborn = `systemd-run --user --quiet sh -c 'trap : TERM; setsid sleep ${nap} & sleep ${nap}'`;
  await real.run(`${stubborn}; setsid sleep ${nap} & sleep 0.3; pgrep -cf "sleep ${nap}"`, [], { home });
  assert.equal(spawnSync('pgrep', ['-f', `sleep ${nap}`], { encoding: 'utf8' }).stdout, '');
  await assert.rejects(real.run(`sleep ${nap}`, [], { home, timeoutMs: 1_000 }), /no end within 1000 ms/);
  assert.equal(spawnSync('pgrep', ['-f', `sleep ${nap}`], { encoding: 'utf8' }).stdout, '');
  assert.doesNotMatch(readFileSync('/proc/self/mounts', 'utf8'), /daemonsync/);
});

test('a checkout that only root may read still works, and so does a HOME in it', async (t) => {
  const real = requireReal(t);
  if (real === null) return;
  if (process.getuid?.() !== 0) return t.skip('only root can have a folder that its tests may not read');
  const closed = mkdtempSync(join(tmpdir(), 'daemonsync-closed-')); // 0700, as /root is
  t.after(() => rmSync(closed, { recursive: true, force: true }));
  const copied = spawnSync(
    'sh',
    [
      '-euc',
      'mkdir -p "$2/test/real"; cp package.json "$2"; cp -R "$1" "$2/test/real"',
      'sh',
      join(root, 'test/real/support'),
      closed,
    ],
    { cwd: root },
  );
  assert.equal(copied.status, 0);
  const there = join(closed, 'test/real/support');
  const command = [join(closed, 'home'), 'sh', '-c', `${there}/dump ~/out x; id -u; ls ${closed}`];
  const ran = spawnSync(join(there, 'user-manager'), command, { encoding: 'utf8' });
  assert.equal(ran.stdout, '1000\nhome\npackage.json\ntest\n', ran.stderr);
  assert.equal(readDump(join(closed, 'home/out')).cwd, join(closed, 'home'));
});

test('it says why, and touches nothing, where it cannot or must not run', (t) => {
  if (process.platform !== 'linux') return t.skip('only Linux has anything to refuse here');
  const start = (...args: string[]) =>
    spawnSync(join(root, 'test/real/support/user-manager'), args, { encoding: 'utf8' });
  const own = process.env['HOME'] ?? '/root';
  assert.match(start(own, 'true').stderr, /is no throwaway folder/);
  assert.equal(start('/', 'true').status, 64);
  const empty = throwawayHome(t);
  const refused = start('--root', empty, join(empty, 'home'), 'true');
  assert.equal(refused.status, 77);
  assert.match(
    refused.stderr,
    /^user-manager: no real systemd can be had here: there is no systemd in .*systemd-root\.\n$/,
  );
  assert.equal(existsSync(join(empty, 'home')), false);
});

function unit(home: string, name: string, content: string): void {
  const folder = join(home, '.config/systemd/user');
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, name), content);
}
