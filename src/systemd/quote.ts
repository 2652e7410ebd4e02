// Values → what a unit file must say so that systemd reads those very values: one encoder per kind of directive,
// because every kind has its own grammar. Bare where a person would write it bare, quoted where it must be.
// Throws only for what no unit file can carry and the manifest has long refused (NUL, half characters): a bug.

import { byteLength } from './bytes.ts';

/** systemd 249 alone refuses a unit in which one word of a command line is longer than this (bytes, after `%`). */
export const EXEC_WORD_LIMIT_249 = 4095;
/** A line, key and all, must stay below this many bytes, or the whole unit is refused. */
export const LINE_LIMIT = 1048576;

/** Directives that take a path as it is: no quotes, no escapes, only `%` means something. */
export type PathDirective =
  | 'WorkingDirectory'
  | 'StandardOutput'
  | 'StandardError'
  | 'EnvironmentFile'
  | 'PathChanged'
  | 'PathModified'
  | 'PathExists'
  | 'DirectoryNotEmpty'
  | 'ListenStream';

/** The longest word of a command in bytes: to hold against the limit above. */
export function longestWord(argv: readonly string[]): number {
  return argv.reduce((longest, word) => Math.max(longest, byteLength(word)), 0);
}

/**
 * ExecStart= and its kin. Executable first: there `$` is an ordinary character and must not be doubled, and only
 * what `executableFits` allows may stand there. In the other words `$` is doubled, for quotes do not protect it.
 */
export function commandLine(argv: readonly string[]): string {
  const [executable, ...words] = argv;
  if (executable === undefined || !executableFits(executable)) {
    throw new Error(`no unit file can carry this executable: ${JSON.stringify(executable)}`);
  }
  const rest = words.map(argument);
  // The path keeps its `$`, but the argv[0] made of it is expanded like any argument; with `@` it is given apart.
  const begin = /\$[${]/.test(executable) ? [`@${quoted(executable)}`, argument(executable)] : [quoted(executable)];
  return [...begin, ...rest].join(' ');
}

function argument(word: string): string {
  return quoted(word.replaceAll('$', '$$$$'));
}

/** Whether ExecStart= can name this path on every release. Where it cannot, a wrapper or `/bin/sh` must. */
export function executableFits(path: string): boolean {
  return (
    pathIsValid(path) &&
    // "Contains special characters", escaped or not; the three glob characters since 262.
    !/[\u0000-\u001f\u007f'"\\*?[]/.test(path) &&
    // From 255 on the executor is handed the path on a line of its own, and that line's end is stripped.
    !path.endsWith(' ') &&
    // "Specifies a directory".
    !/\/\.{0,2}$/.test(path)
  );
}

/** One assignment for one Environment= line. `$` means nothing there; `%` does. */
export function environmentAssignment(name: string, value: string): string {
  if (!/^[A-Za-z_][A-Za-z0-9_]*$/.test(name)) throw new Error(`not an environment name: ${JSON.stringify(name)}`);
  return quoted(`${name}=${value}`);
}

/**
 * WorkingDirectory=, PathChanged=, ListenStream= and what follows `append:`. Blanks and quotes are raw there. What
 * would be taken for a continuation, or stripped as a trailing blank, gets something to be stripped in its stead:
 * a blank after the backslash; a slash after the blank.
 */
export function plainPath(path: string): string {
  mustBeOneLine(path);
  if (!path.startsWith('/')) throw new Error(`not an absolute path: ${JSON.stringify(path)}`);
  return endingKept(doubledPercent(/[ \t]$/.test(path) ? `${path}/` : path));
}

/** False where on some release no spelling of the path reaches the directive: then another way must be found. */
export function plainPathFits(path: string, directive: PathDirective): boolean {
  if (!pathIsValid(path) || /[\0\r\n]/.test(path) || !isUnicodeText(path)) return false;
  const endsInBlank = /[ \t]$/.test(withoutEndSlash(path));
  // Neither simplified (so no slash may be added) nor longer than sun_path.
  if (directive === 'ListenStream') return !/[ \t]$/.test(path) && byteLength(path) <= 107;
  // The executor of 255 and later reads these from lines whose ends are stripped.
  if (READ_BY_EXECUTOR.has(directive) && endsInBlank) return false;
  return isNormal(path);
}

const READ_BY_EXECUTOR: ReadonlySet<PathDirective> = new Set(['WorkingDirectory', 'StandardOutput', 'StandardError']);

/** EnvironmentFile=: as plainPath, but the path is a glob pattern. A leading `-` is for the caller to add. */
export function environmentFilePath(path: string): string {
  const pattern = withoutEndSlash(path).replace(/[\\*?[]/g, '\\$&');
  // A trailing blank is stripped twice over from 255 on; as a set of one character it is not at the end.
  return plainPath(pattern.replace(/[ \t]$/, '[$&]'));
}

/** Description= and other free text: blanks at either end are lost whatever one writes, so they are not written. */
export function text(value: string): string {
  mustBeOneLine(value);
  return endingKept(doubledPercent(trimmed(value)));
}

/** After=, Wants=, WantedBy= …: names divided by blanks; neither quotes nor escapes exist there. */
export function list(names: readonly string[]): string {
  for (const name of names) {
    if (!/^[A-Za-z0-9:_.\\@-]+$/.test(name)) throw new Error(`not a unit name: ${JSON.stringify(name)}`);
  }
  return names.join(' ');
}

/** RestartSec=, OnActiveSec= …: `10`, `1min 30s`, `500ms`. Exact to the microsecond. */
export function timeSpan(ms: number): string {
  let left = Math.round(ms * 1000);
  if (!Number.isSafeInteger(left) || left < 0) throw new Error(`not a time span: ${ms} ms`);
  if (left < 60_000_000 && left % 1_000_000 === 0) return String(left / 1_000_000);
  const parts: string[] = [];
  for (const [unit, size] of [
    ['d', 86_400_000_000],
    ['h', 3_600_000_000],
    ['min', 60_000_000],
    ['s', 1_000_000],
    ['ms', 1000],
    ['us', 1],
  ] as const) {
    const count = Math.floor(left / size);
    if (count > 0) parts.push(`${count}${unit}`);
    left -= count * size;
  }
  return parts.join(' ');
}

/** Why a raw override cannot stand in a unit file as it is; null when it can. */
export function rawValueProblem(value: string): string | null {
  if (/[\r\n]/.test(value)) return 'a line break would start another directive';
  if (value.includes('\0')) return 'a NUL byte would start another directive';
  if (oddBackslashes(trimmed(value))) return 'a trailing \\ would swallow the next line';
  if (!isUnicodeText(value))
    return 'it holds something that is not a Unicode character, and systemd would refuse the whole unit';
  return null;
}

/** Raw and verbatim, less the blanks at both ends, which systemd does not see either. */
export function rawValue(value: string): string {
  const problem = rawValueProblem(value);
  if (problem !== null) throw new Error(`${problem}: ${JSON.stringify(value)}`);
  return trimmed(value);
}

/** False for lone surrogates and for non-characters (U+FFFE, U+FDD0 …): one of them, and the whole unit is refused. */
export function isUnicodeText(value: string): boolean {
  return !/\p{Surrogate}|\p{Noncharacter_Code_Point}/u.test(value);
}

/** Whether a value ends so that the line after it would be read as part of it. */
export function oddBackslashes(value: string): boolean {
  let count = 0;
  while (value[value.length - 1 - count] === '\\') count += 1;
  return count % 2 === 1;
}

/** One word for the readers that know quotes and C escapes: ExecStart= and Environment=. */
function quoted(word: string): string {
  if (word.includes('\0') || !isUnicodeText(word)) throw new Error(`no word can hold this: ${JSON.stringify(word)}`);
  const value = doubledPercent(word);
  if (value !== '' && !NOT_BARE.test(value)) return value;
  const mark = value.includes('"') && !value.includes("'") ? "'" : '"';
  return mark + value.replace(ESCAPED, (c) => escaped(c, mark)) + mark;
}

// Characters that do not show, or show as something else: a reader should see them, and editors should let them be.
const UNSEEN = '\\u0080-\\u00a0\\u00ad\\u061c\\u200b\\u200e\\u200f\\u2028-\\u202e\\u2060-\\u2069\\ufeff';
// `;` by itself would end the command, `#` looks as if it began a comment.
const NOT_BARE = new RegExp(`^#|;|[\\s\\u0000-\\u001f\\u007f"'\\\\${UNSEEN}]`);
const ESCAPED = new RegExp(`[\\u0000-\\u001f\\u007f"'\\\\${UNSEEN}]`, 'g');
const SHORT: Readonly<Record<string, string>> = { '\n': '\\n', '\t': '\\t', '\r': '\\r', '\\': '\\\\' };

function escaped(character: string, mark: string): string {
  if (character === '"' || character === "'") return character === mark ? `\\${character}` : character;
  const short = SHORT[character];
  if (short !== undefined) return short;
  const code = character.charCodeAt(0).toString(16);
  return code.length <= 2 && character < '\u0080' ? `\\x${code.padStart(2, '0')}` : `\\u${code.padStart(4, '0')}`;
}

function doubledPercent(value: string): string {
  return value.replaceAll('%', '%%');
}

/** systemd strips the trailing blank, and the backslash stays. */
function endingKept(value: string): string {
  return oddBackslashes(value) ? `${value} ` : value;
}

function trimmed(value: string): string {
  return value.replace(/^[ \t\r\n]+|[ \t\r\n]+$/g, '');
}

function mustBeOneLine(value: string): void {
  if (/[\0\r\n]/.test(value) || !isUnicodeText(value))
    throw new Error(`not one line of text: ${JSON.stringify(value)}`);
}

/** systemd's path_is_valid, for absolute paths. */
function pathIsValid(path: string): boolean {
  return path.startsWith('/') && byteLength(path) <= 4095 && path.split('/').every((part) => byteLength(part) <= 255);
}

/** systemd drops what stands there anyway, and then what is before it is the end. */
function withoutEndSlash(path: string): string {
  return path.replace(/(?:\/\.?)+$/, '') || '/';
}

/** `..` is refused; `.` and doubled slashes are only tidied away. */
function isNormal(path: string): boolean {
  return !path.split('/').includes('..');
}
