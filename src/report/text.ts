// Text as a terminal shows it: width in columns, harmless characters, shorter paths, words wrapped to a width.
// Pure; knows nothing of problems or plans.

/** C0, C1, DEL, line separators and the marks that turn the direction of text: shown as �, so that no value can forge output. */
const harmful = /[\u0000-\u001f\u007f-\u009f\u2028\u2029\u202a-\u202e\u2066-\u2069\ufeff]/g;
const loneSurrogate = /\p{Surrogate}/gu;

export function harmless(text: string): string {
  return text.replace(harmful, '\ufffd').replace(loneSurrogate, '\ufffd');
}

/** As harmless(), but line breaks and tabs stay: for whole files. */
export function harmlessLines(text: string): string {
  return text.replace(/[^\n\t]+/g, harmless);
}

export interface Cell {
  readonly text: string;
  readonly width: number;
  /** Where it begins in the string, in UTF-16 units. */
  readonly start: number;
}

const wide =
  /^[\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\ua960-\ua97c\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6\u{1b000}-\u{1b2ff}\u{1f200}-\u{1f2ff}\u{20000}-\u{3fffd}]|\p{Emoji_Presentation}|\ufe0f/u;
const invisible = /^[\p{Mark}\p{Cf}]+$/u;

/** ASCII, Latin letters, dashes, dots and lines: one unit, one column. The segmenter takes 9 ms to load, so it must not be asked in vain. */
const narrow = /^[\x20-\x7e\xa1-\xac\xae-\u024f\u2010-\u2027\u2030-\u203b\u2500-\u257f]*$/;

let graphemes: Intl.Segmenter | null = null;

/** What a person sees as one character each: letters with their accents, flags, families. */
export function cells(text: string): Cell[] {
  if (narrow.test(text)) return Array.from(text, (letter, start) => ({ text: letter, width: 1, start }));
  graphemes ??= new Intl.Segmenter('en', { granularity: 'grapheme' });
  return Array.from(graphemes.segment(text), ({ segment, index }) => ({
    text: segment,
    width: wide.test(segment) || segment.includes('\ufe0f') ? 2 : invisible.test(segment) ? 0 : 1,
    start: index,
  }));
}

export function width(text: string): number {
  return cells(text).reduce((sum, cell) => sum + cell.width, 0);
}

/** Fills with spaces on the right. */
export function padded(text: string, columns: number): string {
  return text + ' '.repeat(Math.max(0, columns - width(text)));
}

/** A path as seen from `cwd`, where that is shorter. */
export function shownPath(path: string, cwd: string | null): string {
  if (cwd === null || !path.startsWith('/')) return harmless(path);
  const from = cwd.split('/').filter(Boolean);
  const to = path.split('/').filter(Boolean);
  let same = 0;
  while (same < from.length && same < to.length - 1 && from[same] === to[same]) same += 1;
  const relative = [...from.slice(same).map(() => '..'), ...to.slice(same)].join('/');
  return harmless(relative.length < path.length ? relative : path);
}

/** Words put together into lines of at most `columns`; a longer word gets a line of its own. */
export function wrap(text: string, columns: number): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    if (line !== '' && width(line) + 1 + width(word) > columns) {
      lines.push(line);
      line = word;
    } else {
      line = line === '' ? word : `${line} ${word}`;
    }
  }
  return [...lines, line];
}

export function plural(count: number, one: string, many = `${one}s`): string {
  return `${count} ${count === 1 ? one : many}`;
}
