// Which characters a value may hold. A NUL, CR or LF in the wrong place would become a second directive, and a
// Unicode non-character makes systemd refuse the whole unit: both are stopped here, before anything is rendered.

/** Any control character but tab and newline, a lone surrogate, or a non-character: named in words, or null. */
export function badCharacter(text: string): string | null {
  // The common case, in one quick look: printable ASCII, tab and newline only.
  if (/^[\t\n\x20-\x7e]*$/.test(text)) return null;
  const found = /[\x00-\x08\x0b-\x1f\x7f-\x9f]|\p{Noncharacter_Code_Point}|\p{Surrogate}/u.exec(text);
  if (!found) return null;
  const point = found[0].codePointAt(0) ?? 0;
  const name = `U+${point.toString(16).toUpperCase().padStart(4, '0')}`;
  if (point === 0x0d) return `a carriage return (${name})`;
  if (point === 0) return `a NUL character (${name})`;
  if (point < 0xa0) return `the control character ${name}`;
  return point >= 0xd800 && point <= 0xdfff
    ? `half a character (the lone surrogate ${name})`
    : `the non-character ${name}`;
}

const isBlank = (code: number): boolean => code === 0x20 || code === 0x09 || code === 0x0a;

/** Without blanks and newlines at either end. (A regular expression for that takes quadratic time on many blanks.) */
export const withoutBlanks = (text: string): string => text.slice(beginning(text), ending(text));

function beginning(text: string): number {
  let at = 0;
  while (at < text.length && isBlank(text.charCodeAt(at))) at++;
  return at;
}

/** Where the blanks at the end begin. */
export function ending(text: string): number {
  let end = text.length;
  while (end > 0 && isBlank(text.charCodeAt(end - 1))) end--;
  return end;
}
