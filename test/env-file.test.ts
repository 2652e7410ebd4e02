// The environment file grammar: systemd's own cases, what real systemds made of others, and the complaints.

import assert from 'node:assert/strict';
import test from 'node:test';
import * as fc from 'fast-check';
import { parseEnvFile } from '../src/env-file.ts';
import { absent, vectors } from './support/systemd-vectors.ts';

function read(text: string | Uint8Array): Readonly<Record<string, string>> {
  return Object.fromEntries(parseEnvFile(text).entries.map(({ name, value }) => [name, value]));
}

const cases = vectors<{ input: string; entries?: string[]; error?: string }>('systemd-env-file');

test(`systemd's own test: ${cases.length} cases`, { skip: absent }, () => {
  for (const { input, entries, error } of cases) {
    const { problems } = parseEnvFile(input);
    assert.equal(
      problems.some(({ fatal }) => fatal),
      error !== undefined,
      input,
    );
    const got = Object.entries(read(input)).map(([name, value]) => `${name}=${value}`);
    assert.deepEqual(got, entries ?? [], JSON.stringify(input));
  }
});

const seeds = vectors<{ path: string; text: string }>('systemd-fuzz-env-file');

test(`systemd's fuzz seeds: ${seeds.length}`, { skip: absent }, () => {
  for (const { text } of seeds) {
    assert.deepEqual(read(text), {
      VARIABLE: 'value',
      OPTION: '--option=1234',
      NUMBER: '1',
      EMPTY: '',
      PATH: '/var/lib/xxx',
    });
  }
});

/** Line of a file → the value a process got from it, on 247, 252, 257 and 262. */
const GIVEN: readonly (readonly [line: string, value: string])[] = [
  ['A=1', '1'],
  ['A=a b c   ', 'a b c'],
  ['A="a b"', 'a b'],
  ["A='a b'", 'a b'],
  ['A=$HOME', '$HOME'],
  ['A="$HOME \\$x"', '$HOME $x'],
  ['A=a\\ b', 'a b'],
  ['  A  =  sp', 'sp'],
  ['A="multi\nline"', 'multi\nline'],
  ['A=', ''],
  ['A=a#b', 'a#b'],
  ['A=a #b', 'a #b'],
  ['A=1 ; y', '1 ; y'],
  ['A=\\x41\\n', 'x41n'],
  ["A='x\\ny'", 'x\\ny'],
  ['A=%h', '%h'],
  ['A="a"b\'c\'', "ab'c'"],
  ['A="a" b "c"', 'ab "c"'],
  ['A=a"b"', 'a"b"'],
  ['A="a\\qb\\\nc"', 'a\\qbc'],
  ["A='a\\'", 'a\\'],
  ['A=a\\\n  cont  ', 'a  cont'],
  ['A=\\"q\\"', '"q"'],
  ['A= "q"  ', 'q'],
  ['A="x"y z  ', 'xy z'],
  ['A=\tt\t', 't'],
  ['A=a\\\\', 'a\\'],
  ['A="\\`\\"\\\\"', '`"\\'],
  ['A=\'\'""x', 'x'],
  ['A=é\u00a0 ', 'é\u00a0'],
  ['A=a=b', 'a=b'],
  ['A=first\nA=last', 'last'],
];

test(`quotes, escapes, joins and comments, as systemd reads them: ${GIVEN.length} cases`, () => {
  for (const [line, value] of GIVEN) {
    assert.deepEqual(read(`${line}\nB=2\n`), { A: value, B: '2' }, line);
    assert.deepEqual(read(`; c\n${line}`), { A: value }, line);
  }
  assert.deepEqual(read('A=1\r\nB=2\r\n'), { A: '1', B: '2' });
  assert.deepEqual(read('A=1\\\r\nB=2'), { A: '1', B: '2' });
});

test('what is wrong is said, with its line, and never with a value', () => {
  const complaints = (text: string | Uint8Array): string[] =>
    parseEnvFile(text).problems.map(({ line, message, fatal }) => `${line}${fatal ? '!' : ''} ${message}`);
  assert.deepEqual(complaints('A=1\n\n# c\nexport B=secret\n'), [
    '4 "export" does not belong in an environment file; the line is ignored',
  ]);
  assert.match(complaints('\ufeffA=1')[0] ?? '', /^1 the file begins with a byte order mark/);
  assert.match(complaints('A="x\ny\nB=1\n')[0] ?? '', /^1 the quote " is never closed/);
  assert.match(complaints("A=1\r\nB='x\r\n")[0] ?? '', /^2 the quote ' is never closed/);
  assert.match(complaints('A=1\nnonsense\nB=2')[0] ?? '', /^2 no "="/);
  assert.match(complaints('A=1\n1B=secret')[0] ?? '', /^2 "1B" is not a name/);
  assert.match(complaints('A-B=1')[0] ?? '', /^1 "A-B" is not a name/);
  assert.match(complaints('A=1\nB=x\0y')[0] ?? '', /^2! a NUL byte/);
  assert.match(complaints(Buffer.from('A=1\nB=\xff\n', 'latin1'))[0] ?? '', /^2! not valid UTF-8/);
  assert.deepEqual(parseEnvFile(Buffer.from('A=1\nB=\xff\n', 'latin1')).entries, []);
  assert.match(complaints('# c \\\nA=1')[0] ?? '', /^1 a comment that ends in a backslash/);
  assert.deepEqual(complaints('# c \\\n# d \\\n\nA=1\n; last \\'), []);
  assert.deepEqual(read('# c \\\nA=1'), { A: '1' });
  assert.deepEqual(complaints(''), []);
});

test('the line of an entry is where its name stands', () => {
  const { entries } = parseEnvFile('A="1\n2\\\n3"\r\n\r\n  B=4\\\n5\nC=');
  assert.deepEqual(entries, [
    { name: 'A', value: '1\n23', line: 1 },
    { name: 'B', value: '45', line: 5 },
    { name: 'C', value: '', line: 7 },
  ]);
});

test('a value in single quotes is read as it stands, whatever it is', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme', maxLength: 40 }), (value) => {
      const plain = value.replace(/[\0']|\p{Noncharacter_Code_Point}/gu, '');
      assert.deepEqual(read(`A='${plain}'\nB=2\n`), { A: plain, B: '2' });
      const escaped = plain.replace(/["\\`$]/g, '\\$&');
      assert.deepEqual(read(`A="${escaped}"\nB=2\n`), { A: plain, B: '2' });
    }),
  );
});

test('an equals sign at the beginning of a line belongs to the name', () => {
  assert.deepEqual(read('="\nB=1\n=A=2\n== x\nC=3\n'), { B: '1', C: '3' });
});
