// The built program, spawned: what it prints where, what it answers with, and what it leaves alone.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  chmodSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { before, test } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { COMMANDS, SHOWN } from '../src/commands/table.ts';
import { EXIT } from '../src/exit-codes.ts';
import { width } from '../src/report/text.ts';
import { builtIn, daemonsync, environment, program, root, run, scratch } from './support/built.ts';

const SECRET = 'hunter2-hunter2';
const GOOD = `version: 1
daemons:
  my-tool:
    command: [/bin/sleep, "100"]
  web:
    command: [/bin/cat]
    env: { PORT: 8080 }
`;
const WITH_SECRET = `${GOOD}    # secrets\n  keeper:\n    command: [/bin/cat]\n    env: { API_TOKEN: ${SECRET} }\n`;
const WRONG = 'version: 1\ndaemons:\n  web:\n    workdir: /srv\n    command: [/bin/cat]\n';

let folder = '';
let file = '';
before(() => {
  builtIn();
  folder = scratch();
  file = join(folder, 'daemons.yaml');
  writeFileSync(file, GOOD);
});

function manifest(text: string): string {
  const path = join(scratch(), 'daemons.yaml');
  writeFileSync(path, text);
  return path;
}

const schemas = new Ajv2020({ strict: true, allErrors: true, allowUnionTypes: true });
schemas.addSchema(JSON.parse(readFileSync(join(root, 'schema/output.schema.json'), 'utf8')));

function document(command: 'validate' | 'render' | 'version', stdout: string) {
  const parsed = JSON.parse(stdout);
  const check = schemas.getSchema(`output.schema.json#/$defs/${command}`);
  assert.ok(check);
  assert.ok(check(parsed), JSON.stringify(check.errors));
  return parsed;
}

// ── help, version, wrong words ──────────────────────────────────────────────────────────────────────

test('version: the fast path does not need the bundle at all', () => {
  const alone = join(scratch(), 'daemonsync.cjs');
  writeFileSync(alone, readFileSync(program()));
  const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  for (const word of ['version', '--version']) {
    assert.deepEqual(run([process.execPath, alone, word]), {
      code: 0,
      signal: null,
      stdout: `daemonsync ${version}\n`,
      stderr: '',
    });
  }
  assert.equal(daemonsync(['render', '--version']).stdout, `daemonsync ${version}\n`);
  assert.equal(document('version', daemonsync(['version', '--json']).stdout).daemonsync, version);
});

test('help: names all there is, fits, and comes in three spellings', () => {
  const { code, stdout, stderr } = daemonsync(['help']);
  assert.deepEqual([code, stderr], [0, '']);
  for (const command of SHOWN)
    assert.match(stdout, new RegExp(`^  ${command.name}\\b.*${command.summary.slice(0, 10)}`, 'm'));
  for (const command of COMMANDS.filter((one) => one.hidden)) assert.ok(!stdout.includes(command.name));
  assert.ok(stdout.split('\n').length <= 60, `${stdout.split('\n').length} lines`);
  for (const line of stdout.split('\n')) assert.ok(width(line) <= 80, line);
  assert.equal(daemonsync(['--help']).stdout, stdout);
  assert.equal(daemonsync(['-h']).stdout, stdout);
});

test('help of each command: the same in two spellings, with every exit code it may have', () => {
  for (const command of SHOWN) {
    const { code, stdout } = daemonsync(['help', command.name]);
    assert.equal(code, 0);
    assert.equal(daemonsync([command.name, '--help']).stdout, stdout);
    for (const name of command.exits) assert.match(stdout, new RegExp(`^ +${EXIT[name].code}  `, 'm'));
    for (const name of command.options) assert.match(stdout, new RegExp(`--${name}\\b`));
    for (const line of stdout.split('\n')) assert.ok(width(line) <= 90, line);
  }
});

test('help: a letter stands at one option only, and options say what they mean with that command', () => {
  for (const command of SHOWN) {
    const letters = [...daemonsync(['help', command.name]).stdout.matchAll(/^  (-\w), --/gm)].map(
      ([, letter]) => letter,
    );
    assert.deepEqual(letters, [...new Set(letters)], command.name);
  }
  const logs = daemonsync(['help', 'logs']).stdout;
  assert.match(logs, /^  -f, --follow /m);
  assert.match(logs, /^      --file PATH /m);
  const diff = daemonsync(['help', 'diff']).stdout;
  assert.match(diff, /^      --out DIR +compare with what lies below DIR/m);
  assert.match(diff, /^      --no-sudo +what `apply --no-sudo` would do$/m);
  assert.match(daemonsync(['help', 'render']).stdout, /--out DIR +write the files below DIR/);
  assert.match(daemonsync(['help', 'status']).stdout, /--watch +again every 2 seconds/);
});

test('every example in the help is understood', () => {
  const words = (line: string) =>
    line
      .replace(/^source <\(([^)]*)\).*/, '$1')
      .replace(/ +#.*| [|<>].*/g, '')
      .split(' ')
      .slice(1);
  for (const command of SHOWN) {
    assert.ok(command.examples.length > 0, command.name);
    for (const example of command.examples) {
      // On an empty manifest folder: whatever it answers, the words were right.
      const { code, stderr } = daemonsync(
        words(example).map((word) => word.replace('/tmp/units', join(folder, 'units'))),
        { cwd: folder, input: GOOD },
      );
      assert.notEqual(code, 70, stderr);
      assert.ok(code !== 64 || stderr.startsWith('daemonsync: there is no daemon'), `${example}: ${stderr}`);
    }
  }
});

test('no words: the help, on standard error, 64', () => {
  const { code, stdout, stderr } = daemonsync([]);
  assert.deepEqual([code, stdout], [64, '']);
  assert.equal(stderr, daemonsync(['help']).stdout);
});

test('wrong words: one line, where to look, 64, nothing on standard output', () => {
  assert.deepEqual(daemonsync(['rendr']), {
    code: 64,
    signal: null,
    stdout: '',
    stderr: 'daemonsync: there is no command `rendr`; did you mean `render`?\nsee `daemonsync --help`\n',
  });
  const { code, stderr } = daemonsync(['render', '--strict']);
  assert.equal(code, 64);
  assert.equal(
    stderr,
    'daemonsync: `--strict` means nothing for `render`; it works with doctor, validate\nsee `daemonsync render --help`\n',
  );
  assert.doesNotMatch(daemonsync(['\u001b[31mx']).stderr, /\u001b/);
});

test('a reader that goes away is no error', () => {
  const ran = run(['bash', '-c', 'set -o pipefail; "$0" "$1" help | head -1; echo "$?"', process.execPath, program()]);
  assert.match(ran.stdout, /^One file says.*\n0\n$/);
  assert.equal(ran.stderr, '');
  const closed = run(['bash', '-c', '"$0" "$1" help >&-; echo $?', process.execPath, program()]);
  assert.equal(closed.stdout, '0\n');
  // More than a pipe holds, to a reader that does not read.
  const large = manifest(
    `version: 1\ndaemons:\n${Array.from({ length: 300 }, (_, i) => `  d${i}: { command: [/bin/cat, "${'x'.repeat(500)}"] }\n`).join('')}`,
  );
  const cut = run([
    'bash',
    '-c',
    'set -o pipefail; "$0" "$1" render -f "$2" | head -1; echo "$?"',
    process.execPath,
    program(),
    large,
  ]);
  assert.match(cut.stdout, /\n0\n$/);
  assert.equal(cut.stderr, '');
});

test('a slow reader gets everything', () => {
  const large = manifest(
    `version: 1\ndaemons:\n${Array.from({ length: 300 }, (_, i) => `  d${i}: { command: [/bin/cat, "${'x'.repeat(500)}"] }\n`).join('')}`,
  );
  const direct = daemonsync(['render', '-f', large]).stdout;
  const slow = run([
    'bash',
    '-c',
    '"$0" "$1" render -f "$2" | (sleep 0.3; cat)',
    process.execPath,
    program(),
    large,
  ]).stdout;
  assert.ok(direct.length > 200_000);
  assert.equal(slow, direct);
  // Another program that shares the pipe has made it non-blocking: then a write may fail and must be tried again.
  const holder = 'process.stdout._handle.setBlocking(false); setTimeout(() => {}, 1500)';
  const shared = run([
    'bash',
    '-c',
    '("$0" -e "$3" & sleep 0.4; "$0" "$1" render -f "$2") | (sleep 0.8; cat)',
    process.execPath,
    program(),
    large,
    holder,
  ]);
  assert.deepEqual([shared.stdout.length, shared.stderr], [direct.length, '']);
});

test('Ctrl-C while it waits for standard input ends it, as a shell expects: by the signal', async () => {
  const child = spawn(process.execPath, [program(), 'validate', '-f', '-'], {
    env: environment(),
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  // It has begun to wait when it has read all that there is so far.
  child.stdin.write('version: 1\n');
  await delay(400);
  child.kill('SIGINT');
  const [code, signal] = await once(child, 'exit');
  assert.deepEqual([code, signal], [null, 'SIGINT']);
});

test('an old Node is told so, a bug is told as one', () => {
  const old = run([
    process.execPath,
    '-e',
    "Object.defineProperty(process.versions, 'node', { value: '20.18.3' }); require(process.argv[1])",
    program(),
  ]);
  assert.equal(old.code, 69);
  assert.match(old.stderr, /^daemonsync needs Node\.js 20\.19 or newer; this is 20\.18\.3 \(.*\)\n$/);

  const preload = join(scratch(), 'broken.cjs');
  writeFileSync(preload, "require('os').release = () => { throw new TypeError('boom'); };");
  const bug = run([process.execPath, '-r', preload, program(), 'validate', '-f', file]);
  assert.equal(bug.code, 70);
  assert.match(
    bug.stderr,
    /^daemonsync: this is a bug in daemonsync, please report it.*\nTypeError: boom\n +at .*thisMachine/s,
  );
});

// ── validate ────────────────────────────────────────────────────────────────────────────────────────

test('validate: a good manifest is one line, and with -q nothing', () => {
  assert.deepEqual(daemonsync(['validate'], { cwd: folder }), {
    code: 0,
    signal: null,
    stdout: 'daemons.yaml: 2 daemons, no problems\n',
    stderr: '',
  });
  assert.deepEqual(daemonsync(['validate', '-q'], { cwd: folder }), { code: 0, signal: null, stdout: '', stderr: '' });
  assert.equal(daemonsync(['validate'], { env: { DAEMONSYNC_FILE: file }, cwd: folder }).code, 0);
});

test('validate: a wrong one, at its line, on standard error', () => {
  const { code, stdout, stderr } = daemonsync(['validate', '-f', manifest(WRONG)]);
  assert.deepEqual([code, stdout], [65, '']);
  assert.match(
    stderr,
    /daemons\.yaml:4:5: error: unknown key `workdir` in daemon `web`\n {4}4 \| {5}workdir: \/srv\n {6}\| {5}\^~{6}\n/,
  );
  assert.match(stderr, /daemons\.yaml: 1 error\n$/);
});

test('validate: warnings pass, but not with --strict', () => {
  const path = manifest(WITH_SECRET);
  const lenient = daemonsync(['validate', '-f', path]);
  assert.equal(lenient.code, 0);
  assert.match(lenient.stdout, /: 3 daemons, 1 warning\n$/);
  const strict = daemonsync(['validate', '--strict', '-f', path]);
  assert.equal(strict.code, 65);
  assert.match(strict.stderr, /warning: `API_TOKEN`/);
});

test('validate: standard input is read once, for both systems', () => {
  assert.deepEqual(daemonsync(['validate', '-f', '-'], { input: GOOD }), {
    code: 0,
    signal: null,
    stdout: 'standard input: 2 daemons, no problems\n',
    stderr: '',
  });
  assert.match(daemonsync(['validate', '-f', '-'], { input: WRONG }).stderr, /^standard input:4:5: error/);
});

test('validate: what is wrong only on the other system says so, and not with --platform', () => {
  const path = manifest('version: 1\ndaemons:\n  web: { command: [/bin/cat], type: notify }\n');
  const both = daemonsync(['validate', '-f', path]);
  const [own, other] = process.platform === 'darwin' ? ['launchd', 'systemd'] : ['systemd', 'launchd'];
  if (process.platform === 'linux') {
    assert.equal(both.code, 65);
    assert.match(both.stderr, /error: .*(macOS)/);
    assert.equal(daemonsync(['validate', '-f', path, '--platform', own]).code, 0);
  }
  assert.equal(daemonsync(['validate', '-f', path, '--platform', 'launchd']).code, 65);
  assert.equal(daemonsync(['validate', '-f', file, '--platform', other]).code, 0);
});

test('validate: a mistake that both systems share is told once', () => {
  const { problems } = document('validate', daemonsync(['validate', '--json', '-f', manifest(WRONG)]).stdout);
  assert.equal(problems.length, 1);
  assert.doesNotMatch(problems[0].message, /on (macOS|Linux)/);
});

test('validate: what cannot be read is 66', () => {
  const missing = daemonsync(['validate', '-f', join(folder, 'nope.yaml')]);
  assert.equal(missing.code, 66);
  assert.match(missing.stderr, /does not exist/);
  assert.equal(daemonsync(['validate', '-f', folder]).code, 66);
  assert.equal(daemonsync(['validate'], { cwd: scratch() }).code, 66);
  const open = manifest(GOOD);
  chmodSync(open, 0o666);
  assert.equal(daemonsync(['validate', '-f', open]).code, 66);
  assert.equal(document('validate', daemonsync(['validate', '--json', '-f', folder]).stdout).ok, false);
});

test('validate --json: one document, nothing else', () => {
  const good = daemonsync(['validate', '--json'], { cwd: folder });
  assert.equal(good.stderr, '');
  const { ok, daemons, problems, platforms } = document('validate', good.stdout);
  assert.deepEqual([ok, daemons, problems, platforms.toSorted()], [true, 2, [], ['launchd', 'systemd']]);
  const wrong = daemonsync(['validate', '--json', '-f', manifest(WRONG)]);
  assert.deepEqual([wrong.code, wrong.stderr], [65, '']);
  assert.equal(document('validate', wrong.stdout).problems[0].at.line, 4);
});

test('-v: which manifest and why, as JSON lines where it is not a terminal', () => {
  for (const command of ['validate', 'render']) {
    const { stderr, code } = daemonsync([command, '-v', '-f', file]);
    assert.equal(code, 0);
    const lines = stderr
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    assert.ok(lines.some((line) => line.msg === 'chose the manifest' && line.path === file && line.why === '--file'));
    assert.ok(
      lines.some(
        (line) => line.msg === 'loaded the manifest' && line.daemons === 2 && typeof line.compileMs === 'number',
      ),
    );
  }
  const unread = run([
    'bash',
    '-c',
    'set -o pipefail; "$0" "$1" validate -v -f "$2" 2>&1 >/dev/null | head -1 >/dev/null; echo $?',
    process.execPath,
    program(),
    file,
  ]);
  assert.equal(unread.stdout, '0\n');
});

test('on a terminal: colour and words for people; not with NO_COLOR', (t) => {
  if (process.platform !== 'linux' || run(['sh', '-c', 'command -v script']).code !== 0)
    return t.skip('needs the script program of util-linux');
  const path = manifest(WRONG);
  const onTerminal = (words: string, env: Record<string, string> = {}) =>
    run(['script', '-qec', `${process.execPath} ${program()} ${words} -f ${path}`, '/dev/null'], {
      env: { TERM: 'xterm', ...env },
    }).stdout;
  assert.match(onTerminal('validate'), /\u001b\[31m.*error/);
  assert.doesNotMatch(onTerminal('validate', { NO_COLOR: '1' }), /\u001b/);
  assert.doesNotMatch(onTerminal('validate --color never'), /\u001b/);
  assert.match(onTerminal('validate -v'), /… chose the manifest {2}path=/);
  assert.match(daemonsync(['validate', '--color', 'always', '-f', path]).stderr, /\u001b\[31m/);
  assert.doesNotMatch(daemonsync(['validate', '-f', path]).stderr, /\u001b/);
  return undefined;
});

// ── render ──────────────────────────────────────────────────────────────────────────────────────────

test('render: a heading and the text of each file, on both systems', () => {
  const systemd = daemonsync(['render', '--platform', 'systemd', '--home', '/home/ann', '--user', 'ann', '-f', file]);
  assert.deepEqual([systemd.code, systemd.stderr], [0, '']);
  assert.match(systemd.stdout, /^# ── \/home\/ann\/\.config\/systemd\/user\/my-tool\.service \(0644\)\n/);
  assert.match(systemd.stdout, /\n\n# ── .*\/web\.service \(0644\)\n/);
  assert.match(systemd.stdout, /^ExecStart=\/bin\/sleep 100$/m);
  const launchd = daemonsync(['render', 'web', '--platform', 'launchd', '--home', '/Users/ann', '-f', file]).stdout;
  assert.match(launchd, /^# ── \/Users\/ann\/Library\/LaunchAgents\/dev\.daemonsync\.web\.plist \(0644\)\n<\?xml/);
  assert.doesNotMatch(launchd, /my-tool/);
});

test('render: a name that is not there', () => {
  const { code, stdout, stderr } = daemonsync(['render', 'my-tol', '-f', file]);
  assert.deepEqual([code, stdout], [64, '']);
  assert.match(stderr, /^daemonsync: there is no daemon `my-tol`; did you mean `my-tool`\?\n/);
  const elsewhere = manifest(`${GOOD}  there: { command: [/bin/cat], only: { host: nowhere } }\n`);
  assert.match(
    daemonsync(['render', 'there', '-f', elsewhere]).stderr,
    /`only` keeps the daemon `there` from this host/,
  );
});

test('render: of a wrong manifest nothing is printed', () => {
  const { code, stdout, stderr } = daemonsync(['render', '-f', manifest(WRONG)]);
  assert.deepEqual([code, stdout], [65, '']);
  assert.match(stderr, /unknown key/);
});

test('render --json: modes, owners, units; secrets masked', () => {
  const { stdout } = daemonsync(['render', '--json', '-f', manifest(WITH_SECRET), '--platform', 'systemd']);
  const { daemons, platform, ok } = document('render', stdout);
  assert.deepEqual(
    [ok, platform, daemons.map((one: { name: string }) => one.name)],
    [true, 'systemd', ['keeper', 'my-tool', 'web']],
  );
  assert.equal(daemons[1].files[0].mode, '0644');
  assert.equal(document('render', daemonsync(['render', '--json', '-f', manifest(WRONG)]).stdout).ok, false);
});

test('render --out: each file at its path, with its mode and its real secrets; again: nothing is written', () => {
  const out = join(scratch(), 'a/b');
  const argv = ['render', '--out', out, '-f', manifest(WITH_SECRET), '--platform', 'systemd', '--home', '/home/ann'];
  const first = daemonsync(argv);
  assert.equal(first.code, 0);
  assert.match(first.stdout, /3 files in /);
  assert.ok(!first.stdout.includes(SECRET) && !first.stderr.includes(SECRET));
  const unit = join(out, 'home/ann/.config/systemd/user/keeper.service');
  assert.ok(readFileSync(unit, 'utf8').includes(SECRET));
  const { files } = document(
    'render',
    daemonsync([
      'render',
      'keeper',
      '--json',
      '-f',
      manifest(WITH_SECRET),
      '--platform',
      'systemd',
      '--home',
      '/home/ann',
    ]).stdout,
  ).daemons[0];
  assert.equal((statSync(unit).mode & 0o7777).toString(8).padStart(4, '0'), files[0].mode);
  assert.deepEqual(readdirSync(join(out, 'home/ann/.config/systemd/user')).sort(), [
    'keeper.service',
    'my-tool.service',
    'web.service',
  ]);
  const made = statSync(unit);
  assert.match(daemonsync(argv).stdout, /keeper\.service \(unchanged\)\n/);
  assert.equal(statSync(unit).ino, made.ino);
  chmodSync(unit, 0o600);
  daemonsync(argv);
  assert.equal((statSync(unit).mode & 0o7777).toString(8).padStart(4, '0'), files[0].mode);
});

test('render --out: goes through no symlink', () => {
  const out = scratch();
  const outside = scratch();
  mkdirSync(join(out, 'home'));
  symlinkSync(outside, join(out, 'home/ann'));
  const argv = ['render', '--out', out, '-f', file, '--platform', 'systemd', '--home', '/home/ann'];
  const refused = daemonsync(argv);
  assert.equal(refused.code, 73);
  assert.match(refused.stderr, /home\/ann: a symlink stands in the way/);
  assert.deepEqual(readdirSync(outside), []);

  const other = scratch();
  const units = join(other, 'home/ann/.config/systemd/user');
  mkdirSync(units, { recursive: true });
  writeFileSync(join(outside, 'precious'), 'mine');
  symlinkSync(join(outside, 'precious'), join(units, 'web.service'));
  const conflict = daemonsync(['render', '--out', other, '-f', file, '--platform', 'systemd', '--home', '/home/ann']);
  assert.equal(conflict.code, 73);
  assert.equal(readFileSync(join(outside, 'precious'), 'utf8'), 'mine');
  assert.ok(lstatSync(join(units, 'web.service')).isSymbolicLink());
});

test("render --out: nothing is written where a stranger's file stands; an edit of ours is replaced, and said", () => {
  const out = scratch();
  const argv = ['render', '--out', out, '-f', file, '--platform', 'systemd', '--home', '/home/ann'];
  const units = join(out, 'home/ann/.config/systemd/user');
  mkdirSync(units, { recursive: true });
  writeFileSync(join(units, 'web.service'), '[Service]\nExecStart=/bin/mine\n');
  const refused = daemonsync(argv);
  assert.equal(refused.code, 73);
  assert.match(refused.stderr, /web\.service: it is not daemonsync's; move it away, or rename the daemon `web`\n$/);
  assert.equal(refused.stdout, '');
  assert.deepEqual(readdirSync(units), ['web.service']);
  assert.equal(readFileSync(join(units, 'web.service'), 'utf8'), '[Service]\nExecStart=/bin/mine\n');

  rmSync(join(units, 'web.service'));
  assert.equal(daemonsync(argv).code, 0);
  const ours = readFileSync(join(units, 'web.service'), 'utf8');
  writeFileSync(join(units, 'web.service'), `${ours}# edited\n`);
  const again = daemonsync(argv);
  assert.equal(again.code, 0);
  assert.match(again.stdout, /web\.service \(was edited by hand; replaced\)$/m);
  assert.equal(readFileSync(join(units, 'web.service'), 'utf8'), ours);
  assert.equal(statSync(join(out, 'home/ann/.local/state/web')).mode & 0o777, 0o700, 'the folder for the logs');
});

test('render --out: what cannot be written is one line and 1', () => {
  const out = scratch();
  writeFileSync(join(out, 'home'), 'a file');
  const { code, stderr } = daemonsync([
    'render',
    '--out',
    out,
    '-f',
    file,
    '--platform',
    'systemd',
    '--home',
    '/home/ann',
  ]);
  assert.equal(code, 1);
  assert.match(stderr, /^daemonsync: cannot write .*: a file stands where a folder is needed\n$/);
});

test('a secret is in no output of any kind', () => {
  const path = manifest(WITH_SECRET);
  const broken = manifest(
    `${WITH_SECRET}    wrkdir: x\n    env_fle: ${SECRET}\n`.replace(`env_fle: ${SECRET}`, 'env_fle: y'),
  );
  const lists = manifest(
    `version: 1\ndaemons:\n  a:\n    command: [/bin/cat]\n    env:\n      API_TOKEN: [${SECRET}]\n      DB_PASSWORD: "${SECRET}\\0"\n      "API TOKEN": ${SECRET}\n`,
  );
  for (const manifestPath of [path, broken, lists]) {
    for (const argv of [
      ['validate'],
      ['validate', '--json'],
      ['validate', '-v'],
      ['render'],
      ['render', '--json'],
      ['render', '-v'],
      ['render', '--platform', 'launchd'],
      ['__names'],
    ]) {
      const { stdout, stderr } = daemonsync([...argv, '-f', manifestPath]);
      assert.ok(!`${stdout}${stderr}`.includes('hunter2'), `${argv.join(' ')}: ${stdout}${stderr}`);
    }
  }
});

const A = 'version: 1\ndaemons:\n  a:\n    command: [/bin/cat]\n';
const S = 'hunter2hunter2';
const LEAKS: readonly (readonly [string, string])[] = [
  [
    'a variable that is none',
    `${A}    env: {API_TOKEN: 'abc\${${S}'}\n  b: {command: [x], env: {A_KEY: 'a\${${S}}'}}\n`,
  ],
  ['as JSON writes it', `${A}    env: {"API_TOKEN":"${S}", "X-Y":1}\n`],
  ['an explicit key', `${A}    env:\n      ? API_TOKEN\n      : [${S}]\n`],
  ['an anchor', `${A}    description: &t ${S}\n    env: {API_TOKEN: *t}\n    wrkdir: x\n`],
  ['an anchor at the top', `x-tok: &t ${S}\n${A}    env: {API_TOKEN: *t}\n`],
  ['less indentation', `${A}    env: {API_TOKEN:\n ${S}, B: [x]}\n`],
  ['a quote that is open', `${A}    env: { API_TOKEN: "abc}${S}\n`],
  ['a bracket too many', `${A}    env: { API_TOKEN: abc}${S}\n`],
  ['a block without indentation', `${A}    env:\n      API_TOKEN: |\n${S}\n`],
  ['a value below its key', `${A}    env:\n      API_TOKEN:\n      ${S}\n`],
  ['a list of assignments', `${A}    env: ["API_TOKEN=my ${S}"]\n`],
  [
    'repeated by another daemon',
    `${A}    env: {API_TOKEN: ${S}}\n  b:\n    command: [/bin/x, ${S}]\n    wrkdir: ${S}\n`,
  ],
  [
    'of defaults',
    `version: 1\ndefaults: {env: {A_KEY: ${S}}}\ndaemons: {a: {command: [x, --k=~/${S}], env: {A_KEY: other-value}}}\n`,
  ],
  [
    'words and raw overrides',
    `version: 1\ndaemons: {a: {command: [x, A_KEY=${S}, --token=${S}], systemd: {Service: {Environment: A_KEY=${S}}}, launchd: {EnvironmentVariables: {A_KEY: ${S}}}}}\n`,
  ],
  ...['postgres://u:pa/@', 'postgres://u:pa#@', 'postgres://u:pa?@', 'postgres://u:pa @', 'u:@'].map(
    (url): [string, string] => [
      url,
      `${A}    env: {DB: "${url.replace('@', `${S}@`)}h/x"}\n    wrkdir: "${url.replace('@', `${S}@`)}h/x"\n  b: {command: [/bin/cat], env: {DB: "${url.replace('@', `${S}@`)}h/x"}}\n`,
    ],
  ),
];

for (const [what, text] of LEAKS) {
  test(`no secret is shown: ${what}`, () => {
    for (const argv of [
      ['validate'],
      ['validate', '--json'],
      ['render'],
      ['render', '--json', '--platform', 'launchd'],
    ]) {
      for (const whole of [text, text.replace(/    wrkdir: .*\n/g, '')]) {
        const { code, stdout, stderr } = daemonsync([...argv, '-f', manifest(whole)]);
        assert.ok(!`${stdout}${stderr}`.includes('hunter2'), `${argv.join(' ')}: ${stdout}${stderr}`);
        assert.ok(code === 0 || code === 65, `${argv.join(' ')}: ${code}`);
      }
    }
  });
}

test('a secret that is also a path or a word of ours: the files are written, and shown, all the same', () => {
  for (const fields of [
    'env: {SSH_KEY: ~/.ssh/id_hunter2zz}\n    watch_paths: [~/.ssh/id_hunter2zz]',
    'env: {DB_PASSWORD: direct}',
    'env: {DB_PASSWORD: calendar}\n    schedule: "30 2 * * *"',
    'env: {DB_PASSWORD: manual}\n    when: manual',
  ]) {
    const path = manifest(`${A}    ${fields}\n`);
    const out = join(scratch(), 'out');
    assert.equal(daemonsync(['render', '--out', out, '--platform', 'systemd', '-f', path]).code, 0);
    assert.ok(existsSync(out));
    const shown = daemonsync(['render', '--platform', 'systemd', '-f', path]);
    assert.equal(shown.code, 0, shown.stderr);
    assert.match(shown.stdout, /^Environment=\w+=••••$/m);
  }
});

test('long values and many problems: no more time than they need, and no crash', () => {
  const timed = (text: string, codes: readonly number[], most: number) => {
    const path = manifest(text);
    for (const command of ['validate', 'render']) {
      const began = performance.now();
      const { code, stderr } = daemonsync([command, '-f', path]);
      assert.ok(codes.includes(code ?? -1), stderr.slice(0, 500));
      const ms = performance.now() - began;
      assert.ok(ms < most, `${command}: ${Math.round(ms)} ms for ${text.slice(0, 80)}…`);
    }
  };
  builtIn();
  timed(`${A}    env: {A: ${'a'.repeat(120_000)}}\n`, [0], 1500);
  timed(`${A}    env: {A_TOKEN: ${'a'.repeat(120_000)}}\n`, [0], 1500);
  timed(`${A}    description: ${'a'.repeat(200_000)}\n`, [0], 1500);
  timed(`${A}    wrkdir: x # ${'a'.repeat(1_000_000)}\n`, [65], 1500);
  const daemons = Array.from(
    { length: 300 },
    (_, n) => `  d${n}: {command: [/bin/cat], description: ${'a'.repeat(2000)}}\n`,
  );
  timed(`version: 1\ndaemons:\n${daemons.join('')}`, [0], 2000);
  const keys = Array.from({ length: 150_000 }, (_, n) => `    k${n}: x\n`);
  timed(`${A}${keys.join('')}`, [65], 40_000);
});

// ── schema, names ───────────────────────────────────────────────────────────────────────────────────

test('schema: the very bytes of the file', () => {
  assert.equal(daemonsync(['schema']).stdout, readFileSync(join(root, 'schema/daemons.schema.json'), 'utf8'));
});

test('__names: from a half-written manifest too, with its includes; silent when there is none', () => {
  const place = scratch();
  mkdirSync(join(place, 'daemons.d'));
  writeFileSync(join(place, 'daemons.d/a.yaml'), 'daemons:\n    included: { command: x }\n');
  writeFileSync(
    join(place, 'daemons.yaml'),
    'version: 1\ninclude: [daemons.d/*.yaml]\ndaemons:\n  "two":\n    command: x\n    env:\n      three: x\n\n  # four:\n  one: {\nnamespace: n\nother:\n  five: x\n',
  );
  assert.deepEqual(daemonsync(['__names'], { cwd: place }), {
    code: 0,
    signal: null,
    stdout: 'included\none\ntwo\n',
    stderr: '',
  });
  assert.deepEqual(daemonsync(['__names', '-f', '/nonexistent']), { code: 0, signal: null, stdout: '', stderr: '' });
});

// ── the code cache ──────────────────────────────────────────────────────────────────────────────────

/** A home of its own, and the names in its cache. */
function homeWithCache() {
  const env = environment({ HOME: scratch() });
  const cache = join(env['HOME'] ?? '', '.cache/daemonsync');
  return {
    env,
    cache,
    names: () => (existsSync(cache) ? readdirSync(cache) : []),
    validate: () => daemonsync(['validate', '-f', file], { env }),
  };
}

test('code cache: written by a run that did something, private, used, and replaced when it is rubbish', () => {
  const { env, cache, names, validate } = homeWithCache();
  daemonsync(['validate', '--nonsense'], { env });
  assert.deepEqual(names(), [], 'not by a run that went wrong');
  assert.equal(validate().code, 0);
  const [name = ''] = names();
  assert.match(name, /^code-[0-9a-f]{16}-v\d+\..*-validate$/);
  assert.deepEqual([statSync(cache).mode & 0o777, statSync(join(cache, name)).mode & 0o777], [0o700, 0o600]);
  const made = statSync(join(cache, name));
  assert.equal(validate().code, 0);
  assert.equal(statSync(join(cache, name)).ino, made.ino, 'accepted: not written again');

  writeFileSync(join(cache, name), 'rubbish');
  assert.deepEqual(validate(), {
    code: 0,
    signal: null,
    stdout: `${file}: 2 daemons, no problems\n`.replace(file, validatePath(file)),
    stderr: '',
  });
  assert.ok(statSync(join(cache, name)).size > 10_000, 'made anew');

  writeFileSync(join(cache, 'code-0000000000000000-v20.0.0-x64-validate'), 'of another build');
  writeFileSync(join(cache, 'desired-x'), 'not code');
  writeFileSync(join(cache, name), 'rubbish');
  validate();
  assert.deepEqual(names().sort(), [name, 'desired-x']);
});

test('code cache: however it is damaged, no run ends in a signal, and the next one finds it mended', () => {
  const { cache, names, validate } = homeWithCache();
  const good = validate();
  const path = join(cache, names()[0] ?? '');
  const isMended = () => {
    const bytes = readFileSync(path);
    return bytes.length > 20_000 && bytes.subarray(0, bytes.length / 2).equals(bytes.subarray(bytes.length / 2));
  };
  let state = 20_240_131;
  const random = (below: number) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state % below;
  };
  const damage: readonly ((bytes: Buffer) => void)[] = [
    (bytes) => {
      const at = random(bytes.length);
      bytes[at] = (bytes[at] ?? 0) ^ (1 << random(8));
    },
    (bytes) => {
      for (let i = 0; i < 200; i++) {
        const at = random(bytes.length);
        bytes[at] = (bytes[at] ?? 0) ^ (1 + random(255));
      }
    },
    (bytes) => bytes.fill(0, random(bytes.length - 4096)),
    (bytes) => bytes.fill(0xa5, random(bytes.length - 4096)),
  ];
  for (let i = 0; i < 40; i++) {
    const bytes = readFileSync(path);
    damage[i % damage.length]?.(bytes);
    writeFileSync(path, bytes);
    assert.ok(!isMended(), `damage ${i} changed nothing`);
    assert.deepEqual(validate(), good, `damage ${i}`);
    assert.ok(isMended(), `damage ${i} was left`);
  }
  for (const bytes of [Buffer.alloc(0), Buffer.alloc(500_000), readFileSync(path).subarray(0, 99_999)]) {
    writeFileSync(path, bytes);
    assert.deepEqual(validate(), good);
    assert.ok(isMended());
  }
});

test('code cache: nothing that another could have written is run', () => {
  const { cache, names, validate } = homeWithCache();
  validate();
  const path = join(cache, names()[0] ?? '');
  const elsewhere = join(scratch(), 'code');
  writeFileSync(elsewhere, readFileSync(path), { mode: 0o600 });
  run(['rm', path]);
  symlinkSync(elsewhere, path);
  assert.equal(validate().code, 0);
  assert.ok(lstatSync(path).isFile(), 'a symlink is not followed, but replaced');
  chmodSync(path, 0o644);
  assert.equal(validate().code, 0);
  assert.equal(statSync(path).mode & 0o777, 0o600, 'one that others may read is not used, but replaced');
  chmodSync(cache, 0o777);
  writeFileSync(path, 'rubbish');
  assert.equal(validate().code, 0);
  assert.equal(readFileSync(path, 'utf8'), 'rubbish', 'a folder that others may write is left alone');
});

test('code cache: no home, a read-only one, a strange one: it works all the same', (t) => {
  for (const HOME of ['', 'relative', '/dev/null', '/nonexistent']) {
    assert.equal(daemonsync(['validate', '-f', file], { env: { HOME } }).code, 0, HOME);
  }
  assert.ok(!existsSync('/nonexistent'));
  if (process.getuid?.() !== 0) return t.skip('the rest must be root');
  const home = scratch();
  run(['chown', '12345', home]);
  assert.equal(daemonsync(['validate', '-f', file], { env: { HOME: home } }).code, 0);
  assert.deepEqual(readdirSync(home), [], "root leaves nothing in another's home");
  return undefined;
});

/** As the program shows it from where the tests run it. */
function validatePath(path: string): string {
  return daemonsync(['validate', '-f', path]).stdout.replace(/: 2 daemons.*\n$/, '');
}
