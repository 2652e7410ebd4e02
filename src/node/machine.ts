// What this process is and where, from the system alone. Reads; decides nothing.

import { homedir, hostname, release, userInfo } from 'node:os';
import { cleanPath, isOneLine } from '../given.ts';

/** What this process is and where: plain data, read once. */
export interface Machine {
  readonly os: 'linux' | 'darwin' | 'other';
  /** Of the kernel: `6.1.0-18-amd64`, `25.1.0`. */
  readonly release: string;
  readonly user: string;
  readonly uid: number;
  readonly gid: number;
  /** From the account data base where there is one: rendering must not depend on $HOME. */
  readonly home: string;
  readonly hostname: string;
}

export function thisMachine(): Machine {
  const os = process.platform === 'linux' || process.platform === 'darwin' ? process.platform : 'other';
  const uid = process.getuid?.() ?? -1;
  const gid = process.getgid?.() ?? -1;
  const common = { os, release: release(), uid, gid, hostname: hostname() } as const;
  try {
    const { username, homedir: home } = userInfo();
    return { ...common, user: username, home: cleanHome(home) };
  } catch {
    // A container may run us under a uid that no account has.
    return { ...common, user: String(uid), home: cleanHome(homedir()) };
  }
}

/** Whatever an account data base or $HOME may say (`/home/me/`, nothing at all): what is built on it is clean. */
const cleanHome = (home: string): string => (home.startsWith('/') && isOneLine(home) ? cleanPath(home) : '/');
