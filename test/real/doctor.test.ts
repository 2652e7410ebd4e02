// doctor on a real manager, by the built program: a machine on which all is well, then one on which things are wrong one by one,
// then one whose manager is not to be found, then one without a manifest.
import assert from 'node:assert/strict';
import { cpSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { builtIn, root } from '../support/built.ts';
import { count, described, requireReal, throwawayHome } from './support/manager.ts';

const WELL = `version: 1
defaults: { logs: journal }
daemons:
  fine: { command: [/bin/sleep, "1000"] }
  hidden: { command: [/bin/sleep, "1000"] }
  over: { command: [/bin/sleep, "1000"] }
`;
const ILL = `${WELL}  wrong: { command: [/bin/sh, -c, "exit 3"], restart: never }
  gone: { command: [/no/such/program], env: { API_TOKEN: hunter2-hunter2 } }
`;

/** Each document on a line of its own, whatever its exit. */
const SCRIPT = `
cd "$HOME"
ds() { "$DAEMONSYNC_NODE" "$program" "$@" >"$HOME/out" 2>"$HOME/err" || code=$?; }
say() { printf '\\001%s\\002' "\${code:-0}"; cat "$HOME/out" "$HOME/err"; code=0; }
program=$1
ds apply -f well.yaml; code=0
ds doctor -f well.yaml --json; say
ds apply -f ill.yaml --takeover; code=0
control=$HOME/.config/systemd/user.control
mkdir -p "$control" "$HOME/.config/systemd/user/fine.service.d"
ln -s /dev/null "$control/hidden.service"
printf '[Service]\\nExecStart=/bin/sleep 1\\n' >"$control/over.service"
printf '[Service]\\nNice=3\\n' >"$HOME/.config/systemd/user/fine.service.d/mine.conf"
systemctl --user daemon-reload
ds doctor -f ill.yaml --json; say
ds doctor fine -f ill.yaml --json; say
ds doctor -f ill.yaml; say
ds doctor -f nowhere.yaml --json; say
mv "$XDG_RUNTIME_DIR/systemd/private" "$XDG_RUNTIME_DIR/systemd/aside"
ds doctor -f ill.yaml --json; say
ds doctor -f nowhere.yaml --json; say
mv "$XDG_RUNTIME_DIR/systemd/aside" "$XDG_RUNTIME_DIR/systemd/private"
unset XDG_RUNTIME_DIR
ds doctor -f well.yaml fine --json; say
mkdir -p "$HOME/.config/daemonsync"
printf 'sudo = never\ncolor = purple\n' >"$HOME/.config/daemonsync/config.ini"
ds doctor -f ill.yaml fine --json; say
rm "$HOME/.config/daemonsync/config.ini"
echo garbage >"$HOME/.local/state/daemonsync/namespaces/default/state.json"
chmod 755 "$HOME/.local/state/daemonsync/namespaces/default"
ds doctor -f ill.yaml fine --json; say
`;

interface Document {
  readonly reachable: boolean;
  readonly ok: boolean;
  readonly daemons: readonly string[];
  readonly settings: readonly { readonly name: string; readonly from: string }[];
  readonly findings: readonly { readonly severity: string; readonly code: string; readonly daemon: string | null }[];
}

test('doctor: all well, things wrong, no manager, no manifest; every document as the schema has it', async (t) => {
  const real = requireReal(t);
  if (!real) return;
  const home = throwawayHome(t);
  writeFileSync(join(home, 'well.yaml'), WELL);
  writeFileSync(join(home, 'ill.yaml'), ILL);
  // The manager's user may not look into the folder of the build.
  cpSync(builtIn(), join(home, 'dist'), { recursive: true });
  const ended = await real.run(SCRIPT, [join(home, 'dist/daemonsync.cjs')], { home });
  const said = ended.stdout
    .split('\u0001')
    .slice(1)
    .map((part) => part.split('\u0002'));
  assert.deepEqual(
    said.map(([code]) => code),
    ['0', '1', '0', '1', '1', '69', '69', '1', '1', '0'],
    described(ended),
  );
  assert.doesNotMatch(ended.stdout, /hunter2/);
  const schemas = new Ajv2020({ strict: true, allErrors: true, allowUnionTypes: true });
  schemas.addSchema(JSON.parse(readFileSync(join(root, 'schema/output.schema.json'), 'utf8')));
  const documents = said.flatMap(([, text = ''], at) => {
    if (at === 3) return [];
    const document = JSON.parse(text) as Document;
    const check = schemas.getSchema('output.schema.json#/$defs/doctor');
    assert.ok(check?.(document), JSON.stringify(check?.errors));
    return [document];
  });
  const of = (at: number, severity: string): string[] =>
    (documents[at]?.findings ?? [])
      .filter((one) => one.severity === severity)
      .map(({ code, daemon }) => `${daemon ?? '-'} ${code}`)
      .sort();
  assert.deepEqual([of(0, 'problem'), of(0, 'warning')], [[], []], described(ended));
  assert.deepEqual(documents[0]?.daemons, ['fine', 'hidden', 'over']);
  const problems = ['gone program-not-found', 'hidden masked', 'over shadowed', 'wrong failed'];
  assert.deepEqual(of(1, 'problem'), problems, described(ended));
  assert.ok(of(1, 'warning').includes('gone secret'));
  assert.ok(of(1, 'note').includes('fine drop-in'));
  assert.deepEqual([of(2, 'problem'), documents[2]?.daemons], [[], ['fine']]);
  assert.match(
    said[3]?.[1] ?? '',
    /✗ `wrong` failed: exited 3\n {4}it does not do its work\n {2}= daemonsync logs wrong/,
  );
  // Without a manifest: what its memory says is installed.
  assert.deepEqual(of(3, 'problem'), ['- unreadable', 'hidden masked', 'wrong failed'], described(ended));
  assert.deepEqual(documents[3]?.daemons, ['fine', 'hidden', 'over', 'wrong']);
  // Without a manager: the files still tell.
  const blind = of(4, 'problem');
  assert.equal(documents[4]?.reachable, false);
  for (const one of ['gone program-not-found', 'hidden shadowed', 'over shadowed'])
    assert.ok(blind.includes(one), `${one}: ${blind.join(', ')}`);
  assert.ok(!blind.includes('wrong failed'), 'nothing is known of what runs');
  assert.ok(of(5, 'problem').includes('- unreadable'));
  assert.ok(of(6, 'note').includes('- runtime-dir'), described(ended));
  // Wrong settings and a lost memory stop nothing.
  assert.deepEqual(of(7, 'problem'), ['- wrong-setting'], described(ended));
  assert.equal(documents[7]?.settings.find(({ name }) => name === 'sudo')?.from, 'config.ini');
  assert.deepEqual(of(8, 'warning'), ['- own-folder', '- state-lost'], described(ended));
  count(documents.length, 'diagnoses on a real manager');
});
