// At least 20,000 mutated manifests through the whole pure pipeline, on both systems: nothing is thrown, nothing hangs,
// every problem has a place in the text, and nothing that was rendered holds a line or key that no daemon asked for.

import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { readMark } from '../src/mark.ts';
import { decodeSource } from '../src/manifest/source.ts';
import { type Odd, oddFrom, seedOfThisRun } from './support/odd-strings.ts';
import { pipeline } from './support/compiled.ts';

const root = process.env['DAEMONSYNC_ROOT'] ?? process.cwd();
const HOW_MANY = 20_000;

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

function mutate(odd: Odd, text: string, others: readonly string[]): string {
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

test(`${HOW_MANY} mutated manifests: no crash, no hang, no stray line`, async (t) => {
  const seed = seedOfThisRun();
  t.diagnostic(`seed ${seed} (DAEMONSYNC_SEED=${seed} runs the same again)`);
  const odd = oddFrom(seed);
  const dirs = [
    join(root, 'examples'),
    join(root, 'test/problems'),
    ...readdirSync(join(root, 'test/cases')).map((name) => join(root, 'test/cases', name)),
  ];
  const seeds = dirs.flatMap((dir) =>
    readdirSync(dir)
      .filter((name) => name.endsWith('.yaml'))
      .map((name) => readFileSync(join(dir, name), 'utf8')),
  );
  let right = 0;
  for (let i = 0; i < HOW_MANY; i++) {
    const text = mutate(odd, seeds[odd.number(seeds.length)] ?? '', seeds);
    const source = decodeSource('daemons.yaml', '/home/ann/dotfiles', Buffer.from(text));
    const began = performance.now();
    if ('severity' in source) continue;
    try {
      right += await check(source.text, i % 2 === 0 ? 'systemd' : 'launchd');
    } catch (error) {
      throw new Error(`seed ${seed}, manifest ${i}:\n${JSON.stringify(text)}`, { cause: error });
    }
    const ms = performance.now() - began;
    assert.ok(ms < 2000, `seed ${seed}, manifest ${i} took ${Math.round(ms)} ms:\n${JSON.stringify(text)}`);
  }
  assert.ok(
    right > HOW_MANY / 50,
    `only ${right} of them were right: the mutations are too wild to reach the renderers`,
  );
  console.log(`count: ${HOW_MANY} mutated manifests read, ${right} of them still right and rendered`);
});

async function check(text: string, platform: 'systemd' | 'launchd'): Promise<0 | 1> {
  const { manifest, desired, problems } = await pipeline(text, platform);
  const lines = text.split('\n').length;
  for (const problem of problems) {
    const at = problem.at;
    assert.ok(at && at.line >= 1 && at.line <= lines && at.column >= 1, `no place: ${JSON.stringify(problem)}`);
    assert.ok(
      !/undefined|\[object|NaN|TypeError|    at /.test(problem.message + (problem.hint ?? '')),
      `nonsense: ${JSON.stringify(problem)}`,
    );
  }
  const failed = problems.some((problem) => problem.severity === 'error');
  assert.equal(manifest === null, failed && desired.length === 0, 'errors and a manifest');
  for (const file of desired.flatMap((daemon) => daemon.files)) {
    assert.ok(readMark(file.text)?.intact, file.path);
    if (/\.(?:service|timer|path|socket)$/.test(file.path)) {
      // One physical line per directive, and the directives a unit may have once stand once.
      for (const key of ['ExecStart', 'Type', 'User', 'WorkingDirectory']) {
        assert.ok(
          file.text.split('\n').filter((line) => line.startsWith(`${key}=`)).length <=
            (file.text.includes(`\n${key}=`) && manifestRaw(manifest, key) ? 99 : 1),
          `${key} twice:\n${file.text}`,
        );
      }
      assert.match(
        file.text,
        /^# Made by daemonsync[^\n]*\n# daemonsync: [^\n]*\n\n(?:(?:\[[A-Za-z-]+[^\n]*\]|[A-Za-z][A-Za-z0-9-]*=[^\n]*)?\n)*$/,
      );
    }
  }
  return manifest ? 1 : 0;
}

const manifestRaw = (
  manifest: { readonly daemons: readonly { readonly systemd: object }[] } | null,
  key: string,
): boolean => JSON.stringify(manifest?.daemons.map((d) => d.systemd)).includes(`"${key}"`);
