// The world that the stand-in for launchd is in, in memory: files of a virtual machine, processes that are data. What a program
// does is told by its name. Pids are given out in order, so that equal runs are equal.

import { access } from '../memory-access.ts';
import { type Clock, type MemoryFiles, parent } from '../memory-files.ts';
import type { Program, Programs } from '../model/programs.ts';
import type { Body, Spawning } from './body.ts';
import { exited } from './life.ts';
import type { Ended, FakeLaunchd, Started } from './state.ts';

export interface Virtual {
  readonly pid: number;
  /** A label, or the name of a creator of domains. */
  readonly name: string;
  readonly startedMs: number;
  readonly program: Program | null;
  /** When it ends by itself, or because it was told to, and how. */
  endsMs: number | null;
  ends: Ended;
  /** Everything it was started from that a later change of a file cannot reach. */
  readonly takes: string;
  /** What it read for itself at its start, and when it was last told to read again. */
  readonly read: string;
  reread: string;
}

export interface Processes {
  bootMs: number;
  last: number;
  readonly all: Record<number, Virtual>;
}

export const newProcesses = (bootMs: number): Processes => ({ bootMs, last: 300, all: {} });

export interface Ground {
  readonly clock: Clock;
  readonly files: MemoryFiles;
  readonly processes: Processes;
  readonly settings: {
    readonly programs: Programs;
    readonly reads: (label: string) => { readonly start: readonly string[]; readonly reload: readonly string[] };
    /** Is it there to run to its end? */
    readonly ends: (label: string) => boolean;
  };
  readonly events: {
    push(event: { kind: 'process'; what: 'start' | 'exit' | 'reload'; id: string; pid: number; atMs: number }): void;
  };
}

export function memoryBody(ground: Ground): Body {
  const { files, clock, processes } = ground;
  const begin = (one: Omit<Virtual, 'pid' | 'startedMs'>): number => {
    processes.last += 7;
    processes.all[processes.last] = { ...one, pid: processes.last, startedMs: clock.nowMs };
    return processes.last;
  };
  return {
    nowMs: () => clock.nowMs,
    file: (path) => {
      const node = files.at(path);
      if (node === null || node.kind === 'link') return null;
      const text = node.kind === 'file' ? node.text : null;
      return { kind: node.kind, mode: node.mode & 0o777, uid: node.uid, gid: node.uid === 0 ? 0 : 20, text };
    },
    list: (folder) => files.list(folder),
    spawn: (what) => {
      const obstacle = obstacleOf(ground, what);
      if (obstacle !== null) return { error: obstacle };
      const program = programOf(ground, what);
      if (program === null) return { error: `${what.program}: no such program` };
      const { start, reload } = ground.settings.reads(what.label);
      // Something that is there to end, and is not known to take its time, ends well at once.
      const runsMs =
        program.runsMs === null && ground.settings.ends(what.label) && program.readyMs !== null ? 0 : program.runsMs;
      const pid = begin({
        name: what.label,
        program,
        endsMs: runsMs === null ? null : clock.nowMs + Math.max(3, runsMs),
        ends: { kind: 'code', code: program.code },
        takes: takes(ground, what),
        read: contents(files, start),
        reread: contents(files, reload),
      });
      ground.events.push({ kind: 'process', what: 'start', id: what.label, pid, atMs: clock.nowMs });
      return { pid };
    },
    signal: (pid, signal) => {
      const process = processes.all[pid];
      if (!process) return;
      if (READS_AGAIN.has(signal)) {
        process.reread = contents(files, ground.settings.reads(process.name).reload);
        ground.events.push({ kind: 'process', what: 'reload', id: process.name, pid, atMs: clock.nowMs });
      } else if (signal === 9 || process.program?.deaf !== true) {
        process.endsMs = Math.min(process.endsMs ?? Number.POSITIVE_INFINITY, clock.nowMs + (signal === 9 ? 1 : 15));
        process.ends = { kind: 'signal', signal };
      }
    },
    began: (name) =>
      begin({ name, program: null, endsMs: null, ends: { kind: 'code', code: 0 }, takes: '', read: '', reread: '' }),
    ended: (pid) => void delete processes.all[pid],
  };
}

/** SIGHUP, SIGUSR1 and SIGUSR2, as macOS numbers them: programs here take them for "read your files again". */
const READS_AGAIN = new Set([1, 30, 31]);

export const nextEnd = ({ processes }: Ground): number | null => {
  const ends = Object.values(processes.all).flatMap(({ endsMs }) => (endsMs === null ? [] : [endsMs]));
  return ends.length === 0 ? null : Math.min(...ends);
};

/** Processes whose time is over by now are gone, and launchd is told. */
export function endProcesses(ground: Ground, fake: FakeLaunchd, body: Body): void {
  const over = Object.values(ground.processes.all)
    .filter(({ endsMs }) => endsMs !== null && endsMs <= ground.clock.nowMs)
    .toSorted((a, b) => (a.endsMs ?? 0) - (b.endsMs ?? 0));
  for (const { pid, name, ends } of over) {
    delete ground.processes.all[pid];
    ground.events.push({ kind: 'process', what: 'exit', id: name, pid, atMs: ground.clock.nowMs });
    exited(fake, body, pid, ends);
  }
}

/** Why xpcproxy does not get as far as the program: 78 for all of it (L64, L79). Makes the logs, with the folders above them. */
function obstacleOf({ files }: Ground, what: Spawning): string | null {
  if (what.uid < 0 || what.gid < 0) return 'no such user or group';
  const may = access(files, what.uid);
  if (files.at(what.workingDirectory)?.kind !== 'folder' || !may.pass(`${what.workingDirectory}/x`))
    return `${what.workingDirectory}: no folder to work in`;
  for (const path of [what.stdout, what.stderr]) {
    if (path === null || path.startsWith('/dev/')) continue;
    if (!path.startsWith('/')) return `${path}: no absolute path`;
    if (!madeFolder(files, parent(path), what.uid)) return `${parent(path)}: cannot be made`;
    const there = files.at(path);
    if (there === null && !may.change(path)) return `${path}: cannot be made`;
    if (there !== null && there.kind !== 'file') return `${path}: no file`;
    if (there !== null && !mayWrite(there, what.uid)) return `${path}: cannot be written`;
    if (there === null) files.put(path, { kind: 'file', text: '', mode: 0o666 & ~what.umask, uid: what.uid });
  }
  return null;
}

const mayWrite = ({ mode, uid }: { readonly mode: number; readonly uid: number }, by: number): boolean =>
  by === 0 || ((uid === by ? mode >> 6 : mode) & 2) !== 0;

function madeFolder(files: MemoryFiles, folder: string, uid: number): boolean {
  const there = files.at(folder);
  if (there !== null) return there.kind === 'folder';
  if (!madeFolder(files, parent(folder), uid) || !access(files, uid).change(folder)) return false;
  files.put(folder, { kind: 'folder', mode: 0o755, uid });
  return true;
}

const STD_PATH = ['/usr/bin', '/bin', '/usr/sbin', '/sbin'];

/** A name without a folder is looked for along the standard path (L60). */
export const pathOf = (files: MemoryFiles, program: string): string =>
  program.startsWith('/')
    ? program
    : (STD_PATH.map((folder) => `${folder}/${program}`).find((path) => files.at(path) !== null) ?? program);

function programOf({ files, settings }: Ground, what: Started): Program | null {
  const path = pathOf(files, what.program);
  const node = files.at(path);
  if (node?.kind !== 'file' || (node.mode & 0o111) === 0) return null;
  return settings.programs(path, scriptOf(files, what));
}

/** The text of what is run, where that is a script of this world. */
function scriptOf(files: MemoryFiles, what: Started): string | null {
  const path = pathOf(files, what.program);
  const script = path === '/bin/sh' ? (what.argv[1] ?? '') : path;
  const text = script.startsWith('/') ? files.text(script) : null;
  return text?.startsWith('#!') ? text : null;
}

const HEADER = /^# (?:Made by daemonsync |daemonsync: ).*\n/gm;

/** Two processes with one text are the same to everybody who can see them. The socket's name is the session's. */
export function takes({ files }: Pick<Ground, 'files'>, what: Started): string {
  const { SSH_AUTH_SOCK: _, ...environment } = what.environment;
  const { program, argv, workingDirectory, umask, uid, gid, stdin, stdout, stderr } = what;
  const plain = { program, argv, environment, workingDirectory, umask, uid, gid, stdin, stdout, stderr };
  const script = scriptOf(files, what);
  return [JSON.stringify(plain), ...(script === null ? [] : ['script:', script.replace(HEADER, '')])].join('\n');
}

const contents = (files: MemoryFiles, paths: readonly string[]): string =>
  paths.map((path) => `${path}: ${files.text(path) ?? '(none)'}`).join('\n');
