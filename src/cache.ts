// Things that were worked out once and cost time to work out again, in the user's cache folder. Read back only if this very
// build wrote them for this very question, and nobody else could have; losing one costs nothing but time. Never the only copy
// of anything, and 0600, for what is kept may hold secrets.

import { digestOf } from './digest.ts';
import type { Hands, Standing } from './host.ts';

/** What a run is about, as far as it is known before anything is read. */
export interface About {
  readonly build: string;
  readonly home: string;
  /** Whatever makes two runs different questions. */
  readonly question: readonly (string | number | null)[];
}

const MOST_BYTES = 64 * 1024 * 1024;

const folderOf = ({ home }: About): string => `${home}/.cache/daemonsync`;

const fileOf = (what: string, about: About): string =>
  `${folderOf(about)}/${what}-${digestOf(JSON.stringify([about.build, ...about.question])).slice(0, 20)}`;

/** That it cannot be written is nobody's business. */
export async function keepCached(hands: Hands, what: string, about: About, value: object): Promise<void> {
  if ((await hands.makeFolder(folderOf(about), 0o700)) !== null) return;
  await hands.write({ path: fileOf(what, about), mode: 0o600, text: JSON.stringify({ build: about.build, value }) });
}

export async function readCached(
  hands: Pick<Hands, 'stand' | 'caller' | 'read'>,
  what: string,
  about: About,
): Promise<unknown> {
  const path = fileOf(what, about);
  const [file, folder, { uid }] = await Promise.all([hands.stand(path), hands.stand(folderOf(about)), hands.caller()]);
  const isOurs = (seen: Standing | null): boolean => seen !== null && seen.uid === uid && (seen.mode & 0o077) === 0;
  if (file?.kind !== 'file' || !isOurs(file) || !isOurs(folder)) return null;
  const read = await hands.read(path, MOST_BYTES);
  if ('error' in read) return null;
  try {
    const kept = JSON.parse(new TextDecoder().decode(read.bytes)) as { build?: unknown; value?: unknown } | null;
    return kept?.build === about.build ? (kept.value ?? null) : null;
  } catch {
    return null;
  }
}
