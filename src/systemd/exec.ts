// The right-hand side of ExecStart= and its kin → the commands it stands for, as systemd reads it at load time.
// `$` is left alone: it is expanded when the process starts (environment.ts). Runs nothing, looks nothing up.

import { firstWord, type WordRules } from './words.ts';

export interface ExecCommand {
  /** Tidied; a bare name stays one, and is looked up in systemd's own fixed path. */
  readonly path: string;
  /** argv[0] first, spelt as it was written, or as `@` says. */
  readonly argv: readonly string[];
  readonly ignoreFailure: boolean;
  readonly noEnvironmentExpansion: boolean;
  readonly privilege: 'full' | 'no-setuid' | 'ambient' | null;
  readonly viaShell: boolean;
}

export interface ExecLine {
  /** reset: the list is emptied. fatal: the unit will not load. ignored: this line, or the rest of it, is dropped. */
  readonly verdict: 'ok' | 'reset' | 'ignored' | 'fatal';
  /** Also where the verdict is not ok: what came before the fault counts. */
  readonly commands: readonly ExecCommand[];
  readonly message: string | null;
}

export interface ExecReading {
  readonly version: number;
  /** Specifiers of one word; null where it does not resolve. */
  readonly expand: (word: string) => string | null;
}

const RULES: WordRules = { unquote: true, cunescape: true };

export function readExec(value: string, reading: ExecReading): ExecLine {
  if (value === '') return { verdict: 'reset', commands: [], message: null };
  const commands: ExecCommand[] = [];
  const end = (verdict: ExecLine['verdict'], message: string | null): ExecLine => ({ verdict, commands, message });
  let at: number | null = 0;
  while (at !== null) {
    const first = execWord(value, at);
    if (first.kind === 'end') return end('ok', null);
    if (first.kind === 'malformed') return end('ignored', 'unbalanced quotes');
    // A lone `;` divides; it is nobody's name.
    if (first.word === ';') {
      at = first.next;
      continue;
    }
    const { rest, prefixes } = readPrefixes(first.word, reading.version);
    const fault = (message: string): ExecLine => end(prefixes.ignoreFailure ? 'ignored' : 'fatal', message);
    const path = reading.expand(rest);
    if (path === null) return fault(`a specifier in ${rest} does not resolve`);
    const wrong = wrongExecutable(path, reading.version);
    if (wrong !== null) return fault(wrong);

    const argv = prefixes.ownArgv0 ? [] : [path];
    const words = readArguments(value, first.next, reading);
    if (typeof words === 'string') return fault(words);
    argv.push(...words.argv);
    at = words.next;
    if (argv[0] === undefined || argv[0] === '') return fault('the zeroth argument is missing');
    const { ownArgv0: _, ...flags } = prefixes;
    commands.push({ path: tidied(path), argv, ...flags });
  }
  return end('ok', null);
}

/** Words up to a `;` that stands by itself (then `next` is where the next command begins) or to the end. */
function readArguments(
  value: string,
  from: number | null,
  reading: ExecReading,
): { readonly argv: readonly string[]; readonly next: number | null } | string {
  const argv: string[] = [];
  let at = from;
  while (at !== null && at < value.length) {
    const separator = /(?:\\?);(?=[ \t\n\r]|$)[ \t\n\r]*/y;
    separator.lastIndex = at;
    const match = separator.exec(value)?.[0];
    if (match?.startsWith(';')) return { argv, next: at + match.length };
    if (match !== undefined) {
      argv.push(';');
      at += match.length;
      continue;
    }
    const found = execWord(value, at);
    if (found.kind === 'end') break;
    if (found.kind === 'malformed') return 'unbalanced quotes';
    const word = reading.expand(found.word);
    if (word === null) return `a specifier in ${found.word} does not resolve`;
    argv.push(word);
    at = found.next;
  }
  return { argv, next: null };
}

/** Unknown escapes are kept, with a warning in the log; only quotes can go wrong for good. */
function execWord(value: string, at: number): ReturnType<typeof firstWord> {
  const strict = firstWord(value, at, RULES);
  return strict.kind === 'malformed' ? firstWord(value, at, { ...RULES, keepUnknownEscapes: true }) : strict;
}

interface Prefixes {
  ignoreFailure: boolean;
  ownArgv0: boolean;
  noEnvironmentExpansion: boolean;
  privilege: ExecCommand['privilege'];
  viaShell: boolean;
}

function readPrefixes(word: string, version: number): { readonly rest: string; readonly prefixes: Readonly<Prefixes> } {
  const seen: Prefixes = {
    ignoreFailure: false,
    ownArgv0: false,
    noEnvironmentExpansion: false,
    privilege: null,
    viaShell: false,
  };
  let at = 0;
  for (; ; at += 1) {
    const c = word[at];
    if (c === '-' && !seen.ignoreFailure) seen.ignoreFailure = true;
    else if (c === '@' && !seen.ownArgv0) seen.ownArgv0 = true;
    else if (c === ':' && !seen.noEnvironmentExpansion) seen.noEnvironmentExpansion = true;
    else if (c === '+' && seen.privilege === null) seen.privilege = 'full';
    else if (c === '!' && seen.privilege === null) seen.privilege = 'no-setuid';
    else if (c === '!' && seen.privilege === 'no-setuid') seen.privilege = 'ambient';
    else if (c === '|' && version >= PIPE_SINCE && !seen.viaShell) seen.viaShell = true;
    else break;
  }
  return { rest: word.slice(at), prefixes: seen };
}

/** Somewhere in 258 to 262; seen on 262, not on 257. */
const PIPE_SINCE = 262;

function wrongExecutable(path: string, version: number): string | null {
  if (path === '') return 'there is no command';
  const special = version >= 262 ? /[\0-\x1f\x7f"'\\*?[]/ : /[\0-\x1f\x7f"'\\]/;
  if (special.test(path)) return `the executable's name holds special characters: ${path}`;
  if (/(^|\/)\.{0,2}$/.test(path)) return `the executable is a folder: ${path}`;
  if (!path.startsWith('/') && path.includes('/')) return `neither a bare name nor an absolute path: ${path}`;
  return null;
}

function tidied(path: string): string {
  return path.replace(/\/+/g, '/').replace(/(\/\.)+(?=\/)/g, '');
}
