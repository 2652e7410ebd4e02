// A model of a Mac: command lines go in, what they print and the changed world come out. Files, launchd with its domains, sudo,
// processes that are data. No program really runs; what launchd does is in the rooms beside this one.

import type { Ran, RunOptions } from '../../../src/host.ts';
import { type Clock, type MemoryFiles, memoryFiles, parent } from '../memory-files.ts';
import { type Programs, programs } from '../model/programs.ts';
import { advance, nextDue, touched } from './due.ts';
import { wanted } from './life.ts';
import { macCommands } from './mac-commands.ts';
import { changesSomething } from './mac-shell.ts';
import { endProcesses, memoryBody, newProcesses, nextEnd, type Processes } from './memory-body.ts';
import { boot, login, logout, reboot as rebooted } from './sessions.ts';
import { type FakeLaunchd, type LaunchdSettings, newLaunchd, serviceAt, SETTINGS } from './state.ts';

export { macWorld as world } from './mac-world.ts';

export interface MacSettings {
  readonly account: { readonly user: string; readonly uid: number; readonly home: string };
  readonly programs: Programs;
  /** Files that a job's program reads by itself: at its start, and when it is told to. */
  readonly reads: (label: string) => { readonly start: readonly string[]; readonly reload: readonly string[] };
  /** Jobs that are there to run to their end: their programs end well at once, unless known to do otherwise. */
  readonly ends: (label: string) => boolean;
}

export type MacEvent =
  | { readonly kind: 'command'; readonly argv: readonly string[]; readonly code: number; readonly atMs: number }
  | {
      readonly kind: 'process';
      readonly what: 'start' | 'stop' | 'exit' | 'reload';
      readonly id: string;
      readonly pid: number;
      readonly atMs: number;
    };

export interface MacMachine {
  readonly settings: MacSettings;
  readonly clock: Clock;
  readonly files: MemoryFiles;
  readonly launchd: FakeLaunchd;
  readonly processes: Processes;
  readonly events: MacEvent[];
}

export const ANN = { user: 'ann', uid: 501, home: '/Users/ann' } as const;

export const RELEASE = { macos12: '12.7.6', macos15: '15.7.9', macos26: '26.5.1' } as const;

export function aMac(over: Partial<MacSettings> = {}, launchd: Partial<LaunchdSettings> = {}): MacMachine {
  // Some moment that is no round number: stamps are rounded, and nothing may depend on luck.
  const clock: Clock = { nowMs: 1_790_000_000_123 };
  const files = memoryFiles(clock);
  const settings = { account: ANN, programs, reads: () => ({ start: [], reload: [] }), ends: () => false, ...over };
  furnish(files, settings, { ...SETTINGS, ...launchd });
  const machine: MacMachine = {
    settings,
    clock,
    files,
    launchd: newLaunchd(launchd),
    processes: newProcesses(clock.nowMs - 60_000),
    events: [],
  };
  boot(machine.launchd, memoryBody(machine));
  return machine;
}

function furnish(files: MemoryFiles, { account }: MacSettings, { dialect, console, accounts }: LaunchdSettings): void {
  const ROOTS = [
    '/private/tmp',
    '/private/etc',
    '/private/var/log',
    '/private/var/tmp',
    '/private/var/root',
    '/private/var/run',
    '/bin',
    '/dev',
  ];
  for (const path of [...ROOTS, '/usr/bin', '/usr/sbin', '/sbin', '/usr/local/bin', '/Users', '/Volumes'])
    files.folder(path, 0o755, 0);
  for (const path of ['/tmp', '/etc', '/var']) files.put(path, { kind: 'link', target: `private${path}`, uid: 0 });
  for (const path of ['/private/tmp', '/private/var/tmp']) files.chmod(path, 0o1777);
  for (const name of ['LaunchAgents', 'LaunchDaemons', 'Application Support', 'Logs'])
    files.folder(`/Library/${name}`, 0o755, 0);
  for (const { uid, home } of accounts) if (home.startsWith('/Users/')) files.folder(home, 0o755, uid);
  files.folder(account.home, 0o755, account.uid);
  files.folder(`${account.home}/Library`, 0o700, account.uid);
  files.put('/dev/null', { kind: 'other', mode: 0o666, uid: 0 });
  files.put('/dev/console', { kind: 'other', mode: 0o600, uid: console ?? 0 });
  files.folder('/System/Library/CoreServices', 0o755, 0);
  const version = `<plist version="1.0"><dict><key>ProductVersion</key><string>${RELEASE[dialect]}</string></dict></plist>\n`;
  files.put('/System/Library/CoreServices/SystemVersion.plist', { kind: 'file', text: version, mode: 0o644, uid: 0 });
  for (const path of [
    '/bin/launchctl',
    '/usr/bin/sudo',
    '/bin/ps',
    '/bin/sh',
    '/bin/bash',
    '/bin/sleep',
    '/usr/bin/env',
  ])
    files.put(path, { kind: 'file', text: '\u007fELF\0\0', mode: 0o755, uid: 0 });
  for (const path of files.unsynced()) files.sync(parent(path));
}

/** The same world once more: what happens in the one is not seen in the other. Nothing has happened in it yet. */
export function forked(machine: MacMachine): MacMachine {
  const clock = { ...machine.clock };
  return {
    settings: machine.settings,
    clock,
    files: machine.files.fork(clock),
    launchd: structuredClone({ ...machine.launchd, log: [] }),
    processes: structuredClone(machine.processes),
    events: [],
  };
}

/** Time goes by: what is due in launchd, and what ends by itself, each at its moment. */
export function pass(machine: MacMachine, untilMs: number): void {
  const body = memoryBody(machine);
  for (;;) {
    const next = Math.min(nextDue(machine.launchd) ?? Infinity, nextEnd(machine) ?? Infinity);
    if (next > untilMs) break;
    machine.clock.nowMs = Math.max(machine.clock.nowMs, next);
    endProcesses(machine, machine.launchd, body);
    advance(machine.launchd, body, machine.clock.nowMs);
  }
  machine.clock.nowMs = Math.max(machine.clock.nowMs, untilMs);
}

/** Everything that ran is gone, what was only in memory too; what the disk says is loaded again. */
export function reboot(machine: MacMachine): void {
  for (const pid of Object.keys(machine.processes.all)) delete machine.processes.all[Number(pid)];
  const gone = [...machine.files.everything()]
    .map(([path]) => path)
    .filter((path) => /^\/private\/(tmp|var\/run)\//.test(path));
  for (const path of gone.sort().reverse()) machine.files.drop(path);
  machine.clock.nowMs += 20_000;
  machine.processes.bootMs = machine.clock.nowMs;
  machine.processes.last = 300;
  rebooted(machine.launchd, memoryBody(machine));
}

export const logIn = (machine: MacMachine, uid: number = ANN.uid): void =>
  login(machine.launchd, memoryBody(machine), uid);
export const logOut = (machine: MacMachine, uid: number = ANN.uid): void =>
  logout(machine.launchd, memoryBody(machine), uid);
/** What an idle job waits for comes about. */
export function fire(machine: MacMachine, domain: string, label: string): void {
  const service = serviceAt(machine.launchd, domain, label);
  if (service === null) throw new Error(`${domain}/${label} is not loaded`);
  wanted(machine.launchd, memoryBody(machine), service, 'launch job demand');
}
/** Somebody wrote there, or took it away. */
export const fileTouched = (machine: MacMachine, path: string): void =>
  touched(machine.launchd, memoryBody(machine), path);

/** Commands that only look: whoever counts changes does not count them. */
export function onlyLooks(argv: readonly string[]): boolean {
  const { program, words } = bare(argv);
  if (program === 'launchctl')
    return /^(print|print-disabled|list|managername|manageruid|error|help|version)?$/.test(words[0] ?? '');
  if (program === 'sh') return !changesSomething(words);
  return !CHANGES.has(program);
}

const CHANGES = new Set([
  'install',
  'mv',
  'rm',
  'rmdir',
  'mkdir',
  'chmod',
  'chown',
  'touch',
  'cp',
  'ln',
  'sync',
  'kill',
  'tee',
]);

export function run(machine: MacMachine, argv: readonly string[], options: RunOptions = {}): Ran {
  const ran = perform(machine, argv, options);
  if (!onlyLooks(argv)) machine.events.push({ kind: 'command', argv, code: ran.code, atMs: machine.clock.nowMs });
  return ran;
}

interface Bare {
  readonly program: string;
  readonly words: readonly string[];
  /** null: as who calls. */
  readonly as: string | null;
  readonly env: Readonly<Record<string, string>>;
}

/** Without sudo, env and folders. */
function bare(argv: readonly string[]): Bare {
  let words = [...argv];
  let as: string | null = null;
  const env: Record<string, string> = {};
  for (;;) {
    const first = words[0]?.slice(words[0].lastIndexOf('/') + 1) ?? '';
    if (first === 'sudo') {
      as = 'root';
      words = words.slice(1);
      while (words[0]?.startsWith('-')) {
        if (/^(-u|--user)$/.test(words[0])) as = words[1] ?? as;
        words = words.slice(/^(-p|-u|--prompt|--user)$/.test(words[0]) ? 2 : 1);
      }
      if (words.length === 0) return { program: 'true', words: [], as, env };
    } else if (first === 'env') {
      words = words.slice(words[1] === '-i' ? 2 : 1);
      for (
        let set = /^([A-Za-z_]\w*)=(.*)$/s.exec(words[0] ?? '');
        set;
        set = /^([A-Za-z_]\w*)=(.*)$/s.exec(words[0] ?? '')
      ) {
        env[set[1] ?? ''] = set[2] ?? '';
        words = words.slice(1);
      }
    } else return { program: first, words: words.slice(1), as, env };
  }
}

function perform(machine: MacMachine, argv: readonly string[], options: RunOptions): Ran {
  const { program, words, as, env } = bare(argv);
  const { settings, clock, launchd } = machine;
  const timeoutMs = options.timeoutMs ?? 20_000;
  const who = as === null ? settings.account.uid : launchd.settings.accounts.find(({ name }) => name === as)?.uid;
  if (who === undefined) return { code: 1, stdout: '', stderr: `sudo: unknown user ${as}\n` };
  if (program === 'sleep') {
    const forMs = Number(words[0]) * 1000;
    pass(machine, clock.nowMs + Math.min(forMs, timeoutMs));
    return { code: forMs > timeoutMs ? 124 : 0, stdout: '', stderr: '' };
  }
  const command = macCommands[program];
  if (command) {
    pass(machine, clock.nowMs + 2);
    const ran = command({ machine, words, uid: who, env: { ...options.env, ...env }, timeoutMs });
    pass(machine, clock.nowMs + 2);
    return ran;
  }
  if (machine.files.at(argv[0] ?? '')?.kind === 'file') return ownProgram(machine, argv[0] ?? '', timeoutMs);
  return { code: 127, stdout: '', stderr: `${program}: not found\n` };
}

/** Somebody's program, run by us: a health check. */
export function ownProgram(machine: MacMachine, path: string, timeoutMs: number): Ran {
  const known = machine.settings.programs(path, null);
  if (known === null) return { code: 127, stdout: '', stderr: `${path}: not found\n` };
  const late = known.readyMs === null && known.runsMs === null;
  pass(machine, machine.clock.nowMs + (late ? timeoutMs : 3));
  return { code: late ? 124 : known.code, stdout: '', stderr: '' };
}
