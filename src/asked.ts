// What a look at the world went by, and whether all of that is still so: every path that was asked about, with a text that
// changes whenever the thing itself does. So long as nothing of it has changed, neither has any answer, and whatever was worked
// out from the answers holds. When in doubt it says no, which costs nothing but time.

import type { Hands, RunOptions } from './host.ts';

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
  /** Something was asked whose answer cannot be checked this way. */
  readonly unsure: boolean;
}

export interface Recording {
  readonly hands: Hands;
  readonly asked: () => Asked;
}

/** Folders in which others come and go, and whose listing tells nothing that their entries or the manager do not. */
const RESTLESS = /^\/proc\/|\/systemd\/(?:units|transient)$/;
/** Answered by what is looked at anyway: the rows of all units, and the manager's own socket. */
const HARMLESS = [
  /^systemctl (?:--user )?list-units /,
  /^systemctl (?:--user )?show -p UnitPath\b/,
  /^systemctl --version$/,
];

export function recording(inner: Hands): Recording {
  const sinceMs = inner.now();
  const exact = new Map<string, boolean>();
  const there = new Map<string, boolean>();
  const real = new Map<string, string | null>();
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
    run(argv: readonly [string, ...string[]], options?: RunOptions) {
      if (!HARMLESS.some((pattern) => pattern.test(argv.join(' ')))) unsure = true;
      return inner.run(argv, options);
    },
  });
  return { hands, asked: () => ({ sinceMs, exact, there, real, unsure }) };
}

/** Answers, as they may be kept. */
export interface Frozen {
  readonly exact: string;
  readonly exactly: string;
  readonly there: string;
  readonly present: string;
  readonly real: readonly (readonly [path: string, to: string | null])[];
}

/** The file system's clock goes in steps: what changed just now may change again without showing it. */
const GRACE_MS = 50;

/** null: something has changed since the look began, or cannot be checked; what was worked out may not be kept. */
export async function freeze(hands: Hands, asked: Asked, but: ReadonlySet<string> = new Set()): Promise<Frozen | null> {
  if (asked.unsure) return null;
  const exact = [...asked.exact.keys()].filter((path) => !but.has(path)).sort();
  const there = [...asked.there.keys()].filter((path) => !asked.exact.has(path) && !but.has(path)).sort();
  const exactly = await hands.identities(exact);
  const present = await hands.presences(there);
  if ((await hands.changes(exact)).some((when) => when > asked.sinceMs - GRACE_MS)) return null;
  const differs = (paths: readonly string[], now: readonly string[], then: Asked['exact']): boolean =>
    paths.some((path, i) => then.get(path) !== isThere(now[i] ?? ''));
  if (differs(exact, exactly, asked.exact) || differs(there, present, asked.there)) return null;
  return {
    exact: exact.join('\0'),
    exactly: exactly.join('\n'),
    there: there.join('\0'),
    present: present.join('\n'),
    real: [...asked.real],
  };
}

/** What may not be looked at is as good as absent, so long as it stays so. */
const isThere = (identity: string): boolean => identity !== '' && !/^E[A-Z]+$/.test(identity);

export async function stillSo(
  hands: Pick<Hands, 'identities' | 'presences' | 'real'>,
  frozen: Frozen,
): Promise<boolean> {
  if ((await hands.identities(listed(frozen.exact))).join('\n') !== frozen.exactly) return false;
  if ((await hands.presences(listed(frozen.there))).join('\n') !== frozen.present) return false;
  for (const [path, to] of frozen.real) if ((await hands.real(path)) !== to) return false;
  return true;
}

export const listed = (text: string): string[] => (text === '' ? [] : text.split('\0'));
