// The text of a unit file → its logical lines: what was continued with a backslash is joined, as systemd joins it.
// Every character of the text is in the source of exactly one of them. What a line says is not looked at.

import { bytesOf } from './bytes.ts';
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
  readonly source: string;
  readonly line: number;
  readonly tooLong: boolean;
}

export function logicalLines(text: string): readonly LogicalLine[] {
  const lines: LogicalLine[] = [];
  let open: Open | null = null;
  let number = 0;
  let bomSeen = false;
  const close = (whole: Open, isComment = false): void => {
    lines.push({ ...whole, text: stripped(whole.text), lastLine: number, isComment });
  };
  for (const [physical, content = ''] of text.matchAll(PHYSICAL_LINE)) {
    if (physical === '') continue;
    number += 1;
    const before: Open = open ?? { text: '', source: '', line: number, tooLong: false };
    const tooLong = before.tooLong || longerThan(content, LINE_LIMIT - 1);
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
    const joined: string = before.text + (hasBom ? content.slice(1) : content);
    const whole: Open = { ...before, source, text: joined, tooLong: tooLong || longerThan(joined, LINE_LIMIT) };
    if (oddBackslashes(content)) {
      open = { ...whole, text: `${joined.slice(0, -1)} ` };
    } else {
      open = null;
      close(whole);
    }
  }
  if (open) close(open);
  return lines;
}

/** LF, CR and NUL end a line, and so do two or three of them together; but none twice, and nothing after a NUL. */
const PHYSICAL_LINE = /([^\n\r\0]*)(?:\n\r\0?|\r\n\0?|\n\0|\r\0|[\n\r\0]|$)/g;

export function stripped(text: string): string {
  return text.replace(/^[ \t\r\n]+|(?<![ \t\r\n])[ \t\r\n]+$/g, '');
}

function longerThan(text: string, bytes: number): boolean {
  return text.length > bytes || (text.length * 3 > bytes && bytesOf(text).length > bytes);
}
