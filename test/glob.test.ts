// Globs: against the regular expression that each of them means, against the shell, and in time.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { test } from 'node:test';
import fc from 'fast-check';
import { globMatcher, globMatches, hasGlob } from '../src/glob.ts';

/** The plain way, which is right and may take for ever. */
function expressionFor(pattern: string): RegExp {
  const literal = (text: string): string => text.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&');
  let out = '';
  for (let i = 0; i < pattern.length; i++) {
    const c = pattern[i] ?? '';
    if (c === '*') {
      while (pattern[i + 1] === '*') i++;
      out += '[^/]*';
    } else if (c === '?') out += '[^/]';
    else if (c === '[') {
      const set = /^\[([!^]?)(\]?[^\]]*)\]/.exec(pattern.slice(i));
      const [whole = '', not = '', of = ''] = set ?? [];
      const backwards = [...of.matchAll(/(.)-(.)/gsu)].some(
        ([, from, to]) => (from?.codePointAt(0) ?? 0) > (to?.codePointAt(0) ?? 0),
      );
      if (of === '') out += '\\[';
      else {
        out += backwards ? literal(whole) : `[${not ? '^' : ''}${of.replace(/[\\\]^[]/g, '\\$&')}]`;
        i += whole.length - 1;
      }
    } else if (c === '\\' && i + 1 < pattern.length) out += literal(pattern[++i] ?? '');
    else out += literal(c);
  }
  return new RegExp(`^${out}$`, 'su');
}

const plainly = (pattern: string, name: string): boolean =>
  !(name.startsWith('.') && !pattern.startsWith('.')) && expressionFor(pattern).test(name);

const part = fc.constantFrom(
  ...'*?[]!^-\\.abcz/\n',
  '😀',
  '\uffff',
  '\ud83d',
  '*',
  '*',
  '[a-c]',
  '[!a]',
  '[]a]',
  '[c-a]',
);
const written = fc.array(part, { maxLength: 9 }).map((parts) => parts.join(''));
const named = fc.array(fc.constantFrom(...'abcz.[]-!^\\*\n', '😀', '\uffff', '\ud83d'), { maxLength: 7 });

test('it matches what the regular expression for it matches', () => {
  let matched = 0;
  fc.assert(
    fc.property(written, named, (pattern, parts) => {
      const name = parts.join('');
      const expected = plainly(pattern, name);
      if (expected) matched++;
      assert.equal(globMatches(pattern, name), expected, JSON.stringify([pattern, name]));
    }),
    { numRuns: 20_000 },
  );
  assert.ok(matched > 200, `only ${matched} matched: this shows little`);
});

test('it matches what the shell matches', (t) => {
  const patterns = ['*', '*.yaml', '?b', '[ab]*', '[!a]b', '[]x]', '.*', '\\*', '[a', 'a[b', '[]', '*b*', '[a-c][0-9]'];
  const names = [
    '',
    'a',
    'ab',
    'b',
    'cb',
    ']',
    'x',
    '.a',
    '*',
    '[a',
    'a[b',
    '[]',
    'a.yaml',
    '.b.yaml',
    'abc',
    'b7',
    '[ab',
  ];
  const script = `for p in "\${P[@]}"; do for n in "\${N[@]}"; do case $n in $p) printf 1;; *) printf 0;; esac; done; done`;
  const quoted = (all: readonly string[]) => all.map((one) => `'${one}'`).join(' ');
  const shell = spawnSync('bash', ['-c', `LC_ALL=C; P=(${quoted(patterns)}); N=(${quoted(names)}); ${script}`]);
  if (shell.error) return t.skip('there is no bash');
  const pairs = patterns.flatMap((pattern) => names.map((name) => [pattern, name] as const));
  for (const [i, [pattern, name]] of pairs.entries()) {
    // `case` has no rule for dots; folders have.
    const byShell = String(shell.stdout)[i] === '1' && !(name.startsWith('.') && !pattern.startsWith('.'));
    assert.equal(globMatches(pattern, name), byShell, `${pattern} ${name}`);
  }
  return undefined;
});

const table: readonly (readonly [string, string, boolean])[] = [
  ['*', '.hidden', false],
  ['.*', '.hidden', true],
  ['[.]hidden', '.hidden', false],
  ['*.yaml', 'a.yaml', true],
  ['*.yaml', 'a.yaml~', false],
  ['a*b*c', 'aXbXbXc', true],
  ['?', '😀', true],
  ['[😀-😂]', '😁', true],
  ['[\uffff-😀]', '😀', true],
  ['[😀-\uffff]', 'a', false],
  ['[😀-\uffff]', '[😀-\uffff]', true],
  ['[]', '[]', true],
  ['[!]', '[!]', true],
  ['[!]a]', 'b', true],
  ['[z-a]*', '[z-a]x', true],
  ['\\', '\\', true],
  ['', '', true],
  ['', 'a', false],
];
for (const [pattern, name, expected] of table) {
  test(`${JSON.stringify(pattern)} ${expected ? 'matches' : 'does not match'} ${JSON.stringify(name)}`, () => {
    assert.equal(globMatches(pattern, name), expected);
  });
}

test('no pattern takes long: many stars, many brackets, and both at the greatest length', () => {
  const began = process.hrtime.bigint();
  assert.equal(globMatches(`${'*a'.repeat(120)}b`, 'a'.repeat(255)), false);
  assert.equal(globMatches('*a'.repeat(120), 'a'.repeat(255)), true);
  assert.equal(globMatches('['.repeat(500_000), 'a'), false);
  assert.equal(globMatches(`${'['.repeat(500_000)}z-a]`, 'a'), false);
  assert.equal(globMatches('[z-a'.repeat(250_000), 'a'), false);
  const matches = globMatcher('*a*b*c*d*e*f');
  for (let i = 0; i < 10_000; i++) assert.equal(matches(`${'abcdeg'.repeat(20)}${i}`), false);
  assert.ok(Number(process.hrtime.bigint() - began) / 1e9 < 5);
});

test('a path without stars, marks and brackets is no glob', () => {
  assert.deepEqual(['/a/b', '/a/*', '/a/?', '/a/[b', 'a\\b'].map(hasGlob), [false, true, true, true, false]);
});
