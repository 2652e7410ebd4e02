// Words and texts → POSIX shell source. Whatever is in a word, the shell gives it back as that one word.

/** Bare where no shell sees anything in it, else in single quotes. Throws at NUL, which no process can be handed. */
export function shellQuote(word: string): string {
  if (word.includes('\0')) throw new Error('a word with a NUL got past the manifest');
  if (/^[A-Za-z0-9_/.:,@%+=-]+$/.test(word)) return word;
  return `'${word.replaceAll("'", String.raw`'\''`)}'`;
}

export const shellWords = (words: readonly string[]): string => words.map(shellQuote).join(' ');

/** Script text as it stands, with its backslashes; only the shell's own `${` is written `\${`. */
export function script(text: TemplateStringsArray, ...values: readonly string[]): string {
  return String.raw({ raw: text.raw.map((part) => part.replaceAll('\\${', '${')) }, ...values).replace(/^\n/, '');
}
