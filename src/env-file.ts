// The text of an environment file → its assignments, by the one grammar that holds on both platforms: that of
// systemd's EnvironmentFile= since 247. No `$`, no `%`, no `export`. Never shows a value in a message: it is a secret.

export interface EnvEntry {
  readonly name: string;
  readonly value: string;
  /** Where its name stands, from 1. */
  readonly line: number;
}

export interface EnvFileProblem {
  readonly line: number;
  readonly message: string;
  /** The service would not start at all; otherwise only the one assignment is lost. */
  readonly fatal: boolean;
}

export interface ParsedEnvFile {
  /** In order of the file; of two with one name the later wins. */
  readonly entries: readonly EnvEntry[];
  readonly problems: readonly EnvFileProblem[];
}

export function parseEnvFile(content: string | Uint8Array): ParsedEnvFile {
  const text = typeof content === 'string' ? content : new TextDecoder('utf-8', { ignoreBOM: true }).decode(content);
  const entries: EnvEntry[] = [];
  const problems: EnvFileProblem[] = [];
  const lineAt = lineCounter(text);
  const nul = text.indexOf('\0');
  if (nul >= 0) problems.push({ line: lineAt(nul), message: 'a NUL byte: the file is not read at all', fatal: true });
  if (typeof content !== 'string' && !isUtf8(content)) {
    const line = lineAt(Math.max(0, text.indexOf('\ufffd')));
    problems.push({ line, message: 'not valid UTF-8: the file is not read at all', fatal: true });
  }

  for (let at = 0; ; ) {
    const start = skip(text, at, /[ \t\n\r]*/y);
    if (start >= text.length) break;
    if (text[start] === '#' || text[start] === ';') {
      at = skip(text, start, /[^\n\r]*/y);
      if (text[at - 1] === '\\' && !/^(?:$|(?:\r\n|\n|\r)[ \t]*(?:[#;\r\n]|$))/.test(text.slice(at, at + 200))) {
        const message = 'a comment that ends in a backslash: systemd before 254 takes the next line for part of it';
        problems.push({ line: lineAt(start), message, fatal: false });
      }
      continue;
    }
    const line = lineAt(start);
    // Whatever a line begins with belongs to its name, an equals sign too.
    const keyEnd = skip(text, start + 1, /[^=\n\r]*/y);
    const name = text.slice(start, keyEnd).replace(/[ \t]+$/, '');
    if (text[keyEnd] !== '=') {
      problems.push({ line, message: 'no "=" in this line: it is ignored', fatal: false });
      at = keyEnd;
      continue;
    }
    const found = readValue(text, keyEnd + 1);
    at = found.next;
    if (found.unclosed) {
      problems.push({
        line,
        message: `the quote ${found.unclosed} is never closed: the rest of the file belongs to it`,
        fatal: false,
      });
    }
    const wrong = wrongEntry(name, found.value);
    if (wrong) problems.push({ line, ...wrong });
    if (!wrong) entries.push({ name, value: found.value, line });
  }
  return problems.some(({ fatal }) => fatal) ? { entries: [], problems } : { entries, problems };
}

interface Value {
  readonly value: string;
  readonly next: number;
  readonly unclosed: '"' | "'" | null;
}

/**
 * From behind the `=` to the end of the line. Quoted parts may follow each other and span lines; once unquoted text
 * has begun, a quote is an ordinary character.
 */
function readValue(text: string, from: number): Value {
  let value = '';
  let at = from;
  for (;;) {
    at = skip(text, at, /[ \t]*/y);
    const mark = text[at];
    if (mark !== '"' && mark !== "'") break;
    const inside = mark === '"' ? /(?:\\.|[^"\\])*/sy : /[^']*/y;
    const end = skip(text, at + 1, inside);
    const raw = text.slice(at + 1, end);
    // Only what a shell would have needed to escape loses its backslash; an escaped newline is gone altogether.
    value +=
      mark === '"'
        ? raw.replace(/\\(\n|[^])/g, (all, c: string) => (c === '\n' ? '' : '"\\`$'.includes(c) ? c : all))
        : raw;
    if (text[end] !== mark) return { value, next: text.length, unclosed: mark };
    at = end + 1;
  }
  const plain = readPlain(text, at);
  return { value: value + plain.value, next: plain.next, unclosed: null };
}

/** Unquoted: a backslash makes the next character ordinary, or joins the next line; trailing blanks are stripped. */
function readPlain(text: string, from: number): { readonly value: string; readonly next: number } {
  let value = '';
  let kept = 0;
  let at = from;
  for (; at < text.length; at += 1) {
    const c = text[at] ?? '';
    if (c === '\n' || c === '\r') break;
    if (c === '\\') {
      at += 1;
      const escaped = text[at] ?? '';
      if (escaped !== '\n' && escaped !== '\r') value += escaped;
      kept = value.length;
    } else {
      value += c;
      if (c !== ' ' && c !== '\t') kept = value.length;
    }
  }
  return { value: value.slice(0, kept), next: Math.min(at, text.length) };
}

function wrongEntry(name: string, value: string): { message: string; fatal: boolean } | null {
  if (/\p{Surrogate}|\p{Noncharacter_Code_Point}/u.test(name + value)) {
    return { message: 'something that is not a Unicode character: the file is not read at all', fatal: true };
  }
  if (/^[A-Za-z_][A-Za-z0-9_]*$/.test(name)) return null;
  const because = name.startsWith('\ufeff')
    ? 'the file begins with a byte order mark, which becomes part of the first name'
    : /^export[ \t]/.test(name)
      ? '"export" does not belong in an environment file'
      : `${JSON.stringify(name)} is not a name: letters, digits and _, not beginning with a digit`;
  return { message: `${because}; the line is ignored`, fatal: false };
}

function skip(text: string, from: number, pattern: RegExp): number {
  pattern.lastIndex = from;
  return from + (pattern.exec(text)?.[0].length ?? 0);
}

function isUtf8(bytes: Uint8Array): boolean {
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    return true;
  } catch {
    return false;
  }
}

/** Counts on from where it last was: offsets must not go back far. */
function lineCounter(text: string): (offset: number) => number {
  const breaks = /\r\n|\n|\r/g;
  let line = 1;
  let lineStart = 0;
  return (offset) => {
    if (offset < lineStart) {
      line = 1;
      lineStart = 0;
    }
    breaks.lastIndex = lineStart;
    for (let match = breaks.exec(text); match && match.index < offset; match = breaks.exec(text)) {
      line += 1;
      lineStart = match.index + match[0].length;
    }
    return line;
  };
}
