// Manifests as people break them: a right one, with something put in, taken out or moved.

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Odd } from './odd-strings.ts';

const TOKENS = [
  '  ',
  '\t',
  '\n',
  '\r\n',
  ': ',
  '- ',
  '{',
  '}',
  '[',
  ']',
  ',',
  '"',
  "'",
  '#',
  '&a ',
  '*a',
  '<<: *a',
  '? ',
  '|\n',
  '>-\n',
  '!!str ',
  '!x ',
  '---\n',
  '...\n',
  '%YAML 1.1\n',
  'null',
  '~',
  'true',
  'yes',
  '0x1F',
  '.inf',
  '-1',
  '1e400',
  '9007199254740993',
  '\0',
  '\u0085',
  '\u2028',
  '\ufeff',
  '\ud800',
  '\uffff',
  '\u0007',
  '${HOME}',
  '${',
  '$$',
  '%n',
  '\\',
  '\\\n',
  '__proto__',
  'constructor',
  'command',
  'shell',
  'schedule',
  'linux',
  'systemd',
  'Service',
  'ExecStart',
  '../',
  '/dev/zero',
  'x'.repeat(5000),
  '[['.repeat(200),
  '@daily',
  '* * * * *',
];

/** One to four small accidents: cut, inserted, replaced, moved, pasted from another manifest, indented. */
export function mutate(odd: Odd, text: string, others: readonly string[]): string {
  let out = text;
  for (let n = 1 + odd.number(4); n > 0; n--) {
    const at = odd.number(out.length + 1);
    const end = Math.min(out.length, at + odd.number(12));
    switch (odd.number(7)) {
      case 0:
        out = out.slice(0, at) + out.slice(end);
        break;
      case 1:
        out = out.slice(0, at) + (TOKENS[odd.number(TOKENS.length)] ?? '') + out.slice(at);
        break;
      case 2:
        out = out.slice(0, at) + odd.string().slice(0, 200) + out.slice(end);
        break;
      case 3: {
        const lines = out.split('\n');
        const line = lines.splice(odd.number(lines.length), 1);
        lines.splice(odd.number(lines.length + 1), 0, ...line, ...(odd.chance(50) ? line : []));
        out = lines.join('\n');
        break;
      }
      case 4: {
        const other = others[odd.number(others.length)] ?? '';
        const from = odd.number(other.length);
        out = out.slice(0, at) + other.slice(from, from + odd.number(200)) + out.slice(end);
        break;
      }
      case 5:
        out = out.replace(/: \S+/g, (value) => (odd.chance(5) ? `: ${odd.chance(50) ? 'x' : '{a: [1, ~]}'}` : value));
        break;
      default:
        out = out.replace(/^( *)(\S)/gm, (line, indent: string, first: string) =>
          odd.chance(3) ? `${indent} ${first}` : line,
        );
    }
  }
  return out;
}

/** The text of every manifest in these folders and below. */
export function manifestsIn(root: string, ...dirs: readonly string[]): string[] {
  return dirs.flatMap((dir) =>
    readdirSync(join(root, dir), { recursive: true })
      .map(String)
      .filter((name) => name.endsWith('.yaml'))
      .sort()
      .map((name) => readFileSync(join(root, dir, name), 'utf8')),
  );
}
