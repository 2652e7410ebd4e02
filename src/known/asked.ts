// What a look at the world went by, and whether all of that is still so: every path that was asked about, with a text that
// changes whenever the thing itself does. So long as nothing of it has changed, neither has any answer, and whatever was worked
// out from the answers holds. When in doubt it says no, which costs nothing but time.

import { posix } from 'node:path';
import type { Hands, Ran, RunOptions } from '../host.ts';

/** Everything that a look went by, each path with whether there was anything. */
export interface Asked {
  /** By the file system's clock. */
  readonly sinceMs: number;
  /** Content and listings: these must not have changed in any way. */
  readonly exact: ReadonlyMap<string, boolean>;
  /** That it is there, what it is and who may use it: a folder may get other files. */
  readonly there: ReadonlyMap<string, boolean>;
  /** Where paths really lead. */
  readonly real: ReadonlyMap<string, string | null>;
  /** What commands said that only look, by their words. */
  readonly ran: ReadonlyMap<string, Ran>;
  /** Something was asked whose answer cannot be checked this way. */
  readonly unsure: boolean;
}

export interface Recording {
  readonly hands: Hands;
  readonly asked: () => Asked;
}

/** Folders in which others come and go, and whose listing tells nothing that their entries or the manager do not. */
const RESTLESS = /^\/proc\/|\/systemd\/(?:units|transient)$/;
/**
 * Answered by what is looked at anyway: the rows of all units, and the manager's own socket. When a process began, by its being
 * the same one in those rows; the name of a Mac, by the file that keeps it (facts.ts).
 */
const HARMLESS = [
  /^systemctl (?:--user )?list-units /,
  /^systemctl (?:--user )?show -p UnitPath\b/,
  /^systemctl --version$/,
  /^launchctl print(?:-disabled)? /,
  /^ps -A -o pid= -o lstart=$/,
  /^\/usr\/sbin\/scutil --get LocalHostName$/,
];

export function recording(inner: Hands): Recording {
  const sinceMs = inner.now();
  const exact = new Map<string, boolean>();
  const there = new Map<string, boolean>();
  const real = new Map<string, string | null>();
  const ran = new Map<string, Ran>();
  let unsure = false;
  const noting = (map: Map<string, boolean>, path: string, found: boolean): void => {
    if (RESTLESS.test(path)) return;
    // Two answers to one question: something is going on.
    if ((map.get(path) ?? found) !== found) unsure = true;
    map.set(path, found);
  };
  const hands: Hands = Object.assign(Object.create(inner) as Hands, {
    async look(path: string) {
      const found = await inner.look(path);
      noting(there, path, found !== null);
      return found;
    },
    async executable(path: string) {
      noting(there, path, (await inner.look(path)) !== null);
      return inner.executable(path);
    },
    async real(path: string) {
      const found = await inner.real(path);
      real.set(path, found);
      return found;
    },
    async resolve(path: string) {
      const found = await inner.resolve(path);
      real.set(path, 'path' in found ? found.path : null);
      return found;
    },
    async read(path: string, limit: number) {
      const found = await inner.read(path, limit);
      // What cannot be read may be there all the same.
      noting(exact, path, 'bytes' in found || (await inner.stand(path)) !== null);
      return found;
    },
    async list(path: string) {
      const found = await inner.list(path);
      noting(exact, path, found !== null);
      return found;
    },
    async target(path: string) {
      const found = await inner.target(path);
      noting(exact, path, found !== null || (await inner.stand(path)) !== null);
      return found;
    },
    async stand(path: string) {
      const found = await inner.stand(path);
      noting(found?.kind === 'folder' ? there : exact, path, found !== null);
      return found;
    },
    stdin(limit: number) {
      unsure = true;
      return inner.stdin(limit);
    },
    async run(argv: readonly [string, ...string[]], options?: RunOptions) {
      const words = argv.join(' ');
      const harmless = HARMLESS.some((pattern) => pattern.test(words));
      if (!harmless) unsure = true;
      const said = await inner.run(argv, options);
      if (harmless) ran.set(words, said);
      return said;
    },
  });
  return { hands, asked: () => ({ sinceMs, exact, there, real, ran, unsure }) };
}

/** Answers, as they may be kept. */
export interface Frozen {
  readonly exact: string;
  readonly exactly: string;
  /**
   * Links, and what is not there: neither can change but together with the folder it is in. While the folder has not
   * changed they need not be looked at.
   */
  readonly folders: readonly (readonly [folder: string, was: string, paths: string, exactly: string])[];
  readonly there: string;
  readonly present: string;
  readonly real: readonly (readonly [path: string, to: string | null])[];
}

/** The file system's clock goes in steps: what changed just now may change again without showing it. */
const GRACE_MS = 50;

/**
 * null: something has changed since the look began, or cannot be checked; what was worked out may not be kept. `but`: paths of
 * no concern. `settled`: nobody but us changes these, and we have not since.
 */
export async function freeze(
  hands: Hands,
  asked: Asked,
  but: ReadonlySet<string> = new Set(),
  settled: (path: string) => boolean = () => false,
): Promise<Frozen | null> {
  if (asked.unsure) return null;
  const all = [...asked.exact.keys()].filter((path) => !but.has(path)).sort();
  const there = [...asked.there.keys()].filter((path) => !asked.exact.has(path) && !but.has(path)).sort();
  const parents = [...new Set(all.map((path) => posix.dirname(path)))];
  // Before what is in them: a change in between shows, one way or the other.
  const folders = new Map<string, string>();
  const dates = await hands.changes(parents);
  for (const [i, identity] of (await hands.identities(parents)).entries())
    folders.set(
      parents[i] ?? '',
      (dates[i] ?? 0) > asked.sinceMs - GRACE_MS && !settled(parents[i] ?? '') ? UNSETTLED : identity,
    );
  const identities = await hands.identities(all);
  const present = await hands.presences(there);
  const late = (await hands.changes(all)).some((when, i) => when > asked.sinceMs - GRACE_MS && !settled(all[i] ?? ''));
  if (late) return null;
  if (differs(all, identities, asked.exact) || differs(there, present, asked.there)) return null;
  const plain: [path: string, identity: string][] = [];
  const grouped = new Map<string, [path: string, identity: string][]>();
  for (const [i, path] of all.entries()) {
    const identity = identities[i] ?? '';
    const group = identity === '' || isLink(identity) ? (grouped.get(posix.dirname(path)) ?? []) : plain;
    group.push([path, identity]);
    if (group !== plain) grouped.set(posix.dirname(path), group);
  }
  const [exact, exactly] = columns(plain);
  return {
    exact,
    exactly,
    folders: [...grouped].map(
      ([folder, group]) => [folder, folders.get(folder) ?? UNSETTLED, ...columns(group)] as const,
    ),
    there: there.join('\0'),
    present: present.join('\n'),
    real: [...asked.real],
  };
}

/** No identity is this. */
const UNSETTLED = '?';

const columns = (pairs: readonly (readonly [string, string])[]): [string, string] => [
  pairs.map(([path]) => path).join('\0'),
  pairs.map(([, identity]) => identity).join('\n'),
];

const differs = (paths: readonly string[], now: readonly string[], then: Asked['exact']): boolean =>
  paths.some((path, i) => then.get(path) !== isThere(now[i] ?? ''));

/** What may not be looked at is as good as absent, so long as it stays so. */
const isThere = (identity: string): boolean => identity !== '' && !/^E[A-Z]+$/.test(identity);

/** The third part of an identity is the mode, the kind of thing included. */
const isLink = (identity: string): boolean => (Number(identity.split(' ')[2]) & 0o170000) === 0o120000;

export async function stillSo(
  hands: Pick<Hands, 'identities' | 'presences' | 'real'>,
  frozen: Frozen,
): Promise<boolean> {
  if ((await hands.identities(listed(frozen.exact))).join('\n') !== frozen.exactly) return false;
  const folders = await hands.identities(frozen.folders.map(([folder]) => folder));
  for (const [i, [, was, paths, exactly]] of frozen.folders.entries()) {
    if (folders[i] !== was && (await hands.identities(listed(paths))).join('\n') !== exactly) return false;
  }
  if ((await hands.presences(listed(frozen.there))).join('\n') !== frozen.present) return false;
  for (const [path, to] of frozen.real) if ((await hands.real(path)) !== to) return false;
  return true;
}

export const listed = (text: string): string[] => (text === '' ? [] : text.split('\0'));
