// Golden cases: a folder per idea. daemons.yaml → every file on both systems, the units and what is said, byte for byte.
// `make golden` rewrites them; read the diff before you commit it. examples/ are cases too, so that none can rot.

import assert from 'node:assert/strict';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, test } from 'node:test';
import type { Desired, Platform } from '../src/model.ts';
import { plan } from '../src/plan/index.ts';
import { readMark } from '../src/mark.ts';
import { plain } from '../src/report/color.ts';
import { problemLines } from '../src/report/problems.ts';
import { shownStep } from '../src/report/steps.ts';
import { differences, weigh } from '../src/launchd/impact.ts';
import { steps as launchdSteps } from '../src/launchd/steps.ts';
import type { Rules } from '../src/platform.ts';
import { systemd } from '../src/systemd/manage.ts';
import { annsFacts, pipeline } from './support/compiled.ts';
import { aFoundDaemon, aMemory } from './support/found.ts';

const root = process.env['DAEMONSYNC_ROOT'] ?? process.cwd();
const cases = join(root, 'test/cases');
const rewrite = process.env['DAEMONSYNC_GOLDEN'] === 'write';

interface Case {
  readonly name: string;
  readonly manifest: string;
  readonly included: Readonly<Record<string, string>>;
}

function found(): Case[] {
  const own = readdirSync(cases).filter((name) => existsSync(join(cases, name, 'daemons.yaml')));
  const examples = readdirSync(join(root, 'examples')).filter((name) => name.endsWith('.yaml'));
  return [
    ...own.map((name) => ({
      name,
      manifest: readFileSync(join(cases, name, 'daemons.yaml'), 'utf8'),
      included: includedOf(join(cases, name)),
    })),
    ...examples.map((name) => ({
      name: `example-${name.replace('.yaml', '')}`,
      manifest: readFileSync(join(root, 'examples', name), 'utf8'),
      included: {},
    })),
    { name: 'example-demo', manifest: readFileSync(join(root, 'daemons.yaml'), 'utf8'), included: {} },
  ];
}

function includedOf(dir: string): Record<string, string> {
  const folder = join(dir, 'daemons.d');
  if (!existsSync(folder)) return {};
  return Object.fromEntries(
    readdirSync(folder).map((name) => [`daemons.d/${name}`, readFileSync(join(folder, name), 'utf8')]),
  );
}

async function golden(one: Case, platform: Platform): Promise<Map<string, string>> {
  const { desired, problems, sources } = await pipeline(one.manifest, platform, one.included);
  const files = new Map<string, string>();
  const lines: string[] = [];
  for (const daemon of desired) {
    lines.push(`${daemon.name} (${daemon.domain})`, ...daemon.units.map((unit) => `  ${unit.id}: ${unit.want}`));
    for (const { mode, owner, path } of daemon.folders)
      lines.push(`  ${mode.toString(8).padStart(4, '0')} ${owner ?? 'own'} ${path}/`);
    for (const file of daemon.files) {
      lines.push(`  ${file.mode.toString(8).padStart(4, '0')} ${file.owner ?? 'own'} ${file.path}`);
      files.set(file.path, file.text);
      assert.equal(readMark(file.text)?.intact, true, `${file.path} does not carry its own digest`);
    }
  }
  if (problems.length > 0) lines.push('', ...problemLines(problems, { sources, cwd: null, paint: plain }));
  files.set('summary.txt', `${lines.join('\n')}\n`);
  if (desired.length > 0) files.set('plan.txt', planText(desired, platform));
  return files;
}

const RULES: Readonly<Record<Platform, Rules>> = {
  systemd,
  launchd: { rereads: false, weigh, differences, steps: launchdSteps },
};

/** What a first apply would do on a machine where there is nothing: the changes, and the very commands. */
function planText(desired: Desired, platform: Platform): string {
  const facts = annsFacts(platform);
  const memory = aMemory();
  const daemons = desired.map(({ name, folders, care: { logs } }) => {
    // launchd makes no log files, so that these are missing too.
    const files = platform === 'launchd' && logs.kind === 'files' ? [...new Set([logs.stdout, logs.stderr])] : [];
    return aFoundDaemon({ name, missing: [...folders.map(({ path }) => path), ...files] });
  });
  const observed = {
    daemons,
    memory,
    linger: platform === 'systemd' ? { on: false, byUs: false, othersNeedIt: false } : null,
    manager: true,
    self: null,
  };
  const choices = { only: null, adopt: new Set<string>(), renamedFrom: [], amiss: new Map() };
  const context = {
    facts,
    namespace: memory.namespace,
    sudo: 'ask',
    offline: false,
    stableMs: 500,
    timeoutMs: 90_000,
    keptAt: (path: string) => `/kept${path}`,
  } as const;
  const { changes, steps } = plan(desired, observed, RULES[platform], choices, context);
  const said = changes.map(
    ({ name, kind, effect, because }) =>
      `${kind} ${name}: ${effect}${because.length > 1 ? ` (${because.map((one) => one.kind).join(', ')})` : ''}`,
  );
  const done = steps.map((step) => `${step.phase}: ${shownStep(step)}`);
  return `${[...said, '', ...done].join('\n')}\n`;
}

function kept(dir: string): Map<string, string> {
  const files = new Map<string, string>();
  if (!existsSync(dir)) return files;
  for (const entry of readdirSync(dir, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    const path = join(entry.parentPath, entry.name);
    const name = path.slice(dir.length);
    files.set(/^\/(?:summary|plan)\.txt$/.test(name) ? name.slice(1) : name, readFileSync(path, 'utf8'));
  }
  return files;
}

for (const one of found()) {
  describe(one.name, () => {
    for (const platform of ['systemd', 'launchd'] as const) {
      test(platform, async () => {
        const dir = join(cases, one.name, platform);
        const made = await golden(one, platform);
        if (rewrite) {
          rmSync(dir, { recursive: true, force: true });
          for (const [path, text] of made) {
            mkdirSync(dirname(join(dir, path)), { recursive: true });
            writeFileSync(join(dir, path), text);
          }
        }
        const expected = kept(dir);
        assert.deepEqual([...made.keys()].sort(), [...expected.keys()].sort());
        for (const [path, text] of made) assert.equal(text, expected.get(path), `${one.name}/${platform}${path}`);
      });
    }
  });
}
