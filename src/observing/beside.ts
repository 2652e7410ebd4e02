// What a daemon needs beside its units and their files, as it is on the disk: the files that its process reads, and the folders
// and logs that are not there. Reads only.

import type { Hands } from '../host.ts';
import { knownKey, watchedFiles } from '../memory/watched.ts';
import type { DesiredDaemon, Facts, ObservedDaemon } from '../model.ts';

export type Beside = Pick<ObservedDaemon, 'watched' | 'missing'>;

export const NOTHING_BESIDE: Beside = { watched: {}, missing: [] };

/** By name. `missing`: what is to be made for it, as its platform sees that. */
export async function besideAll(
  host: Hands,
  wanted: readonly DesiredDaemon[],
  facts: Facts,
  missing: (host: Hands, daemon: DesiredDaemon) => Promise<readonly string[]>,
): Promise<ReadonlyMap<string, Beside>> {
  const found = new Map<string, Beside>();
  let key: Promise<Uint8Array> | null = null;
  for (const daemon of wanted) {
    const absent = await missing(host, daemon);
    const { watched } = daemon.care;
    if (watched.length > 0) key ??= knownKey(host, facts);
    found.set(daemon.name, { missing: absent, watched: key ? await watchedFiles(host, watched, await key) : {} });
  }
  return found;
}

/** Log files must be there before the start, or the manager makes them with a mode of its own. */
export async function missingOf(host: Hands, { folders, care }: DesiredDaemon): Promise<readonly string[]> {
  const { logs } = care;
  // What lies in another user's folder cannot be seen from here.
  const files = logs.kind === 'files' && !care.otherUser ? [logs.stdout, logs.stderr] : [];
  return absentOf(host, [...folders.map((folder) => folder.path), ...files]);
}

/** Those of which it is certain that nothing is there. */
export async function absentOf(host: Hands, paths: readonly string[]): Promise<readonly string[]> {
  const absent: string[] = [];
  for (const path of new Set(paths)) {
    if ((await host.stand(path)) !== null) continue;
    const why = await host.resolve(path);
    if ('error' in why && (why.error === 'ENOENT' || why.error === 'ENOTDIR')) absent.push(path);
  }
  return absent;
}
