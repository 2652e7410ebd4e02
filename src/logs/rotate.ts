// Daemons' logs → which files have grown too big, and the doing of it. Looking costs one lstat a file, so it can be done at
// every apply. How a file is rotated is node-rotate.ts's business.

import type { Hands } from '../host.ts';
import type { Logs, Problem } from '../model.ts';
import type { LogFiles } from './log-files.ts';
import { shownSize } from './sizes.ts';

/** A daemon, as far as rotating is concerned. */
export interface Logging {
  readonly name: string;
  readonly logs: Logs;
}

export interface ToRotate {
  readonly daemon: string;
  readonly path: string;
  readonly bytes: number;
  readonly keep: number;
}

interface Rotatable extends Omit<ToRotate, 'bytes'> {
  readonly limit: number;
}

/** `limit`: instead of each daemon's own; 0 means whatever has something in it. */
export async function sizesToRotate(
  hands: Pick<Hands, 'sizes' | 'stand' | 'look'>,
  daemons: readonly Logging[],
  limit: number | null = null,
): Promise<readonly ToRotate[]> {
  const all = rotatable(daemons);
  const sizes = await hands.sizes(all.map(({ path }) => path));
  const due: ToRotate[] = [];
  for (const [index, { limit: own, ...one }] of all.entries()) {
    const found = sizes[index] ?? -1;
    const bytes = found < 0 ? await sizeOfLink(hands, one.path) : found;
    if (bytes > (limit ?? own)) due.push({ ...one, bytes });
  }
  return due;
}

/** It will not be rotated, but not without a word either. */
async function sizeOfLink(hands: Pick<Hands, 'stand' | 'look'>, path: string): Promise<number> {
  if ((await hands.stand(path))?.kind !== 'link') return 0;
  const seen = await hands.look(path);
  return seen?.kind === 'file' ? seen.size : 0;
}

/** Each file once, though both streams, or two daemons, may write to it: the one that would rotate it first decides. */
function rotatable(daemons: readonly Logging[]): readonly Rotatable[] {
  const byPath = new Map<string, Rotatable>();
  for (const { name, logs } of daemons) {
    if (logs.kind !== 'files' || logs.rotate === null) continue;
    const { sizeBytes, keep } = logs.rotate;
    for (const path of [logs.stdout, logs.stderr]) {
      const before = byPath.get(path);
      if (!before || before.limit > sizeBytes) byPath.set(path, { daemon: name, path, limit: sizeBytes, keep });
    }
  }
  return [...byPath.values()];
}

export interface Rotation {
  readonly rotated: readonly ToRotate[];
  /** Warnings: a log that cannot be rotated stops no daemon. */
  readonly problems: readonly Problem[];
}

export async function rotateLogs(files: Pick<LogFiles, 'rotate'>, due: readonly ToRotate[]): Promise<Rotation> {
  const rotated: ToRotate[] = [];
  const problems: Problem[] = [];
  for (const one of due) {
    const outcome = await files.rotate(one.path, one.keep);
    if (outcome.kind === 'rotated') rotated.push({ ...one, bytes: outcome.bytes });
    else problems.push(notRotated(one, outcome.why, outcome.mend));
  }
  return { rotated, problems };
}

function notRotated({ daemon, path, bytes }: ToRotate, why: string, mend: string): Problem {
  const message = `the log ${path} (${shownSize(bytes)}) was not rotated: ${why}`;
  return { severity: 'warning', code: 'log-not-rotated', daemon, message, hint: mend };
}
