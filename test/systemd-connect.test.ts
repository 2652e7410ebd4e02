// Finding the manager whatever the environment says, and saying why there is none: on machines that exist only as lists of
// what stands where. systemctl's own words are those that were recorded on each release.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Hands, RunOptions } from '../src/host.ts';
import { nodeHost } from '../src/node/host.ts';
import { connect } from '../src/systemd/connect.ts';
import { explainRefusal } from '../src/systemd/refusal.ts';
import { annsFacts } from './support/compiled.ts';

/** What stands where: a uid for a folder, text for a file, 'socket', 'program'. */
type Standing = Readonly<Record<string, number | string>>;

interface Machine {
  readonly uid?: number;
  readonly env?: Readonly<Record<string, string>>;
  readonly there: Standing;
}

function machine({ uid = 1000, env = {}, there }: Machine): { host: Hands; ran: RunOptions[] } {
  const ran: RunOptions[] = [];
  const variables: Readonly<Record<string, string>> = { PATH: '/usr/bin', ...env };
  const host: Hands = {
    ...nodeHost(),
    caller: async () => ({ uid }),
    environment: (name) => variables[name] ?? null,
    look: async (path) => {
      const found = there[path];
      if (found === undefined) return null;
      const kind = typeof found === 'number' ? 'directory' : found === 'socket' ? 'other' : 'file';
      return { kind, size: 0, mode: 0o755, uid: typeof found === 'number' ? found : 0, gid: 0, sticky: false };
    },
    stand: async (path) =>
      there[path] === 'socket' ? { kind: 'other', size: 0, mode: 0, uid, mtimeMs: 0, ctimeMs: 0 } : null,
    executable: async (path) => there[path] === 'program',
    read: async (path) => {
      const found = there[path];
      return typeof found === 'string' ? { bytes: new TextEncoder().encode(found) } : { error: 'ENOENT' };
    },
    list: async (path) => {
      const names = Object.keys(there).filter((one) => one.startsWith(`${path}/`));
      return names.length > 0 ? names.map((one) => one.slice(path.length + 1).split('/')[0] ?? '') : null;
    },
    run: async (_, options = {}) => {
      ran.push(options);
      return { code: 0, stdout: '', stderr: '' };
    },
  };
  return { host, ran };
}

const LINUX: Standing = {
  '/proc/sys/kernel/osrelease': '6.1.0-18-amd64\n',
  '/run/systemd/system': 0,
  '/usr/bin/systemctl': 'program',
  '/usr/lib/x86_64-linux-gnu/systemd/libsystemd-shared-257.so': '',
};
const LOGGED_IN: Standing = { ...LINUX, '/run/user/1000': 1000, '/run/user/1000/systemd/private': 'socket' };
const FACTS = annsFacts('systemd');

test('a manager is found whatever the environment says', async () => {
  const foreign: Standing = { ...LOGGED_IN, '/run/user/7': 7, '/run/user/7/systemd/private': 'socket' };
  const own: Standing = { ...LOGGED_IN, '/tmp/run': 1000, '/tmp/run/systemd/private': 'socket' };
  const table: readonly (readonly [Machine, string])[] = [
    [{ there: LOGGED_IN }, '/run/user/1000'],
    [{ there: LOGGED_IN, env: { XDG_RUNTIME_DIR: '' } }, '/run/user/1000'],
    [{ there: LOGGED_IN, env: { XDG_RUNTIME_DIR: '/run/user/1000' } }, '/run/user/1000'],
    [{ there: foreign, env: { XDG_RUNTIME_DIR: '/run/user/7' } }, '/run/user/1000'],
    [{ there: own, env: { XDG_RUNTIME_DIR: '/tmp/run' } }, '/tmp/run'],
    [{ there: { ...LOGGED_IN, '/tmp/empty': 1000 }, env: { XDG_RUNTIME_DIR: '/tmp/empty' } }, '/run/user/1000'],
    [{ there: LOGGED_IN, env: { XDG_RUNTIME_DIR: 'run/user/1000' } }, '/run/user/1000'],
  ];
  for (const [one, dir] of table) {
    const { host, ran } = machine(one);
    const found = await connect(host, FACTS, { system: false });
    assert.ok('host' in found, JSON.stringify(found));
    // Only files were looked at.
    assert.equal(ran.length, 0);
    assert.equal(found.version, 257);
    assert.equal(found.host.environment('XDG_RUNTIME_DIR'), dir);
    await found.host.run(['systemctl'], { timeoutMs: 5, env: { MORE: '1' } });
    assert.deepEqual(ran, [
      { timeoutMs: 5, env: { XDG_RUNTIME_DIR: dir, SYSTEMD_OFFLINE: null, SYSTEMD_COLORS: null, MORE: '1' } },
    ]);
  }
});

test('systemctl is found where PATH has none', async () => {
  const { host, ran } = machine({ there: LOGGED_IN, env: { PATH: '/opt/bin' } });
  const found = await connect(host, FACTS, { system: false });
  assert.ok('host' in found);
  await found.host.run(['systemctl']);
  assert.equal(ran[0]?.env?.['PATH'], '/opt/bin:/usr/bin');
});

test('where there is none, the cause and its cure', async () => {
  const wsl = { '/proc/sys/kernel/osrelease': '5.15.153.1-microsoft-standard-WSL2\n' };
  const without = (path: string, from: Standing = LOGGED_IN): Standing =>
    Object.fromEntries(Object.entries(from).filter(([one]) => one !== path));
  const table: readonly (readonly [Machine, string, RegExp, RegExp])[] = [
    [{ there: {} }, 'not-linux', /not Linux/, /Linux/],
    [{ there: without('/usr/bin/systemctl') }, 'no-systemctl', /no `systemctl`/, /apt-get install systemd/],
    [{ there: without('/run/systemd/system') }, 'not-booted', /container, or chroot/, /process 1.*--offline/],
    [
      { there: { ...without('/run/systemd/system'), '/.dockerenv': '' } },
      'not-booted',
      /container \(docker\)/,
      /process 1/,
    ],
    [
      { there: { ...without('/run/systemd/system'), ...wsl } },
      'not-booted',
      /WSL/,
      /\[boot\].*systemd=true.*\/etc\/wsl\.conf/,
    ],
    [{ there: LINUX }, 'no-login', /runs for ann: su, sudo, cron/, /loginctl enable-linger ann.*--offline/],
    [
      { there: { ...LINUX, '/run/user/7': 7 }, env: { XDG_RUNTIME_DIR: '/run/user/7' } },
      'no-login',
      /XDG_RUNTIME_DIR is \/run\/user\/7, which is another user's/,
      /enable-linger/,
    ],
    [
      { there: { ...LINUX, '/run/user/1000': 1000 } },
      'manager-down',
      /somebody is logged in/,
      /restart user@1000\.service/,
    ],
    [
      { there: { ...LINUX, '/var/lib/systemd/linger/ann': '' } },
      'manager-down',
      /linger is on/,
      /restart user@1000\.service/,
    ],
    [{ there: { ...LINUX, ...wsl, '/run/user/1000': 1000 } }, 'manager-down', /WSL often mounts/, /restart user@1000/],
    [{ there: LINUX, uid: 0, env: { SUDO_USER: 'ann' } }, 'root-by-sudo', /root through sudo/, /as ann, without sudo/],
  ];
  for (const [one, code, cause, cure] of table) {
    const found = await connect(machine(one).host, FACTS, { system: false });
    assert.ok('unreachable' in found, code);
    const { unreachable } = found;
    assert.equal(unreachable.code, code);
    assert.match(unreachable.message, cause);
    assert.match(unreachable.hint ?? '', cure);
  }
});

test('system units are asked for through the system bus, but by root', async () => {
  const wants = { system: true };
  const refused = await connect(machine({ there: LOGGED_IN }).host, FACTS, wants);
  assert.ok('unreachable' in refused && refused.unreachable.code === 'no-system-bus');
  const there = { ...LOGGED_IN, '/run/dbus/system_bus_socket': 'socket' };
  assert.ok('host' in (await connect(machine({ there }).host, FACTS, wants)));
  const root = { ...LINUX, '/run/user/0': 0, '/run/user/0/systemd/private': 'socket' };
  assert.ok('host' in (await connect(machine({ there: root, uid: 0 }).host, FACTS, wants)));
});

test("systemctl's own words, of all releases", () => {
  const bus = (tail: string): readonly string[] => [
    `Failed to connect to bus: ${tail}\n`,
    `Failed to connect to user scope bus via local transport: ${tail} (consider using --machine=<user>@.host --user to connect to bus of other user)\n`,
  ];
  const undefinedDirs = '$DBUS_SESSION_BUS_ADDRESS and $XDG_RUNTIME_DIR not defined';
  const table: readonly (readonly [readonly string[], string])[] = [
    [bus('No such file or directory'), 'no-login'],
    [bus('No medium found'), 'no-login'],
    [bus(undefinedDirs), 'no-login'],
    [bus('Connection refused'), 'manager-died'],
    [bus('Operation not permitted'), 'manager-refuses'],
    [bus('Permission denied'), 'manager-refuses'],
    [bus('Connection timed out'), 'manager-silent'],
    [
      ['Failed to list units: Connection reset by peer\n', 'Failed to list units: Transport endpoint is not connected'],
      'manager-silent',
    ],
    [
      [
        "System has not been booted with systemd as init system (PID 1). Can't operate.\nFailed to connect to bus: Host is down\n",
      ],
      'no-login',
    ],
  ];
  for (const [texts, code] of table) {
    for (const text of texts) {
      const problem = explainRefusal(text, { user: 'ann', uid: 1000 });
      assert.equal(problem?.code, code, text);
      assert.doesNotMatch(problem.message, /consider using/);
    }
  }
  assert.match(
    explainRefusal('Failed to connect to bus: Connection refused', { user: 'ann', uid: 7 })?.hint ?? '',
    /user@7\.service/,
  );
  for (const other of ['', 'Failed to start a.service: Unit a.service not found.', 'Unit bus.service is masked.'])
    assert.equal(explainRefusal(other), null, other);
});
