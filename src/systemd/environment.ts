// Environment=, PassEnvironment= and the `$` of command lines, as systemd understands them.
// The text of EnvironmentFile='s files is another grammar: ../env-file.ts.

import { isUnicodeText } from './quote.ts';
import { allWords, BLANKS, firstWord } from './words.ts';

export interface EnvironmentLine {
  readonly reset: boolean;
  readonly assignments: readonly { readonly name: string; readonly value: string }[];
  /** What was dropped, and why. */
  readonly dropped: readonly { readonly text: string; readonly why: string }[];
}

/** One Environment= value. An unknown escape or a missing quote drops the rest of the line, not only its word. */
export function readEnvironment(value: string, expand: (word: string) => string | null): EnvironmentLine {
  const assignments: { name: string; value: string }[] = [];
  const dropped: { text: string; why: string }[] = [];
  for (let at: number | null = 0; at !== null; ) {
    const found = firstWord(value, at, { unquote: true, cunescape: true });
    if (found.kind === 'end') break;
    if (found.kind === 'malformed') {
      dropped.push({ text: value.slice(at), why: 'an unknown escape or a missing quote' });
      break;
    }
    at = found.next;
    const word = expand(found.word);
    const equals = word?.indexOf('=') ?? -1;
    if (word === null) dropped.push({ text: found.word, why: 'a specifier in it does not resolve' });
    else if (!isEnvironmentAssignment(word)) dropped.push({ text: word, why: 'not a valid assignment' });
    else assignments.push({ name: word.slice(0, equals), value: word.slice(equals + 1) });
  }
  return { reset: value === '', assignments, dropped };
}

export function isEnvironmentName(name: string): boolean {
  return /^[A-Za-z_][A-Za-z0-9_]*$/.test(name);
}

export function isEnvironmentAssignment(text: string): boolean {
  const equals = text.indexOf('=');
  return equals > 0 && isEnvironmentName(text.slice(0, equals)) && isEnvironmentValue(text.slice(equals + 1));
}

/** Anything that is text. (245 and before also refused control characters other than tab and newline.) */
export function isEnvironmentValue(value: string): boolean {
  return isUnicodeText(value) && !value.includes('\0');
}

/** The assignments that count, in order: valid ones, and of two with one name the later. */
export function cleanEnvironment(assignments: readonly string[]): readonly string[] {
  const name = (assignment: string): string => assignment.slice(0, assignment.indexOf('='));
  const valid = assignments.filter(isEnvironmentAssignment);
  const last = new Map(valid.map((assignment, index) => [name(assignment), index]));
  return valid.filter((assignment, index) => last.get(name(assignment)) === index);
}

/** PassEnvironment= and UnsetEnvironment=: names (the latter also takes assignments). null: the list is reset. */
export function readEnvironmentNames(value: string, expand: (word: string) => string | null): readonly string[] | null {
  if (value === '') return null;
  const names: string[] = [];
  for (let at: number | null = 0; at !== null; ) {
    const found = firstWord(value, at, { unquote: true });
    if (found.kind !== 'word') break;
    at = found.next;
    const name = expand(found.word);
    if (name !== null && isEnvironmentName(name)) names.push(name);
  }
  return names;
}

/**
 * What a process gets for argv: a word `$NAME` becomes the words of its value, or nothing at all; `${NAME}` is put in
 * its place unsplit; `$$` is a dollar. Quotes are long gone by then and protect nothing.
 */
export function expandArguments(argv: readonly string[], env: Readonly<Record<string, string>>): readonly string[] {
  return argv.flatMap((word) => {
    if (!word.startsWith('$') || word.startsWith('${') || word.startsWith('$$')) return [expandBraces(word, env)];
    const value = own(env, word.slice(1));
    return value === undefined ? [] : (allWords(value, { separators: BLANKS, unquote: true, relaxed: true }) ?? []);
  });
}

function expandBraces(word: string, env: Readonly<Record<string, string>>): string {
  // `${NAME:…` and a brace that is never closed are no syntax here and stay. A `$` before anything else stays
  // together with what follows it, which is then not looked at again.
  return word.replace(
    /\$(?:\$|\{([^}:]*)(\}|:|$)|[^${])/gs,
    (all, name: string | undefined, end: string | undefined) => {
      if (all === '$$') return '$';
      return name === undefined || end !== '}' ? all : (own(env, name) ?? '');
    },
  );
}

function own(env: Readonly<Record<string, string>>, name: string): string | undefined {
  return Object.hasOwn(env, name) ? env[name] : undefined;
}
