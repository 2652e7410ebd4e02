// Sections and their lines → the text of a new unit file. The last gate before the disk: whatever went wrong before
// it, nothing a value holds becomes a second directive or is lost. It throws then, for then there is a bug upstream.

import { byteLength } from './bytes.ts';
import { isUnicodeText, LINE_LIMIT, oddBackslashes } from './quote.ts';

export interface UnitSection {
  readonly name: string;
  readonly lines: readonly UnitAssignment[];
}

export interface UnitAssignment {
  readonly key: string;
  /** Encoded already, by the encoder for its kind of directive. */
  readonly value: string;
}

export function unitText(sections: readonly UnitSection[], headerComments: readonly string[]): string {
  const head = headerComments.map(commentLine).join('');
  const body = sections.map(({ name, lines }) => sectionLine(name) + lines.map(assignmentLine).join(''));
  return [head, ...body].filter((part) => part !== '').join('\n');
}

function commentLine(comment: string): string {
  if (/[\0\r\n]/.test(comment) || !isUnicodeText(comment)) throw gate('comment', comment);
  const line = comment === '' ? '#\n' : `# ${comment}\n`;
  if (byteLength(line) > LINE_LIMIT) throw gate('comment', comment);
  return line;
}

function sectionLine(name: string): string {
  if (!/^[A-Za-z][A-Za-z0-9 _.-]*$/.test(name)) throw gate('section', name);
  return `[${name}]\n`;
}

function assignmentLine({ key, value }: UnitAssignment): string {
  if (!/^[A-Za-z][A-Za-z0-9_.-]*$/.test(key)) throw gate('key', key);
  const line = `${key}=${value}\n`;
  if (!valueIsWhole(value) || byteLength(line) > LINE_LIMIT) throw gate(key, value);
  return line;
}

/** Read back, it would be the value that was given: one line, nothing stripped, nothing swallowed. */
function valueIsWhole(value: string): boolean {
  if (/[\0\r\n]/.test(value) || !isUnicodeText(value) || oddBackslashes(value)) return false;
  // The one blank that may be stripped is the one that keeps a backslash from joining the next line.
  const stripped = /[ \t]$/.test(value) ? value.slice(0, -1) : value;
  if (stripped !== value && !(value.endsWith(' ') && oddBackslashes(stripped))) return false;
  return !/^[ \t]|[ \t]$/.test(stripped);
}

function gate(what: string, value: string): Error {
  return new Error(`this cannot stand in a unit file (${what}): ${JSON.stringify(value.slice(0, 200))}`);
}
