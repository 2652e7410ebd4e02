// Where daemons of a namespace write, or ever wrote, by all that is known: what is remembered of those that are installed, the
// history of those that were, the manifest, and the usual places of those that are known by their marks only. What a daemon
// of another namespace writes is never among it. Reads only.
import { list, read } from '../memory/history.ts';
import { otherMemories } from '../memory/memory-file.ts';
import type { Hands } from '../host.ts';
import type { Desired, Facts, Memory } from '../model.ts';

export interface KnownBy {
  readonly memory: Memory;
  readonly desired: Desired;
  /** Of daemons whose units were found. */
  readonly found: readonly string[];
  /** Also of those that were installed once. */
  readonly history: boolean;
}

export async function knownLogs(
  hands: Hands,
  facts: Pick<Facts, 'stateDir'>,
  { memory, desired, found, history }: KnownBy,
): Promise<Map<string, readonly string[]>> {
  const { namespace, daemons } = memory;
  const all = new Map<string, readonly string[]>();
  const add = (name: string, paths: readonly string[]): void => {
    all.set(name, [...new Set([...(all.get(name) ?? []), ...paths])]);
  };
  const addDesired = (some: Desired): void => {
    for (const { name, care } of some) if (care.logs.kind === 'files') add(name, [care.logs.stdout, care.logs.stderr]);
  };
  for (const [name, { logs }] of Object.entries(daemons)) add(name, logs);
  for (const name of found)
    if (!Object.hasOwn(daemons, name))
      add(name, [`${facts.stateDir}/${name}/service.log`, `${facts.stateDir}/${name}/service.err.log`]);
  // What the manifest has, but was never installed, is not ours: somebody may run it in another way.
  addDesired(desired.filter(({ name }) => all.has(name)));
  if (history) {
    const { entries } = await list(hands, facts, namespace);
    for (const { number } of entries) {
      const then = await read(hands, facts, namespace, number);
      if ('desired' in then) addDesired(then.desired);
    }
  }
  const { memories } = await otherMemories(hands, facts, namespace);
  const theirs = new Set(memories.flatMap((one) => Object.values(one.daemons).flatMap(({ logs }) => logs)));
  return new Map([...all].map(([name, paths]) => [name, paths.filter((path) => !theirs.has(path))]));
}
