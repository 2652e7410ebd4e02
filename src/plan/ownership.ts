// Whose is a file? The whole truth table, over two records: the claim that memory holds, and the mark in the file itself.
// Pure; it judges one file at a time and decides nothing about what is done with it.
//
//                      marked as this daemon's, intact    …but edited     marked by another    not marked at all
//   claimed            ours                               edited          theirs               theirs
//   not claimed        ours (the memory was lost)         theirs          theirs               theirs
//
// A link, a folder or the like is never ours: we write plain files only. A file that may not be read is ours if claimed.

import type { FoundFile } from '../model.ts';

export type Whose =
  | { readonly kind: 'ours' }
  /** Ours, but somebody changed it. */
  | { readonly kind: 'edited' }
  /** A mask: a link to /dev/null, or an empty file. Its owner said that this unit shall not run. */
  | { readonly kind: 'mask' }
  /** `namespace`: whose, where the file says so. */
  | { readonly kind: 'theirs'; readonly namespace: string | null };

export interface Claimant {
  /** Ours, and those that were renamed to it. */
  readonly namespaces: ReadonlySet<string>;
  readonly daemon: string;
  readonly claimed: boolean;
}

export function whose(file: FoundFile, { namespaces, daemon, claimed }: Claimant): Whose {
  if (file.kind === 'link' && file.target === '/dev/null') return { kind: 'mask' };
  if (file.kind !== 'file') return { kind: 'theirs', namespace: null };
  if (file.size === 0) return { kind: 'mask' };
  if (file.text === null) return claimed ? { kind: 'ours' } : { kind: 'theirs', namespace: null };
  const { mark } = file;
  if (mark === null) return { kind: 'theirs', namespace: null };
  if (!namespaces.has(mark.namespace)) return { kind: 'theirs', namespace: mark.namespace };
  if (mark.intact && mark.daemon === daemon) return { kind: 'ours' };
  return claimed ? { kind: 'edited' } : { kind: 'theirs', namespace: mark.namespace };
}
