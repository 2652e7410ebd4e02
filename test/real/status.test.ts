// status and explain on a real manager, by the built program: what they say of daemons that run, wait, fail and lag behind.
import assert from 'node:assert/strict';
import { cpSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { builtIn, root } from '../support/built.ts';
import { count, described, requireReal, throwawayHome } from './support/manager.ts';

const MANIFEST = `version: 1
defaults: { logs: journal }
daemons:
  job: { command: [/bin/true], schedule: "30 2 * * *" }
  keeper: { command: [/bin/sleep, "1000"], on_change: keep, env: { API_TOKEN: hunter2-hunter2 } }
  wrong: { command: [/bin/sh, -c, "exit 3"], restart: never }
`;

/** Each document on a line of its own, whatever its exit. */
const SCRIPT = `
cd "$HOME"
ds() { "$DAEMONSYNC_NODE" "$1" "$2" \${3:-} -f "$HOME/daemons.yaml" --json >"$HOME/out" 2>"$HOME/err" || code=$?; }
say() { printf '\\001%s\\002' "\${code:-0}"; cat "$HOME/out" "$HOME/err"; code=0; }
ds "$1" status; say
ds "$1" apply; code=0
ds "$1" status; say
sed -i s/1000/2000/ daemons.yaml
ds "$1" apply keeper; code=0
ds "$1" status; say
ds "$1" explain keeper; say
`;

test('status and explain: before, after, failed, stale; every document as the schema has it', async (t) => {
  const real = requireReal(t);
  if (!real) return;
  const home = throwawayHome(t);
  writeFileSync(join(home, 'daemons.yaml'), MANIFEST);
  // The manager's user may not look into the folder of the build.
  cpSync(builtIn(), join(home, 'dist'), { recursive: true });
  const ended = await real.run(SCRIPT, [join(home, 'dist/daemonsync.cjs')], { home });
  const said = ended.stdout
    .split('\u0001')
    .slice(1)
    .map((part) => part.split('\u0002'));
  assert.deepEqual(
    said.map(([code]) => code),
    ['2', '1', '1', '0'],
    described(ended),
  );
  assert.doesNotMatch(ended.stdout, /hunter2/);
  const schemas = new Ajv2020({ strict: true, allErrors: true, allowUnionTypes: true });
  schemas.addSchema(JSON.parse(readFileSync(join(root, 'schema/output.schema.json'), 'utf8')));
  const documents = said.map(([, text = ''], at) => {
    const document = JSON.parse(text);
    const check = schemas.getSchema(`output.schema.json#/$defs/${at === 3 ? 'explain' : 'status'}`);
    assert.ok(check?.(document), JSON.stringify(check?.errors));
    return document;
  });
  interface Row {
    readonly name: string;
    readonly state: string;
    readonly sync: string;
    readonly pid: number | null;
    readonly next_run: string | null;
    readonly last_exit: { readonly text: string } | null;
  }
  const rows = (at: number): Row[] => documents[at].daemons;
  const states = (at: number): string[][] => rows(at).map(({ name, state, sync }) => [name, state, sync]);
  assert.deepEqual(states(0), [
    ['job', 'not-installed', 'create'],
    ['keeper', 'not-installed', 'create'],
    ['wrong', 'not-installed', 'create'],
  ]);
  assert.deepEqual(states(1).slice(0, 2), [
    ['job', 'armed', 'in-sync'],
    ['keeper', 'up', 'in-sync'],
  ]);
  const [job, keeper, wrong] = rows(1);
  assert.match(job?.next_run ?? '', /^\d{4}-.*:30:00\.000Z$/);
  assert.ok((keeper?.pid ?? 0) > 1);
  assert.deepEqual([wrong?.state, wrong?.last_exit?.text], ['failed', 'exited 3']);
  assert.deepEqual(states(2)[1], ['keeper', 'up', 'stale']);
  assert.equal(rows(2)[1]?.pid, keeper?.pid, 'on_change: keep keeps the process');
  const explained = documents[3];
  assert.equal(explained.row.sync, 'stale');
  const values: readonly { readonly field: string; readonly value: string; readonly at: { readonly line: number } }[] =
    explained.values;
  assert.deepEqual(
    values.find(({ field }) => field === 'env.API_TOKEN'),
    {
      ...values.find(({ field }) => field === 'env.API_TOKEN'),
      value: '••••',
    },
  );
  assert.equal(values.find(({ field }) => field === 'command')?.at.line, 5);
  count(rows(1).length, 'daemons whose status was told');
});
