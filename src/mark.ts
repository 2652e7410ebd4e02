// The mark in every file daemonsync makes: who made it, from what, and a digest of all the rest, so that a file can
// say by itself whose it is and whether it was edited since. Pure text work.

import { hash } from 'node:crypto';

export interface Origin {
  readonly namespace: string;
  readonly daemon: string;
  /** The manifest as people call it: `~/dotfiles/daemons.yaml`. */
  readonly from: string;
}

export interface Marked {
  readonly namespace: string;
  readonly daemon: string;
  /** The rest of the file is what we wrote. */
  readonly intact: boolean;
}

/** A line of its own, in either kind of comment: a folder's name in the line above it can look like one, not be one. */
const MARK = /^(?:# |<!-- )daemonsync: namespace=(\S+) daemon=(\S+) sha256=([0-9a-f]{64})(?: -->)?\n/m;
/** Stands for the digest until the text around it is known. */
const PENDING = '0'.repeat(64);

/** Two lines for the top of a file, without comment signs. */
export function headerLines(origin: Origin): [string, string] {
  const from = oneLine(origin.from);
  return [
    `Made by daemonsync from ${from}. Edit that file: changes made here are undone.`,
    `daemonsync: namespace=${encoded(origin.namespace)} daemon=${encoded(origin.daemon)} sha256=${PENDING}`,
  ];
}

/** Puts the digest of everything but the mark's own line into the mark. */
export const seal = (text: string): string => text.replace(MARK, (line) => line.replace(PENDING, digest(text)));

export function readMark(text: string): Marked | null {
  const found = MARK.exec(text);
  const [, namespace, daemon, sum] = found ?? [];
  return namespace && daemon
    ? { namespace: decoded(namespace), daemon: decoded(daemon), intact: sum === digest(text) }
    : null;
}

/** A script of ours begins with where it came from and whose it is: that says nothing of what it does. */
export function withoutHeader(script: string): string {
  if (readMark(script) === null) return script;
  const [first = '', ...rest] = script.split('\n');
  const header = rest.findIndex((line) => !/^# (?:Made by daemonsync from |daemonsync: namespace=)/.test(line));
  return [first, ...rest.slice(header)].join('\n');
}

const digest = (text: string): string => hash('sha256', text.replace(MARK, ''), 'hex');

/** A folder may be called anything, and this line is a comment: nothing in it may end one. */
const oneLine = (text: string): string =>
  text.replace(/[\p{Cc}\p{Noncharacter_Code_Point}\p{Surrogate}\u2028\u2029]/gu, '\uFFFD');

/** An XML comment may not hold two dashes in a row, and a daemon's name may. */
const encoded = (name: string): string => name.replaceAll('--', '-%2D');
const decoded = (name: string): string => name.replaceAll('%2D', '-');
