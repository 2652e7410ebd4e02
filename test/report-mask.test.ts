// Secrets never reach the eye: not rendered in three syntaxes, not in messages, and nothing else is garbled for it.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { maskProblems } from '../src/commands/open.ts';
import { desire } from '../src/desired.ts';
import type { Daemon, Manifest, Platform } from '../src/model.ts';
import { platformNamed } from '../src/platform.ts';
import { hiddenValues } from '../src/report/hide.ts';
import { maskManifest, maskText, secretValues, unveil } from '../src/report/mask.ts';
import { annsFacts } from './support/compiled.ts';
import { aDaemon } from './support/daemon.ts';

const manifest = (...daemons: Daemon[]): Manifest => ({
  path: '/home/ann/daemons.yaml',
  namespace: 'me',
  labelPrefix: 'com.example',
  daemons,
});

async function shown(of: Manifest, platform: Platform): Promise<string> {
  const { desired } = desire(maskManifest(of), annsFacts(platform), await platformNamed(platform));
  return unveil(desired)
    .flatMap((daemon) => daemon.files.map((file) => file.text))
    .join('\n');
}

const wrapped: Partial<Daemon> = {
  launcher: { kind: 'uv', dir: '/home/ann/src/x', sync: true },
  envFiles: [{ path: '/home/ann/env', optional: false }],
};

for (const platform of ['systemd', 'launchd'] as const) {
  test(`${platform}: whatever a secret holds, nothing of it is shown, and its name is`, async () => {
    // Letters that quoting would change, around a core that no file has by itself.
    const odd = fc.string({
      unit: fc.constantFrom('"', "'", '\\', '%', '$', ' ', '&', '<', '>', ';', 'é', '日', '\t', '-', '{', '}'),
      maxLength: 8,
    });
    await fc.assert(
      fc.asyncProperty(odd, odd, fc.boolean(), async (before, after, inWrapper) => {
        const secret = `${before}q9Zx7Kw${after}`;
        const daemon = aDaemon({
          env: { PATH: '/usr/bin', API_TOKEN: secret, URL: `https://host/?key=${secret}` },
          secrets: ['API_TOKEN'],
          run: { kind: 'command', argv: ['/bin/x', `--token=${secret}`] },
          systemd: { Service: { 'X-Token': [secret] } },
          launchd: { XToken: secret },
          ...(inWrapper ? wrapped : {}),
        });
        const text = await shown(manifest(daemon), platform);
        assert.ok(!text.includes('q9Zx7Kw'), text);
        assert.ok(text.includes('API_TOKEN') && text.includes('••••') && !text.includes('daemonsyncMasked'));
      }),
      { numRuns: 60 },
    );
  });

  test(`${platform}: a password in a URL of any value`, async () => {
    const daemon = aDaemon({
      env: { PATH: '/usr/bin', DB: 'postgres://me:hunter2@db/x', PORT: '8080' },
      run: { kind: 'command', argv: ['/bin/x', 'redis://:hunter2@r'] },
    });
    const text = await shown(manifest(daemon), platform);
    assert.doesNotMatch(text, /hunter2/);
    assert.match(text, /postgres:\/\/••••@db\/x/);
    assert.match(text, /redis:\/\/••••@r/);
    assert.match(text, /8080/);
  });

  test(`${platform}: without secrets the very same bytes`, async () => {
    const of = manifest(aDaemon({ env: { PATH: '/usr/bin', A: 'https://host:80/@x', B: 'git@host:x', C: 'a:b@c' } }));
    const real = desire(of, annsFacts(platform), await platformNamed(platform)).desired;
    assert.deepEqual(
      unveil(desire(maskManifest(of), annsFacts(platform), await platformNamed(platform)).desired),
      real,
    );
  });
}

test('a short secret is masked in its own place, not wherever its letters stand', async () => {
  const text = await shown(
    manifest(aDaemon({ env: { PATH: '/usr/bin', A_KEY: 'bin' }, secrets: ['A_KEY'] })),
    'systemd',
  );
  assert.match(text, /A_KEY=••••/);
  assert.match(text, /PATH=\/usr\/bin/);
});

test('an empty secret is shown as empty', async () => {
  assert.match(
    await shown(manifest(aDaemon({ env: { PATH: '/usr/bin', A_KEY: '' }, secrets: ['A_KEY'] })), 'systemd'),
    /A_KEY="?$/m,
  );
});

test('what the manifest says of itself stays true', () => {
  const of = manifest(aDaemon({ name: 'secret', env: { A_KEY: 'secret-value' }, secrets: ['A_KEY'] }));
  const [masked] = maskManifest(of).daemons;
  assert.equal(masked?.name, 'secret');
  assert.deepEqual(masked?.at, of.daemons[0]?.at);
  assert.deepEqual(of.daemons[0]?.env, { A_KEY: 'secret-value' }, 'the real one is not touched');
});

test('text: longest first, passwords in URLs, nothing else', () => {
  const of = manifest(aDaemon({ env: { A_KEY: 'abcdef', B_KEY: 'abcdefgh', C: 'x' }, secrets: ['A_KEY', 'B_KEY'] }));
  assert.deepEqual(secretValues(of), ['abcdefgh', 'abcdef']);
  assert.equal(maskText('abcdefgh abcdef abc', secretValues(of)), '•••• •••• abc');
  assert.equal(
    maskText('see ssh://git@host and http://u:p@h:1/x@y and a@b:c'),
    'see ssh://git@host and http://••••@h:1/x@y and a@b:c',
  );
  assert.equal(maskText('http://u:p@ss@h'), 'http://••••@h');
  assert.equal(maskText('$& $1', ['$& $1x']), '$& $1');
});

test('values hidden in a source are known also to mask messages that quote them', () => {
  const values = hiddenValues('env:\n  A_TOKEN: "hunter2hunter2"  # mine\n  B: x\n  C_KEY: plainvalue\n');
  assert.ok(values.includes('hunter2hunter2') && values.includes('plainvalue'));
  assert.ok(!values.includes('x'));
});

test('a problem that quotes a value hidden in its source', () => {
  const sources = new Map([['daemons.yaml', 'env:\n  A_TOKEN: hunter2hunter2\n']]);
  const problem = {
    severity: 'error',
    code: 'x',
    message: '`A_TOKEN` is "hunter2hunter2"',
    hint: 'not hunter2hunter2',
  } as const;
  assert.deepEqual(maskProblems([problem], sources), [
    { ...problem, message: '`A_TOKEN` is "••••"', hint: 'not ••••' },
  ]);
});
