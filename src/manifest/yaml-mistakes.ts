// What the yaml package complains of → Problems in words that people use, at the place where the slip is.
// Judges nothing that the package does not.

import type { YAMLError } from 'yaml';
import type { Problem } from '../model.ts';
import { placeAt, type Source } from './source.ts';

const WORDS: Readonly<Record<string, string>> = {
  RESOURCE_EXHAUSTION: 'nested too deep',
  TAB_AS_INDENT: 'a tab cannot indent in YAML; use spaces',
  MULTIPLE_DOCS: 'a manifest is one document; take the second `---` out',
  NON_STRING_KEY: 'a key must be plain text',
  TAG_RESOLVE_FAILED: 'tags such as `!x` and `!!x` mean nothing in a manifest; take it out',
  BAD_ALIAS: 'an alias and an anchor cannot stand together like this',
};

export function syntaxProblem(source: Source, error: YAMLError): Problem {
  const [at, end] = error.pos;
  if (error.code === 'MISSING_CHAR' && /quote/.test(error.message)) {
    const opened = openQuote(source.text, at);
    if (opened !== null) return problemAt(source, opened, opened + 1, 'yaml', 'this quote is never closed');
  }
  const plainly =
    WORDS[error.code] ?? error.message.replace(/ at line \d+.*$/s, '').replace(/^./, (c) => c.toLowerCase());
  const slip = slipIn(lineAround(source.text, at), plainly);
  // yaml points at the beginning of a line; what is wrong with it begins behind its blanks.
  const start = at + (/^ +(?=\S)/.exec(source.text.slice(at, at + 200))?.[0].length ?? 0);
  const problem = problemAt(source, start, Math.max(end, start + 1), 'yaml', slip?.message ?? plainly);
  return slip ? { ...problem, hint: slip.hint } : problem;
}

/** The few slips behind most of YAML's complaints, which itself speaks of anchors and compact mappings. */
function slipIn(line: string, plainly: string): { readonly message: string; readonly hint: string } | null {
  const sign = /(?::|^\s*-|[[,{])\s+([*&@`%])/.exec(line)?.[1];
  if (sign && /alias|anchor|reserved|unexpected|directive/i.test(plainly)) {
    return {
      message: `a value cannot begin with \`${sign}\` here`,
      hint: `put it in quotes: schedule: "${sign === '@' ? '@daily' : '*/5 * * * *'}"`,
    };
  }
  if (/flow/i.test(plainly) && /[[{].*[\s[,]\$\{[^"']*$/.test(line))
    return { message: 'inside [ ] and { } the `{` of `${` begins a map', hint: 'put it in quotes: "${HOME}/bin/tool"' };
  if (/flow (?:map|sequence) in block collection/i.test(plainly)) {
    const [opens, ends] = /flow map/i.test(plainly) ? ['{', '}'] : ['[', ']'];
    return { message: `a \`${opens}\` above is never closed`, hint: `end it with \`${ends}\`` };
  }
  if (/compact mappings|nested mappings/i.test(plainly)) {
    return { message: 'there is a second `: ` in this line', hint: 'put the text in quotes: command: "echo a: b"' };
  }
  if (/same column|bad indentation/i.test(plainly))
    return { message: plainly, hint: 'indent it like the line it belongs to' };
  if (/followed by map values/.test(plainly))
    return { message: 'a key without a value', hint: 'write `key: value`, with a colon and a blank' };
  return null;
}

function lineAround(text: string, at: number): string {
  const from = text.lastIndexOf('\n', Math.max(0, at - 1)) + 1;
  const to = text.indexOf('\n', at);
  return text.slice(from, to < 0 ? undefined : to);
}

/** yaml reports a missing quote at the end of the file. The one that was never closed is the last of its kind. */
function openQuote(text: string, end: number): number | null {
  for (const quote of ['"', "'"]) {
    const at = text.lastIndexOf(quote, end - 1);
    const before = text.slice(Math.max(text.lastIndexOf('\n', at) + 1, at - 200), at);
    if (at >= 0 && /(?:[:[{,-][ \t]+|^[ \t]*)$/.test(before)) return at;
  }
  return null;
}

/** One broken line makes YAML stumble over the rest: only the first few say anything true. */
export const theFirst = (problems: readonly Problem[]): Problem[] =>
  [...problems]
    .sort((a, b) => (a.at?.line ?? 0) - (b.at?.line ?? 0) || (a.at?.column ?? 0) - (b.at?.column ?? 0))
    .filter((problem, index, all) => index === 0 || problem.at?.line !== all[index - 1]?.at?.line)
    .slice(0, 3);

export function problemAt(source: Source, start: number, end: number, code: string, message: string): Problem {
  return { severity: 'error', code, message, at: placeAt(source, Math.min(start, source.text.length), end) };
}
