// Unit files as a whole: nothing is lost in reading, and what systemd said of each file is what is said here.

import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import test from 'node:test';
import * as fc from 'fast-check';
import { bytesOf, textOf } from '../src/systemd/bytes.ts';
import { unitType } from '../src/systemd/unit-name.ts';
import { assignments, effective, mergeDropIns, readUnit, unitText, writeUnit } from '../src/systemd/unit.ts';
import { directiveVersion } from '../src/systemd/versions.ts';
import { absent, corpus, fileText, vectors } from './support/systemd-vectors.ts';

const unitFolder = join(corpus, 'units');
const files =
  absent === false
    ? readdirSync(unitFolder, { recursive: true, withFileTypes: true })
        .filter((entry) => entry.isFile())
        .map((entry) => join(entry.parentPath, entry.name))
    : [];

test(`the corpus: ${files.length} files are written back byte for byte`, { skip: absent }, () => {
  assert.ok(files.length >= 630);
  for (const file of files) {
    const bytes = readFileSync(file);
    const unit = readUnit(textOf(bytes));
    assert.ok(bytes.equals(bytesOf(writeUnit(unit))), file);
  }
});

test('any text at all is written back as it was', () => {
  const piece = fc.constantFrom(
    ...'[Service]∙[Unit]∙[X∙A=b∙C = d ∙#∙;∙\\∙\n∙\r∙\0∙\r\n∙ ∙\t∙=∙\ufeff∙é∙\udc80'.split('∙'),
  );
  fc.assert(
    fc.property(fc.array(fc.oneof(piece, fc.string({ unit: 'binary' })), { maxLength: 40 }), (pieces) => {
      const text = pieces.join('');
      const unit = readUnit(text);
      assert.equal(writeUnit(unit), text);
      const ends = unit.nodes.map(({ lastLine }) => lastLine);
      assert.deepEqual(
        ends,
        [...ends].sort((a, b) => a - b),
      );
    }),
    { numRuns: 500 },
  );
});

test('any bytes at all become text and the same bytes again', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 60 }), (bytes) => {
      assert.deepEqual([...bytesOf(textOf(bytes))], [...bytes]);
    }),
    { numRuns: 500 },
  );
});

interface ParserCase {
  readonly index: number;
  readonly ret: 'ok' | 'ENOBUFS';
  readonly setting1: string | null;
  readonly input?: string;
  readonly input_recipe_exact?: { prefix: string; repeat: number; unit: string; suffix?: string };
}

const parserCases = vectors<ParserCase>('systemd-conf-parser');

test(`systemd's parser test: ${parserCases.length} cases`, { skip: absent }, () => {
  for (const { index, ret, setting1, input, input_recipe_exact: recipe } of parserCases) {
    const text = input ?? (recipe ? recipe.prefix + recipe.unit.repeat(recipe.repeat) + (recipe.suffix ?? '') : '');
    const { nodes, problems } = readUnit(text);
    const fatal = problems.some((problem) => problem.fatal);
    assert.equal(fatal, ret !== 'ok', `case ${index}`);
    // [Section] is no section of a unit, so its values are not views' business; here the nodes must do.
    const values = nodes.flatMap((node) =>
      node.kind === 'assignment' && node.section === 'Section' ? [node.value] : [],
    );
    if (!fatal) assert.equal(values.at(-1) ?? null, setting1, `case ${index}`);
  }
});

interface FileCase {
  readonly id: string;
  readonly unit_file: string | object;
  readonly warnings?: readonly string[];
  readonly results: readonly { systemd: readonly number[]; LoadState: string; Description?: string }[];
}

/** What is syntax in systemd's complaints; the rest is about keys and values. */
const SYNTAX: readonly (readonly [theirs: RegExp, ours: RegExp])[] = [
  [/Assignment outside of section/, /outside of any section/],
  [/Missing '='/, /there is no '='/],
  [/Missing key name/, /no key before/],
  [/Invalid section header/, /not a section header/],
  [/Unknown section/, /unknown section/],
];

function heard(messages: readonly string[], side: 0 | 1): readonly string[] {
  return messages.flatMap((message) => {
    const kind = SYNTAX.findIndex((pair) => pair[side].test(message));
    const line = /(?:^|service:)(\d+)/.exec(message)?.[1];
    return kind < 0 ? [] : [`${line}: ${String(SYNTAX[kind]?.[1])}`];
  });
}

for (const name of ['oracle-files', 'oracle-values', 'oracle-execstart']) {
  const cases = vectors<FileCase>(name).filter(({ unit_file: text }) => fileText(text) !== null);
  test(`${name}: ${cases.length} files, their syntax errors and unknown keys as on 245 to 262`, {
    skip: absent,
  }, () => {
    assert.ok(cases.length > 80);
    for (const { id, unit_file: text, warnings = [], results } of cases) {
      const unit = readUnit(fileText(text) ?? '', 'service');
      // `.include` was a line of its own kind on 245, whose warnings these are.
      const theirs = heard(warnings, 0);
      if (id !== 'g-include.service') {
        assert.deepEqual(
          heard(
            unit.problems.map(({ line, message }) => `${line}: ${message}`),
            1,
          ),
          theirs,
          id,
        );
      }
      const isFatal = unit.problems.some(({ fatal }) => fatal);
      // 245 refused a unit for a bad specifier in a log's path: that is no matter of syntax.
      const refused = results.some(
        ({ LoadState, systemd }) => LoadState === 'error' && !systemd.every((v) => v === 245),
      );
      assert.equal(isFatal, refused, id);
      if (isFatal) continue;
      const unknown = unit.nodes.flatMap((node) =>
        node.kind === 'assignment' && node.section !== null && directiveVersion(node.section, node.key) === 'unknown'
          ? ['Unit', 'Service', 'Install'].includes(node.section)
            ? [`${id}:${node.lastLine}: Unknown key name '${node.key}' in section '${node.section}', ignoring.`]
            : []
          : [],
      );
      assert.deepEqual(
        unknown,
        warnings.filter((message) => message.includes('Unknown key name')),
        id,
      );
    }
  });
}

test('lines at the limit: one byte less than a MiB is read, a MiB is not, in comments too', () => {
  const fatal = (text: string): boolean => readUnit(text).problems.some((problem) => problem.fatal);
  const room = 1048575 - 'A='.length;
  assert.equal(fatal(`[Unit]\nA=${'x'.repeat(room)}\n`), false);
  assert.equal(fatal(`[Unit]\nA=${'x'.repeat(room + 1)}\n`), true);
  assert.equal(fatal(`[Unit]\nA=${'é'.repeat(room / 2)}xx\n`), true);
  assert.equal(fatal(`#${'c'.repeat(1048575)}\n[Unit]\n`), true);
  assert.equal(fatal(`[Unit]\nA=${`${'x'.repeat(600_000)} \\\n`.repeat(2)}x\n`), true);
});

test('text that is not Unicode refuses the unit, except in a comment', () => {
  const fatal = (bytes: Uint8Array): boolean => readUnit(textOf(bytes)).problems.some((problem) => problem.fatal);
  assert.equal(fatal(Buffer.from('[Unit]\nA=\xff\n', 'latin1')), true);
  assert.equal(fatal(Buffer.from('[Unit]\nA=\ufdd0\n')), true);
  assert.equal(fatal(Buffer.from('# \xff\n[Unit]\nA=1\n', 'latin1')), false);
  assert.equal(fatal(Buffer.from('[Unit]\nA=\ufffd😀\n')), false);
});

interface SeedCase {
  readonly path: string;
  readonly bytes: number;
  readonly text?: string;
  readonly base64?: string;
}
const seeds = vectors<SeedCase>('systemd-fuzz-unit-file');

test(`systemd's fuzz seeds: ${seeds.length} survive, byte for byte`, { skip: absent }, () => {
  for (const { path, bytes: size, text, base64 } of seeds) {
    const bytes = text === undefined ? Buffer.from(base64 ?? '', 'base64') : Buffer.from(text);
    assert.equal(bytes.length, size, path);
    const end = bytes.indexOf(10);
    const type = unitType(`a.${bytes.subarray(0, end).toString().trim()}`);
    const rest = bytes.subarray(end + 1);
    const unit = readUnit(textOf(rest), type ?? undefined);
    assert.ok(rest.equals(bytesOf(writeUnit(unit))), path);
    effective([unit]);
  }
});

test('later assignments and empty ones, by kind of directive', () => {
  const values = (text: string, section: string, key: string): unknown =>
    effective([readUnit(text)])
      .get(section)
      ?.get(key);
  assert.deepEqual(values('[Service]\nExecStart=a\nExecStart=\nExecStart=b', 'Service', 'ExecStart'), ['b']);
  assert.deepEqual(values('[Service]\nExecStart=a\nExecStart=', 'Service', 'ExecStart'), undefined);
  assert.deepEqual(values('[Service]\nEnvironment=A=1\n[Unit]\n[Service]\nEnvironment=B=2', 'Service', 'Environment'), [
    'A=1',
    'B=2',
  ]);
  assert.deepEqual(values('[Unit]\nAfter=a\nAfter=\nAfter=c', 'Unit', 'After'), ['a', 'c']);
  assert.deepEqual(values('[Service]\nRemainAfterExit=yes\nRemainAfterExit=', 'Service', 'RemainAfterExit'), ['yes']);
  assert.deepEqual(values('[Service]\nStandardOutput=append:/x\nStandardOutput=', 'Service', 'StandardOutput'), [
    'append:/x',
  ]);
  assert.deepEqual(
    values('[Service]\nWorkingDirectory=/tmp\nWorkingDirectory=', 'Service', 'WorkingDirectory'),
    undefined,
  );
  assert.deepEqual(values('[Unit]\nDescription=one\nDescription=two', 'Unit', 'Description'), ['two']);
  assert.deepEqual(values('[Unit]\nDescription=one\nDescription=', 'Unit', 'Description'), undefined);
  assert.deepEqual(values('[Service]\nRestart=no\nRestart=always', 'Service', 'Restart'), ['always']);
  // One empty line clears every trigger of a timer, and every condition.
  assert.deepEqual(values('[Timer]\nOnCalendar=daily\nOnBootSec=\nOnActiveSec=1', 'Timer', 'OnCalendar'), undefined);
  assert.deepEqual(values('[Timer]\nOnCalendar=daily\nUnit=\n', 'Timer', 'OnCalendar'), ['daily']);
  assert.deepEqual(
    values('[Unit]\nConditionUser=root\nAssertUser=x\nConditionHost=', 'Unit', 'ConditionUser'),
    undefined,
  );
  assert.deepEqual(values('[Unit]\nConditionUser=root\nAssertUser=x\nConditionHost=', 'Unit', 'AssertUser'), ['x']);
});

test('one byte order mark is forgiven, a second is part of a key', () => {
  const keys = (text: string): string[] => assignments(readUnit(text), 'Unit').map(({ key }) => key);
  assert.deepEqual(keys('\ufeff[Unit]\nA=1\n'), ['A']);
  assert.deepEqual(keys('[Unit]\n\ufeffA=1\n'), ['A']);
  assert.deepEqual(keys('\ufeff[Unit]\n\ufeffA=1\n'), ['\ufeffA']);
});

test('drop-ins are read by name, and of two with one name only that of the folder before', () => {
  const dropIn = (path: string, value: string) => ({ path, unit: readUnit(`[Service]\nEnvironment=${value}\n`) });
  const merged = mergeDropIns(readUnit('[Service]\nEnvironment=base'), [
    dropIn('/home/me/.config/systemd/user/a.service.d/20-x.conf', 'mine'),
    dropIn('/etc/systemd/user/a.service.d/20-x.conf', 'hidden'),
    dropIn('/etc/systemd/user/service.d/10-y.conf', 'first'),
    dropIn('/etc/systemd/user/a.service.d/30.conf.bak', 'no'),
  ]);
  assert.deepEqual(merged.get('Service')?.get('Environment'), ['base', 'first', 'mine']);
});

test('a text from scratch, and what may not get into one', () => {
  const text = unitText(
    [
      { name: 'Unit', lines: [{ key: 'Description', value: 'Back up C:\\ ' }] },
      {
        name: 'Service',
        lines: [
          { key: 'ExecStart', value: '/bin/true' },
          { key: 'X-DaemonSync-Name', value: 'a' },
        ],
      },
    ],
    ['Made by daemonsync.', ''],
  );
  assert.equal(
    text,
    '# Made by daemonsync.\n#\n\n[Unit]\nDescription=Back up C:\\ \n\n[Service]\nExecStart=/bin/true\nX-DaemonSync-Name=a\n',
  );
  assert.deepEqual(assignments(readUnit(text, 'service'), 'Unit'), [
    { key: 'Description', value: 'Back up C:\\', line: 5 },
  ]);
  const one = (key: string, value: string, name = 'Unit', comment = ''): string =>
    unitText([{ name, lines: [{ key, value }] }], [comment]);
  for (const value of [
    'a\nb',
    'a\rb',
    'a\0b',
    'a\\',
    'a\\\\\\',
    ' a',
    'a ',
    'a\t',
    'a\\\\ ',
    'a\\  ',
    '\ud800',
    '\ufffe',
    'x'.repeat(1048576),
  ]) {
    assert.throws(() => one('A', value), /cannot stand in a unit file/, JSON.stringify(value.slice(0, 20)));
  }
  for (const key of ['', 'A=B', 'A\n', '[A', '#A', 'A B', ';']) assert.throws(() => one(key, 'x'), /cannot stand/, key);
  for (const name of ['', 'A]', 'A\n[B', '[']) assert.throws(() => one('A', 'x', name), /cannot stand/, name);
  for (const comment of ['a\nb', 'a\r[Service]', '\0'])
    assert.throws(() => one('A', 'x', 'Unit', comment), /cannot stand/);
  assert.equal(one('A', 'a\\\\'), '#\n\n[Unit]\nA=a\\\\\n');
});

test('whatever the value, the text has the assignments that were given, or there is no text', () => {
  const value = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 12 }),
    fc
      .array(
        fc.constantFrom('\\', ' ', '\n', '\r', '\0', '\t', 'a', '=', '[', ']', '#', '%', '\ufeff', '\u2028', '\u0085'),
      )
      .map((all) => all.join('')),
  );
  let written = 0;
  fc.assert(
    fc.property(fc.array(value, { maxLength: 5 }), (all) => {
      const lines = all.map((one, index) => ({ key: `K${index}`, value: one }));
      let text: string;
      try {
        text = unitText([{ name: 'Service', lines }], []);
      } catch {
        return;
      }
      written += 1;
      const unit = readUnit(text, 'service');
      assert.deepEqual(unit.problems, []);
      const expected = lines.map(({ key, value: one }) => ({ key, value: one.replace(/\\ $/, '\\') }));
      assert.deepEqual(
        assignments(unit, 'Service').map(({ key, value: one }) => ({ key, value: one })),
        expected,
      );
    }),
    { numRuns: 1500 },
  );
  assert.ok(written > 100, `only ${written} were written`);
});
