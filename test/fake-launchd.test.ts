// The stand-in for launchd, held against the evidence, behaviour by behaviour: the numbers in the names are those of the
// collected facts. Runs no program; what print writes is in fake-launchd-print.test.ts.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  aMac,
  fileTouched,
  forked,
  logIn,
  logOut,
  type MacMachine,
  onlyLooks,
  reboot,
  run,
  world,
} from './support/launchd/mac-machine.ts';
import {
  AGENTS,
  ctl,
  DAEMONS,
  isLoaded,
  job,
  loadedJob,
  putJob,
  putText,
  rootCtl,
  serviceOf,
  wait,
} from './support/launchd/mac-jobs.ts';

const IO = 'Bootstrap failed: 5: Input/output error\nTry re-running the command as root for richer errors.\n';
const IO_ROOT = 'Bootstrap failed: 5: Input/output error\n';
const L = 'dev.x';
const bootstrap = (machine: MacMachine, path: string) => ctl(machine, 'bootstrap', 'gui/501', path);
const at = (clock: string): number => Date.parse(`2026-11-20T${clock}Z`);

test('bootstrap returns before the process is there (L15)', () => {
  const mac = aMac();
  assert.equal(bootstrap(mac, putJob(mac, job(L, { RunAtLoad: true }))).code, 0);
  assert.equal(serviceOf(mac, L).pid, null);
  assert.equal(serviceOf(mac, L).state, 'spawn scheduled');
  wait(mac, 5);
  // And for a moment it is xpcproxy (L38, capture 013).
  assert.equal(serviceOf(mac, L).state, 'xpcproxy');
  wait(mac, 5);
  assert.equal(serviceOf(mac, L).state, 'running');
});

test('a folder of plists is taken whole (L15); a job that nothing starts waits', () => {
  const mac = aMac();
  putJob(mac, job('dev.a'));
  putJob(mac, job('dev.b'));
  assert.equal(bootstrap(mac, AGENTS).code, 0);
  wait(mac, 60_000);
  assert.deepEqual(
    ['dev.a', 'dev.b'].map((label) => serviceOf(mac, label).state),
    ['not running', 'not running'],
  );
});

test('what is loaded is the definition of the bootstrap, whatever becomes of the file (L19, L77)', () => {
  const mac = aMac();
  const path = putJob(mac, job(L, { RunAtLoad: true, ProgramArguments: ['/bin/stays', 'old'] }));
  bootstrap(mac, path);
  wait(mac, 500);
  putJob(mac, job(L, { RunAtLoad: true, ProgramArguments: ['/bin/stays', 'new'] }));
  ctl(mac, 'kickstart', '-k', `gui/501/${L}`);
  wait(mac, 500);
  assert.deepEqual(serviceOf(mac, L).started?.argv, ['/bin/stays', 'old']);
  assert.match(ctl(mac, 'print', `gui/501/${L}`).stdout, /\n\t\told\n/);
  mac.files.drop(path);
  assert.equal(ctl(mac, 'print', `gui/501/${L}`).code, 0);
});

test('bootout answers at once, and the label stays until its process is gone (L23, L76)', () => {
  const mac = aMac();
  const { pid } = loadedJob(mac, job(L, { KeepAlive: true, ExitTimeOut: 20, ProgramArguments: ['/bin/deaf'] }));
  assert.deepEqual(ctl(mac, 'bootout', `gui/501/${L}`), { code: 0, stdout: '', stderr: '' });
  const printed = ctl(mac, 'print', `gui/501/${L}`);
  assert.equal(printed.code, 0);
  assert.match(printed.stdout, /\n\tstate = SIGTERMed\n/);
  assert.match(printed.stdout, new RegExp(`\n\tpid = ${pid}\n`));
  wait(mac, 19_900);
  assert.equal(serviceOf(mac, L).pid, pid);
  wait(mac, 300);
  assert.equal(ctl(mac, 'print', `gui/501/${L}`).code, 113);
  assert.ok(mac.launchd.log.some((one) => one.kind === 'service' && one.what === 'SIGKILL'));
});

test('five seconds is the exit timeout where none is given (L52), and 0 is none', () => {
  for (const [seconds, gone] of [
    [undefined, 5_100],
    [0, null],
  ] as const) {
    const mac = aMac();
    const timeout = seconds === undefined ? {} : { ExitTimeOut: seconds };
    loadedJob(mac, job(L, { RunAtLoad: true, ProgramArguments: ['/bin/deaf'], ...timeout }));
    ctl(mac, 'bootout', `gui/501/${L}`);
    wait(mac, 4_900);
    assert.ok(isLoaded(mac, L));
    wait(mac, gone === null ? 600_000 : 200);
    assert.equal(isLoaded(mac, L), gone === null);
  }
});

test('what is idle is gone with its bootout; what is not loaded gives 3 (L28)', () => {
  const mac = aMac();
  loadedJob(mac, job(L));
  assert.equal(ctl(mac, 'bootout', `gui/501/${L}`).code, 0);
  assert.ok(!isLoaded(mac, L));
  const again = ctl(mac, 'bootout', `gui/501/${L}`);
  assert.deepEqual(again, { code: 3, stdout: '', stderr: 'Boot-out failed: 3: No such process\n' });
});

test('bootout by plist: 2 where there is no such file though the label is loaded, 5 where it is not (L28)', () => {
  const mac = aMac();
  const path = putJob(mac, job(L), { uid: 0, path: `${DAEMONS}/${L}.plist` });
  assert.deepEqual(rootCtl(mac, 'bootout', 'system', path), {
    code: 5,
    stdout: '',
    stderr: 'Boot-out failed: 5: Input/output error\n',
  });
  assert.equal(rootCtl(mac, 'bootstrap', 'system', path).code, 0);
  mac.files.drop(path);
  assert.equal(rootCtl(mac, 'bootout', 'system', path).code, 2);
  assert.ok(isLoaded(mac, L, 'system'));
});

test('a bootstrap while the old one is on its way out is refused, then taken (L24); 37 on request, and from kickstart (L76)', () => {
  for (const [drainingAnswer, stderr] of [
    [5, IO],
    [37, 'Bootstrap failed: 37: Operation already in progress\n'],
  ] as const) {
    const mac = aMac({}, { drainingAnswer });
    loadedJob(mac, job(L, { RunAtLoad: true, ProgramArguments: ['/bin/deaf'] }));
    ctl(mac, 'bootout', `gui/501/${L}`);
    const refused = bootstrap(mac, `${AGENTS}/${L}.plist`);
    assert.deepEqual([refused.code, refused.stderr], [drainingAnswer, stderr]);
    assert.equal(ctl(mac, 'kickstart', `gui/501/${L}`).code, 37);
    wait(mac, 5_100);
    assert.equal(bootstrap(mac, `${AGENTS}/${L}.plist`).code, 0);
  }
});

test('loaded already: 5, or 37; from another path what is there stays (L17, L18)', () => {
  const mac = aMac();
  loadedJob(mac, job(L, { ThrottleInterval: 11 }));
  const other = putJob(mac, job(L, { ThrottleInterval: 12 }), { path: '/Users/ann/other.plist' });
  assert.deepEqual([bootstrap(mac, other).stderr, rootCtl(mac, 'bootstrap', 'gui/501', other).stderr], [IO, IO_ROOT]);
  assert.match(ctl(mac, 'print', `gui/501/${L}`).stdout, /minimum runtime = 11\n/);
  const wordy = aMac({}, { loadedAnswer: 37 });
  loadedJob(wordy, job(L));
  assert.equal(bootstrap(wordy, `${AGENTS}/${L}.plist`).code, 37);
});

test('before macOS 13 nobody is told to try as root (homebrew-services#362)', () => {
  const mac = aMac({}, { dialect: 'macos12' });
  loadedJob(mac, job(L));
  assert.equal(bootstrap(mac, `${AGENTS}/${L}.plist`).stderr, IO_ROOT);
});

test('disabled: 5 for people, 119 for root; a record outlives plist, bootout and reboot (L20, L30, L31)', () => {
  const mac = aMac();
  const path = putJob(mac, job(L));
  assert.equal(ctl(mac, 'disable', `gui/501/${L}`).code, 0);
  assert.equal(bootstrap(mac, path).stderr, IO);
  const root = rootCtl(mac, 'bootstrap', 'gui/501', path);
  assert.deepEqual(root, {
    code: 119,
    stdout: '',
    stderr: `${path}: Service is disabled\nBootstrap failed: 119: Service is disabled\n`,
  });
  mac.files.drop(path);
  reboot(mac);
  assert.match(ctl(mac, 'print-disabled', 'gui/501').stdout, /\t\t"dev\.x" => disabled\n/);
  ctl(mac, 'enable', `gui/501/${L}`);
  assert.match(ctl(mac, 'print-disabled', 'gui/501').stdout, /\t\t"dev\.x" => enabled\n/);
  assert.equal(bootstrap(mac, putJob(mac, job(L))).code, 0);
});

test('what was said beats the plist (L34); to disable stops nothing, to enable starts nothing (L37); bootout does not disable (L29)', () => {
  const mac = aMac();
  const path = putJob(mac, job(L, { Disabled: true, RunAtLoad: true }));
  assert.equal(bootstrap(mac, path).code, 5);
  ctl(mac, 'enable', `gui/501/${L}`);
  assert.ok(!isLoaded(mac, L));
  assert.equal(bootstrap(mac, path).code, 0);
  wait(mac, 500);
  ctl(mac, 'disable', `gui/501/${L}`);
  wait(mac, 500);
  assert.equal(serviceOf(mac, L).state, 'running');
  ctl(mac, 'enable', `gui/501/${L}`);
  ctl(mac, 'bootout', `gui/501/${L}`);
  assert.match(ctl(mac, 'print-disabled', 'gui/501').stdout, /"dev\.x" => enabled/);
  // print of the label never says it (L32).
  assert.doesNotMatch(ctl(mac, 'print', `gui/501/${L}`).stdout, /disabled/);
});

test('modes and owners that are refused: 5 for people, 122 with the path for root (L66, cause d)', () => {
  const mac = aMac();
  for (const put of [{ mode: 0o664 }, { mode: 0o646 }, { mode: 0o600 }, { uid: 502 }]) {
    assert.equal(bootstrap(mac, putJob(mac, job(L), put)).stderr, IO, JSON.stringify(put));
  }
  assert.equal(bootstrap(mac, putJob(mac, job('dev.roots'), { uid: 0 })).code, 0);
  const path = putJob(mac, job(L), { path: `${DAEMONS}/${L}.plist`, uid: 501 });
  assert.deepEqual(rootCtl(mac, 'bootstrap', 'system', path), {
    code: 122,
    stdout: '',
    stderr: `${path}: Path had bad ownership/permissions\nBootstrap failed: 122: Path had bad ownership/permissions\n`,
  });
  const lenient = aMac({}, { refuses0600: false });
  assert.equal(bootstrap(lenient, putJob(lenient, job(L), { mode: 0o600 })).code, 0);
});

test('no file, no plist, no label, no program: 5 for people, their numbers for root', () => {
  const mac = aMac();
  const cases = [
    ['/Users/ann/none.plist', null, 2],
    ['/Users/ann/bad.plist', '<plist><dict>', 109],
    [
      '/Users/ann/nolabel.plist',
      '<plist version="1.0"><dict><key>Program</key><string>/bin/ls</string></dict></plist>',
      110,
    ],
    ['/Users/ann/idle.plist', '<plist version="1.0"><dict><key>Label</key><string>dev.i</string></dict></plist>', 111],
  ] as const;
  for (const [path, text, code] of cases) {
    if (text !== null) putText(mac, path, text);
    assert.equal(bootstrap(mac, path).stderr, IO, path);
    assert.equal(rootCtl(mac, 'bootstrap', 'gui/501', path).code, code, path);
  }
  const both = rootCtl(mac, 'bootstrap', 'gui/501', cases[0][0], cases[2][0]);
  assert.equal(both.code, 133);
  assert.equal(both.stderr.split('\n').length, 4);
});

test('sessions: an agent is for Aqua unless it says Background (L9); user and gui domain are two sets (L7)', () => {
  const mac = aMac();
  const plain = putJob(mac, job(L));
  assert.equal(ctl(mac, 'bootstrap', 'user/501', plain).stderr, IO);
  assert.equal(rootCtl(mac, 'bootstrap', 'user/501', plain).code, 134);
  const background = putJob(mac, job('dev.bg', { LimitLoadToSessionType: ['Aqua', 'Background'] }));
  assert.equal(ctl(mac, 'bootstrap', 'user/501', background).code, 0);
  assert.equal(ctl(mac, 'print', 'gui/501/dev.bg').code, 113);
  assert.equal(bootstrap(mac, background).code, 0);
  assert.equal(bootstrap(mac, putJob(mac, job('dev.b', { LimitLoadToSessionType: 'Background' }))).code, 5);
});

test('nobody at the screen: no gui domain, 112 or 125 (L8); names of managers (L10)', () => {
  const mac = aMac({}, { console: null, remote: [501] });
  const path = putJob(mac, job(L));
  assert.equal(bootstrap(mac, path).stderr, 'Bootstrap failed: 125: Domain does not support specified action\n');
  assert.equal(ctl(mac, 'print', 'gui/501').code, 112);
  assert.equal(ctl(mac, 'print', 'user/501').code, 0);
  assert.equal(ctl(mac, 'managername').stdout, 'Background\n');
  logIn(mac);
  assert.equal(ctl(mac, 'managername').stdout, 'Aqua\n');
  assert.equal(rootCtl(mac, 'managername').stdout, 'System\n');
  const old = aMac({}, { console: null, noDomainPrint: 125, noDomainBootstrap: 5 });
  assert.equal(ctl(old, 'print', 'gui/501').code, 125);
  assert.equal(bootstrap(old, putJob(old, job(L))).stderr, IO);
});

test('another user’s domain cannot be told, and root’s may be looked at and not changed (L6, L11)', () => {
  const mac = aMac();
  logIn(mac, 502);
  assert.equal(ctl(mac, 'print', 'gui/502').code, 1);
  assert.equal(rootCtl(mac, 'print', 'gui/502').code, 0);
  const path = putJob(mac, job(L, { KeepAlive: true }), { path: `${DAEMONS}/${L}.plist`, uid: 0 });
  assert.equal(ctl(mac, 'bootstrap', 'system', path).code, 1);
  assert.equal(rootCtl(mac, 'bootstrap', 'system', path).code, 0);
  assert.equal(ctl(mac, 'print', `system/${L}`).code, 0);
  assert.equal(ctl(mac, 'bootout', `system/${L}`).code, 1);
  assert.equal(
    ctl(mac, 'kickstart', `system/${L}`).stderr,
    `Could not kickstart service "${L}": 1: Operation not permitted\n`,
  );
  assert.equal(ctl(mac, 'kill', 'TERM', `system/${L}`).stderr, 'Not privileged to signal service.\n');
  assert.equal(ctl(mac, 'enable', `system/${L}`).code, 1);
});

test('words: 64 for what is no target, and for --wait before 26 (L26); the old verbs give 0 and are noticed (L3, L78)', () => {
  const mac = aMac({}, { dialect: 'macos15' });
  loadedJob(mac, job(L));
  const wrong = ctl(mac, 'print', 'guy/501');
  assert.equal(wrong.code, 64);
  assert.match(wrong.stderr, /^Unrecognized target specifier\./);
  assert.equal(ctl(mac, 'bootout', '--wait', `gui/501/${L}`).code, 64);
  assert.ok(isLoaded(mac, L));
  assert.equal(ctl(mac, 'load', `${AGENTS}/${L}.plist`).code, 0);
  assert.deepEqual(
    mac.launchd.log.filter(({ kind }) => kind === 'never').map((one) => ('argv' in one ? one.argv[0] : '')),
    ['bootout', 'load'],
  );
  const newer = aMac();
  loadedJob(newer, job(L));
  assert.equal(ctl(newer, 'bootout', '--wait', `gui/501/${L}`).code, 0);
});

test('36 only where the release says so (L27)', () => {
  const mac = aMac({}, { bootoutInProgress: true });
  loadedJob(mac, job(L, { RunAtLoad: true }));
  const said = ctl(mac, 'bootout', `gui/501/${L}`);
  assert.deepEqual([said.code, said.stderr], [36, 'Boot-out failed: 36: Operation now in progress\n']);
  wait(mac, 500);
  assert.ok(!isLoaded(mac, L));
});

test('Apple’s own: 150, and no signal', () => {
  const mac = aMac();
  const apple = putJob(mac, job('com.apple.x', { KeepAlive: true }), {
    path: '/System/Library/LaunchAgents/x.plist',
    uid: 0,
  });
  assert.equal(rootCtl(mac, 'bootstrap', 'gui/501', apple).code, 0);
  wait(mac, 500);
  const says = (verb: string) => `${verb}: 150: Operation not permitted while System Integrity Protection is engaged\n`;
  assert.equal(ctl(mac, 'bootout', 'gui/501/com.apple.x').stderr, says('Boot-out failed'));
  assert.equal(
    ctl(mac, 'kickstart', '-k', 'gui/501/com.apple.x').stderr,
    says('Could not kickstart service "com.apple.x"'),
  );
  assert.equal(ctl(mac, 'kill', 'TERM', 'gui/501/com.apple.x').code, 1);
});

test('KeepAlive true starts without RunAtLoad, and again ten seconds after its last start (L50, L51)', () => {
  const mac = aMac();
  const service = loadedJob(mac, job(L, { KeepAlive: true, ProgramArguments: ['/bin/loops'] }));
  assert.deepEqual([service.runs, service.state, service.pid], [1, 'spawn scheduled', null]);
  wait(mac, 9_000);
  assert.equal(service.runs, 1);
  wait(mac, 1_500);
  assert.equal(service.runs, 2);
  // L41: no pid, runs climbing, the last exit told.
  assert.deepEqual(service.lastExit, { kind: 'code', code: 1 });
  const quick = loadedJob(
    mac,
    job('dev.q', { KeepAlive: true, ThrottleInterval: 2, ProgramArguments: ['/bin/loops'] }),
  );
  wait(mac, 10_000);
  assert.ok(quick.runs >= 5 && quick.runs <= 7, String(quick.runs));
});

test('what ran for longer than that is started again at once', () => {
  const mac = aMac();
  const service = loadedJob(mac, job(L, { KeepAlive: true }));
  wait(mac, 15_000);
  ctl(mac, 'kill', 'SIGTERM', `gui/501/${L}`);
  wait(mac, 500);
  assert.deepEqual([service.runs, service.state], [2, 'running']);
  assert.deepEqual(service.lastExit, { kind: 'signal', signal: 15 });
});

test('the conditions of KeepAlive are alternatives (L50)', () => {
  const again = (condition: Record<string, boolean>, program: string): number => {
    const mac = aMac();
    const service = loadedJob(mac, job(L, { KeepAlive: condition, ThrottleInterval: 1, ProgramArguments: [program] }));
    if (program === '/bin/crashes') ctl(mac, 'kill', '11', `gui/501/${L}`);
    wait(mac, 1_500);
    return service.runs;
  };
  assert.equal(again({ SuccessfulExit: false }, '/bin/ends'), 1);
  assert.ok(again({ SuccessfulExit: false }, '/bin/fails') > 1);
  assert.ok(again({ SuccessfulExit: true }, '/bin/ends') > 1);
  assert.equal(again({ SuccessfulExit: true }, '/bin/fails'), 1);
  assert.equal(again({ Crashed: true }, '/bin/fails'), 1);
  assert.ok(again({ Crashed: true }, '/bin/crashes') > 1);
  assert.equal(again({ Crashed: false }, '/bin/crashes'), 1);
  assert.ok(again({ SuccessfulExit: true, Crashed: true }, '/bin/crashes') > 1);
});

test('PathState and OtherJobEnabled start what waits, once they are so (L50)', () => {
  const mac = aMac();
  const path = loadedJob(mac, job('dev.p', { KeepAlive: { PathState: { '/tmp/go': true } } }));
  const other = loadedJob(mac, job('dev.o', { KeepAlive: { OtherJobEnabled: { 'dev.first': true } } }));
  assert.deepEqual([path.runs, other.runs], [0, 0]);
  putText(mac, '/tmp/go', '');
  fileTouched(mac, '/tmp/go');
  loadedJob(mac, job('dev.first'));
  assert.deepEqual([path.state, other.state], ['running', 'running']);
});

test('RunAtLoad once; its end stays told (L45); SuccessfulExit false leaves it', () => {
  const mac = aMac({ ends: () => true });
  const service = loadedJob(mac, job(L, { RunAtLoad: true }));
  wait(mac, 60_000);
  assert.deepEqual([service.runs, service.state, service.lastExit], [1, 'not running', { kind: 'code', code: 0 }]);
});

test('no program: loaded with 0, spawn scheduled, 78 and climbing where it is kept alive (L41, L84)', () => {
  const mac = aMac();
  const service = loadedJob(mac, job(L, { KeepAlive: true, ProgramArguments: ['/bin/missing'] }));
  wait(mac, 30_000);
  assert.ok(service.runs >= 3);
  assert.deepEqual([service.state, service.jobState, service.pid], ['spawn scheduled', 'spawn failed', null]);
  const { stdout } = ctl(mac, 'print', `gui/501/${L}`);
  assert.match(stdout, /\tlast exit code = 78: EX_CONFIG\n/);
  assert.match(stdout, /\tjob state = spawn failed\n/);
  assert.equal(ctl(mac, 'kickstart', `gui/501/${L}`).code, 0);
  const once = loadedJob(mac, job('dev.once', { RunAtLoad: true, ProgramArguments: ['/bin/missing'] }));
  wait(mac, 30_000);
  assert.deepEqual([once.runs, once.state, once.lastExit], [1, 'not running', { kind: 'code', code: 78 }]);
});

test('a log or a folder that cannot be had is 78 too; a log folder that can be made is made (L64, L79)', () => {
  const mac = aMac();
  const bad = [
    { StandardOutPath: '/var/root/x.log' },
    { StandardOutPath: '~/x.log' },
    { WorkingDirectory: '/nowhere' },
  ];
  bad.forEach((more, index) => {
    const service = loadedJob(mac, job(`dev.bad${index}`, { RunAtLoad: true, ...more }));
    assert.deepEqual(service.lastExit, { kind: 'code', code: 78 }, JSON.stringify(more));
  });
  loadedJob(mac, job(L, { RunAtLoad: true, StandardErrorPath: '/Users/ann/Library/Logs/new/x.log', Umask: 0o077 }));
  const log = mac.files.at('/Users/ann/Library/Logs/new/x.log');
  assert.deepEqual([log?.kind, log?.uid, log?.mode], ['file', 501, 0o600]);
});

test('registered and forgotten until somebody kicks it (L49)', () => {
  const mac = aMac({}, { neverSpawns: [L] });
  const service = loadedJob(mac, job(L, { KeepAlive: true, StartInterval: 60 }));
  wait(mac, 300_000);
  assert.deepEqual([service.runs, service.state, service.lastExit], [0, 'not running', null]);
  assert.equal(ctl(mac, 'kickstart', `gui/501/${L}`).code, 0);
  wait(mac, 500);
  assert.equal(service.state, 'running');
});

test('kickstart: not loaded 113, idle it starts, running it leaves alone; kill: names, numbers, nothing there', () => {
  const mac = aMac();
  const none = ctl(mac, 'kickstart', `gui/501/${L}`);
  assert.deepEqual(none, {
    code: 113,
    stdout: '',
    stderr: `Could not find service "${L}" in domain for user gui: 501\n`,
  });
  const service = loadedJob(mac, job(L));
  assert.equal(ctl(mac, 'kill', 'SIGTERM', `gui/501/${L}`).stderr, 'No process to signal.\n');
  assert.equal(ctl(mac, 'kickstart', '-p', `gui/501/${L}`).stdout, `${service.pid}\n`);
  const { pid } = service;
  wait(mac, 500);
  assert.equal(ctl(mac, 'kickstart', `gui/501/${L}`).code, 0);
  wait(mac, 500);
  assert.equal(service.pid, pid);
  assert.equal(ctl(mac, 'kill', '9', `gui/501/${L}`).code, 0);
  wait(mac, 500);
  assert.deepEqual([service.pid, service.lastExit], [null, { kind: 'signal', signal: 9 }]);
  ctl(mac, 'kickstart', `gui/501/${L}`);
  wait(mac, 500);
  const before = service.pid;
  ctl(mac, 'kickstart', '-k', `gui/501/${L}`);
  wait(mac, 500);
  assert.notEqual(service.pid, before);
  assert.equal(service.state, 'running');
});

test('StartInterval: from the load on, and one that still runs misses its turn (L53)', () => {
  const mac = aMac({ ends: (label) => label === L });
  const service = loadedJob(mac, job(L, { StartInterval: 60 }));
  wait(mac, 59_000);
  assert.equal(service.runs, 0);
  wait(mac, 122_000);
  assert.deepEqual([service.runs, service.reason], [3, 'interval']);
  const long = loadedJob(mac, job('dev.long', { StartInterval: 60 }));
  wait(mac, 300_000);
  assert.equal(long.runs, 1);
});

test('StartCalendarInterval: by the clock on the wall; Sunday is 0 and 7; day or weekday; once after sleep (L54)', () => {
  const mac = aMac({ ends: () => true }, { zoneMinutes: 60 });
  // 2026-11-20 is a Friday.
  mac.clock.nowMs = at('07:30:00');
  const daily = loadedJob(mac, job('dev.d', { StartCalendarInterval: { Hour: 9, Minute: 0 } }));
  const hourly = loadedJob(mac, job('dev.h', { StartCalendarInterval: { Minute: 15 } }));
  const sunday = loadedJob(mac, job('dev.s', { StartCalendarInterval: { Weekday: 7, Hour: 0, Minute: 0 } }));
  const either = loadedJob(mac, job('dev.e', { StartCalendarInterval: { Day: 23, Weekday: 6, Hour: 0, Minute: 0 } }));
  const two = loadedJob(
    mac,
    job('dev.t', {
      StartCalendarInterval: [
        { Hour: 8, Minute: 40 },
        { Hour: 8, Minute: 50 },
      ],
    }),
  );
  wait(mac, 3_600_000);
  assert.deepEqual(
    [daily, hourly, sunday, either, two].map(({ runs }) => runs),
    [1, 1, 0, 0, 2],
  );
  wait(mac, 4 * 86_400_000);
  assert.deepEqual([daily.runs, sunday.runs, either.runs], [5, 1, 2]);
});

test('WatchPaths and QueueDirectories start it when something happens there (L55)', () => {
  const mac = aMac({ ends: () => true });
  const watching = loadedJob(mac, job(L, { WatchPaths: ['/tmp/w'] }));
  const queue = loadedJob(mac, job('dev.q', { QueueDirectories: ['/tmp/q'] }));
  mac.files.folder('/private/tmp/q', 0o755, 501);
  for (const path of ['/tmp/w', '/tmp/q', '/tmp/other']) fileTouched(mac, path);
  wait(mac, 500);
  assert.deepEqual([watching.runs, queue.runs], [1, 0]);
  putText(mac, '/tmp/q/one', '');
  fileTouched(mac, '/tmp/q/one');
  wait(mac, 500);
  assert.equal(queue.runs, 1);
});

test('what a process gets: PATH, its name, strings only, its umask; a user only as a daemon (L58, L59, L61)', () => {
  const mac = aMac();
  const more = {
    RunAtLoad: true,
    EnvironmentVariables: { A: '1', N: 2, B: true },
    UserName: 'svc',
    GroupName: 'wheel',
    Umask: '077',
  };
  const agent = loadedJob(mac, job(L, more)).started;
  const { SSH_AUTH_SOCK: socket, ...environment } = agent?.environment ?? {};
  assert.match(socket ?? '', /Listeners$/);
  assert.deepEqual(environment, {
    OSLogRateLimit: '64',
    A: '1',
    PATH: '/usr/bin:/bin:/usr/sbin:/sbin',
    XPC_SERVICE_NAME: L,
  });
  assert.deepEqual([agent?.uid, agent?.gid, agent?.umask], [501, 20, 0o077]);
  rootCtl(
    mac,
    'bootstrap',
    'system',
    putJob(mac, job(L, { ...more, Umask: 63 }), { path: `${DAEMONS}/x.plist`, uid: 0 }),
  );
  wait(mac, 500);
  const daemon = serviceOf(mac, L, 'system').started;
  assert.deepEqual([daemon?.uid, daemon?.gid, daemon?.umask], [77, 0, 0o077]);
  assert.equal(daemon?.environment['SSH_AUTH_SOCK'], undefined);
});

test('login loads the agents’ folders, boot the daemons’; what is refused is left out; logout ends all of it', () => {
  const mac = aMac();
  putJob(mac, job('dev.agent', { KeepAlive: true }));
  putJob(mac, job('dev.wide', { KeepAlive: true }), { mode: 0o666 });
  putJob(mac, job('dev.off', { KeepAlive: true }));
  putJob(mac, job('dev.all', { RunAtLoad: true }), { path: '/Library/LaunchAgents/dev.all.plist', uid: 0 });
  putJob(mac, job('dev.daemon', { KeepAlive: true }), { path: `${DAEMONS}/dev.daemon.plist`, uid: 0 });
  ctl(mac, 'disable', 'gui/501/dev.off');
  const before = mac.launchd.domains['gui/501']?.creator.pid;
  reboot(mac);
  wait(mac, 500);
  const labels = (domain: string): string[] => Object.keys(mac.launchd.domains[domain]?.services ?? {});
  assert.deepEqual([labels('gui/501'), labels('system')], [['dev.all', 'dev.agent'], ['dev.daemon']]);
  logOut(mac);
  wait(mac, 500);
  assert.deepEqual([labels('gui/501'), serviceOf(mac, 'dev.daemon', 'system').state], [[], 'running']);
  assert.equal(
    Object.values(mac.processes.all).some(({ name }) => name === 'dev.agent'),
    false,
  );
  logIn(mac);
  // Another session: another loginwindow.
  assert.notEqual(mac.launchd.domains['gui/501']?.creator.pid, before);
  assert.deepEqual(labels('gui/501'), ['dev.all', 'dev.agent']);
});

test('ps tells of every process and of the sessions’ creators; in words of its caller unless asked for C', () => {
  const mac = aMac({}, { zoneMinutes: 60 });
  const { pid } = loadedJob(mac, job(L, { RunAtLoad: true }));
  const creator = mac.launchd.domains['gui/501']?.creator.pid;
  const argv = ['ps', '-A', '-o', 'pid=', '-o', 'lstart='];
  const { stdout } = run(mac, argv, { env: { LC_ALL: 'C', TZ: 'UTC0' } });
  const pids = stdout
    .trimEnd()
    .split('\n')
    .map((line) => Number(/^ *(\d+) Mon Sep 21 14:1\d:\d\d 2026 *$/.exec(line)?.[1]));
  assert.deepEqual(pids, [1, creator, pid]);
  assert.match(run(mac, argv).stdout, / Mon 21 Sep 15:1/);
});

test('a world that is cloned goes its own way, and two that came about alike are alike', () => {
  const mac = aMac();
  loadedJob(mac, job(L, { KeepAlive: true, ExitTimeOut: 7 }));
  const copy = forked(mac);
  assert.deepEqual(world(copy), world(mac));
  ctl(copy, 'bootout', `gui/501/${L}`);
  wait(copy, 8_000);
  assert.ok(isLoaded(mac, L) && !isLoaded(copy, L));
  bootstrap(copy, `${AGENTS}/${L}.plist`);
  wait(copy, 500);
  assert.deepEqual(world(copy), world(mac));
  ctl(copy, 'disable', 'gui/501/dev.other');
  assert.deepEqual(world(copy).disabled, ['501/dev.other']);
  putJob(copy, job(L, { KeepAlive: true, ExitTimeOut: 8 }));
  ctl(copy, 'bootout', `gui/501/${L}`);
  wait(copy, 8_000);
  bootstrap(copy, `${AGENTS}/${L}.plist`);
  assert.notEqual(world(copy).units[`gui/501/${L}`]?.loaded, world(mac).units[`gui/501/${L}`]?.loaded);
});

test('commands that only look are told from those that change', () => {
  for (const argv of ['launchctl print gui/501', 'sudo -n launchctl print-disabled system', 'ps -A', 'sudo -n true'])
    assert.ok(onlyLooks(argv.split(' ')), argv);
  for (const argv of ['launchctl enable gui/501/x', 'sudo launchctl kickstart system/x', 'sudo mv -f a b', 'sync'])
    assert.ok(!onlyLooks(argv.split(' ')), argv);
});
