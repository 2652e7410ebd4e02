// A real path → why it may not be trusted, or null. Whoever may write a file that says what is run, or may rename another
// into its place, can run programs as its reader. Symlinks are fine: the caller has resolved them, and dotfiles are full
// of them. Looks at the file and at each folder above it, and changes nothing.

import { posix } from 'node:path';
import type { Host, Seen } from './host.ts';
import type { Facts } from './model.ts';

export interface Distrust {
  readonly message: string;
  readonly hint: string;
}

/** A group of one's own, as many Linux systems give everybody, is nobody else. */
export type OwnGroup = Pick<Facts, 'privateGid'>;

export async function distrust(host: Host, real: string, own: OwnGroup): Promise<Distrust | null> {
  const file = await host.look(real);
  if (!file || file.kind !== 'file') return null; // Reading it will say what is wrong.
  const caller = (await host.caller()).uid;
  if (file.uid !== caller && file.uid !== 0) {
    return {
      message: `belongs to another user (uid ${file.uid}), who could run programs as you`,
      hint: `chown it to yourself, or copy it: ${real}`,
    };
  }
  if (writableByOthers(file, own))
    return { message: 'may be written by others, who could then run programs as you', hint: `chmod go-w ${real}` };
  return distrustFolder(host, posix.dirname(real), own);
}

/** A folder's real path, and all above it: whoever may rename one of them may put another in its place. */
export async function distrustFolder(host: Host, folder: string, own: OwnGroup): Promise<Distrust | null> {
  const caller = (await host.caller()).uid;
  for (let at = folder; ; at = posix.dirname(at)) {
    const seen = await host.look(at);
    const where = at === folder ? 'in a folder' : `below ${at}, a folder`;
    if (!seen) return { message: `stands ${where} that cannot be looked at`, hint: `copy it to a folder of your own` };
    if (seen.uid !== caller && seen.uid !== 0 && !(await isHiddenRoot(host, seen.uid))) {
      return {
        message: `stands ${where} of another user (uid ${seen.uid}), who could then run programs as you`,
        hint: `copy it to a folder of your own, or chown the folder: ${at}`,
      };
    }
    // In a sticky folder nobody can rename what is ours or root's, and all further down the path is: /tmp, /nix/store.
    if (writableByOthers(seen, own) && !seen.sticky) {
      return {
        message: `stands ${where} that others may write, who could then run programs as you`,
        hint: `chmod go-w ${at}`,
      };
    }
    if (at === posix.dirname(at)) return null;
  }
}

/** Root's own group is no danger that root is not already. */
function writableByOthers(seen: Seen, own: OwnGroup): boolean {
  if ((seen.mode & 0o002) !== 0) return true;
  return (seen.mode & 0o020) !== 0 && seen.gid !== own.privateGid && seen.gid !== 0;
}

/**
 * In a user namespace that leaves the machine's root out (bwrap, rootless containers), the kernel shows `/` and `/home` as
 * nobody's: root's, or an account's that is left out too; it does not say which. For folders that is taken as root, because
 * nothing at all could be trusted there otherwise, and such an account would still need a file of ours to stand in a folder
 * of its own. Everywhere else nobody is an account like any other, and a file of nobody's is never ours.
 */
async function isHiddenRoot(host: Host, uid: number): Promise<boolean> {
  const [[overflow] = []] = await rowsOf(host, '/proc/sys/kernel/overflowuid', /\s+/);
  if (overflow === undefined || Number(overflow) !== uid) return false;
  // Each row: the first uid inside, the first outside, how many. The whole machine is one row, `0 0 4294967295`.
  const map = await rowsOf(host, '/proc/self/uid_map', /\s+/);
  return map.length > 0 && map.every(([, outside]) => outside !== '0');
}

/**
 * The group of that user that nobody else is in; null where there is none, or where it is not known. Only what stands in
 * files: of a group from a directory service nobody can say who else is in it.
 */
export async function privateGid(host: Host, uid: number): Promise<number | null> {
  const accounts = await rowsOf(host, '/etc/passwd', ':');
  const own = accounts.filter((account) => account[2] === String(uid));
  const names = new Set(own.map(([name]) => name));
  const others = accounts.filter((account) => account[2] !== String(uid)).map((account) => account[3]);
  for (const [group, , gid, members = ''] of await rowsOf(host, '/etc/group', ':')) {
    const mine = own.some(([name, , , primary]) => name === group && primary === gid);
    const shared = others.includes(gid) || members.split(',').some((name) => name !== '' && !names.has(name));
    if (mine && !shared) return Number(gid);
  }
  return null;
}

/** The lines of a table such as /etc/passwd, less comments; none where it cannot be read. */
export async function rowsOf(host: Host, path: string, between: string | RegExp): Promise<string[][]> {
  const file = await host.read(path, 8 * 1024 * 1024);
  if ('error' in file) return [];
  const lines = new TextDecoder().decode(file.bytes).split('\n');
  return lines.filter((line) => line.trim() && !line.startsWith('#')).map((line) => line.trim().split(between));
}
