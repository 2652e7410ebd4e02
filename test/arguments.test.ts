// The words after `daemonsync` → what is asked for, or what is wrong with them.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { type Args, understand } from '../src/arguments.ts';
import { COMMANDS, OPTION_NAMES, optionsOf, SHOWN } from '../src/commands/table.ts';
import { EXIT, type ExitName, weightiest } from '../src/exit-codes.ts';

const words = (line: string) => line.split(' ').filter(Boolean);

const nothing: Args = {
  words: [],
  file: null,
  platform: null,
  out: null,
  home: null,
  user: null,
  uid: null,
  host: null,
  strict: false,
  yes: false,
  prune: false,
  takeover: false,
  rollback: false,
  offline: false,
  noSudo: false,
  timeoutSec: null,
  follow: false,
  lines: null,
  since: null,
  rotate: false,
  lan: null,
  watch: false,
  json: false,
  quiet: false,
  verbose: false,
  color: null,
};

const right: readonly (readonly [string, string, Partial<Args>])[] = [
  ['validate', 'validate', {}],
  ['doctor web --lan nas.local:445', 'doctor', { words: ['web'], lan: { host: 'nas.local', port: 445 } }],
  ['doctor --lan=[fe80::1]:80', 'doctor', { lan: { host: 'fe80::1', port: 80 } }],
  ['validate -f x.yaml', 'validate', { file: 'x.yaml' }],
  ['validate -fx.yaml', 'validate', { file: 'x.yaml' }],
  ['validate --file x.yaml', 'validate', { file: 'x.yaml' }],
  ['validate --file=x.yaml', 'validate', { file: 'x.yaml' }],
  ['-f x.yaml validate', 'validate', { file: 'x.yaml' }],
  ['validate -f -', 'validate', { file: '-' }],
  ['validate --file=--odd', 'validate', { file: '--odd' }],
  ['validate -f a -f b', 'validate', { file: 'b' }],
  ['validate -qv --json --strict', 'validate', { quiet: true, verbose: true, json: true, strict: true }],
  ['render a b --platform launchd', 'render', { words: ['a', 'b'], platform: 'launchd' }],
  ['render -- --odd', 'render', { words: ['--odd'] }],
  [
    'render a --out d --home /h --user u --uid 501 --host n',
    'render',
    { words: ['a'], out: 'd', home: '/h', user: 'u', uid: 501, host: 'n' },
  ],
  ['render --uid 0', 'render', { uid: 0 }],
  ['render --home /h/ --host Bobs-Mac.local', 'render', { home: '/h', host: 'bobs-mac' }],
  ['render --home //a/./b//', 'render', { home: '/a/b' }],
  ['render --user svc_1.x-y$', 'render', { user: 'svc_1.x-y$' }],
  ['--color never schema', 'schema', { color: 'never' }],
  ['completion zsh', 'completion', { words: ['zsh'] }],
  ['help render', 'help', { words: ['render'] }],
  ['version --json', 'version', { json: true }],
];

for (const [line, command, args] of right) {
  test(`daemonsync ${line}`, () => {
    const asked = understand(words(line));
    assert.equal(asked.kind, 'run');
    if (asked.kind !== 'run') return;
    assert.equal(asked.command.name, command);
    assert.deepEqual(asked.args, { ...nothing, ...args });
  });
}

const wrong: readonly (readonly [string, string])[] = [
  ['rendr', 'there is no command `rendr`; did you mean `render`?'],
  ['valdiate', 'there is no command `valdiate`; did you mean `validate`?'],
  ['banana', 'there is no command `banana`'],
  ['_names', 'there is no command `_names`'],
  ['validate --jsno', 'there is no option `--jsno`; did you mean `--json`?'],
  ['validate --jsno=1', 'there is no option `--jsno`; did you mean `--json`?'],
  ['validate -z', 'there is no option `-z`'],
  ['render --platform', '`--platform` needs one of systemd, launchd'],
  ['render --platform=', '`--platform` needs one of systemd, launchd'],
  ['render --platform linux', '`--platform` takes one of systemd, launchd, not `linux`; did you mean `systemd`?'],
  ['render --platform macOS', '`--platform` takes one of systemd, launchd, not `macOS`; did you mean `launchd`?'],
  ['render --platform systmd', '`--platform` takes one of systemd, launchd, not `systmd`; did you mean `systemd`?'],
  ['validate -f', '`-f` needs a value: PATH'],
  ['validate -f --json', '`-f` needs a value: PATH, and `--json` looks like an option'],
  ['validate --json=yes', '`--json` takes no value'],
  ['validate --color yes', '`--color` takes one of auto, always, never, not `yes`; did you mean `always`?'],
  ['render --uid root', '`--uid` takes a whole number, not `root`'],
  ['render --uid 1.5', '`--uid` takes a whole number, not `1.5`'],
  ['render --uid 99999999999', '`--uid` takes a whole number, not `99999999999`'],
  ['render --home me', '`--home` takes an absolute path, not `me`'],
  ['render --home ../me', '`--home` takes an absolute path, not `../me`'],
  ['render --home /a/../b', '`--home` takes a path without `..`, not `/a/../b`'],
  ['render --home /a/..', '`--home` takes a path without `..`, not `/a/..`'],
  ['render --home /a\nb', '`--home` takes a path without control characters, not `/a\nb`'],
  ['render --home /a\tb', '`--home` takes a path without control characters, not `/a\tb`'],
  ['render --home /a\u0085b', '`--home` takes a path without control characters, not `/a\u0085b`'],
  ...['a\nb', 'a/b', '../x', '.', '1000', 'a:b', 'a%i', 'x'.repeat(65), '$'].map(
    (user) =>
      [
        `validate --user ${user}`,
        `\`--user\` takes a user name (letters, digits, \`_\`, \`.\` and \`-\`), not \`${user}\``,
      ] as const,
  ),
  ...['a_/b', '.a', 'a..b', 'a\nb'].map(
    (host) => [`render --host ${host}`, `\`--host\` takes a host name, not \`${host}\``] as const,
  ),
  ['render --strict', '`--strict` means nothing for `render`; it works with doctor, validate'],
  ['validate --out d', '`--out` means nothing for `validate`; it works with diff, render'],
  [
    'schema --json',
    '`--json` means nothing for `schema`; it works with diff, apply, status, explain, doctor, and 12 more',
  ],
  ['validate web', '`validate` takes no words: `web`'],
  ['completion', '`completion` needs one of bash, zsh, fish'],
  ['completion zhs', 'there is no shell `zhs`; did you mean `zsh`?'],
  ['completion zsh fish', 'one word too many: `fish`'],
  ['help rendr', 'there is no command `rendr`; did you mean `render`?'],
  ['--json', 'which command? `daemonsync help` lists them'],
];

for (const [line, message] of wrong) {
  test(`daemonsync ${JSON.stringify(line)}: refused`, () => {
    const asked = understand(words(line));
    assert.equal(asked.kind, 'wrong');
    assert.equal(asked.kind === 'wrong' && asked.message, message);
  });
}

test('help and version are asked for in any place', () => {
  for (const line of ['--help', '-h', '--json --help']) assert.deepEqual(understand(words(line)).kind, 'help', line);
  for (const line of ['render --help', '--help render', 'render web -h']) {
    const asked = understand(words(line));
    assert.equal(asked.kind === 'help' && asked.command?.name, 'render', line);
  }
  for (const line of ['--version', 'render --version']) assert.equal(understand(words(line)).kind, 'version', line);
  assert.equal(understand([]).kind, 'nothing');
});

test('every option of every command is understood there, and refused where it means nothing', () => {
  const sample: Record<string, string> = {
    file: 'x',
    platform: 'systemd',
    out: 'd',
    home: '/h',
    user: 'u',
    uid: '1',
    host: 'n',
    color: 'auto',
    timeout: '5',
    lines: '5',
    since: '1h',
    lan: 'nas:80',
  };
  for (const command of COMMANDS) {
    const needed =
      command.words && command.words.least > 0
        ? [command.words.choices?.[0] ?? (command.words.kind === 'number' ? '1' : 'x')]
        : [];
    for (const name of OPTION_NAMES.filter((one) => one !== 'help' && one !== 'version')) {
      const value = sample[name];
      const asked = understand([command.name, ...needed, value === undefined ? `--${name}` : `--${name}=${value}`]);
      assert.equal(asked.kind, optionsOf(command).includes(name) ? 'run' : 'wrong', `${command.name} --${name}`);
    }
  }
});

test('whatever is typed, it is understood or refused, never a crash', () => {
  const word = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 12 }),
    fc.constantFrom(
      ...SHOWN.map((command) => command.name),
      ...OPTION_NAMES.map((name) => `--${name}`),
      '-f',
      '-',
      '--',
      '-q',
      '=',
      '--file=',
      '__proto__',
      '--__proto__',
      '--constructor',
    ),
  );
  fc.assert(
    fc.property(fc.array(word, { maxLength: 6 }), (argv) => {
      const asked = understand(argv);
      if (asked.kind === 'wrong') assert.ok(asked.message.length > 0);
      if (asked.kind === 'run') for (const one of asked.args.words) assert.ok(argv.includes(one));
    }),
  );
});

test('exit codes: each number once, and the weightiest wins', () => {
  const codes = Object.values(EXIT).map(({ code }) => code);
  assert.equal(new Set(codes).size, codes.length);
  const order: ExitName[] = [
    'interrupted',
    'usage',
    'unreadable',
    'manifest',
    'locked',
    'unreachable',
    'failed',
    'root',
    'conflict',
    'pending',
    'ok',
  ];
  for (const [i, exit] of order.entries()) {
    assert.equal(weightiest(order.slice(i).reverse()), exit);
  }
  assert.equal(weightiest([]), 'ok');
});
