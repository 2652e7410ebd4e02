// How one string becomes words, and how words and values expand: tables.

import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { test } from 'node:test';
import { expand, expandPieces } from '../src/manifest/expand.ts';
import { durationMs, sizeBytes } from '../src/manifest/quantities.ts';
import { splitWords } from '../src/manifest/words.ts';
import { oddFrom } from './support/odd-strings.ts';

const variables = { HOME: '/home/ann', USER: 'ann', STATE_DIR: '/home/ann/.local/state' };

function words(line: string): readonly string[] | string {
  const split = splitWords(line);
  if (!('words' in split)) return `${split.at}+${split.length}: ${split.message}`;
  return split.words.map((pieces) => {
    const value = expandPieces(pieces, variables);
    return typeof value === 'string' ? value : `! ${value.error}`;
  });
}

const SPLIT: readonly (readonly [line: string, words: readonly string[]])[] = [
  ['a b  c', ['a', 'b', 'c']],
  ['  a\tb \n', ['a', 'b']],
  ['a "b c" d', ['a', 'b c', 'd']],
  ["a 'b c'd", ['a', 'b cd']],
  ['a ""', ['a', '']],
  ["a ''", ['a', '']],
  ['a\\ b', ['a b']],
  ['a \\\\ \\"', ['a', '\\', '"']],
  ['"a\\"b\\\\c\\d"', ['a"b\\c\\d']],
  ['a \\\n  b', ['a', 'b']],
  ['"a\\\nb"', ['ab']],
  ['~/bin/x ~', ['/home/ann/bin/x', '/home/ann']],
  ['x~ "~/a" \'~\' \\~ a/~/b', ['x~', '~/a', '~', '~', 'a/~/b']],
  ['${HOME}/x "${USER} y" \'${HOME}\'', ['/home/ann/x', 'ann y', '${HOME}']],
  ['a $$ $~ $$HOME', ['a', '$', '~', '$HOME']],
  ["a '$HOME' '$$'", ['a', '$HOME', '$$']],
  ['a 5$ $', ['a', '5$', '$']],
  ['a {b,c} d=e', ['a', '{b,c}', 'd=e']],
  ['a "*" \\? \'[x]\'', ['a', '*', '?', '[x]']],
  ['a b#c', ['a', 'b#c']],
];

for (const [line, expected] of SPLIT)
  test(`splits ${JSON.stringify(line)}`, () => assert.deepEqual(words(line), expected));

const REFUSED: readonly (readonly [line: string, begins: string])[] = [
  ['a | b', '2+1: `|` is a pipe'],
  ['a && b', '2+1: `&`'],
  ['a; b', '1+1: `;`'],
  ['a > b', '2+1: `>` is a redirection'],
  ['a $HOME', '2+5: `$HOME`'],
  ['a "$HOME"', '3+5: `$HOME`'],
  ['a $(b c)', '2+6: `$(b c)`'],
  ['a `b`', '2+1: ``` is a command'],
  ['a "`b`"', '3+1: a backquote'],
  ['a *.txt', '2+1: `*` is a glob'],
  ['a "b', '2+1: this double quote'],
  ["a 'b", '2+1: this single quote'],
  ['a # b', '2+1: `#` would begin a comment'],
  ['A=1 b', '0+2: `A=…` is a variable'],
  ['a\nb', '1+1: a line break'],
  ['a ~bob/x', '2+2: another'],
  ['a \\', '2+1: a backslash at the end'],
];

for (const [line, begins] of REFUSED) {
  test(`refuses ${JSON.stringify(line)}`, () => {
    const got = words(line);
    assert.equal(typeof got, 'string');
    assert.ok(String(got).startsWith(begins), String(got));
  });
}

test('whatever is not refused, a real shell splits the same way', () => {
  const odd = oddFrom(20_261_121);
  const lines: string[] = [];
  while (lines.length < 400) {
    const line = odd.string();
    const split = splitWords(line);
    // Only what has no expansion of ours in it: a shell has never heard of $~, and its ${…} are others.
    if ('words' in split && split.words.length > 0 && !/\$|~/.test(line) && line.length < 2000) lines.push(line);
  }
  const script = `show() { for word do printf '%s\\0' "$word"; done; printf '\\001\\0'; }\n${lines.map((line) => `show ${line}`).join('\n')}\n`;
  const out = execFileSync('/bin/sh', { input: script, encoding: 'utf8', maxBuffer: 64 << 20 });
  const shells = out
    .split('\0\x01\0')
    .slice(0, -1)
    .map((one) => one.replace(/^\0?/, (lead) => (lead ? '\0' : '')).split('\0'));
  assert.equal(shells.length, lines.length);
  for (const [i, line] of lines.entries()) assert.deepEqual(words(line), shells[i], JSON.stringify(line));
});

test('values expand only what is theirs', () => {
  assert.equal(expand('~/x', variables), '/home/ann/x');
  assert.equal(expand('a~/x', variables), 'a~/x');
  assert.equal(expand('~bob/x', variables), '~bob/x');
  assert.equal(expand('$$ $~ $x', variables), '$ ~ $x');
  assert.equal(expand('$${HOME}', variables), '${HOME}');
  assert.equal(expand('$$${HOME}', variables), '$/home/ann');
  assert.equal(expand('~/a:~/b:c~:~', variables, 'search-path'), '/home/ann/a:/home/ann/b:c~:/home/ann');
  assert.equal(expand('~/a:~/b', variables), '/home/ann/a:~/b');
  assert.match((expand('${NOPE}', variables) as { error: string }).error, /NOPE/);
  assert.match((expand('${HOME', variables) as { error: string }).error, /never closed/);
  assert.match((expand('${constructor}', variables) as { error: string }).error, /constructor/);
});

test('durations and sizes', () => {
  for (const [text, ms] of [
    ['500ms', 500],
    ['10s', 10_000],
    ['1h30m', 5_400_000],
    ['2d', 172_800_000],
    [5, 5000],
    [0.25, 250],
    ['1.5s', 1500],
    ['0', 0],
  ] as const) {
    assert.equal(durationMs(text), ms, String(text));
  }
  for (const text of ['', 's', '10x', '-1s', '1e9s', '10 s', '9999999999d']) assert.equal(durationMs(text), null, text);
  for (const [text, bytes] of [
    ['512KiB', 524_288],
    ['10MB', 10_000_000],
    ['2G', 2 * 2 ** 30],
    ['1.5K', 1536],
    [4096, 4096],
    ['7B', 7],
  ] as const) {
    assert.equal(sizeBytes(text), bytes, String(text));
  }
  for (const text of ['', 'K', '1 MB', '-1', '1e3', '99999TiB', '1KIB']) assert.equal(sizeBytes(text), null, text);
});
