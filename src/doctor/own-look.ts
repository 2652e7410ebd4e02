// daemonsync's own things, looked at: folders, lock, memories, and when anything was changed last. Reads only; judges nothing.

import type { Hands } from '../host.ts';
import { lockHolder } from '../memory/lock.ts';
import { otherMemories, readMemory } from '../memory/memory-file.ts';
import { locksFolder, memoryPath, namespaceFolder, namespacesFolder, stateFolder } from '../memory/state-folder.ts';
import type { Facts, Memory, Problem } from '../model.ts';
import type { OwnFolder, OwnFound } from './own.ts';

export interface Memories {
  /** Of all namespaces, by name. */
  readonly all: readonly Memory[];
  readonly lost: readonly { readonly namespace: string; readonly problem: Problem }[];
}

export async function allMemories(hands: Hands, facts: Facts): Promise<Memories> {
  const { memories, unknown } = await otherMemories(hands, facts, '');
  const lost = [];
  for (const namespace of unknown) {
    const { problem } = await readMemory(hands, facts, namespace);
    if (problem !== null) lost.push({ namespace, problem });
  }
  return { all: memories, lost };
}

/** `files`: of daemons, that stand in folders of others. `namespace`: the manifest's; null: not known. */
export async function lookAtOwn(
  hands: Hands,
  facts: Facts,
  { all, lost }: Memories,
  files: readonly string[],
): Promise<OwnFound> {
  const { uid } = await hands.caller();
  const paths = [...files, ...all.map(({ namespace }) => memoryPath(facts, namespace))];
  const times = await hands.changes(paths);
  const latest = paths.reduce<OwnFound['latest']>((last, path, at) => {
    const ms = times[at] ?? 0;
    return ms > (last?.ms ?? 0) ? { path, ms } : last;
  }, null);
  return {
    uid,
    user: facts.account.user,
    privateGid: facts.privateGid,
    hostname: facts.hostname,
    nowMs: hands.now(),
    folders: await ownFolders(hands, facts, [
      ...all.map(({ namespace }) => namespace),
      ...lost.map(({ namespace }) => namespace),
    ]),
    lock: await lockHolder(hands, facts),
    memories: all.map(({ namespace, host, unfinished }) => ({ namespace, host, unfinished })),
    lost: lost.map(({ namespace, problem: { message, hint } }) => ({ namespace, message, hint: hint ?? '' })),
    latest,
  };
}

/** Those of namespaces hold what was applied; what is above them holds nothing. */
async function ownFolders(hands: Hands, facts: Facts, namespaces: readonly string[]): Promise<readonly OwnFolder[]> {
  const data = `${facts.dataDir}/daemonsync`;
  const cache = `${facts.account.home}/.cache/daemonsync`;
  const open = [stateFolder(facts), namespacesFolder(facts), data, `${data}/wrappers`, `${data}/plists`];
  const secret = [...namespaces.map((namespace) => namespaceFolder(facts, namespace)), locksFolder(facts), cache];
  const found: OwnFolder[] = [];
  for (const path of [...open, ...secret]) {
    const seen = await hands.look(path);
    if (seen?.kind === 'directory') found.push({ path, ...seen, secret: secret.includes(path) });
  }
  return found;
}
