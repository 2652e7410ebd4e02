// The same label's plist in another of the folders that launchd loads from by itself: whoever put it there means a job of that
// name too. Each folder is listed once, however many labels there are. A plist under another file name is not found here.

import type { Hands } from '../host.ts';
import type { Facts } from '../model.ts';
import { folderOf } from '../observing/subjects.ts';
import { plistPath } from '../places.ts';

/** By label: whole paths of what is not among `ours`. */
export async function plistsElsewhere(
  host: Hands,
  facts: Facts,
  ours: ReadonlyMap<string, ReadonlySet<string>>,
): Promise<ReadonlyMap<string, readonly string[]>> {
  const found = new Map<string, string[]>();
  if (ours.size === 0) return found;
  for (const folder of foldersOf(facts)) {
    const names = new Set(await host.list(folder));
    for (const [label, own] of ours) {
      const path = `${folder}/${label}.plist`;
      if (!names.has(`${label}.plist`) || own.has(path)) continue;
      found.set(label, [...(found.get(label) ?? []), path]);
    }
  }
  return found;
}

const foldersOf = (facts: Facts): readonly string[] => [
  folderOf(plistPath('x', facts, 'agents')),
  '/Library/LaunchAgents',
  folderOf(plistPath('x', facts, 'daemons')),
  '/System/Library/LaunchAgents',
  '/System/Library/LaunchDaemons',
];
