// Where the recorded behaviour of real systemds lies: outside the project, and not on every machine.

import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { textOf } from '../../src/systemd/bytes.ts';

const root = process.env.DAEMONSYNC_ROOT ?? '.';
export const corpus = join(process.env.DAEMONSYNC_SHARED ?? join(root, '..', 'shared'), 'corpus', 'systemd');
export const absent = existsSync(corpus)
  ? false
  : `the recorded vectors are not here (${corpus}); DAEMONSYNC_SHARED can name their folder`;

export interface Vectors<T> {
  readonly vectors: readonly T[];
}

/** Empty where the vectors are absent, so that a count in a test's name can be made at once. */
export function vectors<T>(name: string): readonly T[] {
  return absent === false ? (json<Vectors<T>>(name).vectors ?? []) : [];
}

export function json<T>(name: string): T {
  return JSON.parse(readFileSync(join(corpus, 'vectors', `${name}.json`), 'utf8')) as T;
}

/** Bytes that are not text are recorded in base64. */
export type Recorded = string | { readonly base64: string };

/** The text of a recorded unit file; null for those that are only described: too long, or no files. */
export function fileText(recorded: string | object): string | null {
  if (typeof recorded === 'string') return recorded;
  return 'base64' in recorded ? textOf(Buffer.from(String(recorded.base64), 'base64')) : null;
}
