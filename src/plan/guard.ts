// May this plan take away what it takes away? An empty, half-saved or wrongly included manifest must never uninstall a
// machine. Pure; says why not, and the planner's caller then changes nothing at all.

import type { Change, Memory, Problem } from '../model.ts';

export interface GuardFacts {
  readonly memory: Memory;
  readonly host: string;
  /** Patterns of `include` that match nothing now. */
  readonly emptyIncludes: readonly string[];
  readonly manifest: string | null;
  /** It is gone back to this number of the history. */
  readonly entry: number | null;
}

export function guard(changes: readonly Change[], facts: GuardFacts): Problem | null {
  const removed = changes.filter(({ kind }) => kind === 'remove').map(({ name }) => name);
  if (removed.length === 0) return null;
  const owned = changes.filter(({ kind }) => kind !== 'create' && kind !== 'conflict').length;
  const why = reason(removed, owned, facts);
  if (why === null) return null;
  const names =
    removed.length <= 6 ? removed.join(', ') : `${removed.slice(0, 5).join(', ')} and ${removed.length - 5} more`;
  return {
    severity: 'error',
    code: 'guard',
    message: `${why}; it would remove ${names}, so nothing was changed`,
    hint:
      facts.entry === null
        ? 'if that is meant: daemonsync apply --prune; else mend the manifest. `daemonsync remove NAME` takes single ones away'
        : `if that is meant: daemonsync rollback ${facts.entry} --prune`,
  };
}

function reason(removed: readonly string[], owned: number, facts: GuardFacts): string | null {
  const { memory, host, emptyIncludes, manifest, entry } = facts;
  const from = entry === null ? (manifest ?? 'standard input') : `number ${entry} of the history`;
  const whence = entry === null ? ' from it' : '';
  if (removed.length === owned)
    return `${from} has none of the ${owned === 1 ? 'daemons' : `${owned} daemons`} that are installed${whence}`;
  if (removed.length * 2 > owned)
    return `${from} lacks ${removed.length} of the ${owned} daemons that are installed${whence}`;
  const empty = emptyIncludes.find((pattern) => memory.includes.includes(pattern));
  if (empty !== undefined) return `\`include: ${empty}\` matched files last time and matches none now`;
  if (memory.host !== null && memory.host !== host)
    return `this machine was called ${memory.host} at the last apply and is called ${host} now`;
  return null;
}
