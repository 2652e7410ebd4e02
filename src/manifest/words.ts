// One string → the words a POSIX shell would split it into, each as runs of literal and expandable text.
// Does not expand anything, and refuses whatever a shell would do more than splitting for: those need `shell:`.

import { ending } from './characters.ts';

/** `literal` text stood behind a backslash or in single quotes: nothing in it may be expanded. */
export interface Piece {
  readonly text: string;
  readonly literal: boolean;
}

export interface Refused {
  /** Offset and length in the string. */
  readonly at: number;
  readonly length: number;
  readonly message: string;
  readonly hint: string;
}

const TO_SHELL = 'quote it to mean the character itself, or use `shell:` for a script';
const DOLLAR = 'write `$$` for a dollar sign, `env:` for a variable of the daemon, or use `shell:` for a script';

const OPERATORS: Readonly<Record<string, string>> = {
  '|': 'a pipe',
  '&': 'a background or `&&`',
  ';': 'a second command',
  '<': 'a redirection',
  '>': 'a redirection',
  '(': 'a subshell',
  ')': 'a subshell',
  '`': 'a command substitution',
  '*': 'a glob',
  '?': 'a glob',
  '[': 'a glob',
};

export function splitWords(line: string): { readonly words: readonly (readonly Piece[])[] } | Refused {
  const words: Piece[][] = [];
  let word: Piece[] | null = null;
  const add = (text: string, literal: boolean): void => {
    word ??= [];
    const last = word.at(-1);
    if (last && last.literal === literal) word[word.length - 1] = { text: last.text + text, literal };
    else word.push({ text, literal });
  };
  // Line breaks at the very end come from YAML's block scalars and separate nothing.
  const blanks = ending(line);
  const end = line.indexOf('\n', blanks) < 0 ? line.length : blanks;
  for (let i = 0; i < end; i++) {
    const c = line[i] ?? '';
    if (c === ' ' || c === '\t') {
      if (word) words.push(word);
      word = null;
    } else if (c === '\n') {
      return refused(
        i,
        1,
        'a line break would begin a second command',
        'fold the lines with `>-`, end them with `\\`, or use `shell:`',
      );
    } else if (c === "'") {
      const close = line.indexOf("'", i + 1);
      if (close < 0)
        return refused(i, 1, 'this single quote is never closed', "close it, or write \\' for the character itself");
      add(line.slice(i + 1, close), true);
      i = close;
    } else if (c === '"') {
      const inside = doubleQuoted(line, i, add);
      if (typeof inside !== 'number') return inside;
      i = inside;
    } else if (c === '\\') {
      if (i + 1 >= line.length)
        return refused(i, 1, 'a backslash at the end quotes nothing', 'write \\\\ for the character itself');
      if (line[i + 1] !== '\n') add(line[i + 1] ?? '', true);
      i++;
    } else if (c === '$') {
      const dollar = takeDollar(line, i);
      if (typeof dollar !== 'string') return dollar;
      add(dollar, false);
      i += dollar.length - 1;
    } else if (c === '#' && !word) {
      return refused(i, 1, '`#` would begin a comment here', 'quote it to mean the character itself');
    } else if (c === '~' && !word && /^~[A-Za-z_]/.test(line.slice(i))) {
      return refused(i, 2, "another user's home is not looked up here", 'write the whole path, or quote the `~`');
    } else if (Object.hasOwn(OPERATORS, c)) {
      return refused(i, 1, `\`${c}\` is ${OPERATORS[c]}, and no shell reads this command`, TO_SHELL);
    } else {
      add(c, false);
    }
  }
  if (word) words.push(word);
  const assignment = /^[A-Za-z_][A-Za-z0-9_]*=/.exec(words[0]?.[0]?.text ?? '');
  if (assignment && words[0]?.[0]?.literal === false) {
    const at = line.length - line.replace(/^[ \t]+/, '').length;
    return refused(
      at,
      assignment[0].length,
      `\`${assignment[0]}…\` is a variable, not a program`,
      'put it under `env:`',
    );
  }
  return { words };
}

/** Adds what stands between double quotes; gives the offset of the closing one. */
function doubleQuoted(line: string, open: number, add: (text: string, literal: boolean) => void): number | Refused {
  add('', true);
  for (let i = open + 1; i < line.length; i++) {
    const c = line[i] ?? '';
    if (c === '"') return i;
    if (c === '`') return refused(i, 1, 'a backquote would run a command', TO_SHELL);
    if (c === '$') {
      const dollar = takeDollar(line, i);
      if (typeof dollar !== 'string') return dollar;
      add(dollar, false);
      i += dollar.length - 1;
    } else if (c === '\\' && /[$`"\\\n]/.test(line[i + 1] ?? '')) {
      if (line[i + 1] !== '\n') add(line[i + 1] ?? '', true);
      i++;
    } else {
      add(c, true);
    }
  }
  return refused(open, 1, 'this double quote is never closed', 'close it, or write \\" for the character itself');
}

/** `$$`, `$~` and `${NAME}` are ours to expand later; anything else a shell would have expanded. */
function takeDollar(line: string, at: number): string | Refused {
  const rest = line.slice(at);
  const ours = /^\$(?:\$|~|\{[^}]*\})/.exec(rest);
  if (ours) return ours[0];
  const theirs = /^\$(?:\([^)]*\)?|\w+|[@*#?!-])/.exec(rest);
  if (theirs) {
    const known = /^\$(HOME|USER|UID|HOSTNAME|XDG_[A-Z]+_(?:HOME|DIR))$/.exec(theirs[0])?.[1];
    const hint = known
      ? `write \`\${${known}}\`${known === 'HOME' ? ', or `~/` at the beginning of a word' : ''}`
      : DOLLAR;
    return refused(at, theirs[0].length, `\`${theirs[0]}\` is for a shell, and no shell reads this command`, hint);
  }
  return '$';
}

const refused = (at: number, length: number, message: string, hint: string): Refused => ({ at, length, message, hint });
