// The text of a manifest → which parts of its lines may not be shown: values of names that look secret, and passwords in
// URLs. Works on text that could not be parsed, so it would rather hide too much. Pure.
import { looksSecret } from '../manifest/secrets.ts';

export interface Hidden {
  /** In UTF-16 units from the beginning of the line. */
  readonly from: number;
  readonly to: number;
}

const name = /([A-Za-z_][A-Za-z0-9_]*)["']?\s*(?:(:)(?=\s|$)|(=)(?=\S))\s*/g;
const password = /:\/\/([^\s/?#@:]*:[^\s/?#]*)@/g;

/** By line, counted from 1. Fifty excerpts of one text in a row ask for the same: the last answer is kept. */
export function hiddenParts(text: string): ReadonlyMap<number, readonly Hidden[]> {
  if (answered?.text !== text) answered = { text, parts: findHidden(text) };
  return answered.parts;
}

let answered: { readonly text: string; readonly parts: ReadonlyMap<number, readonly Hidden[]> } | null = null;

function findHidden(text: string): ReadonlyMap<number, readonly Hidden[]> {
  const hidden = new Map<number, readonly Hidden[]>();
  // A secret may go on over deeper lines: a block scalar, a quoted text, a map with `value:`.
  let deeperThan = Number.POSITIVE_INFINITY;
  for (const [index, raw] of text.split('\n').entries()) {
    const line = raw.replace(/\r$/, '');
    const indent = line.search(/\S/);
    if (indent < 0) continue;
    if (indent > deeperThan) {
      hidden.set(index + 1, [{ from: indent, to: line.length }]);
      continue;
    }
    deeperThan = Number.POSITIVE_INFINITY;
    const parts = [...line.matchAll(password)].map((match) => ({
      from: match.index + 3,
      to: match.index + match[0].length - 1,
    }));
    for (const match of line.matchAll(name)) {
      if (!looksSecret(match[1] ?? '')) continue;
      const from = match.index + match[0].length;
      const { length } = valueAt(line, from, match[3] !== undefined);
      if (match[2]) deeperThan = line.search(/[^\s-]/);
      if (length > 0) parts.push({ from, to: from + length });
    }
    if (parts.length > 0) hidden.set(index + 1, joined(parts));
  }
  return hidden;
}

/** `--token=…` is one word among others; a plain value in braces ends with them; else all the rest is the value. */
function valueAt(line: string, from: number, afterEquals: boolean): string {
  const rest = line.slice(from);
  const end = /^"(?:[^"\\]|\\.)*"|^'(?:[^']|'')*'/.exec(rest) ?? (afterEquals ? /^[^\s,\]"']*/.exec(rest) : null);
  if (end !== null) return end[0];
  return line.lastIndexOf('{', from) >= 0 ? rest.replace(/\s*[,}].*$/, '') : rest;
}

/** Sorted, and none within another. */
function joined(parts: readonly Hidden[]): Hidden[] {
  const apart: Hidden[] = [];
  for (const part of [...parts].sort((a, b) => a.from - b.from)) {
    const last = apart.at(-1);
    if (last && part.from <= last.to) apart[apart.length - 1] = { from: last.from, to: Math.max(last.to, part.to) };
    else apart.push(part);
  }
  return apart;
}

/** What is hidden there, as far as it is one plain value: to be masked in messages too. */
export function hiddenValues(text: string): string[] {
  const lines = text.split('\n');
  const values = [...hiddenParts(text)].flatMap(([line, parts]) =>
    parts.map(({ from, to }) => (lines[line - 1] ?? '').slice(from, to)),
  );
  return values.flatMap((value) => {
    const bare = value.replace(/\s+#.*$/, '').trim();
    return [bare, bare.replace(/^(["'])(.*)\1$/, '$2'), bare.replace(/^["']?([^"',}]*).*$/, '$1')].filter(
      (one) => one.length >= 6,
    );
  });
}
