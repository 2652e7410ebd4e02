// What the stand-in world consists of: files, a clock, two managers with their units, and what happened so far.
// Types, how it is made and copied; what happens in it is told in the files beside this one.

import { type Clock, type MemoryFiles, memoryFiles } from '../memory-files.ts';
import type { Definition, Reader } from './definition.ts';
import type { Program, Programs } from './programs.ts';

export interface Process {
  readonly pid: number;
  readonly program: Program;
  readonly startedMs: number;
  /** Everything it was started from that a later change of a file cannot reach. */
  readonly takes: string;
  /** Content of files it read for itself at its start, and at its last reload. */
  readonly read: string;
  readonly reread: string;
}

export type Active = 'inactive' | 'activating' | 'active' | 'reloading' | 'deactivating' | 'failed';
export type JobKind = 'start' | 'stop' | 'restart' | 'reload';

export interface Unit {
  readonly id: string;
  definition: Definition;
  /** When its files were read: systemd compares that with their times, and with nothing else. */
  loadedMs: number;
  active: Active;
  sub: string;
  result: string;
  /** Of the main process, as systemd numbers them: 0 none yet, 1 exited, 2 killed. */
  exitCode: number;
  exitStatus: number;
  restarts: number;
  limit: { readonly sinceMs: number; readonly count: number } | null;
  job: JobKind | null;
  lastJob: 'done' | 'failed';
  /** When a job that nobody waits for begins. */
  jobAtMs: number | null;
  /** What happens next by itself. */
  due: { readonly atMs: number; readonly what: 'ready' | 'exit' | 'kill' | 'again' | 'too-late' } | null;
  process: Process | null;
  invocation: string | null;
  changedMs: number;
  /** Of a socket: what it was opened with. */
  opened: readonly string[];
}

export interface Manager {
  readonly domain: 'user' | 'system';
  readonly reader: Reader;
  readonly units: Map<string, Unit>;
  /** Targets that are reached, each with the links below it as they were when last read. */
  readonly targets: Map<string, readonly string[]>;
  /** Where invocation links are. */
  readonly links: string;
}

export type Event =
  | { readonly kind: 'command'; readonly argv: readonly string[]; readonly code: number; readonly atMs: number }
  | {
      readonly kind: 'process';
      readonly what: 'start' | 'stop' | 'exit' | 'reload';
      readonly id: string;
      readonly pid: number;
      readonly atMs: number;
    };

export interface Settings {
  readonly version: number;
  readonly account: Reader['account'];
  readonly programs: Programs;
  /** Files that a service's program reads by itself: at its start, and when it is told to reload. */
  readonly reads: (id: string) => { readonly start: readonly string[]; readonly reload: readonly string[] };
}

export interface Machine {
  readonly settings: Settings;
  readonly clock: Clock;
  readonly files: MemoryFiles;
  readonly user: Manager;
  readonly system: Manager;
  readonly count: { pid: number; invocation: number; jobs: number };
  readonly events: Event[];
}

/** One manager of one machine: what almost everything beside this file is about. */
export interface Place {
  readonly machine: Machine;
  readonly manager: Manager;
}

export const SYSTEM_PATH = [
  '/etc/systemd/system',
  '/run/systemd/system',
  '/usr/local/lib/systemd/system',
  '/usr/lib/systemd/system',
];

export function userPath({ home, uid }: Reader['account']): readonly string[] {
  const runtime = `/run/user/${uid}/systemd`;
  return [
    `${home}/.config/systemd/user.control`,
    `${runtime}/user.control`,
    `${runtime}/transient`,
    `${runtime}/generator.early`,
    `${home}/.config/systemd/user`,
    '/etc/xdg/systemd/user',
    '/etc/systemd/user',
    `${runtime}/user`,
    '/run/systemd/user',
    `${runtime}/generator`,
    `${home}/.local/share/systemd/user`,
    '/usr/local/share/systemd/user',
    '/usr/share/systemd/user',
    '/usr/local/lib/systemd/user',
    '/usr/lib/systemd/user',
    `${runtime}/generator.late`,
  ];
}

export function newMachine(settings: Settings): Machine {
  const { account, version } = settings;
  // Some moment that is no round number: stamps are rounded, and nothing may depend on luck.
  const clock: Clock = { nowMs: 1_790_000_000_123 };
  const files = memoryFiles(clock);
  for (const path of ['/tmp', '/usr/bin', '/var/log', '/var/lib/systemd/linger', '/usr/local/libexec', ...SYSTEM_PATH])
    files.folder(path, 0o755, 0);
  files.chmod('/tmp', 0o777);
  files.folder('/run/systemd/units', 0o755, 0);
  files.folder('/home', 0o755, 0);
  files.folder(account.home, 0o755, account.uid);
  files.folder('/run/user', 0o755, 0);
  files.folder(`/run/user/${account.uid}/systemd/units`, 0o755, account.uid);
  // By these a caller finds its manager, and knows which release it is.
  files.folder('/run/systemd/system', 0o755, 0);
  files.folder('/run/dbus', 0o755, 0);
  files.put('/run/dbus/system_bus_socket', { kind: 'other', mode: 0o666, uid: 0 });
  files.chmod(`/run/user/${account.uid}`, 0o700);
  files.put(`/run/user/${account.uid}/systemd/private`, { kind: 'other', mode: 0o700, uid: account.uid });
  files.put(`/usr/lib/systemd/libsystemd-shared-${version}.so`, { kind: 'file', text: '-', mode: 0o644, uid: 0 });
  for (const name of ['systemctl', 'loginctl', 'sudo'])
    files.put(`/usr/bin/${name}`, { kind: 'file', text: '-', mode: 0o755, uid: 0 });
  for (const path of files.unsynced()) files.sync(path);
  const none = new Map<string, readonly string[]>();
  const manager = (
    domain: Manager['domain'],
    unitPath: readonly string[],
    links: string,
    targets: string,
  ): Manager => ({
    domain,
    reader: {
      files,
      unitPath,
      version,
      account: domain === 'user' ? account : { user: 'root', uid: 0, home: '/root' },
    },
    units: new Map(),
    targets: new Map([...none, ...targets.split(' ').map((name) => [`${name}.target`, []] as const)]),
    links,
  });
  return {
    settings,
    clock,
    files,
    user: manager(
      'user',
      userPath(account),
      `/run/user/${account.uid}/systemd/units`,
      'default basic timers sockets paths',
    ),
    system: manager('system', SYSTEM_PATH, '/run/systemd/units', 'multi-user basic timers sockets paths graphical'),
    count: { pid: 1000, invocation: 0, jobs: 0 },
    events: [],
  };
}

/** The same world once more: what happens in the one is not seen in the other. Nothing has happened in it yet. */
export function forked(machine: Machine): Machine {
  const clock = { ...machine.clock };
  const files = machine.files.fork(clock);
  const manager = (one: Manager): Manager => ({
    ...one,
    reader: { ...one.reader, files },
    units: new Map([...one.units].map(([id, unit]) => [id, { ...unit }])),
    targets: new Map(one.targets),
  });
  return {
    settings: machine.settings,
    clock,
    files,
    user: manager(machine.user),
    system: manager(machine.system),
    count: { ...machine.count },
    events: [],
  };
}

/** So many changes may happen in no time at all; everything else takes a while. */
export const now = ({ machine }: Place): number => machine.clock.nowMs;
