// Which question a run asks, as far as what is remembered of answers is concerned: two runs with one question may share an
// answer. Light, because the quickest way through the program goes by it. null: its answers are not remembered.
import type { About } from '../known/cache.ts';
import type { Machine } from '../node/host.ts';

export interface Asking {
  readonly build: string;
  /** Of --file, and of the environment. */
  readonly file: string | null;
  readonly variable: string | null;
  readonly runtimeDir: string | null;
  readonly cwd: () => string;
  readonly machine: Machine;
}

export function questionOf({ build, file, variable, runtimeDir, cwd, machine }: Asking): About | null {
  if (file === '-' || machine.os === 'other') return null;
  const named = file ?? (variable || null);
  // A whole path is the same from everywhere.
  const from = named?.startsWith('/') ? null : cwd();
  const { user, home, uid, gid, hostname, release } = machine;
  return { build, home, question: [named, from, user, uid, gid, hostname, release, runtimeDir] };
}

export const inSync = (daemons: number): string => `nothing to do: ${daemons} in sync\n`;
