// The memory of a namespace ↔ its file. What cannot be believed counts as lost, with a warning, and is put aside before it is
// written over; nothing here ever throws for what stands in a file. What was lost is made up for from the marks in the files.

import { cureFor, systemsWords } from '../apply/failing.ts';
import { keepCopy } from '../apply/keep-copy.ts';
import type { Hands } from '../host.ts';
import { memoryFrom } from './memory-shape.ts';
import type { Facts, Memory, Problem } from '../model.ts';
import { ownText } from './own-file.ts';
import { sealed, unsealed } from './sealed.ts';
import {
  historyFolder,
  keyPath,
  memoryPath,
  namespaceFolder,
  namespacesFolder,
  stagedFolder,
  stateFolder,
} from './state-folder.ts';

const KIND = 'memory';
const VERSION = 1;
/** A thousand daemons take about one. */
const LIMIT = 64 * 1024 * 1024;

type Where = Pick<Facts, 'stateDir'>;
type Reads = Pick<Hands, 'caller' | 'stand' | 'read' | 'list'>;

export interface ReadMemory {
  /** Empty where there is none, or none to be believed. */
  readonly memory: Memory;
  readonly found: 'read' | 'absent' | 'bad';
  /** A warning, where it is bad. */
  readonly problem: Problem | null;
}

export const emptyMemory = (namespace: string): Memory => ({
  namespace,
  manifest: null,
  host: null,
  includes: [],
  unfinished: false,
  daemons: {},
});

export async function readMemory(hands: Omit<Reads, 'list'>, facts: Where, namespace: string): Promise<ReadMemory> {
  const path = memoryPath(facts, namespace);
  const file = await ownText(hands, path, LIMIT);
  if ('absent' in file) return { memory: emptyMemory(namespace), found: 'absent', problem: null };
  const content = 'text' in file ? unsealed(KIND, VERSION, file.text) : null;
  const memory = content === null ? null : memoryFrom(content.content);
  if (memory !== null && memory.namespace === namespace) return { memory, found: 'read', problem: null };
  const why = 'bad' in file ? file.bad : 'is damaged, or was written by another version of daemonsync';
  return { memory: emptyMemory(namespace), found: 'bad', problem: lost(namespace, path, why) };
}

const lost = (namespace: string, path: string, why: string): Problem => ({
  severity: 'warning',
  code: 'state-lost',
  message: `what was remembered of namespace \`${namespace}\` is lost: ${path} ${why}`,
  hint: 'nothing is removed on a guess; the next daemonsync apply makes it anew from the marks in the installed files and keeps the bad file beside it',
});

/** Before anything is changed: null, or why nothing may be. */
export async function writeMemory(hands: Hands, facts: Where, memory: Memory): Promise<Problem | null> {
  const path = memoryPath(facts, memory.namespace);
  const text = sealed(KIND, VERSION, memory);
  const code =
    (await makeOwnFolder(hands, namespaceFolder(facts, memory.namespace))) ??
    (await hands.write({ path, mode: 0o600, text }));
  return code === null ? null : cannotRemember(path, code);
}

/** Every folder above it may be others' to look into; this one and what is in it may not. */
export async function makeOwnFolder(hands: Hands, path: string): Promise<string | null> {
  const code = await hands.makeFolder(path, 0o700);
  if (code !== null) return code;
  const there = await hands.stand(path);
  return there?.kind === 'folder' && (there.mode & 0o077) !== 0 ? hands.chmod(path, 0o700) : null;
}

export const cannotRemember = (path: string, code: string): Problem => ({
  severity: 'error',
  code: 'state-unwritable',
  message: `what is about to be done cannot be written down, so it is not done: ${path}: ${systemsWords(code)}`,
  hint: cureFor(code, path),
});

/** A bad file goes out of the way, under a name that says so. Gives where it is now; null: there was nothing to keep. */
export async function putAside(hands: Hands, facts: Where, namespace: string): Promise<string | null> {
  const path = memoryPath(facts, namespace);
  const there = await hands.stand(path);
  if (there === null) return null;
  const aside = `${path}.bad-${new Date(hands.now()).toISOString().replace(/[-:]|\.\d+/g, '')}`;
  const kept = there.kind === 'file' && there.size <= LIMIT && (await keepCopy(hands, path, aside)) === null;
  await hands.remove(path);
  return kept ? aside : null;
}

export interface OtherMemories {
  readonly memories: readonly Memory[];
  /** Namespaces of which there is something that cannot be believed: what they own is not known. */
  readonly unknown: readonly string[];
}

/** Of all other namespaces: who owns a name, who needs linger, and what a renamed one left under its old name. */
export async function otherMemories(hands: Reads, facts: Where, namespace: string): Promise<OtherMemories> {
  const names = (await hands.list(namespacesFolder(facts))) ?? [];
  const memories: Memory[] = [];
  const unknown: string[] = [];
  for (const name of names) {
    if (name === namespace || !/^[a-z0-9][a-z0-9_.-]{0,63}$/.test(name)) continue;
    const { memory, found } = await readMemory(hands, facts, name);
    if (found === 'read') memories.push(memory);
    else if (found === 'bad') unknown.push(name);
  }
  return { memories, unknown };
}

/** Of a namespace that owns nothing any more. Copies of what a person edited stay: they are that person's. */
export async function forget(
  hands: Hands,
  facts: Pick<Facts, 'stateDir' | 'dataDir'>,
  namespace: string,
): Promise<string | null> {
  const [own, history] = [namespaceFolder(facts, namespace), historyFolder(facts, namespace)];
  const entries = ((await hands.list(history)) ?? []).map((name) => `${history}/${name}`);
  const bad = ((await hands.list(own)) ?? []).filter((name) => name.startsWith('state.json.bad-'));
  await forgetStaged(hands, facts, namespace);
  for (const path of [...entries, ...bad.map((name) => `${own}/${name}`), memoryPath(facts, namespace)]) {
    const code = await hands.remove(path);
    if (code !== null) return code;
  }
  const data = `${facts.dataDir}/daemonsync`;
  const wrappers = [`${data}/wrappers/${namespace}`, `${data}/wrappers`, data];
  for (const folder of [history, own, namespacesFolder(facts), ...wrappers]) {
    const code = await hands.removeEmpty(folder);
    if (code !== null) return code;
  }
  // With nothing left that was measured by it, the key is of no use. A folder with a lock in it goes with the lock.
  const lastOne = (await hands.stand(namespacesFolder(facts))) === null;
  return (lastOne ? await hands.remove(keyPath(facts)) : null) ?? hands.removeEmpty(stateFolder(facts));
}

/** What was made ready for root and is wanted no more. It may hold secrets. */
export async function forgetStaged(hands: Hands, facts: Where, namespace: string): Promise<void> {
  const folder = stagedFolder(facts, namespace);
  const names = await hands.list(folder);
  if (names === null) return;
  for (const name of names) await hands.remove(`${folder}/${name}`);
  await hands.removeEmpty(folder);
}
