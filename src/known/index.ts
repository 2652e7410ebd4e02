// The quick answer to "is all still as it was?". A look at everything that ended in "nothing to do" is written down as what it
// went by (asked.ts) and the state of every unit. While nothing of that has changed, neither has the answer, and neither the
// manifest nor a file need be read again. It never says more than that: whatever is odd means only "look again".

import { posix } from 'node:path';
import { type Asked, type Frozen, freeze, listed, stillSo } from './asked.ts';
import { type About, keepCached, readCached } from './cache.ts';
import type { Hands } from '../host.ts';
import type { DesiredUnit } from '../model.ts';
import type { Rows } from './rows.ts';

/** What is said of a machine that is in order. */
export interface Known {
  readonly daemons: number;
}

interface Kept extends Known {
  readonly frozen: readonly Frozen[];
  readonly logs: string;
  readonly limits: readonly number[];
  readonly units: readonly (readonly [key: string, want: DesiredUnit['want'], row: string])[];
  readonly session: string;
  readonly way: string;
}

export interface Looked {
  readonly known: Known;
  readonly logs: readonly { readonly path: string; readonly limit: number }[];
  readonly units: readonly (Pick<DesiredUnit, 'want'> & { readonly key: string })[];
  readonly rows: Rows;
  /** How the manager is reached, and what it is asked. */
  readonly way: string;
}

/** `asked`: one look after the other. `settled`: see freeze. */
export async function keepKnown(
  hands: Hands,
  about: About,
  asked: readonly Asked[],
  looked: Looked,
  settled: (path: string) => boolean,
): Promise<void> {
  const paths = looked.logs.map(({ path }) => path);
  // They grow all the time; what counts is that none is too long. Where they are, their folders are.
  const but = new Set([...paths, ...paths.map((path) => posix.dirname(path))]);
  const frozen: Frozen[] = [];
  for (const one of asked) {
    const answers = await freeze(hands, one, but, settled);
    if (answers === null) return;
    frozen.push(answers);
  }
  const sizes = await hands.sizes(paths);
  if (sizes.some((size, i) => size < 0 || size > (looked.logs[i]?.limit ?? 0))) return;
  const units: Kept['units'][number][] = [];
  for (const { key, want } of looked.units) {
    const row = looked.rows.of(key, want);
    if (row === null) return;
    units.push([key, want, row]);
  }
  const kept: Kept = {
    ...looked.known,
    frozen,
    logs: paths.join('\0'),
    limits: looked.logs.map(({ limit }) => limit),
    units,
    session: looked.rows.session,
    way: looked.way,
  };
  await keepCached(hands, 'known', about, kept);
}

/** All that a quick look takes. */
export interface Looking
  extends Pick<Hands, 'stand' | 'caller' | 'read' | 'real' | 'identities' | 'presences' | 'sizes' | 'now'> {
  /** Dates a file with the present moment. */
  readonly touch: (path: string) => void;
}

/** Logs have a thousand files of which none is of any interest most of the time: often enough is once a minute. */
const LOGS_EVERY_MS = 60_000;

/** null: look properly. The rows are asked for at once, and waited for last. */
export async function stillKnown(
  hands: Looking,
  about: About,
  rowsOf: (way: string) => Promise<Rows | null>,
): Promise<Known | null> {
  const cached = await readCached(hands, 'known', about);
  if (cached === null) return null;
  const kept = cached.value as Kept;
  // What was kept may be damaged: whatever comes of that, it is heard of here and nowhere else.
  const asking = rowsOf(kept.way).catch(() => null);
  for (const one of kept.frozen) if (!(await stillSo(hands, one))) return null;
  const age = hands.now() - cached.writtenMs;
  if (age < 0 || age > LOGS_EVERY_MS) {
    const sizes = await hands.sizes(listed(kept.logs));
    if (sizes.some((size, i) => size < 0 || size > (kept.limits[i] ?? 0))) return null;
    hands.touch(cached.path);
  }
  const rows = await asking;
  if (rows === null || rows.session !== kept.session) return null;
  return kept.units.every(([key, want, was]) => rows.of(key, want) === was) ? kept : null;
}
