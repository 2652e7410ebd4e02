// One daemon's every value → where it was written: its own lines, the defaults, or what either says for this system only.
// Pure; reads the same merged tree that the daemon was made from, and judges nothing.

import type { Place } from '../model.ts';
import type { ParsedSource } from './index.ts';
import { effective } from './merge.ts';
import { child, type MapNode, type Node, place, plain, type Span } from './tree.ts';

export interface Origin {
  /** `command`, `env.LANG`, `systemd.Service.Nice`. */
  readonly field: readonly string[];
  /** A text as it was written; a list as JSON. */
  readonly value: string;
  readonly at: Place;
  readonly from: 'daemon' | 'defaults';
  /** It stands under that. */
  readonly override: 'linux' | 'macos' | null;
}

/** In the order of the daemon's own lines, then of the defaults. null: there is no such daemon. */
export function originsOf(
  main: ParsedSource,
  included: readonly ParsedSource[],
  name: string,
  os: 'linux' | 'macos',
): readonly Origin[] | null {
  const trees = [main, ...included].flatMap(({ read }) => (read.tree ? [read.tree] : []));
  const daemon = trees.map((tree) => child(child(tree, 'daemons'), name)).find((node) => node?.kind === 'map');
  if (daemon?.kind !== 'map') return null;
  const written = child(main.read.tree ?? undefined, 'defaults');
  const defaults = written?.kind === 'map' ? written : null;
  const { merged, own } = effective(defaults, daemon, os);
  const overrides = [child(daemon, os), child(defaults ?? undefined, os)];
  const found = leaves(merged, [], own).map(
    ({ field, value, key, mine }): Origin => ({
      field,
      value: value.kind === 'scalar' ? value.text : JSON.stringify(plain(value)),
      at: place(key),
      from: mine ? 'daemon' : 'defaults',
      override: overrides.some((one) => one !== undefined && isWithin(value, one)) ? os : null,
    }),
  );
  return [...found.filter(({ from }) => from === 'daemon'), ...found.filter(({ from }) => from === 'defaults')];
}

interface Leaf {
  readonly field: readonly string[];
  readonly value: Node;
  readonly key: Span;
  readonly mine: boolean;
}

/** Merging keeps the leaves, so that one of the daemon's own is the very same there. */
function leaves(merged: MapNode, path: readonly string[], own: Node | undefined): Leaf[] {
  return [...merged.entries].flatMap(([name, { key, value }]): Leaf[] => {
    const field = [...path, name];
    const mine = own?.kind === 'map' ? own.entries.get(name)?.value : undefined;
    if (value.kind === 'map' && value.entries.size > 0) return leaves(value, field, mine);
    return [{ field, value, key, mine: mine === value || (value.kind === 'map' && mine !== undefined) }];
  });
}

const isWithin = (node: Span, outer: Span): boolean =>
  node.source === outer.source && node.start >= outer.start && node.end <= outer.end;
