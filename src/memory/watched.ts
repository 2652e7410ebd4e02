// Files whose content a process was started with → a keyed digest of each, by path. Only a digest is ever kept of them, and a
// keyed one, so that nobody can try out what a secret in them might be.

import { createHmac, randomBytes } from 'node:crypto';
import { globMatcher, hasGlob, MOST_MATCHES } from '../glob.ts';
import type { Hands } from '../host.ts';
import type { Facts, ObservedDaemon, Watched } from '../model.ts';
import { ownText } from './own-file.ts';
import { keyPath, stateFolder } from './state-folder.ts';

/** Beyond this, a file is known by its size and dates and not by its content: reading a film at every look is no use. */
const MOST_BYTES = 16 * 1024 * 1024;
const KEY_BYTES = 32;

type Digests = ObservedDaemon['watched'];

export async function watchedFiles(host: Hands, watched: readonly Watched[], key: Uint8Array): Promise<Digests> {
  const found = new Map<string, Digests[string]>();
  for (const { path: pattern } of watched)
    for (const path of hasGlob(pattern) ? await matching(host, pattern) : [pattern])
      if (!found.has(path))
        found.set(path, { digest: await digestOf(host, path, key), changedMs: await changedAt(host, path) });
  return Object.fromEntries([...found].sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** A folder stands for the files that lie in it. null: nothing is there. */
async function digestOf(host: Hands, path: string, key: Uint8Array, inFolder = false): Promise<string | null> {
  const sum = (...parts: readonly (string | Uint8Array)[]): string => {
    const hmac = createHmac('sha256', key);
    for (const part of parts) hmac.update(part);
    return hmac.digest('base64url');
  };
  const read = await host.read(path, MOST_BYTES);
  if ('bytes' in read) return sum('content:', read.bytes);
  if (read.error === 'ENOENT' || read.error === 'ENOTDIR') return null;
  if (read.error === 'EFBIG') return sum('identity:', ...(await host.identities([(await host.real(path)) ?? path])));
  if (read.error !== 'EISDIR' || inFolder) return sum('error:', read.error);
  const names = ((await host.list(path)) ?? []).slice(0, MOST_MATCHES);
  const digests: string[] = [];
  for (const name of names) digests.push((await digestOf(host, `${path}/${name}`, key, true)) ?? '');
  return sum('folder:', JSON.stringify([names, digests]));
}

/** Of a link and of what it leads to, the later. Not mtime: a file with an old date may have come just now. */
async function changedAt(host: Hands, path: string): Promise<number> {
  const real = await host.real(path);
  const changes = await host.changes(real === null || real === path ? [path] : [path, real]);
  return Math.max(0, ...changes);
}

/** Folder by folder, sorted. */
async function matching(host: Hands, pattern: string): Promise<readonly string[]> {
  let found = [''];
  for (const part of pattern.split('/').slice(1)) {
    if (!hasGlob(part)) {
      found = found.map((base) => `${base}/${part}`);
      continue;
    }
    const matches = globMatcher(part);
    const next: string[] = [];
    for (const base of found) {
      for (const name of (await host.list(base || '/')) ?? []) if (matches(name)) next.push(`${base}/${name}`);
      if (next.length > MOST_MATCHES) break;
    }
    found = next.slice(0, MOST_MATCHES);
  }
  const there: string[] = [];
  for (const path of found) if (await host.stand(path)) there.push(path);
  return there;
}

/** What is not written down yet: whoever only looks gets by with it, and whoever changes things writes this very one. */
let fresh: Uint8Array | null = null;

/** Reads only. */
export async function knownKey(host: Hands, facts: Facts): Promise<Uint8Array> {
  const file = await ownText(host, keyPath(facts), 1024);
  const key = Buffer.from('text' in file ? file.text.trim() : '', 'base64url');
  if (key.length === KEY_BYTES) return key;
  fresh ??= randomBytes(KEY_BYTES);
  return fresh;
}

/** The same, kept from now on. Where it cannot be kept, digests of today mean nothing tomorrow: things are started again. */
export async function digestKey(hands: Hands, facts: Facts): Promise<Uint8Array> {
  const key = await knownKey(hands, facts);
  if (key !== fresh) return key;
  await hands.makeFolder(stateFolder(facts), 0o700);
  await hands.write({ path: keyPath(facts), mode: 0o600, text: `${Buffer.from(key).toString('base64url')}\n` });
  return key;
}
