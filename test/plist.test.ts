// What we write as a plist, other readers read back equal: Python's plistlib and libplist's plistutil, over random
// jobs; and whole daemons of random strings arrive in ProgramArguments and EnvironmentVariables as they were written.

import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';
import { plistText } from '../src/launchd/plist/text.ts';
import type { RawValue } from '../src/model.ts';
import { inManifest, type Odd, oddFrom, seedOfThisRun, yamlString } from './support/odd-strings.ts';
import { pipeline } from './support/compiled.ts';

const HOW_MANY = 1000;

// Reads every plist named on standard input, and prints them as one JSON list; integers and reals told apart.
const READ = `
import plistlib, json, sys
def plain(v):
    if isinstance(v, bool): return v
    if isinstance(v, float): return {'real': v}
    if isinstance(v, dict): return {k: plain(x) for k, x in v.items()}
    if isinstance(v, list): return [plain(x) for x in v]
    return v
print(json.dumps([plain(plistlib.load(open(p, 'rb'))) for p in sys.stdin.read().split()]))
`;

function tool(t: TestContext, name: string, argv: readonly string[]): boolean {
  if (spawnSync(name, argv, { stdio: 'ignore' }).error === undefined) return true;
  if (process.env['DAEMONSYNC_REQUIRE_REAL'] === '1') throw new Error(`${name} is required here`);
  t.skip(`no ${name} on this machine (apt-get install ${name === 'plistutil' ? 'libplist-utils' : name})`);
  return false;
}

function folder(t: TestContext): string {
  const dir = mkdtempSync(join(tmpdir(), 'daemonsync-plist-'));
  t.after(() => rmSync(dir, { recursive: true, force: true }));
  return dir;
}

const readBack = (paths: readonly string[]): unknown[] =>
  JSON.parse(
    execFileSync('python3', ['-c', READ], { input: paths.join('\n'), encoding: 'utf8', maxBuffer: 1 << 28 }),
  ) as unknown[];

function value(odd: Odd, depth: number): RawValue {
  const kind = odd.number(depth > 2 ? 4 : 6);
  if (kind === 0) return odd.number(2) === 0;
  if (kind === 1)
    return odd.chance(50) ? odd.number(1000) - 500 : (odd.chance(50) ? 1 : -1) * odd.number(Number.MAX_SAFE_INTEGER);
  if (kind === 2) return odd.number(1_000_000) / 7 + 0.1;
  if (kind === 3) return odd.string();
  if (kind === 4) return Array.from({ length: odd.number(4) }, () => value(odd, depth + 1));
  return Object.fromEntries(Array.from({ length: odd.number(4) }, () => [odd.string() || 'k', value(odd, depth + 1)]));
}

/** As READ prints it: reals marked, keys sorted. */
function marked(of: RawValue): unknown {
  if (typeof of === 'number') return Number.isInteger(of) ? of : { real: of };
  if (Array.isArray(of)) return of.map(marked);
  if (typeof of === 'object') return Object.fromEntries(Object.entries(of).map(([key, one]) => [key, marked(one)]));
  return of;
}

test(`${HOW_MANY} random plists are read back equal by plistlib and plistutil`, (t) => {
  if (!tool(t, 'python3', ['--version'])) return;
  const dir = folder(t);
  const seed = seedOfThisRun();
  t.diagnostic(`seed ${seed}`);
  const odd = oddFrom(seed);
  const jobs = Array.from({ length: HOW_MANY }, () =>
    Object.fromEntries(Array.from({ length: 1 + odd.number(6) }, () => [odd.string() || 'k', value(odd, 0)])),
  );
  const paths = jobs.map((job, i) => {
    const path = join(dir, `${i}.plist`);
    writeFileSync(path, plistText(job, [odd.line(), `-- ${odd.line()} -->`]));
    return path;
  });
  for (const [i, got] of readBack(paths).entries())
    assert.deepEqual(got, marked(jobs[i] ?? {}), `seed ${seed}, plistlib, plist ${i}`);
  console.log(`count: ${HOW_MANY} random plists read back by plistlib`);
  if (!tool(t, 'plistutil', ['--version'])) return;
  // To binary by libplist, and from there by the reader we have just checked.
  const binary = paths.slice(0, 400).map((path) => {
    execFileSync('plistutil', ['-i', path, '-o', `${path}.bin`, '-f', 'bin']);
    return `${path}.bin`;
  });
  for (const [i, got] of readBack(binary).entries())
    assert.deepEqual(got, marked(jobs[i] ?? {}), `seed ${seed}, plistutil, plist ${i}`);
  console.log(`count: ${binary.length} random plists read back by plistutil`);
});

test('random daemons arrive in their plists as they were written', async (t) => {
  if (!tool(t, 'python3', ['--version'])) return;
  const dir = folder(t);
  const seed = seedOfThisRun();
  const odd = oddFrom(seed + 1);
  const daemons = Array.from({ length: 500 }, (_, i) => ({
    name: `d${i}`,
    argv: ['/bin/echo', ...Array.from({ length: odd.number(5) }, () => odd.string())],
    env: Object.fromEntries(Array.from({ length: odd.number(4) }, (__, n) => [`V${n}`, odd.string()])),
    cwd: `/tmp/${odd.fileName()}`,
    umask: `${odd.number(8)}${odd.number(8)}${odd.number(8)}`,
  }));
  const text = daemons.map((d) =>
    [
      `  ${d.name}:`,
      `    command: [${d.argv.map((word) => yamlString(inManifest(word))).join(', ')}]`,
      `    env: {${Object.entries(d.env)
        .map(([name, one]) => `${name}: ${yamlString(inManifest(one))}`)
        .join(', ')}}`,
      `    working_directory: ${yamlString(inManifest(d.cwd))}`,
      `    umask: "${d.umask}"`,
    ].join('\n'),
  );
  const { desired } = await pipeline(`version: 1\ndaemons:\n${text.join('\n')}\n`, 'launchd');
  assert.equal(desired.length, daemons.length);
  mkdirSync(join(dir, 'p'));
  const files = new Map(desired.map((one) => [one.name, one.files[0]?.text ?? '']));
  const paths = daemons.map((d) => {
    writeFileSync(join(dir, 'p', d.name), files.get(d.name) ?? '');
    return join(dir, 'p', d.name);
  });
  for (const [i, got] of (readBack(paths) as Record<string, unknown>[]).entries()) {
    const d = daemons[i];
    if (!d) continue;
    const { PATH: _, ...env } = got['EnvironmentVariables'] as Record<string, string>;
    // With a line break in it a command goes through its wrapper, which has tests of its own.
    const wrapped = d.argv.some((word) => word.includes('\n'));
    const argv = wrapped ? [`/Users/ann/.local/share/daemonsync/wrappers/default/${d.name}`] : d.argv;
    const has = { argv: got['ProgramArguments'], env, cwd: got['WorkingDirectory'], umask: got['Umask'] };
    assert.deepEqual(
      has,
      { argv, env: d.env, cwd: d.cwd, umask: Number.parseInt(d.umask, 8) },
      `seed ${seed}:\n${readFileSync(paths[i] ?? '', 'utf8')}`,
    );
  }
  console.log(`count: ${daemons.length} random daemons read back from their plists`);
});

test('numbers that no plist may hold, and nothing at all, are bugs and not plists', () => {
  for (const wrong of [Number.NaN, Number.POSITIVE_INFINITY, 2 ** 53, 1e21])
    assert.throws(() => plistText({ A: wrong }, []), /cannot hold/);
  assert.throws(() => plistText({ '': 1 }, []), /empty key/);
  assert.throws(() => plistText({ A: [null as unknown as RawValue] }, []), /cannot hold/);
});

test('keys stand in the order of launchd.plist(5), what is unknown last, by name', () => {
  const text = plistText({ Zed: 1, Nice: 1, Label: 'x', Alpha: 1, ProgramArguments: [], KeepAlive: true }, []);
  assert.deepEqual(
    [...text.matchAll(/<key>(\w+)<\/key>/g)].map(([, key]) => key),
    ['Label', 'ProgramArguments', 'KeepAlive', 'Nice', 'Alpha', 'Zed'],
  );
});
