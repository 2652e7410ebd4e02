// Things that were worked out once and cost time to work out again, in the user's cache folder. Read back only if this very
// build wrote them for this very question, and nobody else could have; losing one costs nothing but time. Never the only copy
// of anything, and 0600, for what is kept may hold secrets.

import type { Hands, Standing } from '../host.ts';

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
  `${folderOf(about)}/${what}-${shortName(JSON.stringify([about.build, ...about.question]))}`;

/** No digest: the module for those takes longer to load than the answer. Two questions may share a name; they stand in the file. */
function shortName(text: string): string {
  let [one, other] = [0x811c9dc5, 0x9e3779b9];
  for (let at = 0; at < text.length; at += 1) {
    const unit = text.charCodeAt(at);
    one = Math.imul(one ^ unit, 0x01000193);
    other = Math.imul(other ^ unit, 0x85ebca6b);
  }
  return ((one >>> 0) * 0x200000 + ((other >>> 0) >>> 11)).toString(36);
}

/** That it cannot be written is nobody's business. What other builds and other days have left is taken away. */
export async function keepCached(hands: Hands, what: string, about: About, value: object): Promise<void> {
  const folder = folderOf(about);
  if ((await hands.makeFolder(folder, 0o700)) !== null) return;
  const path = fileOf(what, about);
  const { build, question } = about;
  await hands.write({ path, mode: 0o600, text: JSON.stringify({ build, question, value }) });
  const tooOld = hands.now() - KEPT_MS;
  for (const name of (await hands.list(folder)) ?? []) {
    if (!name.startsWith(`${what}-`)) continue;
    const seen = await hands.stand(`${folder}/${name}`);
    if (seen?.kind === 'file' && seen.mtimeMs < tooOld) await hands.remove(`${folder}/${name}`);
  }
}

const KEPT_MS = 30 * 24 * 3600 * 1000;

export interface Cached {
  readonly path: string;
  readonly writtenMs: number;
  readonly value: unknown;
}

export async function readCached(
  hands: Pick<Hands, 'stand' | 'caller' | 'read'>,
  what: string,
  about: About,
): Promise<Cached | null> {
  const path = fileOf(what, about);
  const [file, folder, { uid }] = await Promise.all([hands.stand(path), hands.stand(folderOf(about)), hands.caller()]);
  const isOurs = (seen: Standing | null): boolean => seen !== null && seen.uid === uid && (seen.mode & 0o077) === 0;
  if (file?.kind !== 'file' || !isOurs(file) || !isOurs(folder)) return null;
  const read = await hands.read(path, MOST_BYTES);
  if ('error' in read) return null;
  try {
    const text = new TextDecoder().decode(read.bytes);
    const kept = JSON.parse(text) as { build?: unknown; question?: unknown; value?: unknown } | null;
    const same = kept?.build === about.build && JSON.stringify(kept.question) === JSON.stringify(about.question);
    return same && kept?.value ? { path, writtenMs: file.mtimeMs, value: kept.value } : null;
  } catch {
    return null;
  }
}
