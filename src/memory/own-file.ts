// A file of daemonsync's own → its text, if it is a plain file, ours, written by nobody else, and not beyond all size. What is
// remembered decides what is removed: another's word must never do that. Reads only.

import type { Hands } from '../host.ts';
import { systemsWords } from '../apply/failing.ts';

export type OwnText =
  | { readonly text: string }
  /** As half a sentence. */
  | { readonly bad: string }
  | { readonly absent: true };

export async function ownText(
  hands: Pick<Hands, 'caller' | 'stand' | 'read'>,
  path: string,
  limit: number,
): Promise<OwnText> {
  const there = await hands.stand(path);
  if (there === null) return { absent: true };
  if (there.kind !== 'file') return { bad: 'is no plain file' };
  if (there.uid !== (await hands.caller()).uid) return { bad: `belongs to another user (uid ${there.uid})` };
  if ((there.mode & 0o022) !== 0) return { bad: 'may be written by others' };
  if (there.size > limit) return { bad: 'is larger than it can be' };
  const file = await hands.read(path, limit);
  if ('error' in file) return { bad: `cannot be read: ${systemsWords(file.error)}` };
  try {
    return { text: new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(file.bytes) };
  } catch {
    return { bad: 'is damaged' };
  }
}
