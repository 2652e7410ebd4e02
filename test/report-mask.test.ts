// Secrets never reach the eye: not rendered in any syntax, not in messages; and nothing else is changed for it.
import assert from 'node:assert/strict';
import { performance } from 'node:perf_hooks';
import { test } from 'node:test';
import fc from 'fast-check';
import type { Daemon, Desired, Manifest, Platform } from '../src/model.ts';
import { hidingOf, maskProblem } from '../src/report/hide.ts';
import { maskDesired } from '../src/report/mask-files.ts';
import { maskText } from '../src/report/mask.ts';
import { finder } from '../src/report/needles.ts';
import { secretParts } from '../src/report/secret-parts.ts';
import { desire } from '../src/desired.ts';
import { platformNamed } from '../src/platform.ts';
import { annsFacts, pipeline } from './support/compiled.ts';
import { aDaemon } from './support/daemon.ts';
import { inManifest, oddFrom, seedOfThisRun, yamlString } from './support/odd-strings.ts';

const MASK = '••••';
const platforms = ['systemd', 'launchd'] as const;

const manifest = (...daemons: Daemon[]): Manifest => ({
  path: '/home/ann/daemons.yaml',
  namespace: 'me',
  labelPrefix: 'com.example',
  daemons,
});

async function both(of: Manifest, platform: Platform, values: readonly string[] = []): Promise<[Desired, Desired]> {
  const { desired } = desire(of, annsFacts(platform), await platformNamed(platform));
  return [desired, maskDesired(desired, of, values)];
}

const textOf = (desired: Desired): string =>
  desired.flatMap((daemon) => daemon.files.map((file) => file.text)).join('\n');

const shown = async (of: Manifest, platform: Platform): Promise<string> => textOf((await both(of, platform))[1]);

/** From the text of a manifest: what `render` shows of it. */
async function rendered(text: string, platform: Platform): Promise<{ real: Desired; masked: Desired }> {
  const { manifest: of, desired, problems, sources } = await pipeline(text, platform);
  assert.ok(of, JSON.stringify(problems));
  return { real: desired, masked: maskDesired(desired, of, hidingOf(sources).values) };
}

const wrapped: Partial<Daemon> = {
  launcher: { kind: 'uv', dir: '/home/ann/src/x', sync: true },
  envFiles: [{ path: '/home/ann/env', optional: false }],
};

/** Only the masked places differ: what is between them stands in the real text, in that order and nothing besides. */
function assertSameOutside(masked: string, real: string): void {
  const pieces = masked.split(MASK);
  let at = 0;
  for (const [index, piece] of pieces.entries()) {
    const found = index === 0 ? (real.startsWith(piece) ? 0 : -1) : real.indexOf(piece, at);
    assert.ok(found >= 0, `not in the real text: ${JSON.stringify(piece)}`);
    if (index > 0) assert.ok(!real.slice(at, found).includes('\n'), 'a line went missing');
    at = found + piece.length;
  }
  assert.equal(masked.split('\n').length, real.split('\n').length);
}

const odd = fc.string({
  unit: fc.constantFrom(
    ...'"\'\\%$ &<>;-{}[]*?=:,.~/#'.split(''),
    'é',
    '日',
    '\u200b',
    '\u00a0',
    'a',
    '--',
    '$$',
    '%%',
  ),
  maxLength: 8,
});

for (const platform of platforms) {
  test(`${platform}: whatever a secret holds and wherever it is repeated, no spelling of it is shown`, async () => {
    await fc.assert(
      fc.asyncProperty(odd, odd, fc.constantFrom('plain', 'wrapped', 'shell'), async (before, after, kind) => {
        const secret = `${before}q9Zx7Kw${after}`;
        const path = `/home/ann/${secret.replaceAll('/', '_')}`;
        const a = aDaemon({
          env: {
            PATH: '/usr/bin',
            API_TOKEN: secret,
            URL: `https://host/?key=${secret}`,
            OPTS: `--token ${secret} it's`,
          },
          secrets: ['API_TOKEN'],
          description: `with ${secret}`.trim(),
          run: { kind: 'command', argv: ['/bin/x', `--token=${secret}`, `"${secret}"`, `'${secret}`, secret] },
          systemd: { Service: { 'X-Token': [`${secret} .`], Environment: [`API_TOKEN=${secret} .`] } },
          launchd: { XToken: secret, EnvironmentVariables: { API_TOKEN: secret } },
          ...(kind === 'wrapped' ? wrapped : {}),
          ...(kind === 'shell' ? { run: { kind: 'shell', text: `API_TOKEN=${secret} exec x ${secret}\n` } } : {}),
          watchPaths: [path],
          workingDirectory: path,
        });
        const b = aDaemon({ name: 'other', run: { kind: 'command', argv: ['/bin/y', `-${secret}-`] } });
        const [real, masked] = await both(manifest(a, b), platform, [path]);
        assert.ok(!JSON.stringify(masked).includes('q9Zx7Kw'), JSON.stringify(masked));
        assert.match(textOf(masked), /API_TOKEN/);
        for (const [index, { files }] of masked.entries())
          for (const [at, { text }] of files.entries())
            assertSameOutside(text, real[index]?.files[at]?.text.replace(/sha256=\w+/, 'sha256=') ?? '');
      }),
      { numRuns: 150 },
    );
  });

  test(`${platform}: a password in a URL, whatever it holds`, async () => {
    await fc.assert(
      fc.asyncProperty(odd, odd, async (before, after) => {
        const url = `postgres://me:x${before}q9Zx7Kw${after}@db/x`;
        const daemon = aDaemon({
          env: { PATH: '/usr/bin', DB: url },
          description: url,
          run: { kind: 'command', argv: ['/bin/x', url, `"${url}`, `--db=${url}'`] },
        });
        const text = await shown(manifest(daemon), platform);
        assert.ok(!text.includes('q9Zx7Kw'), text);
        assert.match(text, /postgres:\/\/••••@/);
      }),
      { numRuns: 100 },
    );
  });

  test(`${platform}: odd strings through the whole pipeline`, async () => {
    const seed = seedOfThisRun();
    const made = oddFrom(seed);
    for (let run = 0; run < 60; run += 1) {
      const some = () => [...made.line()].slice(0, 60).join('');
      const secret = `${some()}q9Zx7Kw${some()}`;
      const quoted = yamlString(inManifest(secret));
      const text = `version: 1\ndaemons:\n  a:\n    description: ${yamlString(`is ${secret}`)}\n    command: [/bin/x, ${quoted}]\n    env: {DB_PASSWORD: ${quoted}, B: ${quoted}}\n  b:\n    command: [/bin/x, ${quoted}]\n`;
      const { masked } = await rendered(text, platform);
      assert.ok(!JSON.stringify(masked).includes('q9Zx7Kw'), `seed ${seed}, run ${run}: ${secret}`);
    }
  });

  test(`${platform}: without secrets the very same bytes`, async () => {
    const [real, masked] = await both(
      manifest(
        aDaemon({ env: { PATH: '/usr/bin', A: 'https://host:80/@x', B: 'git@host:x', C: 'a@b:c', D: 'x:1@sha256:0' } }),
        aDaemon({ name: 'node', launcher: { kind: 'node', dir: '/home/ann/src' }, ...wrapped }),
      ),
      platform,
    );
    assert.deepEqual(masked, real);
  });

  // What a value is equal to by chance is no secret there: each of these once broke or changed the rendering.
  for (const [what, fields] of [
    ['a path that is watched', 'env: {SSH_KEY: ~/.ssh/id_hunter2zz}\n    watch_paths: [~/.ssh/id_hunter2zz]'],
    ['the launcher', 'env: {DB_PASSWORD: direct}'],
    ['the kind of a schedule', 'env: {DB_PASSWORD: calendar}\n    schedule: "30 2 * * *"'],
    ['when', 'env: {DB_PASSWORD: manual}\n    when: manual'],
    ['the restart policy', 'env: {DB_PASSWORD: always}\n    restart: always'],
    ['a section', 'env: {DB_PASSWORD: Service}'],
    ['a key of a plist', 'env: {DB_PASSWORD: WorkingDirectory}'],
    ['a tag', 'env: {DB_PASSWORD: string}'],
    ['a folder', 'env: {API_TOKEN: ~/keys/hunter2zz}\n    working_directory: ~/keys/hunter2zz'],
  ] as const) {
    test(`${platform}: a secret that is also ${what}`, async () => {
      const { real, masked } = await rendered(
        `version: 1\ndaemons:\n  a:\n    command: [/bin/x]\n    ${fields}\n`,
        platform,
      );
      assert.ok(!JSON.stringify(masked).includes('hunter2zz'));
      assert.match(textOf(masked), platform === 'systemd' ? /=(?:••••)$/m : /<string>••••</);
      assert.deepEqual(
        masked.map(({ units, domain, files }) => [units, domain, files.map(({ path }) => path)]),
        real.map(({ units, domain, files }) => [units, domain, files.map(({ path }) => path)]),
      );
      const keys = (desired: Desired) =>
        textOf(desired)
          .split('\n')
          .map((line) => /^[\w-]+=|^\[\w+\]|<\/?\w+>(?:.*<\/key>)?/.exec(line)?.[0] ?? '');
      assert.deepEqual(keys(masked), keys(real));
      if (what === 'the restart policy' && platform === 'systemd') assert.match(textOf(masked), /^Restart=always$/m);
    });
  }
}

test('a short secret is masked in its own place, not wherever its letters stand', async () => {
  const daemon = aDaemon({ env: { PATH: '/usr/bin', A_KEY: 'bin' }, secrets: ['A_KEY'] });
  const unit = await shown(manifest(daemon), 'systemd');
  assert.match(unit, /A_KEY=••••\n/);
  assert.match(unit, /PATH=\/usr\/bin/);
  const plist = await shown(manifest(daemon), 'launchd');
  assert.match(plist, /<key>A_KEY<\/key>\s*<string>••••<\/string>/);
  assert.match(plist, /<string>\/usr\/bin<\/string>/);
});

test('with what is masked goes the digest that would tell a good guess from a bad one', async () => {
  const text = await shown(manifest(aDaemon({ env: { PATH: '/bin', A_KEY: '12x' }, secrets: ['A_KEY'] })), 'systemd');
  assert.match(text, /daemon=my-tool sha256=••••\n/);
  assert.match(await shown(manifest(aDaemon()), 'systemd'), /sha256=[0-9a-f]{64}\n/);
});

test('an empty secret is shown as empty, a public one as it is', async () => {
  const env = { PATH: '/usr/bin', A_KEY: '', B_TOKEN: 'shown-to-all' };
  const text = await shown(manifest(aDaemon({ env, secrets: ['A_KEY'] })), 'systemd');
  assert.match(text, /A_KEY="?$/m);
  assert.match(text, /B_TOKEN=shown-to-all/);
});

const S = 'hunter2hunter2';

test('raw overrides and words of a command', async () => {
  const text = `version: 1\ndaemons:\n  a:\n    command: [/bin/x, API_TOKEN=${S}, --token=${S}a b, --api-key=${S}, --port=80]\n    systemd: {Service: {Environment: API_TOKEN=${S}}}\n    launchd: {EnvironmentVariables: {API_TOKEN: ${S}}}\n`;
  for (const platform of platforms) {
    const { masked } = await rendered(text, platform);
    assert.ok(!textOf(masked).includes('hunter2'), textOf(masked));
    assert.match(textOf(masked), /--port=80/);
  }
});

test('what defaults say is a secret, though no daemon has it', async () => {
  const text = `version: 1\ndefaults: {env: {API_TOKEN: ${S}}}\ndaemons:\n  a:\n    command: [/bin/x, ${S}]\n    env: {API_TOKEN: other-value}\n`;
  for (const platform of platforms) assert.ok(!textOf((await rendered(text, platform)).masked).includes('hunter2'));
});

test('text: what looks like a secret, and what does not', () => {
  const find = finder([
    { text: 'abcdefgh', from: 0, to: 8 },
    { text: 'ghijkl', from: 0, to: 6 },
  ]);
  assert.equal(maskText('abcdefghijkl abcdefgh abc', find), '•••• •••• abc');
  for (const [text, masked] of [
    ['see ssh://git@host and http://u:p@h:1/x@y', 'see ssh://git@host and http://••••@h:1/x@y'],
    ['http://u:p@ss@h', 'http://••••@h'],
    ['postgres://u:pa/S@h postgres://u:p@h', 'postgres://••••@h postgres://••••@h'],
    ['postgres://u:pa#S@h', 'postgres://••••@h'],
    ['postgres://u:pa?S@h', 'postgres://••••@h'],
    ['postgres://u:pa S@h', 'postgres://••••@h'],
    ['u:S@h/x', '••••@h/x'],
    ['DB=u:S@h', 'DB=••••@h'],
    ['`--token=~/x` stays', '`--token=••••` stays'],
    ['API_TOKEN="a b" c', 'API_TOKEN=•••• c'],
    ['"API_TOKEN=a b" c', '"API_TOKEN=••••" c'],
    ["'API_TOKEN=a'\\''b c' d", "'API_TOKEN=••••' d"],
    ['https://h:80/@scope/x http://[::1]:80/a@b http://h:${PORT}/a@b', null],
    ['image:tag@sha256:00 git@github.com:a/b mailto:a@b.c /a/bin:/opt/node@18/bin', null],
    ['MAX_TOKENS=5 PUBLIC_KEY=abc A_TOKEN=true TOKEN_FILE=/x', null],
  ] as const)
    assert.equal(maskText(text), masked ?? text);
});

test('secret parts are sorted, apart and within the text', () => {
  const unit = fc.constantFrom('://', 'u:', '@', '=', 'TOKEN', '"', "'", ' ', '\\', '\n', '/', 'a', '80', 'API_KEY=');
  fc.assert(
    fc.property(fc.string({ unit, maxLength: 40 }), fc.boolean(), (text, word) => {
      let end = -1;
      for (const { from, to } of secretParts(text, word)) {
        assert.ok(from > end && to > from && to <= text.length, text);
        end = to;
      }
    }),
    { numRuns: 1000 },
  );
});

test('a problem that quotes a value hidden in its source, or a piece of it', () => {
  const at = { file: 'daemons.yaml', line: 2, column: 12, length: 5 };
  const hiding = hidingOf(new Map([['daemons.yaml', `env:\n  A_TOKEN: "${S} ab\${pie}"\n`]]));
  const problem = { severity: 'error', code: 'x', at } as const;
  const message = `\`A_TOKEN\` is "${S} ab\${pie}": \`\${pie}\``;
  assert.deepEqual(maskProblem({ ...problem, message, hint: `not ${S} ab\${pie}, \`$$\`` }, hiding), {
    ...problem,
    message: '`A_TOKEN` is "••••": `••••`',
    hint: 'not ••••, `$$`',
  });
});

test('all of it in linear time', () => {
  const long = 'a'.repeat(1_000_000);
  const spread = 'a:b '.repeat(250_000);
  for (const line of [
    long,
    `X_TOKEN: ${long}`,
    ' '.repeat(1_000_000),
    spread,
    'x://a:b'.repeat(140_000),
    '@a:'.repeat(330_000),
    'A_KEY='.repeat(160_000),
    `"${'\\"'.repeat(500_000)}`,
    `a${' '.repeat(1_000_000)}b: c`,
    `x: {A_KEY: ${'"a",'.repeat(200_000)}`,
  ]) {
    for (const text of [line, `a: [\n${line}`]) {
      const began = performance.now();
      const hiding = hidingOf(new Map([['f', text]]));
      maskProblem(
        { severity: 'error', code: 'x', message: line, at: { file: 'f', line: 1, column: 1, length: 1 } },
        hiding,
      );
      const ms = performance.now() - began;
      assert.ok(ms < 500, `${Math.round(ms)} ms for ${line.slice(0, 20)}…`);
    }
  }
});
