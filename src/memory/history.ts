// What was applied when, with the definitions themselves, so that it can be gone back to: written as begun before the first
// change, and with its end after the last. Keeps the last twenty, and what is needed to go back to where each daemon last ran.

import { digestOf } from '../digest.ts';
import { cureFor, systemsWords } from '../apply/failing.ts';
import {
  type Definitions,
  type End,
  type Head,
  numbers,
  type Part,
  partPath,
  readDefinitions,
  readEnd,
  readHead,
  type Reads,
  VERSION,
  type Where,
} from './history-files.ts';
import type { Hands } from '../host.ts';
import { makeOwnFolder } from './memory-file.ts';
import type { Change, Desired, DesiredDaemon, Problem } from '../model.ts';
import { recordOf } from '../record.ts';
import { sealed } from './sealed.ts';
import { historyFolder, namespaceFolder } from './state-folder.ts';

export { keptAt } from './history-files.ts';

export interface Entry extends Omit<Head, 'daemons'> {
  /** null: it was cut, or is at work now. */
  readonly end: End | null;
  /** All that was wanted then. */
  readonly names: readonly string[];
}

export interface Beginning {
  readonly whenMs: number;
  readonly what: string;
  readonly manifest: string | null;
  readonly changes: readonly Change[];
  readonly desired: Desired;
}

export const KEPT = 20;
/** Taking old ones away costs a look at all of them: not every time. */
const PRUNED_BEYOND = KEPT + 5;

/** The number that the next entry will have. */
export async function nextNumber(hands: Pick<Hands, 'list'>, facts: Where, namespace: string): Promise<number> {
  return ((await numbers(hands, facts, namespace, null)).at(-1) ?? 0) + 1;
}

export async function begin(
  hands: Hands,
  facts: Where,
  namespace: string,
  { changes, desired, ...about }: Beginning,
): Promise<{ readonly number: number } | { readonly problem: Problem }> {
  const number = await nextNumber(hands, facts, namespace);
  const before = (await numbers(hands, facts, namespace, 'head')).at(-1);
  const last = before === undefined ? null : await readHead(hands, facts, namespace, before);
  const there = new Set(await numbers(hands, facts, namespace, 'definitions'));
  const daemons: [string, Head['daemons'][string]][] = [];
  const fresh: [string, DesiredDaemon][] = [];
  for (const daemon of desired) {
    const digest = digestOf(JSON.stringify(daemon));
    const was = last?.daemons[daemon.name];
    const isKnown = was?.digest === digest && there.has(was.at);
    if (!isKnown) fresh.push([daemon.name, daemon]);
    daemons.push([daemon.name, { digest, at: isKnown ? was.at : number }]);
  }
  const head: Head = {
    ...about,
    number,
    changes: changes.filter(({ kind }) => kind !== 'keep').map(({ name, kind, effect }) => ({ name, kind, effect })),
    daemons: recordOf(daemons),
  };
  const code =
    (await makeOwnFolder(hands, namespaceFolder(facts, namespace))) ??
    (await makeOwnFolder(hands, historyFolder(facts, namespace))) ??
    (fresh.length > 0 ? await write(hands, facts, namespace, number, 'definitions', recordOf(fresh)) : null) ??
    (await write(hands, facts, namespace, number, 'head', head));
  return code === null ? { number } : { problem: unwritable(historyFolder(facts, namespace), code) };
}

/** A run whose end cannot be written down is still over: a warning. */
export async function finish(
  hands: Hands,
  facts: Where,
  namespace: string,
  number: number,
  end: End,
): Promise<Problem | null> {
  const code = await write(hands, facts, namespace, number, 'end', end);
  if (code !== null) return { ...unwritable(historyFolder(facts, namespace), code), severity: 'warning' };
  await prune(hands, facts, namespace);
  return null;
}

const KIND: Readonly<Record<Part, string>> = { head: 'history', definitions: 'definitions', end: 'ending' };

const write = (hands: Hands, facts: Where, namespace: string, number: number, part: Part, content: unknown) =>
  hands.write({
    path: partPath(facts, namespace, number, part),
    mode: 0o600,
    text: sealed(KIND[part], VERSION, content),
  });

const unwritable = (folder: string, code: string): Problem => ({
  severity: 'error',
  code: 'history-unwritable',
  message: `the history cannot be written: ${folder}: ${systemsWords(code)}`,
  hint: cureFor(code, folder),
});

/** Oldest first; those that cannot be believed are left out, and told of. */
export async function list(
  hands: Reads,
  facts: Where,
  namespace: string,
): Promise<{ readonly entries: readonly Entry[]; readonly problems: readonly Problem[] }> {
  const entries: Entry[] = [];
  const problems: Problem[] = [];
  for (const number of await numbers(hands, facts, namespace, 'head')) {
    const head = await readHead(hands, facts, namespace, number);
    if (head === null) problems.push(damaged(facts, namespace, number));
    else entries.push(entryOf(head, await readEnd(hands, facts, namespace, number)));
  }
  return { entries, problems };
}

const entryOf = ({ daemons, ...head }: Head, end: End | null): Entry => ({ ...head, end, names: Object.keys(daemons) });

const damaged = (facts: Where, namespace: string, number: number, name?: string): Problem => ({
  severity: 'warning',
  code: 'history-damaged',
  message: `entry ${number} of the history is damaged${name === undefined ? '' : `: the definition of \`${name}\` is lost`}`,
  ...(name === undefined ? {} : { daemon: name }),
  hint: `choose another: daemonsync history. Its file: ${partPath(facts, namespace, number, 'head')}`,
});

/** Whole, or not at all: half of what was wanted then is not what was wanted. */
export async function read(
  hands: Reads,
  facts: Where,
  namespace: string,
  number: number,
): Promise<{ readonly entry: Entry; readonly desired: Desired } | { readonly problem: Problem }> {
  if (!(await numbers(hands, facts, namespace, 'head')).includes(number)) return { problem: missing(number) };
  const head = await readHead(hands, facts, namespace, number);
  if (head === null) return { problem: { ...damaged(facts, namespace, number), severity: 'error' } };
  const volumes = new Map<number, Definitions | null>();
  const desired: DesiredDaemon[] = [];
  for (const [name, { at, digest }] of Object.entries(head.daemons)) {
    if (!volumes.has(at)) volumes.set(at, await readDefinitions(hands, facts, namespace, at));
    const daemon = definitionIn(volumes.get(at) ?? null, name, digest);
    if (daemon === null) return { problem: { ...damaged(facts, namespace, number, name), severity: 'error' } };
    desired.push(daemon);
  }
  desired.sort((a, b) => (a.name < b.name ? -1 : 1));
  return { entry: entryOf(head, await readEnd(hands, facts, namespace, number)), desired };
}

const missing = (number: number): Problem => ({
  severity: 'error',
  code: 'no-such-entry',
  message: `there is no entry ${number} in the history`,
  hint: 'see which there are: daemonsync history',
});

function definitionIn(all: Definitions | null, name: string, digest: string): DesiredDaemon | null {
  const daemon = all !== null && Object.hasOwn(all, name) ? all[name] : undefined;
  return daemon && digestOf(JSON.stringify(daemon)) === digest ? daemon : null;
}

/** As it was when it was last seen to run, before that entry. null: it never was, or nobody knows any more. */
export async function previousDefinition(
  hands: Reads,
  facts: Where,
  namespace: string,
  name: string,
  before: number,
): Promise<{ readonly number: number; readonly daemon: DesiredDaemon } | null> {
  for (const number of (await numbers(hands, facts, namespace, 'end')).reverse()) {
    if (number >= before || !(await readEnd(hands, facts, namespace, number))?.up.includes(name)) continue;
    const where = (await readHead(hands, facts, namespace, number))?.daemons[name];
    const volume = where ? await readDefinitions(hands, facts, namespace, where.at) : null;
    const daemon = where ? definitionIn(volume, name, where.digest) : null;
    if (daemon !== null) return { number, daemon };
  }
  return null;
}

async function prune(hands: Hands, facts: Where, namespace: string): Promise<void> {
  const all = await numbers(hands, facts, namespace, 'head');
  if (all.length <= PRUNED_BEYOND) return;
  const heads = new Map<number, Head>();
  const keep = new Set(all.slice(-KEPT));
  const missingUp = new Set<string>();
  for (const number of all.toReversed()) {
    const head = await readHead(hands, facts, namespace, number);
    if (head === null) continue;
    heads.set(number, head);
    if (heads.size === 1) for (const name of Object.keys(head.daemons)) missingUp.add(name);
    for (const name of (await readEnd(hands, facts, namespace, number))?.up ?? []) {
      if (missingUp.delete(name)) keep.add(number);
    }
    if (missingUp.size === 0 && heads.size >= KEPT) break;
  }
  const needed = new Set<number>();
  for (const number of keep) for (const { at } of Object.values(heads.get(number)?.daemons ?? {})) needed.add(at);
  for (const number of await numbers(hands, facts, namespace, null)) {
    if (keep.has(number)) continue;
    await hands.remove(partPath(facts, namespace, number, 'head'));
    await hands.remove(partPath(facts, namespace, number, 'end'));
    if (!needed.has(number)) await hands.remove(partPath(facts, namespace, number, 'definitions'));
  }
}
