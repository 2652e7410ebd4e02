// YAML texts in every style that a hand can write: maps, lists, flows over many lines, all kinds of scalars, comments
// at all columns, blank lines. Most are right; what is wrong in the others is small.

import { type Odd, yamlString } from './odd-strings.ts';

const PLAIN = [
  'a',
  'on-failure',
  '~/bin/x --y',
  'http://host:80/p',
  '0',
  '-1',
  '+12',
  '0o17',
  '0x1F',
  '0x',
  '1.10',
  '.5',
  '1e3',
  '1e400',
  '.inf',
  '-.5e-2',
  '12:30',
  '022',
  '~',
  'null',
  'Null',
  'NULL',
  'nULL',
  'true',
  'True',
  'FALSE',
  'yes',
  '-',
  '--flag',
  '- x',
  'x # y',
  'x#y',
  'a: b',
  'a:',
  'a,b',
  ',',
  '@x',
  '%x',
  '=x',
  '`x`',
  '?x',
  '? x',
  ':x',
  '<<',
  '&a x',
  '*a',
  '!x',
  '|x',
  '>x',
  '...',
  '---',
  'é ü',
  '日本',
  'x\ty',
  "it's",
  'say "x"',
  'x  ',
  'a b  c',
] as const;
const KEYS = ['a', 'b-c', 'D_E', 'f.g', '1', 'null', '"q r"', "'s'", 'k k', '<<', '"<<"', '-x', 'é', '""', '~', '.'];
const CHOMPS = ['', '', '-', '+', '2', '1-', '+3', '4'];

const pick = <T>(odd: Odd, of: readonly T[]): T => of[odd.number(of.length)] as T;
const spaces = (n: number): string => ' '.repeat(Math.max(0, n));

export function writtenByHand(odd: Odd): string {
  const begin = odd.chance(5) ? '---\n' : odd.chance(10) ? gap(odd, 0) : '';
  const text = begin + map(odd, 0, 0);
  return odd.chance(10) ? text.trimEnd() : text + gap(odd, odd.number(4));
}

/** Blank lines and comments, or nothing. */
function gap(odd: Odd, column: number): string {
  let out = '';
  while (odd.chance(15)) {
    if (odd.chance(50)) out += `${spaces(odd.chance(30) ? odd.number(6) : 0)}\n`;
    else out += `${spaces(odd.chance(60) ? column : odd.number(8))}# ${odd.chance(20) ? odd.line() : 'why'}\n`;
  }
  return out;
}

const lineEnd = (odd: Odd): string =>
  `${odd.chance(6) ? spaces(1 + odd.number(3)) : ''}${odd.chance(8) ? ' # said' : ''}\n`;

function map(odd: Odd, column: number, depth: number): string {
  let out = '';
  const used = new Set<string>();
  for (let n = 1 + odd.number(depth === 0 ? 5 : 3); n > 0; n--) {
    const key = pick(odd, KEYS);
    if (used.has(key) && !odd.chance(1)) continue;
    used.add(key);
    const at = odd.chance(1) ? column + 1 : column;
    out += `${gap(odd, column)}${spaces(at)}${key}:${value(odd, column, depth + 1, true)}`;
  }
  return out || `${spaces(column)}z: 1\n`;
}

function list(odd: Odd, column: number, depth: number): string {
  let out = '';
  for (let n = 1 + odd.number(3); n > 0; n--)
    out += `${gap(odd, column)}${spaces(column)}-${item(odd, column, depth + 1)}`;
  return out;
}

function item(odd: Odd, column: number, depth: number): string {
  if (depth < 5 && odd.chance(25)) {
    const inner = 1 + odd.number(3);
    const text = odd.chance(70) ? map(odd, column + 1 + inner, depth) : list(odd, column + 1 + inner, depth);
    // Its first line stands behind the dash.
    return spaces(inner) + text.replace(/^(?: *(?:#[^\n]*)?\n)*/, '').trimStart();
  }
  return value(odd, column, depth, false);
}

/** From behind the colon or the dash to the end of its last line. */
function value(odd: Odd, column: number, depth: number, inMap: boolean): string {
  const kind = odd.number(100);
  if (kind < 6) return lineEnd(odd);
  if (kind < 26 && depth < 5) {
    const deeper = column + 1 + odd.number(4);
    if (odd.chance(60)) return `${lineEnd(odd)}${map(odd, deeper, depth)}`;
    return `${lineEnd(odd)}${list(odd, inMap && odd.chance(40) ? column : deeper, depth)}`;
  }
  if (kind < 40) return ` ${flow(odd, column, 0)}${lineEnd(odd)}`;
  if (kind < 52) return ` ${block(odd, column)}`;
  return `${spaces(1 + (odd.chance(10) ? 2 : 0))}${scalar(odd)}${lineEnd(odd)}`;
}

function scalar(odd: Odd): string {
  const kind = odd.number(10);
  if (kind < 5) return pick(odd, PLAIN);
  if (kind < 7) return yamlString(odd.string());
  if (kind < 9) return `'${odd.line().replaceAll("'", "''")}'`;
  return odd.line().trim().slice(0, 40);
}

function flow(odd: Odd, column: number, depth: number): string {
  const isMap = odd.chance(40);
  const between = (): string => {
    if (odd.chance(85)) return odd.chance(60) ? '' : ' ';
    const indent = spaces(odd.chance(10) ? odd.number(column + 2) : column + 1 + odd.number(3));
    return `${odd.chance(30) ? ' # why' : ''}\n${odd.chance(10) ? '\n' : ''}${indent}`;
  };
  const parts: string[] = [];
  for (let n = odd.number(5); n > 0; n--) {
    const inner = depth < 3 && odd.chance(15) ? flow(odd, column, depth + 1) : scalar(odd);
    const key = isMap ? `${pick(odd, KEYS)}${odd.chance(90) ? ': ' : odd.chance(50) ? ':' : ''}` : '';
    parts.push(`${between()}${key}${isMap && odd.chance(8) ? '' : inner}${between()}`);
  }
  const inner = parts.join(odd.chance(90) ? ', ' : ',') + (odd.chance(8) ? ',' : '') + between();
  return isMap ? `{${inner}}` : `[${inner}]`;
}

function block(odd: Odd, column: number): string {
  const header = `${odd.chance(60) ? '|' : '>'}${pick(odd, CHOMPS)}`;
  const explicit = Number(/[1-9]/.exec(header)?.[0] ?? 0);
  const indent = column + (explicit || 1 + odd.number(3));
  let out = `${header}${odd.chance(8) ? ' # text' : ''}\n`;
  for (let n = odd.number(6); n > 0; n--) {
    if (odd.chance(20)) out += `${odd.chance(30) ? spaces(odd.number(indent + 2)) : ''}\n`;
    else out += `${spaces(indent + (odd.chance(15) ? odd.number(4) : 0))}${odd.chance(90) ? odd.line() : '\tx'}\n`;
  }
  return out;
}
