// A step that failed → the Problem that says so: whose it is, what the system said, and what mends it. Pure words.

import { posix } from 'node:path';
import type { Ran } from '../host.ts';
import type { Argv, Problem, Step } from '../model.ts';
import { harmless } from '../report/text.ts';
import { shellWords } from '../wrapper/shell-text.ts';

type Change = Exclude<Step, { readonly kind: 'run' | 'await' }>;

/** The system's code in words, with the code itself for those who search for it. */
const WORDS: Readonly<Record<string, string>> = {
  EACCES: 'permission denied',
  EPERM: 'not permitted',
  EROFS: 'the file system is read-only',
  ENOSPC: 'no space left on the disk',
  EDQUOT: 'over quota',
  ENOTDIR: 'a file stands where a folder is needed',
  EEXIST: 'something else stands there',
  EISDIR: 'a folder stands there',
  ENOTEMPTY: 'a folder with something in it stands there',
  ELOOP: 'a symlink leads in a circle',
  ENAMETOOLONG: 'the name is too long',
  EIO: 'the disk reports an error',
  EMFILE: 'too many open files',
  ENFILE: 'too many open files',
};

export const systemsWords = (code: string): string => (WORDS[code] ? `${WORDS[code]} (${code})` : code);

export function cureFor(code: string, path: string): string {
  switch (code) {
    case 'ENOSPC':
    case 'EDQUOT':
      return 'make room, then run daemonsync apply again: it finishes what is left';
    case 'EROFS':
      return `mount it writable, then run daemonsync apply again: ${path}`;
    case 'EACCES':
    case 'EPERM':
      return `see whose it is: ls -ld ${shellWords([path])} ${shellWords([posix.dirname(path)])}`;
    default:
      return `look at what stands there: ls -ld ${shellWords([path])}`;
  }
}

const VERBS: Readonly<Record<Change['kind'], string>> = {
  copy: 'kept',
  ensure: 'made',
  write: 'written',
  link: 'made',
  chmod: 'given its permissions',
  remove: 'removed',
  prune: 'removed',
};

export function cannotChange(step: Change, code: string): Problem {
  const path = step.kind === 'write' ? step.file.path : step.kind === 'copy' ? step.to : step.path;
  const what = step.kind === 'copy' ? `a copy of ${step.from} could not be` : `${path} could not be`;
  return {
    severity: 'error',
    code: 'cannot-write',
    message: `${of(step.daemons)}${harmless(what)} ${VERBS[step.kind]}: ${systemsWords(code)}`,
    ...daemonOf(step.daemons),
    hint: harmless(cureFor(code, path)),
  };
}

export function commandFailed(argv: Argv, ran: Ran, daemons: readonly string[], privileged: boolean): Problem {
  const words = shellWords(argv);
  const shown = words.length > 200 ? `${words.slice(0, 190)} … (${argv.length} words)` : words;
  if (privileged && wantsPassword(ran)) {
    return {
      severity: 'error',
      code: 'needs-root',
      message: `${of(daemons)}this needs root, and sudo may not ask for a password here: ${harmless(shown)}`,
      ...daemonOf(daemons),
      hint: 'run daemonsync apply on a terminal, or `sudo -v` before it, or see `daemonsync diff` for what root has to run',
    };
  }
  const said = lastWords(ran.stderr) ?? lastWords(ran.stdout);
  return {
    severity: 'error',
    code: ran.code === 124 ? 'command-slow' : 'command-failed',
    message: `${of(daemons)}${harmless(shown)} ${ended(ran)}${said === null ? '' : `: ${said}`}`,
    ...daemonOf(daemons),
    hint: `to see for yourself, run it by hand: ${harmless(shown)}`,
  };
}

function ended({ code }: Ran): string {
  if (code === 124) return 'was given up, because it took too long';
  return code === 127 ? 'could not be run' : `failed (${code})`;
}

const wantsPassword = ({ code, stderr }: Ran): boolean =>
  code !== 0 && /^sudo: .*(?:password is required|terminal is required|no tty present|askpass)/m.test(stderr);

const of = (daemons: readonly string[]): string => (daemons.length === 1 ? `\`${daemons[0]}\`: ` : '');

export const daemonOf = (daemons: readonly string[]): { daemon?: string } => {
  const [only, ...others] = daemons;
  return only !== undefined && others.length === 0 ? { daemon: only } : {};
};

/** What a program said last that is no advice on where to read on. null: nothing. */
export function lastWords(text: string): string | null {
  const lines = text.split(/[\r\n]+/).map((line) => line.trim());
  const said = lines.filter((line) => line !== '');
  const meant = said.filter((line) => !/^(?:See |Hint: |Warning: |Try ['"`])/.test(line));
  const last = meant.at(-1) ?? said.at(-1);
  if (last === undefined) return null;
  const plain = harmless(last);
  return plain.length > 400 ? `${plain.slice(0, 400)}…` : plain;
}
