// What is each platform's own to find: around systemd, and around launchd. Each finding is provoked once, by one thing that is
// wrong, and is absent where that is right; then the probes, on a machine that is only words.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { Subject } from '../src/doctor/subject.ts';
import type { Hands, Ran, Seen } from '../src/host.ts';
import { judgeMac, type MacFound } from '../src/launchd/examine/ailments.ts';
import { readBackgroundItems } from '../src/launchd/examine/background-items.ts';
import { examine as examineMac, lookAtMac } from '../src/launchd/examine/index.ts';
import { judgeLabel } from '../src/launchd/examine/labels.ts';
import type { Daemon, FoundFile, FoundUnit, Observed } from '../src/model.ts';
import { type Around, judgeAround } from '../src/systemd/ailments.ts';
import { lookAround } from '../src/systemd/examine.ts';
import { annsFacts, pipeline } from './support/compiled.ts';
import { aDaemon } from './support/daemon.ts';
import { codes } from './support/findings.ts';
import { aUnit } from './support/found.ts';

const AROUND: Around = {
  user: 'ann',
  uid: 1000,
  reachable: true,
  runtime: { asked: '/run/user/1000', owner: 1000, usualIsOurs: true },
  busAddress: 'unix:path=/run/user/1000/bus',
  busSocket: true,
  underSudo: false,
  linger: true,
  mayLinger: null,
  installed: 252,
  running: '252.39-1~deb12u1',
  clockSynchronised: true,
  cgroup2: true,
  controllers: { user: ['cpu', 'memory', 'pids'], system: ['cpu', 'memory', 'pids'] },
};
const boot = { account: annsFacts('systemd').account, as: 'user-manager', otherUser: false } as const;

test('systemd: the bus, linger, its release, the clock, one thing wrong at a time', () => {
  const told = (over: Partial<Around>, daemons: readonly Daemon[] = [], needLinger: readonly string[] = []): string[] =>
    codes(judgeAround({ ...AROUND, ...over }, { daemons, needLinger }));
  assert.deepEqual(told({}, [aDaemon()]), []);
  assert.deepEqual(told({ underSudo: true }), ['problem under-sudo']);
  assert.deepEqual(told({ underSudo: true, reachable: false }), []);
  assert.deepEqual(told({ runtime: { asked: '/run/user/0', owner: 0, usualIsOurs: true } }), ['warning runtime-dir']);
  assert.deepEqual(told({ runtime: { asked: '/nowhere', owner: null, usualIsOurs: false } }), ['warning runtime-dir']);
  assert.deepEqual(told({ runtime: { asked: null, owner: null, usualIsOurs: true } }), ['note runtime-dir']);
  assert.deepEqual(told({ busAddress: 'unix:path=/run/user/0/bus' }), ['warning session-bus']);
  assert.deepEqual(told({ busAddress: null }), []);
  assert.deepEqual(told({ busSocket: false }), ['note session-bus']);
  assert.deepEqual(told({ busSocket: null }), []);
  assert.deepEqual(told({ linger: false }, [], ['web']), ['problem linger']);
  assert.deepEqual(told({ linger: null }, [], ['web']), []);
  assert.deepEqual(told({ linger: false, mayLinger: false }, [aDaemon({ when: 'boot', boot })]), [
    'problem linger-refused',
  ]);
  assert.deepEqual(told({ linger: false, mayLinger: true }, [aDaemon({ when: 'boot', boot })]), []);
  assert.deepEqual(told({ installed: 255, running: '255.4' }), ['note systemd-255']);
  assert.deepEqual(told({ installed: 255, running: '255.4', linger: false }), []);
  assert.deepEqual(told({ installed: 257 }), ['warning old-manager']);
  assert.deepEqual(told({ installed: null, running: null }), []);
  const schedule = { entries: [{ kind: 'every', everyMs: 1000 }], catchUp: false, jitterMs: 0 } as const;
  assert.deepEqual(told({ clockSynchronised: false }), ['note clock']);
  assert.deepEqual(told({ clockSynchronised: false }, [aDaemon({ schedule })]), ['warning clock']);
  assert.deepEqual(told({ clockSynchronised: null }, [aDaemon({ schedule })]), []);
});

test('systemd: limits that nobody keeps', () => {
  const asking = (over: object) => aDaemon({ limits: { ...aDaemon().limits, ...over } });
  const told = (daemon: Daemon, over: Partial<Around>): string[] =>
    codes(judgeAround({ ...AROUND, ...over }, { daemons: [daemon], needLinger: [] }));
  const without = (...gone: string[]) => ({
    controllers: {
      user: ['cpu', 'memory', 'pids'].filter((one) => !gone.includes(one)),
      system: AROUND.controllers.system,
    },
  });
  assert.deepEqual(told(asking({ memoryBytes: 1e9, processes: 9, cpuPercent: 50 }), {}), []);
  assert.deepEqual(told(asking({ memoryBytes: 1e9 }), without('memory')), ['warning cgroup']);
  assert.deepEqual(told(asking({ processes: 9 }), without('pids')), ['warning cgroup']);
  assert.deepEqual(told(asking({ cpuPercent: 50 }), without('cpu')), ['warning cgroup']);
  assert.deepEqual(told(aDaemon({ priority: 'background' }), without('cpu')), ['warning cgroup']);
  assert.deepEqual(told(asking({}), without('cpu', 'memory', 'pids')), []);
  const system = { when: 'boot', boot: { ...boot, as: 'system' } } as const;
  assert.deepEqual(told({ ...asking({ memoryBytes: 1e9 }), ...system }, without('memory')), []);
  assert.deepEqual(told(asking({ memoryBytes: 1e9 }), { cgroup2: false }), ['warning cgroup']);
  assert.deepEqual(told(asking({ memoryBytes: 1e9 }), { controllers: { user: null, system: null } }), []);
  assert.deepEqual(told(asking({ memoryBytes: 1e9 }), { ...without('memory'), reachable: false }), []);
});

const MAC: MacFound = {
  uid: 501,
  user: 'ann',
  home: '/Users/ann',
  version: '15.3',
  overSsh: false,
  console: 501,
  gui: 'there',
  disabled: { gui: new Map(), system: new Map() },
  homeDisk: '/System/Volumes/Data',
  quarantined: [],
  background: { items: [{ label: 'dev.daemonsync.web', allowed: true }] },
};
const PLIST = '/Users/ann/Library/LaunchAgents/dev.daemonsync.web.plist';
const LABEL = 'dev.daemonsync.web';

const observing = (unit: Partial<FoundUnit> = {}, file: Partial<FoundFile> = {}): Observed => ({
  daemons: [
    {
      name: 'web',
      files: [
        {
          path: PLIST,
          kind: 'file',
          mode: 0o644,
          uid: 501,
          size: 1,
          changedMs: 0,
          text: '',
          target: null,
          mark: null,
          ...file,
        },
      ],
      units: [aUnit({ id: LABEL, domain: 'gui', held: true, ...unit })],
      remembered: null,
      watched: {},
      missing: [],
    },
  ],
  memory: { namespace: 'me', manifest: null, host: null, includes: [], unfinished: false, daemons: {} },
  linger: null,
  manager: true,
  self: null,
});

async function subject(observed: Observed = observing(), daemon = 'command: [/bin/cat]'): Promise<Subject> {
  const { manifest, desired } = await pipeline(`version: 1\ndaemons:\n  web: { ${daemon} }\n`, 'launchd');
  assert.ok(manifest);
  return {
    facts: annsFacts('launchd'),
    connected: null,
    only: null,
    daemons: manifest.daemons,
    desired,
    starts: new Map(),
    observed: [observed],
    ownIds: new Set([LABEL]),
    labelPrefix: 'dev.daemonsync',
  };
}

test('launchd: session, disks, disabled records, plists, background items, one thing wrong at a time', async () => {
  const about = await subject();
  const told = (over: Partial<MacFound>, of: Partial<Subject> = {}): string[] =>
    codes(judgeMac({ ...MAC, ...over }, { ...about, ...of }));
  assert.deepEqual(told({}), []);
  assert.deepEqual(told({ gui: 'absent' }), ['warning no-gui']);
  assert.deepEqual(told({ gui: 'absent', console: 502, overSsh: true }), ['warning no-gui']);
  assert.match(judgeMac({ ...MAC, gui: 'absent', console: 502 }, about)[0]?.what ?? '', /uid 502/);
  assert.deepEqual(told({ gui: 'absent' }, { desired: [] }), []);
  assert.deepEqual(told({ gui: { unknown: 'garbage' } }), ['problem gui-unknown']);
  assert.deepEqual(told({ gui: null }), []);
  assert.deepEqual(told({ version: '15.0.1' }, { daemons: [aDaemon({ reaches: 'lan' })] }), ['warning lan-bugs']);
  assert.deepEqual(told({ version: '15.1' }, { daemons: [aDaemon({ reaches: 'lan' })] }), []);
  assert.deepEqual(told({ homeDisk: '/Volumes/big' }), ['problem home-disk']);
  assert.deepEqual(told({ homeDisk: '/' }), []);
  assert.deepEqual(told({ homeDisk: null }), []);
  const record = (label: string, off: boolean) => ({ disabled: { gui: new Map([[label, off]]), system: null } });
  assert.deepEqual(told(record('dev.daemonsync.old', true)), ['note old-record']);
  assert.deepEqual(told(record('dev.daemonsync.old', false)), []);
  assert.deepEqual(told(record('com.other.old', true)), []);
  assert.deepEqual(told(record(LABEL, true)), [], 'one that is wanted is no leftover');
  assert.deepEqual(told(record('dev.daemonsync.old', true), { ownIds: new Set(['dev.daemonsync.old']) }), []);
  const file = (over: Partial<FoundFile>): string[] => told({}, { observed: [observing({}, over)] });
  assert.deepEqual(file({ uid: 0 }), ['problem plist-owner']);
  assert.deepEqual(file({ mode: 0o664 }), ['problem plist-mode']);
  assert.deepEqual(file({ mode: 0o600 }), ['problem plist-mode']);
  assert.deepEqual(file({ kind: 'link', mode: 0o777 }), []);
  assert.deepEqual(file({ path: '/Users/ann/.local/share/daemonsync/wrappers/me/web', mode: 0o755 }), []);
  assert.deepEqual(file({ path: `/Library/LaunchDaemons/${LABEL}.plist`, uid: 0 }), []);
  assert.deepEqual(file({ path: `/Library/LaunchDaemons/${LABEL}.plist` }), ['problem plist-owner']);
  assert.deepEqual(told({ quarantined: [PLIST] }), ['warning quarantine']);
  assert.deepEqual(told({ background: { items: [{ label: LABEL, allowed: false }] } }), ['problem background-off']);
  assert.deepEqual(told({ background: { items: [{ label: 'com.other', allowed: false }] } }), []);
  assert.deepEqual(told({ background: { why: 'it is root’s' } }), ['note background-unknown']);
  assert.deepEqual(told({ background: null }), []);
});

test('launchd: a label that is disabled, never started, loaded twice, or ended in a way that says little', () => {
  const told = (over: Partial<FoundUnit>, want: 'running' | 'down' | 'armed' | null = 'running'): string[] =>
    codes(judgeLabel('web', aUnit({ id: LABEL, domain: 'gui', held: true, ...over }), want, 501));
  const exit = (result: string, status: number | null = null) => ({
    state: { kind: 'looping', restarts: 9, exited: { result, status, signal: null } } as const,
  });
  assert.deepEqual(told({}), []);
  assert.deepEqual(told({ disabled: true }), ['problem disabled']);
  assert.deepEqual(told({ disabled: true }, 'down'), []);
  assert.deepEqual(told({ state: { kind: 'down', exited: null } }), ['problem never-spawned']);
  assert.deepEqual(told({ state: { kind: 'down', exited: null } }, 'armed'), []);
  assert.deepEqual(told({ state: { kind: 'down', exited: { result: 'success', status: 0, signal: null } } }), []);
  assert.deepEqual(told(exit('spawn-failed', 78)), ['problem spawn-failed']);
  assert.deepEqual(told(exit('exit-code', 78)), ['problem spawn-failed']);
  assert.deepEqual(told(exit('exit-code', 126)), ['problem not-permitted']);
  assert.deepEqual(told(exit('OS_REASON_CODESIGNING')), ['problem codesigning']);
  assert.deepEqual(told(exit('OS_REASON_TCC')), ['problem privacy']);
  assert.deepEqual(told(exit('OS_REASON_DYLD')), ['problem libraries']);
  assert.deepEqual(told(exit('exit-code', 1)), []);
  assert.deepEqual(told({ twins: [{ target: 'system/x', path: null }] }), ['problem twin']);
  const system = judgeLabel('web', aUnit({ id: LABEL, domain: 'system', disabled: true }), 'running', 501);
  assert.match(system[0]?.mend ?? '', /^sudo launchctl enable system\/dev\.daemonsync\.web/);
});

const RECORDS = `========================
 Records for UID 501 : A1B2
========================

 Items:

 #1:
                 UUID: 5F
                 Name: web
                 Type: legacy agent (0x10008)
          Disposition: [enabled, disallowed, notified] (0x9)
           Identifier: 8.dev.daemonsync.web
                  URL: file:///Users/ann/Library/LaunchAgents/dev.daemonsync.web.plist

 #2:
                 Name: api
          Disposition: [enabled, allowed, notified] (0xb)
           Identifier: 8.dev.daemonsync.api

 #3:
                 Name: half
          Disposition: what nobody has seen before
           Identifier: 8.dev.daemonsync.half

 #4:
          Disposition: 11
           Identifier: com.example.app
`;

test('background items: the allowed bit, by label; what is not understood is left out', () => {
  assert.deepEqual(readBackgroundItems(RECORDS), [
    { label: 'dev.daemonsync.web', allowed: false },
    { label: 'dev.daemonsync.api', allowed: true },
  ]);
  assert.deepEqual(readBackgroundItems(''), []);
  const lines = RECORDS.split('\n');
  fc.assert(
    fc.property(fc.array(fc.oneof(fc.constantFrom(...lines), fc.string())), (some) => {
      for (const { label } of readBackgroundItems(some.join('\n'))) assert.ok(some.join('\n').includes(label));
    }),
    { numRuns: 200 },
  );
});

interface World {
  readonly run?: (argv: readonly string[]) => Partial<Ran>;
  readonly looks?: Readonly<Record<string, Partial<Seen>>>;
  readonly env?: Readonly<Record<string, string>>;
  readonly files?: Readonly<Record<string, string>>;
}

/** A machine that is only words; what is not said is not there. */
function words({ run = () => ({ code: 127 }), looks = {}, env = {}, files = {} }: World): Hands {
  const seen = (path: string): Seen | null =>
    looks[path] ? { kind: 'directory', size: 0, mode: 0o755, uid: 0, gid: 0, sticky: false, ...looks[path] } : null;
  const hands: Partial<Hands> = {
    caller: () => Promise.resolve({ uid: 501 }),
    environment: (name) => env[name] ?? null,
    look: (path) => Promise.resolve(seen(path)),
    real: (path) => Promise.resolve(path),
    list: () => Promise.resolve(null),
    stand: (path) =>
      Promise.resolve(looks[path] ? { kind: 'other', size: 0, mode: 0, uid: 0, mtimeMs: 0, ctimeMs: 0 } : null),
    read: (path) =>
      Promise.resolve(files[path] === undefined ? { error: 'ENOENT' } : { bytes: Buffer.from(files[path]) }),
    run: (argv) => Promise.resolve({ code: 0, stdout: '', stderr: '', ...run(argv) }),
  };
  return hands as Hands;
}

test('systemd, looked at: what nobody says is not known, and a service manager is never needed', async () => {
  const nothing = await lookAround(words({}), { ...(await subject()), facts: annsFacts('systemd') });
  assert.deepEqual(
    [nothing.linger, nothing.clockSynchronised, nothing.cgroup2, nothing.running, nothing.mayLinger],
    [null, null, null, null, null],
  );
  const asked: string[] = [];
  const host = words({
    env: { XDG_RUNTIME_DIR: '/run/user/0', DBUS_SESSION_BUS_ADDRESS: 'unix:path=/run/user/0/bus' },
    looks: { '/run/user/0': { uid: 0 }, '/run/systemd/system': {}, '/sys/fs/cgroup': {} },
    files: { '/sys/fs/cgroup/cgroup.controllers': 'cpu memory\n', '/sys/fs/cgroup/a/cgroup.controllers': 'pids\n' },
    run: (argv) => {
      asked.push(argv.join(' '));
      if (argv[0] === 'timedatectl') return { stdout: 'no\n' };
      if (argv[0] === 'systemctl') return { stdout: 'Version=252.1\nControlGroup=/a\n' };
      return { code: 2 };
    },
  });
  const connected = { host, version: 252, offline: false };
  const manifest = await pipeline('version: 1\ndaemons:\n  web: { command: [/bin/cat], when: boot }\n', 'systemd');
  const daemons = manifest.manifest?.daemons ?? [];
  const found = await lookAround(host, { ...(await subject()), facts: annsFacts('systemd'), connected, daemons });
  assert.deepEqual(found.runtime, { asked: '/run/user/0', owner: 0, usualIsOurs: false });
  assert.deepEqual(found.controllers, { user: ['pids'], system: ['cpu', 'memory'] });
  assert.deepEqual(
    [found.linger, found.mayLinger, found.clockSynchronised, found.running],
    [false, false, false, '252.1'],
  );
  assert.ok(asked.every((line) => !line.startsWith('sudo')));
});

test('launchd, looked at: who sits at the screen, over ssh, the release; a refusal is unknown, not absent; never sudo', async () => {
  const asked: string[] = [];
  const world = (gui: Partial<Ran>): Hands =>
    words({
      env: { SSH_CONNECTION: '1 2 3 4' },
      looks: { '/dev/console': { kind: 'other', uid: 502 } },
      run: (argv) => {
        asked.push(argv.join(' '));
        const [program, verb] = argv;
        if (program === 'launchctl' && verb === 'print') return gui;
        if (program === 'launchctl')
          return { stdout: '\tdisabled services = {\n\t\t"dev.daemonsync.web" => disabled\n\t}\n' };
        if (program === 'sw_vers') return { stdout: '15.1\n' };
        if (program === 'df')
          return {
            stdout: 'Filesystem 512-blocks Used Available Capacity Mounted on\n/dev/disk3 9 9 9 1% /Volumes/My Disk\n',
          };
        if (program === 'xattr')
          return { code: argv.at(-1) === PLIST ? 0 : 1, stdout: argv.at(-1) === PLIST ? '0083;x\n' : '' };
        return { code: 1, stderr: 'root, please\n' };
      },
    });
  const seen = async (gui: Partial<Ran>) => {
    const host = world(gui);
    return lookAtMac(host, { ...(await subject()), connected: { host, version: 15, offline: false } });
  };
  const found = await seen({ code: 112, stderr: 'Bad request.\nCould not find domain for user gui: 501\n' });
  assert.deepEqual(
    [found.gui, found.overSsh, found.console, found.version, found.homeDisk, found.quarantined],
    ['absent', true, 502, '15.1', '/Volumes/My Disk', [PLIST]],
  );
  assert.equal(found.disabled.gui?.get(LABEL), true);
  assert.ok(found.background !== null && 'why' in found.background);
  assert.equal(
    (await seen({ code: 125, stderr: 'Could not print domain: 125: Domain does not support specified action\n' })).gui,
    'absent',
  );
  for (const gui of [
    { code: 1, stderr: 'Could not print domain: 1: Operation not permitted\n' },
    { code: 0, stdout: 'garbage' },
  ])
    assert.ok(typeof (await seen(gui)).gui === 'object');
  assert.ok(asked.length > 5 && asked.every((line) => !line.includes('sudo')));
});

test('launchd: arguments and the working directory in guarded folders, told by doctor alone', async () => {
  const start = {
    argv: ['/bin/sh', '/Users/ann/bin/x', '--out=/Users/ann/Documents/a', '/Volumes/b'],
    workingDirectory: '/Users/ann/Desktop',
  };
  const starts = new Map([['web', { ...start, searchPath: null, env: {}, envFiles: [], outputs: [] }]]);
  const host = words({});
  const told = codes(await examineMac(host, { ...(await subject()), starts }));
  assert.deepEqual(
    told.filter((code) => code.includes('guarded')),
    ['warning guarded-argument', 'warning guarded-argument', 'note guarded-folder'],
  );
});
