// Hands on a stand-in machine: everything a run may look at or change, in memory and on a virtual clock. A run can be cut
// anywhere, things can be made to fail, and the machine can be looked at before each change. Decides nothing.

import type { Hands, Ran, RunOptions } from '../../src/host.ts';
import { baseName, parent } from './memory-files.ts';
import { access, type Access } from './memory-access.ts';
import * as mac from './launchd/mac-machine.ts';
import * as linux from './systemd-model.ts';

/** With systemd, or a Mac. */
export type AnyMachine = linux.Machine | mac.MacMachine;

const isMac = (machine: AnyMachine): machine is mac.MacMachine => 'launchd' in machine;
const run = (machine: AnyMachine, argv: readonly string[], options: RunOptions): Ran =>
  isMac(machine) ? mac.run(machine, argv, options) : linux.run(machine, argv, options);
const pass = (machine: AnyMachine, untilMs: number): void =>
  isMac(machine) ? mac.pass(machine, untilMs) : linux.pass(machine, untilMs);

/** What a kill -9 looks like from inside: nothing after it happens. */
export class Cut extends Error {}

/** One change, as it is about to be made. */
export type Mutation =
  | { readonly verb: 'write'; readonly path: string; readonly text: string }
  | { readonly verb: 'remove' | 'removeEmpty' | 'makeFolder' | 'makeFile' | 'link' | 'chmod'; readonly path: string }
  | { readonly verb: 'run'; readonly argv: readonly string[] };

export interface HandsOptions {
  /** So many changes are made; the next is not, and the run is dead from then on. `midway`: the next is left half done. */
  readonly cutAfter?: number;
  readonly midway?: boolean;
  /** Told of every change before it is made. */
  readonly onMutation?: (mutation: Mutation) => void;
  /** A system's code (ENOSPC, EROFS, EACCES …) for a change of a file, or null. */
  readonly fault?: (mutation: Mutation) => string | null;
  /** What a command does instead of what it should: fails with that, or hangs until its time is up. */
  readonly command?: (argv: readonly string[], options: RunOptions) => Ran | 'hangs' | null;
  readonly environment?: Readonly<Record<string, string>>;
}

const PATH = '/usr/local/bin:/usr/bin:/bin';

export interface MemoryHands<M extends AnyMachine = AnyMachine> extends Hands {
  readonly machine: M;
  /** Changes made so far. */
  readonly mutations: () => number;
}

let runs = 0;

export function memoryHands<M extends AnyMachine>(machine: M, options: HandsOptions = {}): MemoryHands<M> {
  const { files, settings } = machine;
  const { onlyLooks } = isMac(machine) ? mac : linux;
  const around = isMac(machine) ? { PATH } : { PATH, XDG_RUNTIME_DIR: '/run/user/1000' };
  const { uid } = settings.account;
  const may: Access = access(files, uid);
  const run0 = (runs += 1);
  const swept = new Set<string>();
  let made = 0;
  let dead = false;

  const alive = (): void => {
    if (dead) throw new Cut('the run was cut here');
  };
  /** The code it fails with, or null: go on. */
  const about = (mutation: Mutation, half: () => void): string | null => {
    alive();
    options.onMutation?.(mutation);
    if (made === options.cutAfter) {
      dead = true;
      if (options.midway === true) half();
      throw new Cut('the run was cut here');
    }
    made += 1;
    return options.fault?.(mutation) ?? null;
  };
  const nothing = (): void => undefined;
  const temporary = (path: string): string => `${parent(path)}/.daemonsync-1-${run0}-1-${made}`;
  const readable = (path: string): string | null => (may.pass(path) && may.read(path) ? files.text(path) : null);

  /** What killed runs have left goes with the first write beside it. */
  const sweep = (folder: string): void => {
    if (swept.has(folder)) return;
    swept.add(folder);
    for (const name of files.list(folder) ?? []) {
      if (/^\.daemonsync-1-\d+-1-\d+$/.test(name) && !name.startsWith(`.daemonsync-1-${run0}-`))
        files.drop(`${folder}/${name}`);
    }
  };
  const makeFolders = (folder: string, mode: number): string | null => {
    if (files.at(folder)) return files.at(folder)?.kind === 'folder' ? null : 'ENOTDIR';
    const above = folder === '/' ? null : makeFolders(parent(folder), 0o755);
    if (above !== null) return above;
    if (!may.change(folder)) return 'EACCES';
    files.folder(folder, mode, uid);
    files.sync(parent(folder));
    return null;
  };

  const hands: MemoryHands<M> = {
    machine,
    mutations: () => made,
    caller: async () => ({ uid }),
    environment: (name) => (({ ...around, ...options.environment }) as Readonly<Record<string, string>>)[name] ?? null,

    look: async (path) => {
      alive();
      const node = may.pass(path) ? files.at(path) : null;
      if (node === null) return null;
      const kind = node.kind === 'file' ? 'file' : node.kind === 'folder' ? 'directory' : 'other';
      const size = node.kind === 'file' ? Buffer.byteLength(node.text) : 0;
      return { kind, size, mode: node.mode & 0o777, uid: node.uid, gid: node.uid, sticky: (node.mode & 0o1000) !== 0 };
    },
    real: async (path) => (may.pass(path) ? files.real(path) : null),
    resolve: async (path) => {
      const real = may.pass(path) ? files.real(path) : null;
      return real === null ? { error: 'ENOENT' } : { path: real };
    },
    read: async (path, limit) => {
      alive();
      const node = files.at(path);
      if (node === null) return { error: 'ENOENT' };
      if (node.kind !== 'file') return { error: node.kind === 'folder' ? 'EISDIR' : 'ENOTFILE' };
      const text = readable(path);
      if (text === null) return { error: 'EACCES' };
      const bytes = new TextEncoder().encode(text);
      return bytes.length > limit ? { error: 'EFBIG' } : { bytes };
    },
    list: async (folder) => {
      alive();
      return may.pass(`${folder}/x`) && may.read(folder) ? files.list(folder) : null;
    },
    stdin: async () => ({ bytes: new Uint8Array() }),
    executable: async (path) => {
      const node = may.pass(path) ? files.at(path) : null;
      return node?.kind === 'file' && (node.mode & 0o111) !== 0;
    },
    stand: async (path) => {
      alive();
      const node = may.pass(path) ? files.stand(path) : null;
      if (node === null) return null;
      const { kind, uid: owner, mtimeMs, ctimeMs, mode } = node;
      return { kind, size: sizeOf(node), mode: mode & 0o777, uid: owner, mtimeMs, ctimeMs };
    },
    target: async (path) => {
      const node = may.pass(path) ? files.stand(path) : null;
      return node?.kind === 'link' ? node.target : null;
    },
    identities: async (paths) =>
      paths.map((path) => {
        const node = may.pass(path) ? files.stand(path) : null;
        return node === null ? '' : `${node.inode} ${sizeOf(node)} ${node.mode} ${node.ctimeMs}`;
      }),
    presences: async (paths) =>
      paths.map((path) => {
        const node = may.pass(path) ? files.at(path) : null;
        return node === null ? '' : `${node.inode} ${node.mode} ${node.uid}`;
      }),
    sizes: async (paths) =>
      paths.map((path) => {
        const node = may.pass(path) ? files.stand(path) : null;
        return node?.kind === 'file' ? sizeOf(node) : -1;
      }),
    changes: async (paths) => paths.map((path) => (may.pass(path) ? (files.stand(path)?.ctimeMs ?? 0) : 0)),

    write: async ({ path, mode, text }) => {
      const half = text.slice(0, Math.floor(text.length / 2));
      const file = (content: string) => ({ kind: 'file', text: content, mode: 0o600, uid }) as const;
      const code = about({ verb: 'write', path, text }, () => {
        if (makeFolders(parent(path), 0o755) === null && may.change(path)) files.put(temporary(path), file(half));
      });
      if (code !== null) return code;
      const folder = makeFolders(parent(path), 0o755);
      if (folder !== null) return folder;
      if (!may.change(path)) return 'EACCES';
      if (files.stand(path)?.kind === 'folder') return 'EISDIR';
      sweep(parent(path));
      const aside = temporary(path);
      files.put(aside, file(text));
      files.chmod(aside, mode);
      files.rename(aside, path);
      files.sync(parent(path));
      return null;
    },
    remove: async (path) => {
      const code = about({ verb: 'remove', path }, nothing);
      const node = files.stand(path);
      if (code !== null || node === null) return code;
      if (node.kind === 'folder') return 'EISDIR';
      if (!may.change(path)) return 'EACCES';
      files.drop(path);
      return null;
    },
    removeEmpty: async (path) => {
      const code = about({ verb: 'removeEmpty', path }, nothing);
      const names = files.list(path);
      if (code !== null || names === null || names.length > 0) return code;
      if (!may.change(path)) return 'EACCES';
      files.drop(path);
      return null;
    },
    makeFolder: async (path, mode) => about({ verb: 'makeFolder', path }, nothing) ?? makeFolders(path, mode),
    makeFile: async (path, mode) => {
      const code = about({ verb: 'makeFile', path }, nothing);
      if (code !== null) return code;
      const node = files.stand(path);
      if (node !== null) return node.kind === 'folder' ? 'EISDIR' : null;
      if (files.at(parent(path))?.kind !== 'folder') return 'ENOENT';
      if (!may.change(path)) return 'EACCES';
      files.put(path, { kind: 'file', text: '', mode, uid });
      return null;
    },
    link: async (path, target) => {
      const code = about({ verb: 'link', path }, nothing);
      if (code !== null) return code;
      const folder = makeFolders(parent(path), 0o755);
      if (folder !== null) return folder;
      const node = files.stand(path);
      if (node !== null && node.kind !== 'link') return 'EEXIST';
      if (!may.change(path)) return 'EACCES';
      files.put(path, { kind: 'link', target, uid });
      files.sync(parent(path));
      return null;
    },
    chmod: async (path, mode) => {
      const code = about({ verb: 'chmod', path }, nothing);
      if (code !== null) return code;
      const node = files.stand(path);
      if (node === null) return 'ENOENT';
      if (node.kind === 'link') return 'ELOOP';
      if (node.uid !== uid) return 'EPERM';
      files.chmod(path, mode);
      return null;
    },

    run: async (argv, how = {}) => {
      alive();
      const refused = onlyLooks(argv)
        ? null
        : about({ verb: 'run', argv }, () => void run(machine, firstHalf(argv), how));
      if (refused !== null) return { code: 1, stdout: '', stderr: `${refused}\n` };
      const instead = options.command?.(argv, how) ?? null;
      if (instead !== 'hangs') return instead ?? run(machine, argv, how);
      const timeoutMs = how.timeoutMs ?? 20_000;
      pass(machine, machine.clock.nowMs + timeoutMs);
      return { code: 124, stdout: '', stderr: `${baseName(argv[0])} took longer than ${timeoutMs / 1000} s` };
    },
    now: () => machine.clock.nowMs,
    sleep: async (ms) => {
      alive();
      pass(machine, machine.clock.nowMs + ms);
    },
  };
  return hands;
}

const sizeOf = (node: { readonly kind: string; readonly text?: string; readonly target?: string }): number =>
  Buffer.byteLength(node.text ?? node.target ?? '');

/** Of a command with several names at its end, what is done when it is killed between them. */
function firstHalf(argv: readonly string[]): readonly string[] {
  const from = argv.findLastIndex((word) => !/\.(service|timer|path|socket)$/.test(word)) + 1;
  const names = argv.slice(from);
  // One alone is either done or not; a killed systemctl has asked for it.
  return names.length < 2 ? argv : [...argv.slice(0, from), ...names.slice(0, Math.ceil(names.length / 2))];
}
