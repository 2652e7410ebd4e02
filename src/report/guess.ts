// A text that is no YAML, or not yet → which parts of it may not be shown. Goes by lines and indentation, and would rather
// hide too much: where a value ends, nobody can say. Pure, and linear in the length of the text.
import { looksSecret } from '../manifest/secrets.ts';
import { joined, nameStart, type Part } from './secret-parts.ts';

interface State {
  /** Lines deeper than this belong to a secret. */
  deeperThan: number;
  /** The secret has not been seen yet, or not its end: it goes on up to the next key. */
  pending: boolean;
  /** Names of daemons stand at this column: they are no secrets. -1: not under `daemons`; null: not seen yet. */
  daemonsAt: number | null;
  readonly aliases: Set<string>;
}

export function guessedParts(text: string): Part[] {
  const state: State = { deeperThan: Number.POSITIVE_INFINITY, pending: false, daemonsAt: -1, aliases: new Set() };
  const parts: Part[] = [];
  for (let start = 0; start <= text.length; ) {
    const newline = text.indexOf('\n', start);
    const end = newline < 0 ? text.length : newline;
    for (const { from, to } of inLine(text.slice(start, end).trimEnd(), state))
      parts.push({ from: start + from, to: start + to });
    start = end + 1;
  }
  for (const name of state.aliases) for (const part of anchored(text, name)) parts.push(part);
  return joined(parts);
}

function inLine(line: string, state: State): Part[] {
  const indent = line.search(/\S/);
  if (indent < 0) return [];
  if (indent > state.deeperThan || (state.pending && !KEY.test(line))) return [{ from: indent, to: line.length }];
  state.deeperThan = Number.POSITIVE_INFINITY;
  state.pending = false;
  if (indent === 0 && line[0] !== '#') state.daemonsAt = /^daemons\s*:/.test(line) ? null : -1;
  else state.daemonsAt ??= indent;
  if (looksSecret(ALONE.exec(line)?.[1] ?? '')) {
    state.pending = true;
    state.deeperThan = indent;
    return [];
  }
  return [...values(line, indent, state)];
}

/** What can only begin something else. */
const KEY = /^[\s-]*["']?[A-Za-z_][\w .-]{0,80}["']?\s*:(?:\s|$)/;
/** A key by itself, its colon on another line. */
const ALONE = /^[\s-]*(?:\?\s+)?["']?([\w-]+)["']?$/;

function* values(line: string, indent: number, state: State): Iterable<Part> {
  let floor = 0;
  for (let at = 0; at < line.length; at += 1) {
    const separator = line[at];
    if (separator !== ':' && separator !== '=') continue;
    let end = at;
    while (end > floor && /\s/.test(line[end - 1] ?? '')) end -= 1;
    if (end > floor && /["']/.test(line[end - 1] ?? '')) end -= 1;
    const name = line.slice(nameStart(line, end, floor), end).replace(/^[-\d]+/, '');
    floor = at + 1;
    if (!looksSecret(name)) continue;
    let from = at + 1;
    while (from < line.length && /\s/.test(line[from] ?? '')) from += 1;
    if (from === line.length && indent === state.daemonsAt) return;
    const closed = closingQuote(line, from);
    const whole = closed !== null && /[\s,}\]]|^$/.test(line[closed] ?? '');
    if (separator === ':') state.deeperThan = line.search(/[^\s-]/);
    yield { from, to: whole ? closed : line.length };
    if (!whole) {
      state.pending = from === line.length || /[|>&!*"'#[{]/.test(line[from] ?? '');
      const alias = /^\*([^\s,\]}]+)/.exec(line.slice(from, from + 200))?.[1];
      if (alias) state.aliases.add(alias);
      return;
    }
    at = closed - 1;
    floor = closed;
  }
}

/** Behind it; null: there is none, or nothing was opened. */
function closingQuote(line: string, from: number): number | null {
  const quote = line[from];
  if (quote !== '"' && quote !== "'") return null;
  for (let at = from + 1; at < line.length; at += 1) {
    if (quote === '"' && line[at] === '\\') at += 1;
    else if (line[at] === quote && quote === "'" && line[at + 1] === quote) at += 1;
    else if (line[at] === quote) return at + 1;
  }
  return null;
}

/** `&name`, what follows it in its line, and the deeper lines below. */
function* anchored(text: string, name: string): Iterable<Part> {
  for (let at = text.indexOf(`&${name}`); at >= 0; at = text.indexOf(`&${name}`, at + 1)) {
    const from = at + name.length + 1;
    const line = text.lastIndexOf('\n', at) + 1;
    const indent = text.slice(line, at).search(/[^\s-]|$/);
    let to = lineEnd(text, from);
    while (to < text.length) {
      const below = text.slice(to + 1, lineEnd(text, to + 1));
      if (below.trim() !== '' && below.search(/\S/) <= indent) break;
      to += 1 + below.length;
    }
    yield { from, to };
    at = to - 1;
  }
}

function lineEnd(text: string, from: number): number {
  const newline = text.indexOf('\n', from);
  return newline < 0 ? text.length : newline;
}
