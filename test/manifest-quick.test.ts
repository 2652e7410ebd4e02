// The quick reader against the yaml package: whatever it reads, it reads exactly as the package does, every position
// included, and there is nothing to complain of; and it does read nearly everything that people write.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { quickYaml } from '../src/manifest/quick-yaml.ts';
import { decodeSource, type Source, sourceOf } from '../src/manifest/source.ts';
import type { Node, Span } from '../src/manifest/tree.ts';
import { readYaml } from '../src/manifest/yaml.ts';
import { manifestsIn, mutate } from './support/mutate.ts';
import { oddFrom, seedOfThisRun } from './support/odd-strings.ts';
import { writtenByHand } from './support/yaml-texts.ts';

const root = process.env['DAEMONSYNC_ROOT'] ?? process.cwd();
const MUTANTS = 40_000;
const WRITTEN = 15_000;

/** The first difference, in words; null: none. */
function difference(a: Node, b: Node, path = '$'): string | null {
  if (a.kind !== b.kind) return `${path}: ${a.kind}, and the package says ${b.kind}`;
  const where = spanDifference(a, b, path);
  if (where) return where;
  if (a.kind === 'scalar' && b.kind === 'scalar') {
    const same = Object.is(a.value, b.value) && a.text === b.text && a.plain === b.plain;
    const show = (node: typeof a): string => JSON.stringify([node.value, node.text, node.plain]);
    return same ? null : `${path}: ${show(a)}, and the package says ${show(b)}`;
  }
  if (a.kind === 'list' && b.kind === 'list') {
    if (a.items.length !== b.items.length) return `${path}: ${a.items.length} items, not ${b.items.length}`;
    for (const [i, item] of a.items.entries()) {
      const found = difference(item, b.items[i] as Node, `${path}[${i}]`);
      if (found) return found;
    }
  }
  if (a.kind === 'map' && b.kind === 'map') {
    const names = JSON.stringify([...a.entries.keys()]);
    if (names !== JSON.stringify([...b.entries.keys()])) return `${path}: the keys ${names}`;
    for (const [name, entry] of a.entries) {
      const other = b.entries.get(name);
      if (!other) return `${path}: no ${name}`;
      const found =
        spanDifference(entry.key, other.key, `the key ${path}.${name}`) ??
        difference(entry.value, other.value, `${path}.${name}`);
      if (found) return found;
    }
  }
  return null;
}

function spanDifference(a: Span, b: Span, path: string): string | null {
  if (a.source !== b.source) return `${path}: another source`;
  if (a.start === b.start && a.end === b.end) return null;
  return `${path}: ${a.start}-${a.end}, and the package says ${b.start}-${b.end}`;
}

/** Whether the quick reader read it; throws where the package disagrees. */
function compare(source: Source): boolean {
  const tree = quickYaml(source);
  if (!tree) return false;
  const full = readYaml(source);
  assert.deepEqual(full.problems, [], `there is something wrong with\n${JSON.stringify(source.text)}`);
  assert.ok(full.tree);
  const found = difference(tree, full.tree);
  assert.equal(found, null, `${found}\n${JSON.stringify(source.text)}`);
  return true;
}

const compareText = (text: string): boolean => compare(sourceOf('daemons.yaml', null, text));

const rightOnes = [...manifestsIn(root, 'examples', 'test/cases'), readFileSync(join(root, 'daemons.yaml'), 'utf8')];
const seeds = [...rightOnes, ...manifestsIn(root, 'test/problems')];

test('every manifest in the tree', () => {
  const plain = rightOnes.filter((text) => !/(?:^|[\s[{,])[&*!]\w|<<:/m.test(text));
  const read = plain.filter(compareText).length;
  for (const text of seeds) compareText(text);
  assert.ok(read >= plain.length * 0.95, `only ${read} of ${plain.length} right manifests`);
  console.log(`count: ${read} of the ${rightOnes.length} right manifests in the tree read without the yaml package`);
});

const deep = (n: number): string => `a: ${'['.repeat(n)}${']'.repeat(n)}\n`;

const nested = (n: number): string => Array.from({ length: n + 1 }, (_, i) => `${' '.repeat(i)}a:\n`).join('');

const READ: Readonly<Record<string, string>> = {
  'a document start': '---\na: 1\n',
  'comments before one': '# x\n\n---\n# y\na: 1\n',
  'no newline at the end': 'a: 1',
  'spaces at the end': 'a:\n  b:  \n   ',
  'nothing behind the last key': 'a: 1\nb:',
  'a comment where a value would be': 'a: # none\nb: 1\n',
  'a list at the column of its key': 'a:\n- 1\n- b: 2\n  c: 3\nd: 4\n',
  'a list in a list': 'a:\n  - - 1\n    - 2\n  -   - 3\n',
  'a map below a dash': 'a:\n  -\n    b: 1\n    c: 2\n',
  'odd indentation': 'a:\n     b:\n      c: 1\n     d: 2\ne:\n f: 3\n',
  'comments at every column': 'a:\n  b:\n    c: 1\n     # 5\n    # 4\n     # 5\n   # 3\n  # 2\n# 0\n',
  'comments at every column, and then more': 'a:\n  b:\n    c: 1\n      # 6\n    # 4\n  # 2\n# 0\nd: 1\n',
  'comments below a list': 'a:\n- b\n # 1\n# 0\n\n',
  'comments below nothing': 'a:\n  b:\n\n    # 4\n  # 2\nc:\n',
  'comments below a block of text': 'a:\n  b: |\n    x\n   # 3\n  # 2\n # 1\nc: 1\n',
  'a flow over several lines': 'a: [\n  1, # one\n  {b: 2,\n   c: }, "d"\n]\ne: {}\n',
  'a trailing comma': 'a: [1, ]\nb: {c: 1,}\n',
  'keys without values in a flow': 'a: {b, c:, "d", "e":1, f:1}\n',
  'a colon in a flow': 'a: [b:c, http://d:80/, ::e]\n'.replace('::e', 'e::f'),
  'words that only look like others': 'a: [yes, no, on, nULL, 0x, 1_000, 1.2.3, 12:30, +, ., "1"]\n',
  'all the numbers': 'a: [0, -0, +1, 022, 0o17, 0xfF, 1., .5, 1e3, -1.5E-3, 9007199254740993, 123456789012345678901]\n',
  'all the words': 'a: [~, null, Null, NULL, true, True, TRUE, false, False, FALSE]\n',
  'quotes in quotes': `a: 'it''s'\nb: "say \\"x\\" \\\\ \\/ \\u00e9\\x41\\ud83d\\ude00"\nc: ''\nd: ""\n`,
  'a tab where it is text': 'a: "x\ty" # a\tb\nb: |\n  \tx\n  y\tz\n',
  'text: clipped, stripped, kept': 'a: |\n  x\n\n  y\n\nb: |-\n  x\n\nc: |+\n  x\n\n\nd: 1\n',
  'text: with its own indentation': 'a:\n  b: |2\n      x\n    y\n  c: |1-\n    x\n',
  'text: without a last newline': 'a: |\n  x\n  y',
  'text: only indented more': 'a: |\n  x\n    y\n\n   z\n  # no comment\n',
  'text: folded': 'a: >\n  x\n  y\n\n  z\n\n\n    deep\n  \tdeep\n\n  w\n  v\nb: >-\n\n  x\n',
  'quoted keys': `"a b": 1\n'c: d': 2\n"<<": 3\n"": 4\n`,
  'keys of all kinds': '1: a\ntrue: b\n~: c\n__proto__: d\na b: e\n-x: f\n.: g\né: h\n',
  'signs in a value': 'a: -x\nb: x#y\nc: x, [y]\nd: $HOME\ne: ~/x\nf: a\\b\ng: =\nh: x &y *z !w\ni: ^(a|b)$\n',
  'deep, but not too deep': deep(50),
  'deep, in lines': `${nested(48)}${' '.repeat(49)}b: 1\n`,
};

const LEFT: Readonly<Record<string, string>> = {
  'a marker with a key behind it': '--- a: 1\n',
  'a marker in the middle': 'a: 1\n--- b: 2\n',
  'dots with a key behind them': '... a: 1\n',
  nothing: '',
  'a comment': '# x\n',
  'a word': 'a\n',
  'a list': '- a\n',
  'a flow map': '{a: 1}\n',
  'indented as a whole': '  a: 1\n',
  'a second document': 'a: 1\n---\nb: 2\n',
  'a document end': 'a: 1\n...\n',
  'a directive': '%YAML 1.2\n---\na: 1\n',
  'a key twice': 'a: 1\na: 2\n',
  'a key twice in a flow': 'a: {b: 1, b: 2}\n',
  'a key twice, once quoted': 'a: 1\n"a": 2\n',
  'an anchor and its alias': 'a: &x 1\nb: *x\n',
  'a tag': 'a: !!str 1\n',
  'a merge key': 'a: {b: 1}\n<<: {c: 1}\n',
  'a merge key in a flow': 'a: {<<: {b: 1}}\n',
  'a complex key': '? a\n: 1\n',
  'a pair in a list': 'a: [b: 1]\n',
  'a tab before a value': 'a:\t1\n',
  'a tab before a key': 'a:\n\tb: 1\n',
  'a tab on an empty line': 'a: 1\n \t\nb: 2\n',
  'a carriage return': 'a: 1\r\nb: 2\r\n',
  'a control character': 'a: 1 # \u0007\n',
  'a control character by escape': 'a: "\\u0007"\n',
  'half a character': 'a: "\\ud800"\n',
  'a byte order mark': '\ufeffa: 1\n',
  'an escape that is none': 'a: "\\q"\n',
  'an escape that is cut off': 'a: "\\u12"\n',
  'an escape over the end': 'a: "\\u12"3 4"\n',
  'an open quote': 'a: "x\nb: 1\n',
  'a quote over two lines': 'a: "x\n  y"\n',
  'text behind a quote': 'a: "x" y\n',
  'text over two lines': 'a: x\n  y\n',
  'text over two lines in a flow': 'a: [x\n  y]\n',
  'a comment that is none': 'a: "x"#y\n',
  'a comment that is none, in a flow': 'a: [x,#y\n  z]\n',
  'an open flow': 'a: [1, 2\nb: 1\n',
  'a flow that is not indented': 'a:\n  b: [\n  1 ]\n',
  'two commas': 'a: [1,, 2]\n',
  'a comma first': 'a: [, 1]\n',
  'two values side by side': 'a: ["b" "c"]\n',
  'a dash in a flow': 'a: [-]\n',
  'a map on the line of its key': 'a: b: 1\n',
  'a list on the line of its key': 'a: - b\n',
  'an empty item': 'a:\n  - 1\n  -\n',
  'less indentation than it began with': 'a:\n   b: 1\n  c: 2\n',
  'more indentation than it began with': 'a: 1\n  b: 2\n',
  'a list under a finished value': 'a: 1\n- b\n',
  infinite: 'a: .inf\n',
  'infinite, by size': 'a: 1e400\n',
  'no number': 'a: .NaN\n',
  'an empty text': 'a: |\nb: 1\n',
  'a text that begins with more spaces': 'a: |\n     \n  x\n',
  'a text that ends in spaces': 'a: |\n  x\n     \n',
  'a text with less indentation than said': 'a: |4\n  x\n',
  'a header that is none': 'a: |x\n  y\n',
  'a sign that cannot begin a value': 'a: @b\n',
  'a long key': `${'k'.repeat(1100)}: 1\n`,
  'a long key in a list': `a:\n  - ${'k'.repeat(1100)}: 1\n`,
  'too deep': deep(51),
  'an escape that is cut off, and still means something': 'a: "\\u41"\n',
  'too deep by one, with nothing there': `a: ${'['.repeat(49)}{b}${']'.repeat(49)}\n`,
  'too deep by one, in lines': `${nested(49)}${' '.repeat(50)}b: 1\n`,
  'too deep, in lines': nested(60),
};

test('what it reads, as the package does', () => {
  for (const [name, text] of Object.entries(READ)) assert.ok(compareText(text), `${name} is left to the package`);
});

test('what it leaves to the package', () => {
  for (const [name, text] of Object.entries(LEFT))
    assert.equal(quickYaml(sourceOf('daemons.yaml', null, text)), null, name);
});

test('more values than a manifest may have are left to the package', () => {
  const list = (n: number): string => `a: [${'1,'.repeat(n)}]\n`;
  assert.ok(quickYaml(sourceOf('daemons.yaml', null, list(499_998))));
  assert.equal(quickYaml(sourceOf('daemons.yaml', null, list(499_999))), null);
  const maps = `a: [${'{b},'.repeat(250_000)}]\n`;
  assert.equal(quickYaml(sourceOf('daemons.yaml', null, maps)), null);
});

test('many daemons: the same tree', () => {
  let text = 'version: 1\ndaemons:\n';
  for (let i = 0; i < 300; i++)
    text += `  svc-${i}:\n    command: [/bin/sleep, "${i}"]\n    env: { A: "1", PORT: ${i} }\n    shell: |\n      echo ${i}\n\n      exit\n`;
  assert.ok(compareText(text));
});

test(`${MUTANTS} mutated manifests: what is read, is right and the same`, (t) => {
  const seed = seedOfThisRun();
  t.diagnostic(`seed ${seed} (DAEMONSYNC_SEED=${seed} runs the same again)`);
  const odd = oddFrom(seed);
  let read = 0;
  let asked = 0;
  let right = 0;
  for (let i = 0; i < MUTANTS; i++) {
    const text = mutate(odd, seeds[odd.number(seeds.length)] ?? '', seeds);
    const source = decodeSource('daemons.yaml', null, Buffer.from(text));
    if ('severity' in source) continue;
    const was = compare(source);
    if (was) read++;
    if (i % 10 > 0) continue;
    const full = readYaml(source);
    if (full.problems.length > 0 || full.tree?.kind !== 'map') continue;
    right++;
    if (was) asked++;
  }
  assert.ok(asked > right * 0.6, `only ${asked} of ${right} mutants that are right YAML`);
  console.log(`count: ${read} mutated manifests read alike by both readers`);
});

test(`${WRITTEN} texts of every style: what is read, is right and the same`, (t) => {
  const seed = seedOfThisRun();
  t.diagnostic(`seed ${seed} (DAEMONSYNC_SEED=${seed} runs the same again)`);
  const odd = oddFrom(seed);
  let read = 0;
  for (let i = 0; i < WRITTEN; i++) if (compareText(writtenByHand(odd))) read++;
  assert.ok(read > WRITTEN * 0.25, `only ${read} of ${WRITTEN}`);
  console.log(`count: ${read} texts of odd strings read alike by both readers`);
});
