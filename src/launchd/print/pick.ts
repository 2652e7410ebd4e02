// First-level items × what is in doubt → the value of this line, the members of that block. Pure. What is there and is not
// understood is kept: in `odd` by its key, and in `unexplained` as it was printed.

import { type Doubt, sure } from './doubt.ts';
import { asPrinted, type Item } from './lines.ts';
import { membersIn } from './values.ts';
import type { PrintedValue } from './printed.ts';

export type Told = <T>(key: string, understand: (value: string) => T | null) => T | null;

export interface Picker {
  /** The value of a line. null: it is not there, said to be none, in doubt, or odd. */
  readonly told: Told;
  readonly line: (key: string) => string | null;
  readonly count: (key: string) => number | null;
  readonly body: <T>(key: string, understand: (lines: readonly string[]) => T | null) => T | null;
  readonly members: (key: string) => readonly (readonly [string, PrintedValue])[];
  readonly strings: (key: string) => Readonly<Record<string, string>>;
  readonly odd: ReadonlySet<string>;
  readonly unexplained: readonly string[];
}

export function picker(items: readonly Item[], doubt: Doubt | null): Picker {
  const odd = new Set<string>();
  const unexplained: string[] = [];
  const keep = (key: string, lines: readonly string[]): null => {
    odd.add(key);
    for (const one of lines) unexplained.push(one);
    return null;
  };
  const told: Told = (key, understand) => {
    const item = sure(items, doubt, key);
    if (item === null || (item.kind === 'line' && isNone(item.value))) return null;
    return (item.kind === 'line' ? understand(item.value) : null) ?? keep(key, asPrinted(item));
  };
  const body: Picker['body'] = (key, understand) => {
    const item = sure(items, doubt, key);
    if (item === null) return null;
    return (item.kind === 'block' ? understand(item.body) : null) ?? keep(key, asPrinted(item));
  };
  const members: Picker['members'] = (key) => {
    const found = body(key, membersIn);
    if (found !== null && found.unexplained.length > 0) keep(key, found.unexplained);
    return found?.members ?? [];
  };
  return {
    told,
    line: (key) => told(key, (value) => (value === '' ? null : value)),
    count: (key) => told(key, number),
    body,
    members,
    strings: (key) =>
      Object.fromEntries(
        members(key).map(([name, value]) => [name, typeof value === 'string' ? value : JSON.stringify(value)]),
      ),
    odd,
    unexplained,
  };
}

export const number = (value: string): number | null => (/^\d{1,15}$/.test(value) ? Number(value) : null);

/** `(submitted by smd.543)`, `(null)`: said to be none. */
const isNone = (value: string): boolean => NONE.test(value);
const NONE = /^\((?:submitted by .*|null)\)$/;
