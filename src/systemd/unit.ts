// The text of a unit file ⇄ its lines, without losing a byte, and what systemd would say of them. Reading is purely
// syntactic: what a value means, or whether a key exists, is for others. Writing gives back what was read.

import { type LogicalLine, logicalLines, stripped } from './lines.ts';
import { isUnicodeText } from './quote.ts';
import type { UnitType } from './unit-name.ts';

export { type Effective, effective, mergeDropIns } from './effective.ts';
export { type UnitAssignment, type UnitSection, unitText } from './unit-text.ts';

/** One logical line, with the text it was read from: several lines of it where some were continued. */
export type UnitNode = NodeBody & {
  readonly source: string;
  /** The first line of it, from 1, and the last. */
  readonly line: number;
  readonly lastLine: number;
};

type NodeBody =
  | { readonly kind: 'section'; readonly name: string }
  /** Continuations joined, blanks at the ends gone, quotes and escapes as they stand. Outside a section: null. */
  | { readonly kind: 'assignment'; readonly section: string | null; readonly key: string; readonly value: string }
  | { readonly kind: 'comment' | 'blank' | 'junk' };

export interface UnitFile {
  readonly nodes: readonly UnitNode[];
  readonly problems: readonly UnitProblem[];
}

export interface UnitProblem {
  readonly line: number;
  /** The whole unit is refused (LoadState=error). Otherwise the line is passed over. */
  readonly fatal: boolean;
  readonly message: string;
}

export interface Assignment {
  readonly key: string;
  readonly value: string;
  readonly line: number;
}

/** What a unit of each type may hold beside [Unit] and [Install]. */
const OWN_SECTION: Readonly<Partial<Record<UnitType, string>>> = {
  service: 'Service',
  socket: 'Socket',
  mount: 'Mount',
  automount: 'Automount',
  swap: 'Swap',
  timer: 'Timer',
  path: 'Path',
  slice: 'Slice',
  scope: 'Scope',
};

export function writeUnit(unit: UnitFile): string {
  return unit.nodes.map(({ source }) => source).join('');
}

export function assignments(unit: UnitFile, section: string): readonly Assignment[] {
  return unit.nodes.flatMap((node) =>
    node.kind === 'assignment' && node.section === section
      ? [{ key: node.key, value: node.value, line: node.line }]
      : [],
  );
}

/** Without a type, the sections of every type are known. */
export function readUnit(text: string, type?: UnitType): UnitFile {
  const own = type === undefined ? Object.values(OWN_SECTION) : [OWN_SECTION[type]];
  const known: ReadonlySet<string | undefined> = new Set(['Unit', 'Install', ...own]);
  const nodes: UnitNode[] = [];
  const problems: UnitProblem[] = [];
  let section: string | null = null;
  for (const logical of logicalLines(text)) {
    const { source, line, lastLine } = logical;
    const parsed = parseLine(logical, section, section === null || known.has(section));
    const { body } = parsed;
    if (body.kind === 'section') section = body.name;
    nodes.push(nodeOf(body, source, line, lastLine));
    // systemd reads no further than the first fatal one.
    const tooLong = logical.tooLong ? { fatal: true, message: 'the line is too long' } : null;
    const strange = body.kind === 'section' && !known.has(body.name) && !body.name.startsWith('X-');
    const problem = tooLong ?? (strange ? { fatal: false, message: `unknown section: ${body.name}` } : parsed.problem);
    if (problem && !problems.some(({ fatal }) => fatal)) problems.push({ line: lastLine, ...problem });
  }
  return { nodes, problems };
}

/** Field by field, for the sake of memory: see lines.ts. */
function nodeOf(body: NodeBody, source: string, line: number, lastLine: number): UnitNode {
  switch (body.kind) {
    case 'section':
      return { kind: body.kind, name: body.name, source, line, lastLine };
    case 'assignment':
      return { kind: body.kind, section: body.section, key: body.key, value: body.value, source, line, lastLine };
    case 'comment':
    case 'blank':
    case 'junk':
      return { kind: body.kind, source, line, lastLine };
  }
}

interface Parsed {
  readonly body: NodeBody;
  readonly problem: { readonly fatal: boolean; readonly message: string } | null;
}

function parseLine({ text, isComment }: LogicalLine, section: string | null, sectionKnown: boolean): Parsed {
  if (isComment) return { body: { kind: 'comment' }, problem: null };
  if (text === '') return { body: { kind: 'blank' }, problem: null };
  if (!isUnicodeText(text)) return junk('not valid UTF-8, or a non-character in it', true);
  if (text.startsWith('[')) {
    const name = text.slice(1, -1);
    const isHeader = text.endsWith(']') && !/[\0-\x1f\x7f"'\\]/.test(name);
    return isHeader ? { body: { kind: 'section', name }, problem: null } : junk(`not a section header: ${text}`, true);
  }
  const equals = text.indexOf('=');
  const outside = section === null ? { fatal: false, message: 'outside of any section' } : null;
  if (equals <= 0) {
    // In a section that is ignored as a whole, nothing more is complained of.
    if (!sectionKnown) return { body: { kind: 'junk' }, problem: null };
    return outside
      ? { body: { kind: 'junk' }, problem: outside }
      : junk(equals < 0 ? "there is no '='" : "no key before '='", false);
  }
  const [key, value] = [stripped(text.slice(0, equals)), stripped(text.slice(equals + 1))];
  return { body: { kind: 'assignment', section, key, value }, problem: outside };
}

function junk(message: string, fatal: boolean): Parsed {
  return { body: { kind: 'junk' }, problem: { fatal, message } };
}
