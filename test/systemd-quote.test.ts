// What is encoded for a unit file is what comes out of it again: for every kind of directive, whatever the value.

import assert from 'node:assert/strict';
import test from 'node:test';
import * as fc from 'fast-check';
import { readEnvironment } from '../src/systemd/environment.ts';
import { literalOf, readEnvironmentFile, readOutput, readPath, readWorkingDirectory } from '../src/systemd/paths.ts';
import {
  commandLine,
  environmentAssignment,
  environmentFilePath,
  executableFits,
  list,
  longestWord,
  type PathDirective,
  plainPath,
  plainPathFits,
  rawValue,
  rawValueProblem,
  text,
  timeSpan,
} from '../src/systemd/quote.ts';
import { readTimeSpan } from '../src/systemd/timespan.ts';
import { assignments, readUnit, unitText } from '../src/systemd/unit.ts';
import { nasty } from './support/nasty-text.ts';
import { expander, load } from './support/systemd-alice.ts';
import { absent, vectors } from './support/systemd-vectors.ts';

const VERSIONS = [245, 247, 249, 252, 254, 255, 257, 262];

function service(lines: readonly (readonly [key: string, value: string])[]): string {
  return unitText([{ name: 'Service', lines: lines.map(([key, value]) => ({ key, value })) }], []);
}

/** The value as it comes out of a file that has it. */
function throughFile(key: string, value: string): string {
  const unit = readUnit(
    service([
      [key, value],
      ['Type', 'exec'],
    ]),
    'service',
  );
  assert.deepEqual(unit.problems, []);
  const [first, second, ...more] = assignments(unit, 'Service');
  assert.deepEqual([second?.key, second?.value, more], ['Type', 'exec', []]);
  return first?.value ?? '';
}

interface RoundTrip {
  readonly id: string;
  readonly argv_tail: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  readonly unit_file: string;
}
const trips = vectors<RoundTrip>('roundtrip-encoder');

test(`the recorded round trips: ${trips.length} units, read as recorded and as encoded here`, { skip: absent }, () => {
  assert.ok(trips.length > 50);
  for (const { id, argv_tail: tail, env, unit_file: recorded } of trips) {
    const ours = service([
      ...Object.entries(env).map(([name, value]) => ['Environment', environmentAssignment(name, value)] as const),
      ['ExecStart', commandLine(['/lab/bin/dump', ...tail])],
    ]);
    for (const unit of [recorded, ours]) {
      for (const version of VERSIONS) {
        // A longer word than 249 could take is not among them.
        const got = load(unit, id, version);
        assert.equal(got.state, 'loaded', `${id} on ${version}`);
        assert.deepEqual(got.argv, [['/lab/bin/dump', ...tail]], `${id} on ${version}`);
        assert.deepEqual(got.env, env, `${id} on ${version}`);
      }
    }
  }
});

test('written as a person would write it', () => {
  const line = (...words: string[]): string => commandLine(['/usr/bin/x', ...words]).slice('/usr/bin/x '.length);
  assert.equal(line('serve', '--port=80', '/a/b.c', 'k:v@w,x+y'), 'serve --port=80 /a/b.c k:v@w,x+y');
  assert.equal(line('100%', '+%Y', '$HOME', 'a$'), '100%% +%%Y $$HOME a$$');
  assert.equal(line('*.txt', '~', '{a}', '&&', '|', '>', '(x)', '!', '?'), '*.txt ~ {a} && | > (x) ! ?');
  assert.equal(line('', 'a b', ';', 'a;b', '#c', 'd#'), '"" "a b" ";" "a;b" "#c" d#');
  assert.equal(line('{"a": 1}', "it's", `'"`), `'{"a": 1}' "it's" "'\\""`);
  assert.equal(line('C:\\x', 'a\nb', 'a\tb', '\u001b'), '"C:\\\\x" "a\\nb" "a\\tb" "\\x1b"');
  assert.equal(line('é', '日本', '😀', '👩‍👩‍👧'), 'é 日本 😀 👩‍👩‍👧');
  assert.equal(
    line('\u00a0', '\u2028', '\ufeff', '\u0085', '\u202e'),
    '"\\u00a0" "\\u2028" "\\ufeff" "\\u0085" "\\u202e"',
  );
  assert.equal(commandLine(['/opt/my app/$x', '$x']), '"/opt/my app/$x" $$x');
  assert.equal(commandLine(['/opt/${x} $$', 'a']), '@"/opt/${x} $$" "/opt/$${x} $$$$" a');
  assert.equal(environmentAssignment('A', 'b'), 'A=b');
  assert.equal(environmentAssignment('A', ''), 'A=');
  assert.equal(environmentAssignment('A', '$HOME/%h'), 'A=$HOME/%%h');
  assert.equal(environmentAssignment('A', 'b c'), '"A=b c"');
  assert.equal(environmentAssignment('A', '{"b": 1}'), `'A={"b": 1}'`);
  assert.equal(plainPath('/home/me/my files/100%'), '/home/me/my files/100%%');
  assert.equal(environmentFilePath('/home/me/a b.env'), '/home/me/a b.env');
  assert.equal(environmentFilePath('/home/me/br[1].env'), '/home/me/br\\[1].env');
  assert.equal(text('50% of C:\\'), '50%% of C:\\ ');
  assert.equal(list(['a.service', 'b@c.timer']), 'a.service b@c.timer');
});

test('time spans: exact, and in the units a person would choose', () => {
  const table: Readonly<Record<string, number>> = {
    0: 0,
    '1ms': 1,
    '250us': 0.25,
    '500ms': 500,
    '1s 500ms': 1500,
    10: 10_000,
    59: 59_000,
    '1min': 60_000,
    '1min 30s': 90_000,
    '1h': 3_600_000,
    '1h 30min': 5_400_000,
    '1d': 86_400_000,
  };
  for (const [span, ms] of Object.entries(table)) assert.equal(timeSpan(ms), span);
  for (const wrong of [-1, Number.NaN, Number.POSITIVE_INFINITY])
    assert.throws(() => timeSpan(wrong), /not a time span/);
  fc.assert(
    fc.property(fc.oneof(fc.nat(), fc.nat(100_000), fc.integer({ min: 0, max: 1e11 })), (ms) => {
      assert.equal(readTimeSpan(timeSpan(ms)), ms * 1000);
    }),
  );
});

test('command lines: any words, on every release', () => {
  fc.assert(
    fc.property(fc.array(nasty, { maxLength: 6 }), (words) => {
      const unit = service([['ExecStart', commandLine(['/bin/x', ...words])]]);
      for (const version of VERSIONS) {
        const got = load(unit, 'a@b.service', version);
        assert.deepEqual([got.state, got.argv], ['loaded', [['/bin/x', ...words]]], unit);
      }
    }),
    { numRuns: 1500 },
  );
});

test('executables: any that fit, on every release, and none that do not', () => {
  let fitting = 0;
  const name = nasty.map((value) => value.replace(/[*?["'\\]/g, ''));
  fc.assert(
    fc.property(fc.oneof(nasty, name), (value) => {
      const path = `/opt/${value}`;
      if (!executableFits(path)) {
        assert.throws(() => commandLine([path]), /no unit file can carry/);
        return;
      }
      fitting += 1;
      const unit = service([['ExecStart', commandLine([path, '$x'])]]);
      for (const version of VERSIONS) {
        const got = load(unit, 'a.service', version);
        assert.deepEqual([got.state, got.argv], ['loaded', [[path, '$x']]], unit);
      }
    }),
    { numRuns: 1500 },
  );
  assert.ok(fitting > 200, `only ${fitting} fitted`);
  for (const path of [
    'x',
    './x',
    '',
    '/x/',
    '/x/.',
    '/x/..',
    '/x ',
    '/x\n',
    '/x"',
    "/x'",
    '/x\\',
    '/x*',
    '/x?',
    '/x[',
    '/\u007f',
  ]) {
    assert.equal(executableFits(path), false, path);
  }
  for (const path of ['/x', '/x y', '/x]', '/$x', '/100%', '/é', '/a/../b', '/x~', '/-x', '/@', '/a#;b']) {
    assert.equal(executableFits(path), true, path);
  }
  assert.equal(executableFits(`/${'x'.repeat(256)}`), false);
  assert.throws(() => commandLine([]), /no unit file can carry/);
});

test('environment: any values', () => {
  fc.assert(
    fc.property(fc.array(nasty, { maxLength: 6 }), (values) => {
      const env = Object.fromEntries(values.map((value, index) => [`E${index}`, value]));
      const lines = Object.entries(env).map(
        ([key, value]) => ['Environment', environmentAssignment(key, value)] as const,
      );
      const got = load(service([...lines, ['ExecStart', '/bin/x']]), 'a.service', 257);
      assert.deepEqual(got.env, env);
      // Several on one line mean the same.
      const joined = readEnvironment(lines.map(([, value]) => value).join(' '), expander('a.service', 257));
      assert.deepEqual(
        joined.assignments,
        Object.entries(env).map(([key, value]) => ({ name: key, value })),
      );
    }),
    { numRuns: 1500 },
  );
  for (const name of ['', 'A-B', '1A', 'A B', 'é', 'A=']) assert.throws(() => environmentAssignment(name, 'x'));
});

test('values that no file can hold are refused by the encoders, not mangled', () => {
  for (const value of ['a\0b', '\ud800', '\udfff', '\ufffe', '\u{1fffe}', '\ufdd0']) {
    assert.throws(() => commandLine(['/x', value]), /no word can hold this/);
    assert.throws(() => environmentAssignment('A', value), /no word can hold this/);
    assert.throws(() => text(value), /not one line/);
    assert.throws(() => plainPath(`/${value}`), /not one line/);
  }
  for (const value of ['a\nb', 'a\rb']) {
    assert.throws(() => text(value), /not one line/);
    assert.throws(() => plainPath(`/${value}`), /not one line/);
    assert.throws(() => environmentFilePath(`/${value}`), /not one line/);
  }
  assert.throws(() => plainPath('relative'), /not an absolute path/);
  for (const name of ['', 'a b', 'a\n', '"a"', 'ä.service']) assert.throws(() => list([name]), /not a unit name/);
});

const path = nasty.map((value) => `/${value.replace(/[\n\r]/g, ' ').replace(/\.\./g, '. .')}`);
/** What the file system makes of a path's spelling. */
const tidy = (value: string): string =>
  `/${value
    .split('/')
    .filter((part) => part !== '' && part !== '.')
    .join('/')}`;

test('plain paths: any that fit their directive', () => {
  const readers: Readonly<Record<Exclude<PathDirective, 'EnvironmentFile'>, (value: string) => unknown>> = {
    WorkingDirectory: (value) => readWorkingDirectory(value, expander('a.service', 252))?.path,
    StandardOutput: (value) => {
      const output = readOutput(value, expander('a.service', 252));
      return output?.kind === 'append' ? output.path : null;
    },
    StandardError: (value) => {
      const output = readOutput(value, expander('a.service', 262));
      return output?.kind === 'append' ? output.path : null;
    },
    PathChanged: (value) => readPath(value, expander('a.path', 257)),
    PathModified: (value) => readPath(value, expander('a.path', 257)),
    PathExists: (value) => readPath(value, expander('a.path', 257)),
    DirectoryNotEmpty: (value) => readPath(value, expander('a.path', 257)),
    // Not tidied: here every character counts.
    ListenStream: (value) => expander('a.socket', 257)(value),
  };
  let fitting = 0;
  fc.assert(
    fc.property(path, fc.constantFrom(...(Object.keys(readers) as (keyof typeof readers)[])), (value, directive) => {
      if (!plainPathFits(value, directive)) return;
      fitting += 1;
      const before = directive.startsWith('Standard') ? 'append:' : '';
      const got = readers[directive](throughFile(directive, before + plainPath(value)));
      assert.equal(got, directive === 'ListenStream' ? value : tidy(value), `${directive} ${JSON.stringify(value)}`);
    }),
    { numRuns: 2000 },
  );
  assert.ok(fitting > 800, `only ${fitting} fitted`);
});

test('paths of environment files: any, and only that one', () => {
  fc.assert(
    fc.property(path, (value) => {
      if (!plainPathFits(value, 'EnvironmentFile')) return;
      const read = readEnvironmentFile(
        throughFile('EnvironmentFile', `-${environmentFilePath(value)}`),
        expander('a.service', 257),
      );
      assert.ok(read?.optional);
      assert.equal(literalOf(read.pattern), tidy(value), JSON.stringify(value));
      // From 255 on the pattern passes through a line whose end is stripped: nothing may be lost there.
      assert.doesNotMatch(read.pattern, /[ \t]$/);
    }),
    { numRuns: 1500 },
  );
  assert.equal(literalOf('/a*'), null);
  assert.equal(literalOf('/a[bc]'), null);
  assert.equal(literalOf('/a\\*[ ]'), '/a* ');
});

test('what fits which directive', () => {
  const fits = (value: string): string =>
    (['WorkingDirectory', 'StandardOutput', 'EnvironmentFile', 'PathChanged', 'ListenStream'] as const)
      .map((directive) => (plainPathFits(value, directive) ? 'y' : 'n'))
      .join('');
  assert.equal(fits('/a b'), 'yyyyy');
  assert.equal(fits('/a\\'), 'yyyyy');
  assert.equal(fits('/a '), 'nnyyn');
  assert.equal(fits('/a\t'), 'nnyyn');
  assert.equal(fits('/a/../b'), 'nnnny');
  assert.equal(fits('/a\nb'), 'nnnnn');
  assert.equal(fits('a'), 'nnnnn');
  assert.equal(fits(`/${'a'.repeat(107)}`), 'yyyyn');
  assert.equal(fits(`/${'a'.repeat(106)}`), 'yyyyy');
  assert.equal(fits(`/${'a'.repeat(256)}`), 'nnnnn');
  assert.equal(fits('/a/'.repeat(1400)), 'nnnnn');
});

test('descriptions: any one line, less the blanks at its ends', () => {
  fc.assert(
    fc.property(nasty, (value) => {
      const line = value.replace(/[\n\r]/g, ' ');
      const shown = expander('a.service', 257)(throughFile('Description', text(line)));
      assert.equal(shown, line.replace(/^[ \t]+|[ \t]+$/g, ''));
    }),
    { numRuns: 1000 },
  );
});

test('raw values: verbatim, or a reason why not', () => {
  assert.equal(rawValueProblem('%h $MAINPID "a" \\x'), null);
  assert.match(rawValueProblem('a\nExecStart=/x') ?? '', /line break/);
  assert.match(rawValueProblem('a\rb') ?? '', /line break/);
  assert.match(rawValueProblem('a\0b') ?? '', /NUL/);
  assert.match(rawValueProblem('a\\') ?? '', /swallow/);
  assert.match(rawValueProblem('a\\ ') ?? '', /swallow/);
  assert.equal(rawValueProblem('a\\\\'), null);
  assert.match(rawValueProblem('\ufffe') ?? '', /not a Unicode character/);
  assert.equal(rawValue(' a b\t'), 'a b');
  assert.throws(() => rawValue('a\\'), /swallow/);
  fc.assert(
    fc.property(nasty, (value) => {
      if (rawValueProblem(value) !== null) return;
      assert.equal(throughFile('X-Raw', rawValue(value)), rawValue(value));
    }),
  );
});

test('very long words go through, and can be measured beforehand', () => {
  const long = 'é$% "'.repeat(20_000);
  assert.equal(longestWord(['/x', long]), 120_000);
  const unit = service([
    ['ExecStart', commandLine(['/x', long])],
    ['Environment', environmentAssignment('A', long)],
  ]);
  const got = load(unit, 'a.service', 257);
  assert.deepEqual([got.argv, got.env], [[['/x', long]], { A: long }]);
  assert.equal(load(unit, 'a.service', 249).state, 'bad-setting');
});
