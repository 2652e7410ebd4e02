// The stage that plays a Mac, looked at by itself, without the program: what launchctl is told is really done, to real processes
// and files. Evidence numbers are those of the collected facts about launchd.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { lstatSync, statSync } from 'node:fs';
import { readDump } from '../support/dump.ts';
import { jobOf, jobs, launchctl, order, plist, untilGone } from '../both/launchd.ts';
import { counted, gone, home, notPlayed, pause, put, read, scene, there, until } from '../both/stage.ts';

const stage = process.env['MAC_STAGE'] ?? '';
const uid = process.getuid?.() ?? -1;
const gui = `gui/${uid}`;
const agents = `${home}/Library/LaunchAgents`;
const [isWhole, why] = [process.env['MAC_SYSTEM'] === '1', process.env['MAC_WHY'] ?? ''];
const fileOf = (name: string): string => `${agents}/dev.daemonsync.${name}.plist`;
const labelOf = (name: string): string => `dev.daemonsync.${name}`;
/** One that nobody has looked at yet since it ended is none. */
const alive = (pid: number): boolean => there(`/proc/${pid}`) && !/^\d+ \(.*\) Z/.test(read(`/proc/${pid}/stat`));

/** Written and taken up. */
function load(name: string, argv: readonly string[], more = ''): void {
  put(fileOf(name), plist(labelOf(name), argv, more));
  assert.deepEqual(launchctl('bootstrap', gui, fileOf(name)), { code: 0, said: '' });
}
function unload(name: string): void {
  assert.deepEqual(launchctl('bootout', `${gui}/${labelOf(name)}`), { code: 0, said: '' });
  untilGone(name);
}
const text = (value: string): string => `<string>${value.replaceAll('&', '&amp;').replaceAll('<', '&lt;')}</string>`;

scene(
  'a process gets exactly the words, the environment, the folder and the umask of its plist (L58, L59, L60)',
  () => {
    const odd = ['', ' a  b ', 'line\nbreak', '$HOME', '%h', 'ü🎉', '<&>'];
    const xml = ['dump', `${home}/dumped`, ...odd].map(text).join('');
    const keys = [
      `<key>Program</key>${text(`${stage}/bin/dump`)}`,
      `<key>ProgramArguments</key><array>${xml}</array>`,
      `<key>EnvironmentVariables</key><dict><key>ODD</key>${text('a\tb\n=c "d"')}<key>NUMBER</key><integer>1</integer></dict>`,
      `<key>WorkingDirectory</key>${text(home)}<key>Umask</key>${text('027')}<key>RunAtLoad</key><true/>`,
      `<key>Label</key>${text(labelOf('dump'))}`,
    ];
    put(fileOf('dump'), `<?xml version="1.0"?><plist version="1.0"><dict>${keys.join('')}</dict></plist>`);
    assert.equal(launchctl('bootstrap', gui, fileOf('dump')).code, 0);
    until('it was started', () => there(`${home}/dumped`));
    const { args, env, cwd, umask } = readDump(`${home}/dumped`);
    assert.deepEqual([args, cwd, umask], [odd, home, '0027']);
    assert.deepEqual([...env.keys()].toSorted(), [
      'ODD',
      'OSLogRateLimit',
      'PATH',
      'SSH_AUTH_SOCK',
      'XPC_SERVICE_NAME',
    ]);
    assert.deepEqual(
      [env.get('ODD'), env.get('PATH'), env.get('XPC_SERVICE_NAME')],
      ['a\tb\n=c "d"', '/usr/bin:/bin:/usr/sbin:/sbin', labelOf('dump')],
    );
    until('its end is known', () => jobOf('dump')?.pid === null);
    assert.deepEqual([jobOf('dump')?.status, jobOf('dump')?.runs], [0, 1]);
    unload('dump');
  },
);

scene(
  'log files are made with their folder, by umask, and appended to; where they cannot be, nothing starts (L64, L79)',
  () => {
    const log = `${home}/logs/new/out.log`;
    const keys = (path: string): string =>
      `\t<key>StandardOutPath</key>${text(path)}\n\t<key>Umask</key><integer>63</integer>\n`;
    for (const round of [1, 2]) {
      load('logs', ['/bin/sh', '-c', 'echo said'], keys(log));
      until('it has written', () => there(log) && read(log) === 'said\n'.repeat(round));
      unload('logs');
    }
    assert.equal(statSync(log).mode & 0o777, 0o600);
    put(`${home}/closed/x`, '');
    spawnSync('chmod', ['500', `${home}/closed`]);
    load('closed', ['/bin/sleep', '100'], keys(`${home}/closed/below/out.log`));
    until('it was tried', () => (jobOf('closed')?.runs ?? 0) > 0);
    assert.deepEqual([jobOf('closed')?.pid, jobOf('closed')?.status], [null, 78]);
    assert.match(launchctl('print', `${gui}/${labelOf('closed')}`).said, /last exit code = 78: EX_CONFIG/);
    unload('closed');
    spawnSync('chmod', ['700', `${home}/closed`]);
  },
);

scene('what is loaded is what was there at bootstrap, until it is booted out (L19, L77)', () => {
  load('held', ['/bin/sleep', '500']);
  put(fileOf('held'), plist(labelOf('held'), ['/bin/sleep', '600']));
  assert.match(launchctl('print', `${gui}/${labelOf('held')}`).said, /^\t\t500$/m);
  const again = launchctl('bootstrap', gui, fileOf('held'));
  assert.equal(again.code, 5);
  assert.match(again.said, /^Bootstrap failed: 5: Input\/output error\nTry re-running the command as root/);
  assert.match(launchctl('print', `${gui}/${labelOf('held')}`).said, /^\t\t500$/m);
  unload('held');
  assert.equal(launchctl('print', `${gui}/${labelOf('held')}`).code, 113);
});

scene(
  'bootout answers at once; the label goes with the process, at the latest when its time is over (L23, L24, L76)',
  () => {
    const deaf = 'trap "" TERM; echo up >>"$0"; while :; do sleep 0.05; done';
    load('deaf', ['/bin/sh', '-c', deaf, `${home}/deaf`], '\t<key>ExitTimeOut</key><integer>1</integer>\n');
    until('it listens', () => there(`${home}/deaf`));
    const pid = jobOf('deaf')?.pid ?? 0;
    const began = Date.now();
    assert.deepEqual(launchctl('bootout', `${gui}/${labelOf('deaf')}`), { code: 0, said: '' });
    assert.ok(alive(pid));
    assert.match(launchctl('print', `${gui}/${labelOf('deaf')}`).said, /state = SIGTERMed/);
    assert.equal(launchctl('bootstrap', gui, fileOf('deaf')).code, 5);
    untilGone('deaf');
    assert.ok(Date.now() - began >= 950, `${Date.now() - began} ms`);
    assert.ok(!alive(pid));
  },
);

scene('the rest of its process group is killed when a job ends, unless it is abandoned (L63)', () => {
  const leaves = `sleep 300 & echo $! >${home}/left; exit 0`;
  for (const abandoned of [false, true]) {
    gone(`${home}/left`);
    load('group', ['/bin/sh', '-c', leaves], abandoned ? '\t<key>AbandonProcessGroup</key><true/>\n' : '');
    until('its end is known', () => jobOf('group')?.status === 0);
    const left = Number(read(`${home}/left`));
    if (!abandoned) until('it is killed', () => !alive(left), 2000);
    pause(50);
    assert.equal(alive(left), abandoned);
    if (abandoned) process.kill(left, 'SIGKILL');
    unload('group');
  }
});

scene('kept alive, and throttled by the last start; what is missing is tried again and again (L41, L51)', () => {
  const keys = '\t<key>KeepAlive</key><true/>\n\t<key>ThrottleInterval</key><integer>1</integer>\n';
  load('loop', ['/bin/sh', '-c', `date +%s%N >>${home}/loops; exit 1`], keys);
  until('three starts', () => there(`${home}/loops`) && read(`${home}/loops`).split('\n').length > 3);
  const [one = 0, two = 0, three = 0] = read(`${home}/loops`)
    .split('\n')
    .map((ns) => Number(ns) / 1e6);
  assert.ok(two - one >= 900 && three - two >= 900, `${two - one}, ${three - two}`);
  unload('loop');
  load('nothing', [`${home}/no-such-program`], keys);
  until('two tries', () => (jobOf('nothing')?.runs ?? 0) >= 2);
  assert.match(launchctl('print', `${gui}/${labelOf('nothing')}`).said, /state = spawn scheduled[\s\S]*78: EX_CONFIG/);
  unload('nothing');
});

scene('login loads what is in the folder, logout ends it; a new session has another creator, by ps (L6, L8)', () => {
  put(fileOf('session'), plist(labelOf('session'), ['/bin/sleep', '700']));
  put(`${agents}/open.plist`, plist('dev.daemonsync.open', ['/bin/sleep', '700']), 0o666);
  const creator = (): number => Number(/creator = loginwindow\[(\d+)\]/.exec(launchctl('print', gui).said)?.[1]);
  const lstart = (pid: number): string => {
    const env = { ...process.env, LC_ALL: 'C', TZ: 'UTC0' };
    const { stdout } = spawnSync(`${stage}/bin/ps`, ['-A', '-o', 'pid=', '-o', 'lstart='], { encoding: 'utf8', env });
    return stdout.split('\n').find((line) => Number.parseInt(line, 10) === pid) ?? '';
  };
  const before = creator();
  assert.match(lstart(before), /^ *\d+ [A-Z][a-z]{2} [A-Z][a-z]{2} +\d+ \d\d:\d\d:\d\d \d{4} *$/);
  order({ do: 'logout' });
  assert.equal(launchctl('print', gui).code, 112);
  assert.equal(launchctl('bootstrap', gui, fileOf('session')).code, 125);
  assert.equal(lstart(before), '');
  order({ do: 'login' });
  until('it runs', () => (jobOf('session')?.pid ?? 0) > 0);
  assert.equal(
    jobs().find(({ label }) => label === 'dev.daemonsync.open'),
    undefined,
    'open to others (L66)',
  );
  assert.notEqual(creator(), before);
  unload('session');
  gone(fileOf('session'));
  gone(`${agents}/open.plist`);
});

scene('a disabled label is refused, and what was said of it outlives everything (L20, L30, L31)', () => {
  put(fileOf('off'), plist(labelOf('off'), ['/bin/sleep', '700']));
  launchctl('disable', `${gui}/${labelOf('off')}`);
  assert.equal(launchctl('bootstrap', gui, fileOf('off')).code, 5);
  order({ do: 'logout' });
  order({ do: 'login' });
  assert.match(launchctl('print-disabled', gui).said, /"dev.daemonsync.off" => disabled/);
  launchctl('enable', `${gui}/${labelOf('off')}`);
  assert.equal(launchctl('bootstrap', gui, fileOf('off')).code, 0);
  unload('off');
  gone(fileOf('off'));
});

scene('what a call costs, and that each is written down', () => {
  const calls = (): string[] => read(`${stage}/calls`).split('\n').filter(Boolean);
  const before = calls().length;
  const began = performance.now();
  for (let i = 0; i < 20; i += 1) launchctl('print-disabled', gui);
  const ms = (performance.now() - began) / 20;
  assert.equal(calls().length - before, 20);
  assert.match(calls().at(-1) ?? '', /"words":"launchctl print-disabled gui\/\d+"/);
  counted(Math.round(ms * 10), 'tenths of a millisecond for a call of the stand-in for launchctl');
  assert.ok(ms < 60, `${ms} ms`);
});

const SYSTEM = 'sudo really does what it is told, by root; daemons of root’s run as whom they name (L61, L66)';
if (!isWhole) notPlayed(SYSTEM, why);
else
  scene(SYSTEM, () => {
    const sudo = (...argv: string[]) => spawnSync(`${stage}/bin/sudo`, argv, { encoding: 'utf8', input: '' });
    const [target, out] = ['/Library/LaunchDaemons/dev.daemonsync.root.plist', '/var/log/daemonsync/root/out'];
    const who = 'id -un; id -gn; echo "$HOME"';
    const more = `\t<key>UserName</key>${text('tester')}\n\t<key>StandardOutPath</key>${text(out)}\n`;
    const staged = put(`${home}/staged`, plist(labelOf('root'), ['/bin/sh', '-c', who], more));
    assert.notEqual(spawnSync('touch', [target]).status, 0, 'the stage’s user is not root');
    assert.equal(sudo('install', '-o', 'root', '-g', 'wheel', '-m', '0644', staged, target).status, 0);
    assert.equal(sudo('install', '-d', '-o', 'tester', '-m', '0700', '/var/log/daemonsync/root').status, 0);
    const { uid: owner, gid, mode } = lstatSync(target);
    assert.deepEqual([owner, gid, mode & 0o777], [0, 0, 0o644]);
    assert.equal(launchctl('bootstrap', 'system', target).code, 1, 'only root may');
    assert.equal(sudo('launchctl', 'bootstrap', 'system', target).status, 0);
    until('it has said who it is', () => there(out) && read(out).split('\n').length === 4);
    assert.equal(read(out), 'tester\nstaff\n\n');
    assert.equal(lstatSync(out).uid, uid);
    assert.equal(launchctl('print', `system/${labelOf('root')}`).code, 0, 'anybody may look');
    assert.match(sudo('mv', '-fT', staged, target).stderr, /illegal option/, 'a Mac’s own mv knows no -T');
    order({ do: 'password', asked: true });
    const refused = sudo('-n', 'launchctl', 'bootout', `system/${labelOf('root')}`);
    assert.deepEqual([refused.status, refused.stderr], [1, 'sudo: a password is required\n']);
    order({ do: 'password', asked: false });
    assert.equal(sudo('launchctl', 'bootout', `system/${labelOf('root')}`).status, 0);
    assert.equal(sudo('rm', '-f', '--', target).status, 0);
  });

scene('after a reboot: nothing of before runs, what is in the folders is loaded', () => {
  load('again', ['/bin/sleep', '800']);
  const pid = jobOf('again')?.pid ?? 0;
  order({ do: 'reboot' });
  until('it runs again', () => (jobOf('again')?.pid ?? 0) > 0);
  assert.notEqual(jobOf('again')?.pid, pid);
  until('the old one is gone', () => !alive(pid));
  unload('again');
});
