// One daemon explained: every value with its line, however it came to hold; no secret among them.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { parseSource } from '../src/load.ts';
import { type Origin, originsOf } from '../src/manifest/origins.ts';
import { sourceOf } from '../src/manifest/source.ts';
import { colored, plain } from '../src/report/color.ts';
import { coverOf } from '../src/report/cover.ts';
import { explainLines, type Explained, valuesOf } from '../src/report/explain.ts';
import { hidingOf } from '../src/report/hide.ts';
import { impactsOf } from '../src/report/impacts.ts';
import { pipeline } from './support/compiled.ts';
import { installed } from './support/found.ts';

const MAIN = `version: 1
defaults:
  env: { LANG: C.UTF-8, TZ: UTC }
  restart: always
  linux: { stop: { timeout: 5s } }
daemons:
  web:
    command: [/bin/web, --port, "80"]
    env:
      LANG: de_DE.UTF-8
      API_TOKEN: hunter2-hunter2
      DB_PASSWORD: abc
    linux:
      logs: journal
    systemd: { Service: { Nice: 5 } }
  job:
    command: [/bin/job]
    schedule: "@daily"
`;

async function explained(
  text: string,
  name: string,
  included: Readonly<Record<string, string>> = {},
): Promise<Explained> {
  const { manifest, desired, sources, problems } = await pipeline(text, 'systemd', included);
  assert.ok(manifest, JSON.stringify(problems));
  const [main, ...others] = await Promise.all(
    [...sources].map(([file, one], at) => parseSource(sourceOf(file, null, one), at === 0 ? 'main' : 'included')),
  );
  const daemon = manifest.daemons.find((one) => one.name === name);
  const wanted = desired.find((one) => one.name === name);
  assert.ok(main && daemon && wanted);
  const origins = originsOf(main, others, name, 'linux');
  assert.ok(origins);
  const { line } = coverOf(manifest, hidingOf(sources).values, []);
  return { daemon, desired: wanted, origins, found: installed(wanted), steps: [], planned: null, line };
}

const shown = ({ field, value, from, override, at }: ReturnType<typeof valuesOf>[number]): string =>
  `${field} = ${value} @ ${at === null ? '' : `${at.file}:${at.line} `}${from}${override === null ? '' : ` ${override}`}`;

test('each value with its line: its own, inherited, overridden, built in; secrets masked, short ones too', async () => {
  assert.deepEqual(valuesOf(await explained(MAIN, 'web')).map(shown), [
    'env.LANG = de_DE.UTF-8 @ daemons.yaml:10 daemon',
    'env.API_TOKEN = •••• @ daemons.yaml:11 daemon',
    'env.DB_PASSWORD = •••• @ daemons.yaml:12 daemon',
    'command = ["/bin/web","--port","80"] @ daemons.yaml:8 daemon',
    'systemd.Service.Nice = 5 @ daemons.yaml:15 daemon',
    'logs = journal @ daemons.yaml:14 daemon linux',
    'env.TZ = UTC @ daemons.yaml:3 defaults',
    'restart.policy = always @ daemons.yaml:4 defaults',
    'stop.timeout = 5s @ daemons.yaml:5 defaults linux',
    'working_directory = /home/ann @ built-in',
    'env.PATH = /home/ann/.local/bin:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin @ built-in',
    'launcher = direct @ built-in',
    'when = login @ built-in',
    'type = simple @ built-in',
    'priority = standard @ built-in',
    'on_change = restart @ built-in',
    'enabled = true @ built-in',
  ]);
});

test('an inherited value that is ignored is not said to hold', async () => {
  const values = valuesOf(await explained(MAIN, 'job')).map(shown);
  assert.ok(values.includes('restart = never @ built-in'), values.join('\n'));
  assert.ok(values.includes('schedule = [{"cron":"@daily"}] @ daemons.yaml:18 daemon'), values.join('\n'));
});

test('a daemon of an included file is found there', async () => {
  const text = 'version: 1\ninclude: [d/*.yaml]\ndaemons: {}\n';
  const values = valuesOf(await explained(text, 'api', { 'd/api.yaml': 'daemons:\n  api: { command: [/bin/api] }\n' }));
  assert.equal(values.map(shown)[0], 'command = ["/bin/api"] @ d/api.yaml:2 daemon');
});

test('every origin points at its own key, whatever is merged over what', async () => {
  const fields = ['LANG', 'TZ', 'A', 'B'] as const;
  const env = fc.uniqueArray(fc.constantFrom(...fields), { maxLength: 4 });
  await fc.assert(
    fc.asyncProperty(env, env, env, env, async (a, b, c, d) => {
      const map = (names: readonly string[], value: string): string =>
        `{ ${names.map((name) => `${name}: ${value}`).join(', ')} }`;
      const lines = [
        'version: 1',
        'defaults:',
        `  env: ${map(a, 'a')}`,
        `  linux: { env: ${map(b, 'b')} }`,
        'daemons:',
        '  web:',
        '    command: [x]',
        `    env: ${map(c, 'c')}`,
        `    linux: { env: ${map(d, 'd')} }`,
      ];
      const source = await parseSource(sourceOf('m', null, lines.join('\n')), 'main');
      const origins: readonly Origin[] = originsOf(source, [], 'web', 'linux') ?? [];
      for (const { field, value, at, from, override } of origins.filter(
        (one) => one.field[0] === 'env' && one.field.length > 1,
      )) {
        const name = field[1] ?? '';
        const expected = (d as string[]).includes(name)
          ? 'd'
          : (c as string[]).includes(name)
            ? 'c'
            : (b as string[]).includes(name)
              ? 'b'
              : 'a';
        assert.equal(value, expected);
        assert.equal(at.line, { a: 3, b: 4, c: 8, d: 9 }[expected]);
        assert.equal(lines[at.line - 1]?.slice(at.column - 1, at.column - 1 + at.length), name);
        assert.equal(from, expected < 'c' ? 'defaults' : 'daemon');
        assert.equal(override, 'bd'.includes(expected) ? 'linux' : null);
      }
    }),
    { numRuns: 60 },
  );
});

test('the page: sections, no colour needed, no secret, nothing that steers a terminal', async () => {
  const style = { paint: plain, columns: 100, home: '/home/ann', cwd: null };
  const one = await explained(MAIN, 'web');
  const text = explainLines(one, style).join('\n');
  assert.match(text, /^web\n\nValues\n {2}env\.LANG +de_DE\.UTF-8 +daemons\.yaml:10\n/);
  assert.match(text, /\nFiles\n {2}~\/\.config\/systemd\/user\/web\.service \(0600\) +as it should be\n/);
  assert.match(text, /\nUnits\n {2}web\.service +service, stays up; it is up, pid 4711\n/);
  assert.match(text, /\nWhat apply would do now\n {2}nothing: /);
  assert.match(text, /\nWhat a change would do\n {2}command, .* +it restarts\n/);
  assert.doesNotMatch(text, /hunter2|abc/);
  assert.equal(
    explainLines(one, { ...style, paint: colored })
      .join('\n')
      .replace(/\u001b\[\d+m/g, ''),
    text,
  );
});

test('what a change would do: by what it is that runs', async () => {
  const text = MAIN.replace(
    '    linux:\n',
    '    on_change: keep\n    env_file: /e\n    reload: { signal: HUP }\n    reload_on: /r\n    linux:\n',
  );
  const web = await explained(text, 'web');
  const words = Object.fromEntries(impactsOf(web.daemon, web.desired).map(({ what, effect }) => [what, effect]));
  assert.equal(words['content of /e (env_file)'], 'the process stays, and is stale until daemonsync restart web');
  assert.equal(words['content of /r (reload_on)'], 'it is told to read it again; its process stays');
  const job = await explained(MAIN, 'job');
  const of = Object.fromEntries(impactsOf(job.daemon, job.desired).map(({ what, effect }) => [what, effect]));
  assert.equal(of['schedule'], 'its timer is armed anew; a run in progress goes on');
  assert.equal(of['command, launcher, env, limits, …'], 'a run in progress goes on; the next one takes it');
});
