// The completion scripts, in real shells: what is offered at the cursor.
import assert from 'node:assert/strict';
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { before, test } from 'node:test';
import { OPTION_NAMES, optionsOf, SHOWN } from '../src/commands/table.ts';
import { daemonsync, program, run, scratch } from './support/built.ts';

const manifest = 'version: 1\ndaemons:\n  alpha: { command: [/bin/cat] }\n  beta: { command: [/bin/cat] }\n';
let folder = '';
let PATH = '';
before(() => {
  folder = scratch();
  writeFileSync(join(folder, 'daemons.yaml'), manifest);
  writeFileSync(join(folder, 'other.yaml'), manifest.replace('alpha', 'gamma'));
  mkdirSync(join(folder, 'some dir'));
  const bin = scratch();
  symlinkSync(program(), join(bin, 'daemonsync'));
  PATH = `${bin}:${process.env['PATH'] ?? ''}`;
  for (const shell of ['bash', 'zsh', 'fish'])
    writeFileSync(join(folder, `.${shell}`), daemonsync(['completion', shell]).stdout);
});

const has = (shell: string) => run(['sh', '-c', `command -v ${shell}`]).code === 0;
const commands = SHOWN.map((command) => command.name);
const longOptions = (name: string) =>
  OPTION_NAMES.filter((one) => optionsOf(SHOWN.find((command) => command.name === name) ?? fail()).includes(one)).map(
    (one) => `--${one}`,
  );
function fail(): never {
  throw new Error('no such command');
}

/** What each shell offers behind these words; the last one is what has been typed of it so far. */
const cases: readonly (readonly [readonly string[], readonly string[]])[] = [
  [[''], commands],
  [['va'], ['validate']],
  [['nothing-like-it'], []],
  [
    ['render', ''],
    ['alpha', 'beta'],
  ],
  [['render', 'alpha', 'b'], ['beta']],
  [
    ['render', '-f', 'other.yaml', ''],
    ['beta', 'gamma'],
  ],
  [
    ['-f', 'other.yaml', 'render', ''],
    ['beta', 'gamma'],
  ],
  [
    ['render', '--platform', ''],
    ['launchd', 'systemd'],
  ],
  [['render', '--platform', 'l'], ['launchd']],
  [['render', '--user', ''], []],
  [
    ['completion', ''],
    ['bash', 'fish', 'zsh'],
  ],
  [
    ['help', 're'],
    ['remove', 'render', 'restart'],
  ],
  [['validate', ''], []],
];

function bashOffers(words: readonly string[]): string[] {
  const script =
    'source "$0"; COMP_WORDS=(daemonsync "$@"); COMP_CWORD=$#; _daemonsync; printf "%s\\n" "${COMPREPLY[@]}"';
  const { stdout, stderr } = run(['bash', '--norc', '-c', script, join(folder, '.bash'), ...words], {
    cwd: folder,
    env: { PATH },
  });
  assert.equal(stderr, '');
  return stdout.split('\n').filter(Boolean).sort();
}

for (const [words, offered] of cases) {
  test(`bash: daemonsync ${words.join(' ')}▮`, (t) => {
    if (!has('bash')) return t.skip('there is no bash here');
    assert.deepEqual(bashOffers(words), [...offered].sort());
    return undefined;
  });
}

test('bash: options of the command, files, folders, and what it cuts at =', (t) => {
  if (!has('bash')) return t.skip('there is no bash here');
  for (const command of commands) assert.deepEqual(bashOffers([command, '--']), longOptions(command).sort(), command);
  assert.deepEqual(bashOffers(['render', '-f', 'o']), ['other.yaml']);
  assert.deepEqual(bashOffers(['render', '--out', 's']), ['some dir']);
  assert.deepEqual(bashOffers(['render', '--platform', '=', 's']), ['systemd']);
  assert.deepEqual(bashOffers(['render', '--platform', '=']), ['launchd', 'systemd']);
  assert.deepEqual(bashOffers(['render', '--file', '=', 'other.yaml', 'g']), ['gamma']);
  assert.deepEqual(bashOffers(['completion', 'zsh', '']), []);
  assert.deepEqual(bashOffers(['render', '--', '--']), []);
  return undefined;
});

function fishOffers(line: string): string[] {
  const { stdout, stderr } = run(
    ['fish', '--no-config', '-c', 'source $argv[1]; complete -C $argv[2]', join(folder, '.fish'), line],
    { cwd: folder, env: { PATH } },
  );
  assert.equal(stderr, '');
  return stdout
    .split('\n')
    .map((one) => one.split('\t')[0] ?? '')
    .filter(Boolean)
    .sort();
}

for (const [words, offered] of cases) {
  test(`fish: daemonsync ${words.join(' ')}▮`, (t) => {
    if (!has('fish')) return t.skip('there is no fish here');
    assert.deepEqual(fishOffers(`daemonsync ${words.join(' ')}`), [...offered].sort());
    return undefined;
  });
}

test('fish: options, files, folders, descriptions', (t) => {
  if (!has('fish')) return t.skip('there is no fish here');
  for (const command of commands)
    assert.deepEqual(fishOffers(`daemonsync ${command} --`), longOptions(command).sort(), command);
  assert.deepEqual(fishOffers('daemonsync render -f o'), ['other.yaml']);
  assert.deepEqual(fishOffers('daemonsync render --platform=s'), ['--platform=systemd']);
  assert.deepEqual(fishOffers('daemonsync render --file=other.yaml g'), ['gamma']);
  const { stdout } = run(
    ['fish', '--no-config', '-c', 'source $argv[1]; complete -C "daemonsync val"', join(folder, '.fish')],
    { cwd: folder, env: { PATH } },
  );
  assert.equal(stdout, 'validate\tis the manifest right? touches nothing\n');
  return undefined;
});

/** A zsh with a terminal of its own; `compadd` is overheard, and what it is given is what would be listed. */
function zshOffers(line: string): string[] {
  const log = join(scratch(), 'offered');
  const script = `
zmodload zsh/zpty
wait_for () { repeat 200; do grep -q "$1" ${log} 2>/dev/null && return; sleep 0.02; done }
zpty z env TERM=dumb zsh -f -i
zpty -w z 'PROMPT=; autoload -U compinit; compinit -u -D; source ${join(folder, '.zsh')}'
zpty -w z 'compadd () { local -a __a; builtin compadd -O __a "$@"; [[ -n $__a ]] && print -rl -- $__a >> ${log}; builtin compadd "$@" }'
zpty -w z 'offer () { zle list-choices; print DONE >> ${log} }; zle -N offer; bindkey "^I" offer; print READY >> ${log}'
wait_for READY
zpty -n -w z "$1"$'\\t'
wait_for DONE
zpty -d z
cat ${log}`;
  const { stdout } = run(['zsh', '-f', '-c', script, 'zsh', line], { cwd: folder, env: { PATH } });
  assert.match(stdout, /^READY\n[^]*DONE\n$/, stdout);
  return [...new Set(stdout.split('\n').filter((one) => one && one !== 'READY' && one !== 'DONE'))].sort();
}

const zshCases: readonly (readonly [string, readonly string[]])[] = [
  ['daemonsync ', commands],
  ['daemonsync render ', ['alpha', 'beta']],
  ['daemonsync render -f other.yaml ', ['beta', 'gamma']],
  ['daemonsync -f other.yaml render ', ['beta', 'gamma']],
  ['daemonsync render --platform ', ['launchd', 'systemd']],
  ['daemonsync render --file o', ['other.yaml']],
  ['daemonsync completion ', ['bash', 'fish', 'zsh']],
  ['daemonsync help ', commands],
];
for (const [line, offered] of zshCases) {
  test(`zsh: ${line}▮`, (t) => {
    if (!has('zsh')) return t.skip('there is no zsh here');
    assert.deepEqual(zshOffers(line), [...offered].sort());
    return undefined;
  });
}

test('each script is accepted by its shell', (t) => {
  for (const shell of ['bash', 'zsh', 'fish']) {
    if (!has(shell)) t.diagnostic(`there is no ${shell} here`);
    else
      assert.deepEqual(run([shell, '-n', join(folder, `.${shell}`)]), {
        code: 0,
        signal: null,
        stdout: '',
        stderr: '',
      });
  }
});
