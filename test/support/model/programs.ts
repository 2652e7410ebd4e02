// What the programs of the stand-in world do, told by their names: /bin/fails, /bin/hangs and so on. Runs nothing.

export interface Program {
  /** How long it runs; null: for ever. */
  readonly runsMs: number | null;
  readonly code: number;
  /** When it says that it is ready, where it is asked to; null: never. */
  readonly readyMs: number | null;
  /** Takes no notice of SIGTERM. */
  readonly deaf: boolean;
}

const stays: Program = { runsMs: null, code: 0, readyMs: 0, deaf: false };

const NAMED: Readonly<Record<string, Program>> = {
  stays,
  ends: { ...stays, runsMs: 0 },
  fails: { ...stays, runsMs: 0, code: 1, readyMs: null },
  'fails-soon': { ...stays, runsMs: 200, code: 1 },
  loops: { ...stays, runsMs: 50, code: 1 },
  hangs: { ...stays, readyMs: null },
  slow: { ...stays, readyMs: 1_500 },
  long: { ...stays, runsMs: 600_000 },
  'long-deaf': { ...stays, runsMs: 600_000, deaf: true },
  deaf: { ...stays, deaf: true },
};

/** By the last part of its path; null: there is no such program. A script behaves as the first named program in it. */
export type Programs = (path: string, script: string | null) => Program | null;

/** Whatever is not known to do otherwise stays up, or ends well at once where it is there to end. */
export const programs: Programs = (path, script) => {
  const name = path.slice(path.lastIndexOf('/') + 1);
  if (name.startsWith('missing')) return null;
  const inScript = script === null ? undefined : /\/(?:bin|bin2)\/([a-z-]+)/g;
  if (script !== null && inScript) {
    for (const [, found = ''] of script.matchAll(inScript))
      if (Object.hasOwn(NAMED, found)) return NAMED[found] ?? null;
  }
  return Object.hasOwn(NAMED, name) ? (NAMED[name] ?? null) : stays;
};
