// A manifest as a tree that remembers where everything was written. Merging makes new maps and keeps the old
// leaves, so a value can always be pointed at. Knows nothing of YAML and nothing of what the fields mean.

import type { Place } from '../model.ts';
import { placeAt, type Source } from './source.ts';

export interface Span {
  readonly source: Source;
  readonly start: number;
  readonly end: number;
}

export interface ScalarNode extends Span {
  readonly kind: 'scalar';
  readonly value: string | number | boolean | null;
  /** A plain scalar's characters as written (`1.10`); for any other style its value. */
  readonly text: string;
  readonly plain: boolean;
}

export interface ListNode extends Span {
  readonly kind: 'list';
  readonly items: readonly Node[];
}

export interface MapEntry {
  readonly key: Span;
  readonly value: Node;
}

export interface MapNode extends Span {
  readonly kind: 'map';
  readonly entries: ReadonlyMap<string, MapEntry>;
}

export type Node = ScalarNode | ListNode | MapNode;

export const place = (span: Span): Place => placeAt(span.source, span.start, span.end);

export const isNull = (node: Node | undefined): boolean => node?.kind === 'scalar' && node.value === null;

/** The entry's value, where it is there and not null. */
export function child(node: Node | undefined, key: string): Node | undefined {
  const value = node?.kind === 'map' ? node.entries.get(key)?.value : undefined;
  return isNull(value) ? undefined : value;
}

/** Where a key stands; its value's place where it has none of its own. */
export function keyPlace(node: Node | undefined, key: string): Place | undefined {
  const entry = node?.kind === 'map' ? node.entries.get(key) : undefined;
  return entry && place(entry.key);
}

/** Plain data for the schema: maps without a prototype, so that no key of a person's can mean anything. */
export function plain(node: Node): unknown {
  switch (node.kind) {
    case 'scalar':
      return node.value;
    case 'list':
      return node.items.map(plain);
    case 'map': {
      const out: Record<string, unknown> = Object.create(null);
      for (const [key, entry] of node.entries) out[key] = plain(entry.value);
      return out;
    }
  }
}

/** A map made by us, standing where something a person wrote stands. */
export function mapAt(span: Span, entries: Iterable<readonly [string, MapEntry]>): MapNode {
  return { kind: 'map', source: span.source, start: span.start, end: span.end, entries: new Map(entries) };
}

export function scalarAt(span: Span, value: string | number | boolean | null): ScalarNode {
  return {
    kind: 'scalar',
    source: span.source,
    start: span.start,
    end: span.end,
    value,
    text: String(value),
    plain: false,
  };
}

export function listAt(span: Span, items: readonly Node[]): ListNode {
  return { kind: 'list', source: span.source, start: span.start, end: span.end, items };
}
