// One path → what stands there, with its text and whose it says it is. Follows no link.

import type { Hands } from '../host.ts';
import { readMark } from '../mark.ts';
import type { FoundFile } from '../model.ts';

/** No unit or plist is as long as that; a wrapper may carry a long script. */
const MOST_BYTES = 8 * 1024 * 1024;

/** null: nothing there. */
export async function foundFile(host: Hands, path: string): Promise<FoundFile | null> {
  const there = await host.stand(path);
  if (there === null) return null;
  const { kind, mode, uid, size } = there;
  const text = kind === 'file' ? await textOf(host, path) : null;
  return {
    path,
    kind,
    mode,
    uid,
    size,
    // Not mtime: a file that is put in its place by a rename, or with an old date, is new there all the same.
    changedMs: there.ctimeMs,
    text,
    target: kind === 'link' ? await host.target(path) : null,
    mark: text === null ? null : readMark(text),
  };
}

// A byte order mark is part of the text: what is compared must be all that is there.
const utf8 = new TextDecoder('utf-8', { ignoreBOM: true });

export async function textOf(host: Hands, path: string): Promise<string | null> {
  const read = await host.read(path, MOST_BYTES);
  return 'bytes' in read ? utf8.decode(read.bytes) : null;
}
