// Readers for single values: a node whose shape the schema has checked → a value, expanded and checked for the
// characters it may hold; or a Problem at its place and a harmless stand-in, so that reading can go on.

import { posix } from 'node:path';
import type { Facts, Problem } from '../model.ts';
import { badCharacter, withoutBlanks } from './characters.ts';
import { expand, expandPieces, type Tilde, type Variables } from './expand.ts';
import { durationMs, sizeBytes } from './quantities.ts';
import { placeAt } from './source.ts';
import { type Node, place, type Span } from './tree.ts';
import { splitWords } from './words.ts';

/** What one daemon is read with. Problems are collected here and nowhere else. */
export interface Reading {
  readonly daemon: string;
  readonly facts: Facts;
  readonly variables: Variables;
  readonly problems: Problem[];
}

/** The kernel takes no longer word (MAX_ARG_STRLEN, with its closing NUL). */
const LONGEST_WORD = 131_071;

export function say(
  r: Reading,
  severity: Problem['severity'],
  at: Span,
  code: string,
  message: string,
  hint?: string,
): void {
  r.problems.push({ severity, code, message, daemon: r.daemon, at: place(at), ...(hint ? { hint } : {}) });
}

export const text = (node: Node | undefined): string | null => (node?.kind === 'scalar' ? node.text : null);

export const items = (node: Node | undefined): readonly Node[] => (node?.kind === 'list' ? node.items : []);

export function oneLine(r: Reading, node: Node | undefined): string | null {
  const value = text(node);
  if (value === null || !node) return null;
  const line = withoutBlanks(value);
  if (line.includes('\n')) say(r, 'error', node, 'character', 'a newline cannot stand here: this is one line');
  return line || null;
}

export function path(r: Reading, node: Node | undefined): string | null {
  const raw = text(node);
  if (raw === null || !node) return null;
  return raw === '' ? null : toPath(r, node, raw);
}

function toPath(r: Reading, node: Node, raw: string): string {
  if (/^~[^/]/.test(raw)) {
    say(
      r,
      'error',
      node,
      'tilde-user',
      "another user's home is not looked up",
      `write the whole path, or \`$~${raw.slice(1)}\` for the name itself`,
    );
    return '/';
  }
  const value = expanded(r, node, raw);
  // What stands in the file itself was looked at when it was read; a folder's name comes from elsewhere.
  const bad = value.includes('\n') ? 'a newline' : badCharacter(raw) ? null : badCharacter(value);
  if (bad) {
    say(r, 'error', node, 'character', `${bad} cannot stand in a path`);
    return '/';
  }
  return absolute(r, node, value);
}

/** Relative paths are taken from the real folder of the file they stand in. */
export function absolute(r: Reading, node: Node, value: string): string {
  if (!value.startsWith('/') && node.source.dir === null) {
    say(
      r,
      'error',
      node,
      'relative-path',
      `\`${value}\` is relative, and standard input has no folder`,
      'write an absolute path, or one that begins with ~/',
    );
    return '/';
  }
  const whole = posix.resolve(value.startsWith('/') ? '/' : (node.source.dir ?? '/'), value);
  if (new TextEncoder().encode(whole).length > 4095 || whole.split('/').some((part) => part.length > 255)) {
    say(r, 'error', node, 'path-too-long', 'no file system takes a path this long');
    return '/';
  }
  return whole;
}

export function paths(r: Reading, node: Node | undefined): string[] {
  const found: string[] = [];
  for (const item of items(node)) {
    const value = path(r, item);
    if (value !== null && !found.includes(value)) found.push(value);
  }
  return found;
}

/** One environment value: its text as written, expanded. */
export function envValue(r: Reading, name: string, node: Node): string {
  const value = expanded(r, node, text(node) ?? '', name === 'PATH' ? 'search-path' : 'start');
  return fits(r, node, value, `${name}=`.length, name);
}

export function command(r: Reading, node: Node): [string, ...string[]] | null {
  const words =
    node.kind === 'list'
      ? node.items.map((item) => fits(r, item, expanded(r, item, text(item) ?? ''), 0, 'a word'))
      : split(r, node);
  const [first] = words;
  if (first === undefined || first === '') {
    say(r, 'error', node, 'no-program', 'the command names no program', 'write the program first, then its arguments');
    return null;
  }
  const whole = words.reduce((sum, word) => sum + word.length + 9, 0);
  if (whole > 1_900_000)
    say(
      r,
      'error',
      node,
      'command-too-long',
      'no kernel takes a command this long',
      'put it into a file and pass that',
    );
  return words as [string, ...string[]];
}

function split(r: Reading, node: Node): string[] {
  const line = text(node) ?? '';
  const result = splitWords(line);
  if ('words' in result) {
    return result.words.map((pieces) => {
      const value = expandPieces(pieces, r.variables);
      if (typeof value === 'string') return fits(r, node, value, 0, 'a word');
      say(r, 'error', node, 'variable', value.error, value.hint);
      return '';
    });
  }
  // A plain one-line scalar stands in the source as it is: point into it. Any other only as a whole.
  const exact = node.kind === 'scalar' && node.source.text.startsWith(line, node.start) && !line.includes('\n');
  const at = exact ? placeAt(node.source, node.start + result.at, node.start + result.at + result.length) : place(node);
  r.problems.push({
    severity: 'error',
    code: 'command',
    message: result.message,
    hint: result.hint,
    daemon: r.daemon,
    at,
  });
  return ['/'];
}

function expanded(r: Reading, node: Node, raw: string, tilde: Tilde = 'start'): string {
  const value = expand(raw, r.variables, tilde);
  if (typeof value === 'string') return value;
  say(r, 'error', node, 'variable', value.error, value.hint);
  return '';
}

function fits(r: Reading, node: Node, value: string, extra: number, what: string): string {
  if (value.length + extra > LONGEST_WORD / 4 && new TextEncoder().encode(value).length + extra > LONGEST_WORD) {
    say(
      r,
      'error',
      node,
      'word-too-long',
      `${what} is longer than the 128 KiB that a kernel takes`,
      'put it into a file and pass that',
    );
  }
  return value;
}

export function duration(r: Reading, node: Node | undefined, otherwise: number): number {
  const written = node?.kind === 'scalar' ? node.value : null;
  if (!node || (typeof written !== 'string' && typeof written !== 'number')) return otherwise;
  const ms = durationMs(written);
  if (ms === null) say(r, 'error', node, 'duration', `\`${String(written)}\` is longer than a hundred years`);
  return ms ?? otherwise;
}

export function size(r: Reading, node: Node | undefined): number | null {
  const written = node?.kind === 'scalar' ? node.value : null;
  if (!node || (typeof written !== 'string' && typeof written !== 'number')) return null;
  const bytes = sizeBytes(written);
  if (bytes === null) say(r, 'error', node, 'size', `\`${String(written)}\` is more than any machine has`);
  return bytes;
}

export const whole = (node: Node | undefined): number | null =>
  node?.kind === 'scalar' && typeof node.value === 'number' ? node.value : null;

export const yes = (node: Node | undefined, otherwise: boolean): boolean =>
  node?.kind === 'scalar' && typeof node.value === 'boolean' ? node.value : otherwise;

export const signal = (node: Node | undefined): string | null => text(node)?.replace(/^SIG/, '') ?? null;

/** HOST:PORT, the schema has checked its form. */
export function hostPort(r: Reading, node: Node): { readonly host: string; readonly port: number } {
  const value = text(node) ?? '';
  const colon = value.lastIndexOf(':');
  const port = Number(value.slice(colon + 1));
  if (port < 1 || port > 65535) say(r, 'error', node, 'port', `${port} is no port: there are 1 to 65535`);
  return { host: value.slice(0, colon).replace(/^\[|\]$/g, ''), port };
}
