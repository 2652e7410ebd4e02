// The text of a unit file → its logical lines: what was continued with a backslash is joined, as systemd joins it.
// Every character of the text is in the source of exactly one of them. What a line says is not looked at.

import { byteLength } from './bytes.ts';
import { LINE_LIMIT, oddBackslashes } from './quote.ts';

export interface LogicalLine {
  /** Joined, and the blanks at both ends gone. */
  readonly text: string;
  readonly source: string;
  /** The first physical line of it, from 1, and the last. */
  readonly line: number;
  readonly lastLine: number;
  readonly isComment: boolean;
  readonly tooLong: boolean;
}

/** A logical line that is not at its end yet. */
interface Open {
  readonly text: string;
  readonly bytes: number;
  readonly source: string;
  readonly line: number;
  readonly tooLong: boolean;
}

const BOM_BYTES = 3;

export function logicalLines(text: string): readonly LogicalLine[] {
  const lines: LogicalLine[] = [];
  let open: Open | null = null;
  let number = 0;
  let bomSeen = false;
  const close = (whole: Open, isComment = false): void => {
    // Field by field: what a spread adds fields to, V8 keeps until it collects everything, and units have many lines.
    const { source, line, tooLong } = whole;
    lines.push({ text: stripped(whole.text), source, line, lastLine: number, isComment, tooLong });
  };
  for (const [physical, content = ''] of text.matchAll(PHYSICAL_LINE)) {
    if (physical === '') continue;
    number += 1;
    const before: Open = open ?? { text: '', bytes: 0, source: '', line: number, tooLong: false };
    const length = byteLength(content);
    const tooLong = before.tooLong || length >= LINE_LIMIT;
    const source = before.source + physical;
    // Comments are looked for before anything else; inside a continued line they are simply left out of it.
    if (/^[ \t]*[#;]/.test(content)) {
      if (open) open = { ...before, source, tooLong };
      else close({ ...before, source, tooLong }, true);
      continue;
    }
    // One byte order mark is forgiven, wherever it stands.
    const hasBom: boolean = !bomSeen && content.startsWith('\ufeff');
    bomSeen ||= hasBom;
    const continued = oddBackslashes(content);
    const body: string = content.slice(hasBom ? 1 : 0, continued ? -1 : undefined) + (continued ? ' ' : '');
    const bytes = before.bytes + length - (hasBom ? BOM_BYTES : 0);
    const whole: Open = { ...before, source, text: before.text + body, bytes, tooLong: tooLong || bytes > LINE_LIMIT };
    open = continued ? whole : null;
    if (!continued) close(whole);
  }
  if (open) close(open);
  return lines;
}

/** LF, CR and NUL end a line, and so do two or three of them together; but none twice, and nothing after a NUL. */
const PHYSICAL_LINE = /([^\n\r\0]*)(?:\n\r\0?|\r\n\0?|\n\0|\r\0|[\n\r\0]|$)/g;

export function stripped(text: string): string {
  return text.replace(/^[ \t\r\n]+|(?<![ \t\r\n])[ \t\r\n]+$/g, '');
}
