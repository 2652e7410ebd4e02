// Which first-level items of a print cannot be trusted, because text of the service's own may have forged some of them. Pure.
//
// An argument is printed raw: with a newline and a tab in it, it looks like launchd's own line. But what launchd prints after it
// (domain, minimum runtime, runs …) cannot be taken away, so a forged line stands before lines that belong before it, or is
// there twice, or leaves a brace over. Then everything from the first text of the service's own up to there is in doubt.

import { RAW_BLOCKS } from './known.ts';
import type { Item, Sheet } from './lines.ts';

export interface Doubt {
  /** Places among the items, both included. */
  readonly from: number;
  readonly to: number;
}

/** `ownText`: from this rank on a line may hold text of the service's own. `alike`: keys of which only one is ever printed. */
export function doubtOf(
  { items, stray }: Pick<Sheet, 'items' | 'stray'>,
  order: ReadonlyMap<string, number>,
  ownText: number,
  alike: readonly string[] = [],
): Doubt | null {
  const spans: Doubt[] = [];
  const seen = new Map<string, number>();
  /** Rank → the first item of this rank. */
  const firstOf: number[] = [];
  items.forEach(({ kind, key, whole }, at) => {
    if (kind === 'bare') return;
    const name = alike.includes(key) ? (alike[0] ?? key) : key;
    const before = seen.get(name);
    if (before === undefined) seen.set(name, at);
    else spans.push({ from: before, to: at });
    // A block of raw text that holds another block may have swallowed any line that was before it, too.
    if (!whole) spans.push({ from: RAW_BLOCKS.has(key) ? 0 : at, to: at });
    const rank = order.get(key);
    if (rank === undefined) return;
    firstOf[rank] ??= at;
    const later = firstOf.slice(rank + 1).filter((place) => place !== undefined); // as short as there are ranks
    if (later.length > 0) spans.push({ from: Math.min(...later), to: at });
  });
  for (const { before, closer } of stray) if (closer) spans.push({ from: before, to: before });
  if (spans.length === 0) return null;
  const to = spans.reduce((most, span) => Math.max(most, span.to), 0);
  const from = spans.reduce((least, span) => Math.min(least, span.from), items.length);
  const own = items.findIndex(({ key }) => (order.get(key) ?? -1) >= ownText);
  return { from: own < 0 ? from : Math.min(from, own), to };
}

/** The one item of this name, outside of all doubt. */
export function sure(items: readonly Item[], doubt: Doubt | null, key: string): Item | null {
  const at = items.findIndex((item) => item.key === key);
  return at < 0 || isIn(doubt, at) ? null : (items[at] ?? null);
}

export const isIn = (doubt: Doubt | null, at: number): boolean => doubt !== null && at >= doubt.from && at <= doubt.to;
