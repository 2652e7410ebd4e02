// A unit file and its drop-ins → what they say together: per section and key the values that are still in force.
// Values stay as they are written. That one of them may be invalid, and then count for nothing, is not looked into.

import { clearedTogether, directiveKind } from './directive-kinds.ts';
import type { UnitFile } from './unit.ts';

/** Section → key → values in order; a key whose values were all cleared is not there. */
export type Effective = ReadonlyMap<string, ReadonlyMap<string, readonly string[]>>;

/** The files in the order in which systemd reads them: the unit first, then its drop-ins. */
export function effective(units: readonly UnitFile[]): Effective {
  const sections = new Map<string, Map<string, string[]>>();
  for (const { nodes } of units) {
    for (const node of nodes) {
      if (node.kind !== 'assignment' || node.section === null) continue;
      const keys = sections.get(node.section) ?? new Map<string, string[]>();
      sections.set(node.section, keys);
      assign(keys, node.section, node.key, node.value);
    }
  }
  return new Map([...sections].filter(([, keys]) => keys.size > 0));
}

function assign(keys: Map<string, string[]>, section: string, key: string, value: string): void {
  const kind = directiveKind(section, key);
  if (value === '') {
    if (kind === 'scalar') keys.delete(key);
    if (kind === 'list') {
      for (const other of keys.keys()) if (clearedTogether(section, key, other)) keys.delete(other);
    }
    return;
  }
  const before = kind === 'scalar' || kind === 'kept' ? [] : (keys.get(key) ?? []);
  keys.set(key, [...before, value]);
}

/**
 * The unit and the drop-ins found for it, those of the folder that takes precedence first: of two with one file name
 * only the first counts, and they are read in the order of their names, wherever they lie. Others than `*.conf` are
 * not drop-ins. An empty one masks what it hides.
 */
export function mergeDropIns(
  unit: UnitFile,
  dropIns: readonly { readonly path: string; readonly unit: UnitFile }[],
): Effective {
  const byName = new Map<string, UnitFile>();
  for (const dropIn of dropIns) {
    const name = dropIn.path.slice(dropIn.path.lastIndexOf('/') + 1);
    if (name.endsWith('.conf') && !byName.has(name)) byName.set(name, dropIn.unit);
  }
  const ordered = [...byName].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, dropIn]) => dropIn);
  return effective([unit, ...ordered]);
}
