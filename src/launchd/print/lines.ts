// What `launchctl print` printed → its first-level lines and blocks, in order. No meaning is given here, and nothing nested ever
// becomes a first-level line. Pure. launchd prints with tabs; people paste with spaces, shifted, with \r, or cut off.

import { linesOf, normal } from './indent.ts';
import { RAW_BLOCKS, RAW_LINES } from './known.ts';
import { beginningIn, isAllAround, isElision, isTarget } from './paste.ts';

export interface Item {
  readonly kind: 'line' | 'block' | 'bare';
  /** '' for a bare line. */
  readonly key: string;
  /** Of a line; of a bare line all of it. */
  readonly value: string;
  /** Of a block: its lines, tabs and all. */
  readonly body: readonly string[];
  /** The block has its closing brace, and swallowed nothing that looks like another block. */
  readonly whole: boolean;
}

export interface Sheet {
  /** null: an excerpt without its first line. */
  readonly target: string | null;
  readonly items: readonly Item[];
  /** Lines that belong to nothing, and before which item each stands. */
  readonly stray: readonly { readonly before: number; readonly line: string; readonly closer: boolean }[];
  readonly ends: 'well' | 'cut off' | 'text after it';
  /** Somebody put a prompt or the like around it, or took lines out: why it is to be shown and no more. null: nobody did. */
  readonly pasted: string | null;
}

/** An item as launchd printed it, line by line. */
export const asPrinted = ({ kind, key, value, body }: Item): readonly string[] =>
  kind === 'bare' ? [`\t${value}`] : kind === 'line' ? [`\t${key} = ${value}`] : [`\t${key} = {`, ...body, '\t}'];

/** What was cut off in the middle of a block has lost that block's brace and nothing else. */
export const cutShort = (sheet: Sheet): Sheet =>
  sheet.ends === 'cut off'
    ? { ...sheet, items: sheet.items.map((item, at, all) => (at === all.length - 1 ? { ...item, whole: true } : item)) }
    : sheet;

const HEADER = /^(\s*)(\S[^]*) = \{$/;

/** null: there is nothing at all. `known`: keys of the first level, in their order; `idle`: whether it is another one. */
export function sheetOf(
  text: string,
  known: ReadonlyMap<string, number>,
  idle: (key: string) => boolean,
): Sheet | null {
  const all = linesOf(text);
  const first = all.findIndex((line) => line.trim() !== '');
  if (first < 0) return null;
  const [, shift = '', target] = HEADER.exec(all[first] ?? '') ?? [];
  if (target === undefined || isInner(all, first, shift, (key) => known.has(key) || idle(key))) {
    const begins = beginningIn(all, (line) => known.has(itemOf(line).key));
    const inner = begins === null ? null : sheetOf(all.slice(begins).join('\n'), known, idle);
    if (inner !== null) return { ...inner, pasted: 'something stands before it' };
    const least = all[first]?.match(/^\s*/)?.[0] ?? '';
    const bare = all.slice(first).map((line) => `\t${line.startsWith(least) ? line.slice(least.length) : line}`);
    return { ...withoutElisions(scan(bare, 0, known)), target: null, ends: 'cut off' };
  }
  const { lines, tabs } = normal(all.slice(first), shift);
  const { end, ...rest } = scan(lines, 1, known);
  const after = lines.findIndex((line, i) => i > end && line.trim() !== '');
  // procinfo goes on after it (capture 052, a paste). In tabs, as launchd prints, text after the end is somebody's forgery.
  const goesOn = after >= 0 && !(!tabs && /^\s*program path = /.test(lines[after] ?? ''));
  const sheet = withoutElisions(rest);
  const pasted = goesOn && isAllAround(lines.slice(after)) ? 'something stands after it' : sheet.pasted;
  return { ...sheet, pasted, target, ends: end >= lines.length ? 'cut off' : goesOn ? 'text after it' : 'well' };
}

/** It opens a block of a print without its beginning: it is called like one, or what follows stands further out than it. */
function isInner(all: readonly string[], first: number, shift: string, isKey: (key: string) => boolean): boolean {
  const line = all[first] ?? '';
  if (isTarget(line)) return false;
  return (
    isKey(HEADER.exec(line)?.[2] ?? '') ||
    (shift !== '' && all.slice(first).some((one) => one.trim() !== '' && !one.startsWith(shift)))
  );
}

/** launchd prints no line of dots on its first level; whoever put it there took others away. */
function withoutElisions({ items, stray }: Pick<Sheet, 'items' | 'stray'>): Pick<Sheet, 'items' | 'stray' | 'pasted'> {
  const isLeft = ({ kind, value }: Item): boolean => kind !== 'bare' || !isElision(value);
  const left = items.filter(isLeft);
  const belonging = stray.filter(({ line }) => !isElision(line));
  if (left.length === items.length && belonging.length === stray.length) return { items, stray, pasted: null };
  let gone = 0;
  const goneBefore = [0, ...items.map((item) => (isLeft(item) ? gone : ++gone))];
  return {
    items: left,
    stray: belonging.map((one) => ({ ...one, before: one.before - (goneBefore[one.before] ?? 0) })),
    pasted: 'lines were left out of it',
  };
}

function scan(
  lines: readonly string[],
  from: number,
  known: ReadonlyMap<string, number>,
): Pick<Sheet, 'items' | 'stray'> & { readonly end: number } {
  const items: Item[] = [];
  const stray: { before: number; line: string; closer: boolean }[] = [];
  let i = from;
  for (; i < lines.length; i++) {
    const line = lines[i] ?? '';
    if (line === '}') break;
    if (line.trim() === '') continue;
    if (!isFirstLevel(line)) {
      const last = items.at(-1);
      if (last?.kind === 'line' && RAW_LINES.has(last.key) && !isElision(line))
        items[items.length - 1] = continued(last, lines, i);
      else stray.push({ before: items.length, line, closer: false });
      continue;
    }
    const item = itemOf(line.slice(1));
    if (item.kind === 'bare' && item.value === '}') stray.push({ before: items.length, line, closer: true });
    else if (item.kind !== 'block') items.push(item);
    else {
      const { end, whole } = RAW_BLOCKS.has(item.key) ? rawEnd(lines, i, item.key, known) : blockEnd(lines, i);
      items.push({ ...item, body: lines.slice(i + 1, end), whole });
      i = lines[end] === '\t}' ? end : end - 1;
    }
  }
  return { items, stray, end: i };
}

const TAB = 9;
const isFirstLevel = (line: string): boolean =>
  line.charCodeAt(0) === TAB && line.length > 1 && line.charCodeAt(1) !== TAB;

function itemOf(text: string): Item {
  const none = { value: '', body: [], whole: true };
  const equals = text.indexOf(' = ');
  if (equals > 0 && equals === text.length - 4 && text.endsWith('{'))
    return { ...none, kind: 'block', key: text.slice(0, equals) };
  if (equals > 0) return { ...none, kind: 'line', key: text.slice(0, equals), value: text.slice(equals + 3) };
  if (text.endsWith(' =')) return { ...none, kind: 'line', key: text.slice(0, -2) };
  return { ...none, kind: 'bare', key: '', value: text };
}

/** A newline in a path, and the empty lines before this one with it. */
function continued(item: Item, lines: readonly string[], at: number): Item {
  let from = at;
  while (from > 0 && (lines[from - 1] ?? '').trim() === '') from--;
  return { ...item, value: `${item.value}\n${lines.slice(from, at + 1).join('\n')}` };
}

/** Where a block of launchd's own ends: at its brace, or before the next first-level line if that was lost. */
function blockEnd(lines: readonly string[], opener: number): { readonly end: number; readonly whole: boolean } {
  let i = opener + 1;
  for (; i < lines.length; i++) {
    const line = lines[i] ?? '';
    if (line === '}' || isFirstLevel(line)) break;
  }
  return { end: i, whole: lines[i] === '\t}' };
}

/**
 * Where a block of raw text ends: at the first brace after which launchd's next line follows. A brace within an argument (a shell
 * function, say) is followed by something else. Whether somebody forged that next line too is asked in doubt.ts.
 */
function rawEnd(
  lines: readonly string[],
  opener: number,
  key: string,
  known: ReadonlyMap<string, number>,
): { readonly end: number; readonly whole: boolean } {
  const rank = known.get(key) ?? 0;
  let swallowed = false;
  let shaped: number | null = null;
  let end = lines.length;
  for (let i = opener + 1; i < lines.length; i++) {
    const line = lines[i] ?? '';
    if (!isFirstLevel(line)) continue;
    if (line === '\t}') {
      const next = nextLine(lines, i);
      const item = next !== null && isFirstLevel(next) ? itemOf(next.slice(1)) : null;
      if (next === null || next === '}' || (item !== null && (known.get(item.key) ?? -1) > rank)) {
        end = i;
        break;
      }
      if (shaped === null && item !== null && item.kind !== 'bare' && !known.has(item.key)) shaped = i;
    } else if (!swallowed) {
      const item = itemOf(line.slice(1));
      swallowed = item.kind === 'block' && known.has(item.key);
    }
  }
  // Up to there it would hold another block: rather a line that is new to us follows the first brace.
  if ((swallowed || end === lines.length) && shaped !== null) return { end: shaped, whole: true };
  return { end, whole: !swallowed && end < lines.length };
}

function nextLine(lines: readonly string[], after: number): string | null {
  for (let i = after + 1; i < lines.length; i++) if ((lines[i] ?? '').trim() !== '') return lines[i] ?? '';
  return null;
}
