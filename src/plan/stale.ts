// What does a running process run? Over what memory holds of it, and two dates that the file system keeps. Pure.
//
// Which start is running is known by its invocation. A start that was verified is remembered with what it was started from.
// Any other start took what the manager had loaded at that moment, which is known since the last refresh. Where all memory was
// lost, a start that is younger than every file of the daemon took those files; an older one did not.

import { globMatches } from '../glob.ts';
import type { FoundUnit, ObservedDaemon, Reason, Remembered, Watched, Weight } from '../model.ts';

export interface Running {
  readonly invocation: string | null;
  readonly weight: Weight;
}

/** null: it runs, and nobody can say what. */
export function runs(
  unit: FoundUnit,
  remembered: Remembered | null,
  onDisk: { readonly weight: Weight; readonly changedMs: number } | null,
  /** When somebody else last changed a file of it; null: nobody did. */
  tamperedMs: number | null = null,
): Running | null {
  const { invocation, startedMs } = unit;
  const loaded = remembered?.loaded[unit.id];
  if (isYetToStart(unit)) return loaded && tamperedMs === null ? { invocation, weight: loaded.weight } : null;
  const started = remembered?.started[unit.id];
  if (started && (invocation === null || started.invocation === invocation)) return started;
  // Whoever edits a file by hand may have made the manager read it too, and started the daemon from it.
  const doubtful = tamperedMs !== null && startedMs !== null && startedMs >= tamperedMs;
  if (loaded && startedMs !== null && startedMs >= loaded.sinceMs && !doubtful)
    return { invocation, weight: loaded.weight };
  if ((remembered !== null && !remembered.printed) || onDisk === null || startedMs === null) return null;
  return startedMs >= onDisk.changedMs ? { invocation, weight: onDisk.weight } : null;
}

/** In a queue, or between two attempts: nothing of it runs. What it tries is what the manager has loaded, not what ran before. */
const isYetToStart = ({ role, state: { kind }, invocation }: FoundUnit): boolean =>
  role === 'service' && invocation === null && (kind === 'looping' || kind === 'starting');

/**
 * A timer, a path or a socket of which nothing is remembered. Managers keep no trace of when such a thing began; but a socket
 * is not opened anew while its service runs. Where nothing speaks against its files, those are what it was armed from.
 */
export function armedAs(
  unit: FoundUnit,
  onDisk: { readonly weight: Weight; readonly changedMs: number } | null,
  serviceStartedMs: number | null,
): Running | null {
  if (onDisk === null || unit.state.kind !== 'armed') return null;
  const latest = unit.startedMs ?? (unit.role === 'socket' ? serviceStartedMs : null);
  const isOlder = [latest, unit.readMs ?? null].some((ms) => ms !== null && ms < onDisk.changedMs);
  return isOlder ? null : { invocation: unit.invocation, weight: onDisk.weight };
}

/**
 * Its manager says that it holds what is wanted. The script that it runs it has only the name of: what started before the
 * script was last changed runs an older one. `scriptMs`: when that was; null: there is no script.
 */
export function toldToRun(unit: FoundUnit, weight: Weight, scriptMs: number | null): Running | null {
  const { invocation, startedMs } = unit;
  // Such a manager's processes are dated by `ps`, in whole seconds: what is written is started within that same second.
  const latest = startedMs === null ? null : startedMs + 999;
  return scriptMs === null || latest === null || latest >= scriptMs ? { invocation, weight } : null;
}

export type Lag = 'none' | 'reload' | 'restart';

export function lag(running: Running | null, wanted: Weight): Lag {
  if (running === null || running.weight.restart !== wanted.restart) return 'restart';
  return running.weight.reload === wanted.reload ? 'none' : 'reload';
}

/** Files that the process read when it started, or was told to read again, and that have changed since. */
export function watchedReasons(have: ObservedDaemon, watched: readonly Watched[], unit: FoundUnit): readonly Reason[] {
  const { remembered } = have;
  const known = remembered?.watched;
  // Never looked at before: what is there now is what it is measured against from now on.
  if (!known || Object.keys(remembered.started).length === 0) return [];
  const sameStart = remembered.started[unit.id]?.invocation === unit.invocation;
  const paths = [...new Set([...Object.keys(have.watched), ...Object.keys(known)])].sort();
  return paths.flatMap((path): Reason[] => {
    // A pattern that was not watched then is no change; a new file under one that was is one.
    const matching = watched.filter((one) => Object.hasOwn(known, one.path) && pathMatches(one.path, path));
    const first = matching.find((one) => one.as !== 'reload') ?? matching[0];
    const now = have.watched[path] ?? { digest: null, changedMs: 0 };
    if (!first) return [];
    // What another start than the remembered one has read, only the dates tell: a digest is of what that one read.
    const datesTell = !sameStart && unit.startedMs !== null && now.digest !== null;
    const read = datesTell ? (unit.startedMs ?? 0) > now.changedMs : now.digest === (known[path] ?? null);
    return read ? [] : [{ kind: REASON[first.as], path }];
  });
}

/** What to remember of them after a verified start; the patterns too, so that a new file can be told from a new pattern. */
export function watchedNow(have: ObservedDaemon, watched: readonly Watched[]): Readonly<Record<string, string | null>> {
  const patterns = watched.map(({ path }) => [path, null] as const);
  const files = Object.entries(have.watched).map(([path, { digest }]) => [path, digest] as const);
  return Object.fromEntries([...patterns, ...files]);
}

function pathMatches(pattern: string, path: string): boolean {
  if (pattern === path) return true;
  const [parts, names] = [pattern.split('/'), path.split('/')];
  return parts.length === names.length && parts.every((part, i) => globMatches(part, names[i] ?? ''));
}

const REASON = { env: 'env-file', restart: 'restart-on', reload: 'reload-on' } as const;
