// Problems as a person reads them: the right line, the caret under the right columns, nothing that could steer a terminal.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { sourceOf } from '../src/manifest/source.ts';
import { readYaml } from '../src/manifest/yaml.ts';
import type { Place, Problem } from '../src/model.ts';
import { colored, plain, wantsColor } from '../src/report/color.ts';
import { excerpt as excerptOf } from '../src/report/excerpt.ts';
import { hidingOf } from '../src/report/hide.ts';
import { problemCount, problemJson, problemLines, sortedProblems } from '../src/report/problems.ts';
import { cells, harmless, harmlessLines, padded, shownPath, width, wrap } from '../src/report/text.ts';

const file = '/home/me/daemons.yaml';
const place = (line: number, column: number, length: number): Place => ({ file, line, column, length });
const error = (message: string, at: Place, more: Partial<Problem> = {}): Problem => ({
  severity: 'error',
  code: 'x',
  message,
  at,
  ...more,
});
const excerpt = (source: string, at: Place, columns: number) =>
  excerptOf(source, at, columns, hidingOf(new Map([[at.file, source]]), known(at.file, source)));
const known = (name: string, text: string) => {
  const source = sourceOf(name, null, text);
  const { tree, problems } = readYaml(source);
  return new Map([[name, { tree, sound: tree !== null && problems.length === 0 }]]);
};
const lines = (problems: readonly Problem[], source: string, most = 50) =>
  problemLines(problems, { sources: new Map([[file, source]]), cwd: '/home/me', paint: plain, most });

test('like a compiler', () => {
  const source = 'version: 1\ndaemons:\n  web:\n    workdir: /srv\n';
  const problem = error('unknown key `workdir` in daemon `web`', place(4, 5, 7), {
    daemon: 'web',
    hint: 'did you mean `working_directory`?',
    related: [{ at: place(3, 3, 3), message: 'in this daemon' }],
  });
  assert.deepEqual(lines([problem], source), [
    'daemons.yaml:4:5: error: unknown key `workdir` in daemon `web`',
    '    4 |     workdir: /srv',
    '      |     ^~~~~~~',
    '      = did you mean `working_directory`?',
    'daemons.yaml:3:3: note: in this daemon',
    '    3 |   web:',
    '      |   ^~~',
  ]);
});

test('a message that does not name its daemon gets it', () => {
  const [first] = lines([error('too much', place(1, 1, 1), { daemon: 'web' })], 'x');
  assert.equal(first, 'daemons.yaml:1:1: error: too much (daemon web)');
  const [named] = lines([error('web-2 and `web`: too much', place(1, 1, 1), { daemon: 'web' })], 'x');
  assert.equal(named, 'daemons.yaml:1:1: error: web-2 and `web`: too much');
});

test('without a source, a place or a length there is less to say', () => {
  assert.deepEqual(lines([{ severity: 'warning', code: 'x', message: 'no manager' }], ''), ['warning: no manager']);
  assert.deepEqual(problemLines([error('gone', place(1, 1, 0))], { sources: new Map(), cwd: null, paint: plain }), [
    `${file}: error: gone`,
  ]);
});

// Where the caret stands under lines that are not plain: [line, column, length, shown, caret].
const carets: readonly (readonly [string, string, number, number, string, string])[] = [
  ['plain', 'a: b', 4, 1, 'a: b', '   ^'],
  ['no length', 'a: b', 1, 0, 'a: b', '^'],
  ['tabs', '\ta:\tb', 5, 1, '    a:  b', '        ^'],
  ['wide letters', '日本: x', 5, 1, '日本: x', '      ^'],
  ['under wide letters', 'a: 日本', 4, 2, 'a: 日本', '   ^~~~'],
  ['a combining accent', 'e\u0301e\u0301: x', 7, 1, 'e\u0301e\u0301: x', '    ^'],
  ['emoji of several parts', '👩‍👩‍👧: x', 11, 1, '👩‍👩‍👧: x', '    ^'],
  ['a flag', '🇩🇪 x', 6, 1, '🇩🇪 x', '   ^'],
  ['control characters', 'a\u001b[31m: b', 9, 1, 'a�[31m: b', '        ^'],
  ['behind the end', 'a:', 9, 3, 'a:', '  ^'],
  ['longer than the line', 'a: b', 4, 99, 'a: b', '   ^'],
  ['a carriage return', 'a: b\r', 4, 9, 'a: b', '   ^'],
  ['an empty line', '', 1, 1, '', '^'],
];
for (const [what, line, column, length, shown, caret] of carets) {
  test(`caret: ${what}`, () =>
    assert.deepEqual(excerpt(`first\n${line}\nlast`, { ...place(2, column, length) }, 100), { line: shown, caret }));
}

test('a line that is not there has no excerpt', () => assert.equal(excerpt('a\nb', place(3, 1, 1), 80), null));

test('a long line is cut around the place', () => {
  const long = `${'a'.repeat(200)}HERE${'b'.repeat(200)}`;
  const cut = excerpt(long, place(1, 201, 4), 60);
  assert.ok(cut);
  assert.equal(width(cut.line), 60);
  assert.ok(cut.line.startsWith('…a') && cut.line.endsWith('b…'));
  assert.equal(cut.line.slice(cut.caret.length - 4, cut.caret.length), 'HERE');
  const atStart = excerpt(long, place(1, 1, 3), 60);
  assert.ok(atStart?.line.startsWith('aaa') && atStart.caret === '^~~');
  const atEnd = excerpt(long, place(1, 404, 1), 60);
  assert.ok(atEnd?.line.endsWith('b') && width(atEnd.line) <= 60 && atEnd.caret.length === atEnd.line.length);
});

test('any line, any place: it fits, the caret is under it, and no control character gets through', () => {
  const text = fc.string({
    unit: fc.oneof(
      fc.string({ unit: 'binary', maxLength: 1 }),
      fc.constantFrom('a', ' ', '\t', '日', 'é', '\u0301', '👩‍👧', '\u001b', '\u202e'),
    ),
    maxLength: 300,
  });
  fc.assert(
    fc.property(text, fc.nat(400), fc.nat(400), fc.integer({ min: 20, max: 120 }), (line, column, length, columns) => {
      const one = excerpt(line, place(1, column + 1, length), columns);
      assert.ok(one);
      assert.doesNotMatch(one.line + one.caret, /[\u0000-\u001f\u007f-\u009f\u202e]/);
      assert.match(one.caret, /^ *\^~*$/);
      assert.ok(width(one.line) <= columns, `${width(one.line)} > ${columns}`);
      assert.ok(one.caret.length <= Math.max(1, width(one.line) + 1));
    }),
  );
});

test('the caret is under the very word', () => {
  // Words of ASCII between wide and combining letters: what stands above the caret can be cut out and compared.
  const around = fc.string({ unit: fc.constantFrom('日', 'e\u0301', 'x', ' ', '\t', 'ß', '😀'), maxLength: 30 });
  fc.assert(
    fc.property(around, around, (before, after) => {
      const one = excerpt(`${before}WORD${after}`, place(1, before.length + 1, 4), 200);
      assert.ok(one);
      let column = 0;
      let above = '';
      for (const cell of cells(one.line)) {
        if (column >= one.caret.indexOf('^') && column < one.caret.length) above += cell.text;
        column += cell.width;
      }
      assert.equal(above, 'WORD');
    }),
  );
});

test('values of secrets are never in an excerpt, however they are written', () => {
  const secret = 'hunter2hunter2';
  const sources = [
    `env: { API_TOKEN: ${secret} }`,
    `env: { API_TOKEN: "${secret}", B: c }`,
    `      API_TOKEN: '${secret}'   # mine`,
    `API_TOKEN: |\n  ${secret}\n  more`,
    `API_TOKEN:\n  value: ${secret}`,
    `API_TOKEN: "begins\n  ${secret}"`,
    `- "DB_PASSWORD": ${secret}`,
    `- "DB_PASSWORD":\n    ${secret}`,
    `"DB PASSWORD": ${secret}`,
    `db-password: ${secret}`,
    `command: x --token="${secret} and more"`,
    `command: x --token=${secret} --port=1`,
    `url: postgres://me:${secret}@host/db`,
    `url: https://${secret}:x@host, OTHER_SECRET: ${secret}`,
    // As JSON writes it, with explicit keys, anchors, over several lines.
    `env: {"API_TOKEN":"${secret}", "X-Y":1}`,
    `env:\n  ? API_TOKEN\n  : [${secret}]`,
    `description: &t ${secret}\nenv: {API_TOKEN: *t}`,
    `x-tok: &t ${secret}\ndescription: is ${secret}\nenv: {API_TOKEN: *t}`,
    `x-tok: &t |\n  ${secret}\nenv: {API_TOKEN: *t}`,
    `env: {API_TOKEN:\n ${secret}, B: c}`,
    `env: {API_TOKEN: [\n"${secret}"\n], B: c}`,
    // No YAML at all.
    `a: [\nenv: { API_TOKEN: "abc}${secret}`,
    `a: [\nenv: { API_TOKEN: abc}${secret}, "x`,
    `a: [\nAPI_TOKEN: |\n${secret}\n`,
    `a: [\nAPI_TOKEN:\n${secret}\n`,
    `a: [\n  ? API_TOKEN\n  : ${secret}`,
    `a: [\nx: &t ${secret}\nAPI_TOKEN: *t`,
    `a: [\n"API_TOKEN":"${secret}"`,
    `a: [\nAPI_TOKEN: "abc\n${secret}\nmore"`,
    `a: [\n\tAPI_TOKEN = ${secret}`,
    // Words, and the same value elsewhere.
    `env: ["API_TOKEN=my ${secret}"]`,
    `command: [x, --api-key=my ${secret}]`,
    `b: {command: [x, ${secret}]}\nenv: {API_TOKEN: ${secret}}`,
    `systemd: {Service: {Environment: API_TOKEN=${secret}}}`,
    `url: postgres://u:pa/${secret}@h`,
    `url: postgres://u:pa#${secret}@h`,
    `url: "postgres://u:pa ${secret}@h"`,
    `url: "u:${secret}@h/x"`,
    `env: {A_TOKEN: ${secret}, A_TOKEN: x}`,
    `env: {API_TOKEN: {value: ${secret}, public: false}}`,
  ];
  for (const source of sources) {
    for (const [index, line] of source.split('\n').entries()) {
      for (let column = 1; column <= line.length + 1; column += 1) {
        const one = excerpt(source, place(index + 1, column, 3), 100);
        assert.ok(
          one && !one.line.includes('hunter2') && !one.line.includes('unter'),
          `${source}, column ${column}: ${one?.line}`,
        );
      }
    }
  }
  assert.deepEqual(excerpt('  A_TOKEN: hunter2 # x', place(1, 12, 7), 80), {
    line: '  A_TOKEN: •••• # x',
    caret: '           ^~~~',
  });
  assert.deepEqual(
    excerpt('env: { A_TOKEN: hunter2, B: c }', place(1, 28, 1), 80)?.line,
    'env: { A_TOKEN: ••••, B: c }',
  );
  for (const open of [
    'PUBLIC_KEY: abc',
    'env: {API_TOKEN: {value: abc, public: true}}',
    'env: {USE_TOKEN: true, MAX_TOKENS: 100}',
    'daemons: {token-refresher: {workdir: x}}',
  ])
    assert.equal(excerpt(open, place(1, 3, 1), 80)?.line, open);
  assert.equal(excerpt('a: [\ndaemons:\n  my-token:\n    workdir: /x', place(4, 5, 1), 80)?.line, '    workdir: /x');
});

test('sorted by place, each once, errors before the cut', () => {
  const one = error('one', place(1, 1, 1));
  const two = error('two', place(2, 1, 1));
  assert.deepEqual(sortedProblems([two, one, two, { ...one }]), [one, two]);
  assert.equal(problemCount([two, one, two]), '2 errors');
  assert.equal(problemCount([one, { ...one, severity: 'warning', message: 'hm' }]), '1 error, 1 warning');
  assert.equal(problemCount([]), '');
  const many: Problem[] = Array.from({ length: 60 }, (_, line) => ({
    ...error('w', place(line + 1, 1, 1)),
    severity: 'warning',
  }));
  const shown = lines([...many, error('the one', place(999, 1, 1))], '', 50).filter((line) => !line.startsWith('  '));
  assert.ok(shown.includes('daemons.yaml:999:1: error: the one'));
  assert.equal(shown.length, 51);
  assert.equal(shown.at(-1), 'and 11 more');
});

test('messages, hints and paths cannot steer a terminal', () => {
  const evil = 'a\u001b]0;x\u0007b\u202ec\rd';
  const said = lines(
    [
      error(
        evil,
        { ...place(1, 1, 1), file: `/home/me/${evil}` },
        { hint: evil, daemon: evil, related: [{ at: place(1, 1, 1), message: evil }] },
      ),
    ],
    evil,
  );
  assert.doesNotMatch(said.join('\n'), /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202e]/);
  assert.equal(harmless('a\tb\nc\u0085d\ud800e'), 'a�b�c�d�e');
  assert.equal(harmlessLines('a\tb\nc\u001bd'), 'a\tb\nc�d');
});

test('a long hint is wrapped, lines of a hint stay lines', () => {
  const said = lines([error('m', place(1, 1, 1), { hint: `${'word '.repeat(40).trim()}\nsecond` })], 'x');
  assert.ok(said.every((line) => width(line) <= 100));
  assert.equal(said.filter((line) => line.startsWith('      = ')).length, 2);
});

test('JSON: everything is there, absent is null', () => {
  assert.deepEqual(problemJson({ severity: 'error', code: 'c', message: 'm' }), {
    severity: 'error',
    code: 'c',
    message: 'm',
    daemon: null,
    at: null,
    hint: null,
    related: [],
  });
});

const paths: readonly (readonly [string, string | null, string])[] = [
  ['/home/me/a.yaml', '/home/me', 'a.yaml'],
  ['/home/me/x/a.yaml', '/home/me', 'x/a.yaml'],
  ['/home/me/a.yaml', '/home/me/x', '../a.yaml'],
  ['/etc/a', '/home/me/deep/er', '/etc/a'],
  ['/home/me2/a', '/home/me', '../me2/a'],
  ['/a', '/', 'a'],
  ['/home/me', '/home/me', '../me'],
  ['/a.yaml', null, '/a.yaml'],
  ['standard input', '/home/me', 'standard input'],
];
for (const [path, cwd, shown] of paths)
  test(`${path} seen from ${cwd}: ${shown}`, () => assert.equal(shownPath(path, cwd), shown));

test('text: width, padding, wrapping', () => {
  assert.deepEqual(['abc', '日本', 'e\u0301', '…•é', '👩‍👩‍👧', ''].map(width), [3, 4, 1, 3, 2, 0]);
  assert.equal(padded('日', 4), '日  ');
  assert.deepEqual(wrap('aa bb cc', 5), ['aa bb', 'cc']);
  assert.deepEqual(wrap('a-very-long-word b', 5), ['a-very-long-word', 'b']);
});

test('colour: the flag, then NO_COLOR, then FORCE_COLOR, then the terminal', () => {
  const tty = { choice: null, isTTY: true } as const;
  const pipe = { choice: null, isTTY: false } as const;
  assert.equal(wantsColor(tty), true);
  assert.equal(wantsColor(pipe), false);
  assert.equal(wantsColor({ ...tty, NO_COLOR: '1' }), false);
  assert.equal(wantsColor({ ...tty, NO_COLOR: '' }), true);
  assert.equal(wantsColor({ ...pipe, FORCE_COLOR: '1' }), true);
  assert.equal(wantsColor({ ...tty, FORCE_COLOR: '0' }), false);
  assert.equal(wantsColor({ ...pipe, FORCE_COLOR: '1', NO_COLOR: '1' }), false);
  assert.equal(wantsColor({ ...tty, TERM: 'dumb' }), false);
  assert.equal(wantsColor({ ...pipe, choice: 'always', NO_COLOR: '1' }), true);
  assert.equal(wantsColor({ ...tty, choice: 'never', FORCE_COLOR: '1' }), false);
  assert.equal(wantsColor({ ...tty, choice: 'auto' }), true);
  assert.equal(plain.red('x'), 'x');
  assert.equal(colored.red('x'), '\u001b[31mx\u001b[39m');
  assert.equal(colored.red(''), '');
});
