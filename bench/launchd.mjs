// What daemonsync costs on launchd, on the stage that plays a Mac: how many processes of which kind, and how long it takes beside bare
// calls of the same stand-in. The counts are those of a real Mac; the times are the stand-in's, and only say what is ours.
//   --sizes 10,100,500      --json FILE      --dist DIR
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import { build } from 'esbuild';

const root = fileURLToPath(new URL('..', import.meta.url));
const { values } = parseArgs({
  options: {
    sizes: { type: 'string', default: '10,100,500' },
    json: { type: 'string' },
    dist: { type: 'string', default: join(root, 'dist') },
  },
});
const { noStage, furnish } = await stageOf();
const why = noStage();
if (why !== null) {
  console.log(`launchd: not measured: ${why}`);
  process.exit(0);
}
const base = mkdtempSync(join(tmpdir(), 'daemonsync-bench-mac-'));
try {
  await furnish(join(base, 'stage'), root, 'bench/launchd-session.mjs', values.dist);
  const records = play(values.sizes.split(','));
  if (values.json) writeFileSync(values.json, JSON.stringify(records, null, 1));
  console.log(table(records));
} finally {
  rmSync(base, { recursive: true, force: true });
}

/** Written for the suites, in TypeScript. */
async function stageOf() {
  const folder = join(root, '.build');
  mkdirSync(folder, { recursive: true });
  const outfile = join(folder, `mac-furnish-${process.pid}.mjs`);
  const entry = join(root, 'test/real/support/mac-furnish.ts');
  await build({ entryPoints: [entry], outfile, bundle: true, platform: 'node', format: 'esm', packages: 'external' });
  try {
    return await import(pathToFileURL(outfile).href);
  } finally {
    rmSync(outfile);
  }
}

function play(sizes) {
  const { NODE_EXTRA_CA_CERTS: _, NODE_OPTIONS: __, ...env } = process.env;
  const command = [base, '/bin/sh', '-euc', 'exec node "$MAC_STAGE/play.mjs" "$@"', 'play', ...sizes];
  const { status, stdout, stderr } = spawnSync(join(root, 'test/real/support/mac-host'), command, {
    env: { ...env, DAEMONSYNC_NODE: process.execPath },
    encoding: 'utf8',
    maxBuffer: 1 << 26,
  });
  if (status !== 0) throw new Error(`exit ${status}\n${stdout}\n${stderr}`);
  return stdout
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line));
}

function table(records) {
  const rows = [['daemons', 'operation', 'ms', 'processes', 'of which']];
  for (const { count, operation, ms, calls = 0, kinds = {} } of records) {
    const which = Object.entries(kinds)
      .map(([kind, times]) => `${times} ${kind}`)
      .join(', ');
    rows.push([String(count), operation, ms.toFixed(0), String(calls), which]);
  }
  const widths = [0, 1, 2, 3].map((at) => Math.max(...rows.map((row) => row[at].length)));
  return rows
    .map((row) =>
      row
        .map((cell, at) =>
          at === 0 || at === 2 || at === 3 ? cell.padStart(widths[at]) : cell.padEnd(widths[at] ?? 0),
        )
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}
