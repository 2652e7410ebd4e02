// What the stand-in for launchd needs of the world that it is in: files to look at, processes to start and to signal. There is
// one in memory, for the laws, and one that really starts processes. Interfaces only.

import type { Started } from './state.ts';

export interface Found {
  readonly kind: 'file' | 'folder' | 'other';
  readonly mode: number;
  readonly uid: number;
  readonly gid: number;
  /** Of a file. */
  readonly text: string | null;
}

export interface Spawning extends Started {
  readonly label: string;
  /** The group that is signalled when the process is gone, unless the job asked for it to be left alone (L63). */
  readonly abandonsGroup: boolean;
}

export interface Body {
  nowMs(): number;
  /** What a path leads to; links are followed. */
  file(path: string): Found | null;
  list(folder: string): readonly string[] | null;
  /** The error is in words, for the log: launchd tells nobody more than 78 (L64, L79). */
  spawn(what: Spawning): { readonly pid: number } | { readonly error: string };
  /** Its end is told later, with `exited`, and never from within this call. */
  signal(pid: number, signal: number): void;
  /** Who creates domains is a process too: launchd is 1, a loginwindow gets a pid. */
  began(name: string): number;
  ended(pid: number): void;
}

export const SIGTERM = 15;
export const SIGKILL = 9;
