// A real path → why it may not be trusted, or null. Whoever may write a manifest, or rename another into its place,
// can run programs as its reader. Symlinks are fine: the caller has resolved them, and dotfiles are full of them.

import { posix } from 'node:path';
import type { Host, Seen } from './host.ts';
import type { Facts } from './model.ts';

export interface Distrust {
  readonly message: string;
  readonly hint: string;
}

export async function distrust(host: Host, real: string, facts: Facts): Promise<Distrust | null> {
  const file = await host.look(real);
  if (!file || file.kind !== 'file') return null; // Reading it will say what is wrong.
  const owner = await notOurs(host, file, real);
  if (owner) return owner;
  if (writableByOthers(file, facts))
    return { message: 'may be written by others, who could then run programs as you', hint: `chmod go-w ${real}` };
  const dir = posix.dirname(real);
  const folder = await host.look(dir);
  if (folder && writableByOthers(folder, facts) && !folder.sticky) {
    return {
      message: `stands in a folder that others may write, who could then run programs as you`,
      hint: `chmod go-w ${dir}`,
    };
  }
  return null;
}

async function notOurs(host: Host, file: Seen, real: string): Promise<Distrust | null> {
  const caller = (await host.caller()).uid;
  if (file.uid === caller || file.uid === 0) return null;
  return {
    message: `belongs to another user (uid ${file.uid}), who could run programs as you`,
    hint: `chown it to yourself, or copy it: ${real}`,
  };
}

/** A group of one's own, as many Linux systems give everybody, is nobody else. */
function writableByOthers(seen: Seen, facts: Facts): boolean {
  if ((seen.mode & 0o002) !== 0) return true;
  return (seen.mode & 0o020) !== 0 && seen.gid !== facts.privateGid && seen.gid !== 0;
}
