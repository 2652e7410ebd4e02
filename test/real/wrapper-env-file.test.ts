// Environment files read by a wrapper, in every shell that is here: as systemd's own cases, what real systemds did with
// the oracle's files, our own parser and a live systemd have it.
import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import fc from 'fast-check';
import { parseEnvFile } from '../../src/env-file.ts';
import type { EnvFile } from '../../src/model.ts';
import { shells } from '../support/shells.ts';
import { absent, vectors } from '../support/systemd-vectors.ts';
import { type Bench, bench, recording, seen } from '../support/wrapper-run.ts';
import { DUMP, readDump } from './support/dump.ts';
import { described, requireReal, throwawayHome } from './support/manager.ts';

const required = (path: string): EnvFile => ({ path, optional: false });
const optional = (path: string): EnvFile => ({ path, optional: true });

/** The same answer from every shell. */
function read(
  b: Bench,
  files: readonly EnvFile[],
  env: Readonly<Record<string, string>> = {},
  given: readonly string[] = [],
) {
  const answers = shells.map((shell) => {
    const started = b.start(shell, { envFiles: files }, recording(b), { env });
    assert.equal(started.stderr, '', shell.name);
    return [shell.name, seen(started, given)] as const;
  });
  const [, first] = answers[0] ?? assert.fail('not one shell is here');
  for (const [name, answer] of answers) assert.deepEqual(answer, first, name);
  return first;
}

const cases = vectors<{ input: string; entries?: string[] }>('systemd-env-file').filter(({ entries }) => entries);

test(`systemd's own test: ${cases.length} cases`, { skip: absent }, (t) => {
  const b = bench(t);
  for (const { input, entries } of cases) {
    const got = read(b, [required(b.file('a.env', input))]);
    assert.deepEqual(
      Object.entries(got)
        .map(([name, value]) => `${name}=${value}`)
        .sort(),
      [...(entries ?? [])].sort(),
      input,
    );
  }
});

const seeds = vectors<{ text: string }>('systemd-fuzz-env-file');

test(`systemd's fuzz seeds: ${seeds.length}`, { skip: absent }, (t) => {
  const b = bench(t);
  for (const { text } of seeds) {
    const expected = { VARIABLE: 'value', OPTION: '--option=1234', NUMBER: '1', EMPTY: '', PATH: '/var/lib/xxx' };
    assert.deepEqual(read(b, [required(b.file('a.env', text))], {}, ['PATH']), expected);
  }
});

interface Oracle {
  readonly id: string;
  readonly unit_file: string;
  readonly results: readonly {
    systemd: readonly number[];
    env?: Record<string, string>;
    after?: { Result?: string };
  }[];
}
const WHOLE = `A=1\nexport B=2\nC=a b c   \nD="a b"\nE='a b'\nF=$HOME\nG="$HOME \\$x"\nH=a\\ b\n  I  =  sp\nJ="multi\nline"\nK=
L=a#b\nM=a #b\nN=\\x41\\n\nO='x\\ny'\nP=%h\nQ="a"b'c'\nR=first\nR=last\n`;
/** Not the ones about how a unit spells the path, nor the one that is no UTF-8: apply refuses that. */
const about = /^f-(?:plain|space|missing|missopt|two|over|bom|crlf|dir)\./;
const oracle = vectors<Oracle>('oracle-values').filter(({ id }) => about.test(id));

test(`what systemd 247 to 262 did: ${oracle.length} units`, { skip: absent }, (t) => {
  assert.equal(oracle.length, 9);
  const b = bench(t);
  const files = { 'e.env': WHOLE, 'dir with space/e f.env': WHOLE, 'z1.env': 'ZZ=9\n', 'z2.env': 'ZZ=8 \n' };
  for (const [name, text] of Object.entries({ ...files, 'bom.env': '\ufeffA=bom\n', 'crlf.env': 'A=1\r\nB=2\r\n' }))
    b.file(name, text);
  mkdirSync(join(b.folder, 'plain'));
  for (const { id, unit_file: unit, results } of oracle) {
    const paths = [...unit.matchAll(/^EnvironmentFile=(-?)(.*)$/gm)];
    const envFiles = paths.map(([, dash, path = '']) => ({
      optional: dash === '-',
      path: path.replace(/^(?:%h|\/home\/alice)/, b.folder),
    }));
    const env = Object.fromEntries(
      [...unit.matchAll(/^Environment=(\w+)=(.*)$/gm)].map(([, name = '', value = '']) => [name, value]),
    );
    const result = results.find(({ systemd }) => systemd.includes(247)) ?? assert.fail(id);
    if (result.env) assert.deepEqual(read(b, envFiles, env), result.env, id);
    else for (const shell of shells) assert.equal(b.start(shell, { envFiles }, recording(b)).code, 78, id);
  }
});

test('a line that begins with "=" has no name, and its quotes mean nothing', (t) => {
  const b = bench(t);
  assert.deepEqual(read(b, [required(b.file('a.env', '="\n=a\\\nB=1\n=x"=y\n=z="\n'))]), { B: '1' });
});

test('a carriage return ends a line, and an escaped one is gone', (t) => {
  const b = bench(t);
  const path = b.file('a.env', 'C=3\r D=4\\\rE=5 \n"F"=6\n');
  assert.deepEqual(read(b, [required(path)]), { C: '3', D: '4E=5' });
});

test('names that a shell keeps for itself reach the program, the last one too', (t) => {
  const b = bench(t);
  const names =
    'UID EUID PPID _ IFS OPTIND LINENO SHLVL PWD OLDPWD PS4 RANDOM SECONDS GROUPS BASH_VERSION BASH_ENV ENV HOME'.split(
      ' ',
    );
  const more = 'USERNAME TMOUT FUNCNEST SHELLOPTS LC_ALL CDPATH ds_rest ds_odd ds_state POSIXLY_CORRECT COLUMNS'.split(
    ' ',
  );
  const expected = Object.fromEntries([...names, ...more].map((name) => [name, `${name} 'of' "file"`]));
  const first = b.file('first.env', [...names, ...more].map((name) => `${name}=no\n`).join(''));
  const last = b.file(
    'last.env',
    Object.entries(expected)
      .map(([name, value]) => `${name}="${value.replaceAll('"', '\\"')}"\n`)
      .join(''),
  );
  for (const shell of shells) {
    const env = { HOME: '/nowhere', A: 'kept' };
    const started = b.start(
      shell,
      { env: { UID: 'manifest', ds_name: 'too' }, envFiles: [required(first), required(last)] },
      recording(b, 'x y'),
      { env },
    );
    // bash and zsh remark on a locale of that name; bash does so once for each assignment.
    assert.doesNotMatch(started.stderr.replaceAll(/.*(?:setlocale|locale).*\n/g, ''), /./, shell.name);
    assert.deepEqual(seen(started, names), { ...expected, A: 'kept', ds_name: 'too' }, shell.name);
    assert.deepEqual(started.dump?.args, ['x y']);
  }
});

test('a script of the person: sees what a shell can carry, hears of what it cannot, keeps its arguments and stdin', (t) => {
  const b = bench(t);
  const path = b.file('a.env', 'UID=1\nIFS=,\nA="b  c"\nPATH_LIKE=x:y\n');
  const run = { kind: 'shell', text: 'read -r line\nexec @DUMP@ "$@" "$line" $A\n' } as const;
  for (const shell of shells) {
    const started = b.start(shell, { run, envFiles: [required(path)] }, null, {
      args: ['1', '2 3'],
      input: 'typed in\n',
    });
    assert.deepEqual(started.dump?.args, ['1', '2 3', 'typed in', 'b', 'c']);
    assert.deepEqual(seen(started, []), { A: 'b  c', PATH_LIKE: 'x:y' });
    const say = (name: string): string =>
      `daemonsync: my-tool: ${name} in an env_file is the shell's own: the script does not see it\n`;
    assert.equal(started.stderr, say('UID') + say('IFS'));
  }
});

test('a file that cannot be read: 78 and one line; an optional one is gone without', (t) => {
  const b = bench(t);
  const missing = join(b.folder, "not 'here'.env");
  const folder = join(b.folder, 'folder');
  mkdirSync(folder);
  for (const shell of shells) {
    const start = (file: EnvFile) => b.start(shell, { envFiles: [file] }, recording(b));
    for (const [path, message] of [
      [missing, /is not there; make it, or give it "optional: true"/],
      [folder, /cannot be read; env_file must name a file/],
    ] as const) {
      const { code, stderr, dump } = start(required(path));
      assert.equal(code, 78);
      assert.match(stderr, message);
      assert.match(stderr, /^daemonsync: my-tool: \/[^\n]+\n$/);
      assert.equal(dump, null);
    }
    assert.deepEqual([start(optional(missing)).code, start(optional(missing)).stderr], [0, '']);
    assert.match(start(optional(folder)).stderr, /^daemonsync: .*: going on without it, as it is optional\n$/);
    assert.equal(start(required('/dev/null')).code, 0);
  }
});

// ── Random files ────────────────────────────────────────────────────────────────────────────────────

const key = fc.constantFrom(
  'A',
  'B',
  'C1 ',
  '_x',
  '\tD',
  'UID',
  'SHLVL',
  'TERM',
  'export E',
  '1X',
  'é',
  'A-B',
  '#F',
  ';G',
  '',
);
const lineEnd = fc.oneof(
  { weight: 3, arbitrary: fc.constant('\n') },
  fc.constantFrom('\n\n', '\r\n', '\r', '\\\n', '\\\r\n', '\\', ''),
);
const piece = fc.oneof(
  fc.constantFrom('"', "'", '\n'),
  {
    weight: 3,
    arbitrary: fc.constantFrom(' ', '\t', '#', ';', '=', '\\\n', '\\"', "\\'", '\\\\', '\\$', '\\ ', '\\n', '\\`'),
  },
  {
    weight: 3,
    arbitrary: fc.constantFrom('x', 'some words', '"in quotes"', "'single'", '$HOME', '$(false)', '`false`', '*', '~'),
  },
  {
    weight: 2,
    arbitrary: fc.constantFrom('é', 'Á', '\u0081\u0088', '\u{1F600}', '\u0001', '\u007f', '%h', '[a]', ']', '!'),
  },
);
const value = fc.array(piece, { maxLength: 8, size: 'max' }).map((parts) => parts.join(''));
const statement = fc
  .tuple(key, fc.constantFrom('=', '=', '=', ' = ', ''), value, lineEnd)
  .map((parts) => parts.join(''));

/** systemd before 254 goes on with a comment after a backslash; a line beginning with "=" has a test of its own. */
const file = fc
  .array(statement, { maxLength: 12, size: 'max' })
  .map((parts) => parts.join(''))
  .filter((text) => !/[#;][^\n\r]*\\(?:[\n\r]|$)|(?:^|[\n\r])[ \t]*=/.test(text));
const parsed = (text: string): Record<string, string> =>
  Object.fromEntries(parseEnvFile(text).entries.map((entry) => [entry.name, entry.value]));

test('random files: every shell reads what our own parser reads', (t) => {
  const b = bench(t);
  let variables = 0;
  for (const [i, text] of fc.sample(file, 120).entries()) {
    const expected = parsed(text);
    const locale = i % 2 === 0 ? {} : { LC_ALL: 'C.UTF-8' };
    const got = read(b, [required(b.file('a.env', text))], locale, Object.keys(expected));
    assert.deepEqual(got, { ...locale, ...expected }, JSON.stringify(text));
    variables += Object.keys(expected).length;
  }
  t.diagnostic(`${variables} variables`);
  assert.ok(variables > 80);
});

test('random files: a live systemd reads what the wrapper reads', async (t) => {
  const real = requireReal(t);
  if (real === null) return;
  const b = bench(t);
  const home = throwawayHome(t);
  const texts = fc.sample(file, 60);
  const folder = join(home, '.config/systemd/user');
  mkdirSync(folder, { recursive: true });
  for (const [i, text] of texts.entries()) {
    writeFileSync(join(home, `${i}.env`), text);
    const service = `[Service]\nType=oneshot\nEnvironmentFile=%h/${i}.env\nExecStart=${DUMP} %h/${i}.out\n`;
    writeFileSync(join(folder, `u${i}.service`), service);
  }
  writeFileSync(join(folder, 'none.service'), `[Service]\nType=oneshot\nExecStart=${DUMP} %h/none.out\n`);
  const ended = await real.run(
    'systemctl --user start none "$@"',
    texts.map((_, i) => `u${i}`),
    { home },
  );
  assert.equal(ended.code, 0, described(ended));
  const always = new Set(readDump(join(home, 'none.out')).env.keys());
  for (const [i, text] of texts.entries()) {
    const expected = parsed(text);
    const given = [...readDump(join(home, `${i}.out`)).env].filter(([name]) => !always.has(name) || name in expected);
    assert.deepEqual(
      Object.fromEntries(given),
      read(b, [required(b.file('a.env', text))], {}, Object.keys(expected)),
      JSON.stringify(text),
    );
  }
});

test('a thousand lines are read in no time', (t) => {
  const b = bench(t);
  const path = b.file(
    'a.env',
    Array.from({ length: 1000 }, (_, i) => `SETTING_${i % 50}="value \\"${i}\\" of it" # and more\n`).join(''),
  );
  for (const shell of shells) {
    const began = performance.now();
    const started = b.start(shell, { envFiles: [required(path)] }, recording(b));
    const took = performance.now() - began;
    assert.equal(seen(started)['SETTING_49'], 'value "999" of it# and more', shell.name);
    t.diagnostic(`${shell.name}: ${took.toFixed(0)} ms`);
    assert.ok(took < 2000, `${shell.name}: ${took} ms`);
  }
});
