// How long the built program takes, as whole processes beside an empty node: medians of runs in random order, after warm-ups.
// Prints a table with the targets. `--check` fails when one is missed; `--rounds N` (default 21).
// Every validate reads a manifest whose bytes it has not seen before: what it knows by heart is only its own code.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

const { values } = parseArgs({ options: { check: { type: 'boolean' }, rounds: { type: 'string', default: '21' } } });
const program = fileURLToPath(new URL('../dist/daemonsync.cjs', import.meta.url));
const meter = fileURLToPath(new URL('cpu.cjs', import.meta.url));
const rounds = Number(values.rounds);

const folder = mkdtempSync(join(tmpdir(), 'daemonsync-bench-')); // 0700: only the user may write there
// A HOME of its own, so that the caches are what these runs put there; and without what costs node 20 50 ms a start.
const env = { PATH: process.env.PATH, LANG: 'C.UTF-8', HOME: folder };

const commands = [
  { name: 'node -e 0', argv: ['-e', '0'], rounds },
  { name: 'daemonsync version', argv: [program, 'version'], rounds, ratio: 1.3 },
  { name: 'daemonsync validate, 10 daemons', argv: [program, 'validate', '-f'], daemons: 10, rounds, ratio: 2.2 },
  {
    name: 'daemonsync validate, 2,000 daemons',
    argv: [program, 'validate', '-f'],
    daemons: 2000,
    rounds: Math.min(rounds, 7),
    cpu: 1.2,
  },
].map((command) => ({
  ...command,
  manifest: command.daemons ? manifest(command.daemons) : '',
  wall: [],
  cpuSeconds: [],
}));

try {
  for (const command of commands) for (let i = 0; i < 3; i++) run(command);
  const order = commands.flatMap((command) => Array.from({ length: command.rounds }, () => command));
  for (const command of shuffled(order)) {
    const { wall, cpuSeconds } = run(command);
    command.wall.push(wall);
    command.cpuSeconds.push(cpuSeconds);
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}
process.exitCode = report() || !values.check ? 0 : 1;

function run({ name, argv, manifest: text, cpu }) {
  const file = join(folder, 'daemons.yaml');
  const used = join(folder, 'cpu');
  if (text) writeFileSync(file, `${text}# ${Math.random()}\n`);
  // The meter takes a millisecond itself, so it is only there where its figure is asked for.
  const metered = cpu === undefined ? [] : ['--require', meter];
  const started = performance.now();
  const { status, error, stderr } = spawnSync(process.execPath, [...metered, ...argv, ...(text ? [file] : [])], {
    env: { ...env, DAEMONSYNC_BENCH_CPU: used },
    stdio: ['ignore', 'ignore', 'pipe'],
    encoding: 'utf8',
    cwd: folder,
  });
  const wall = performance.now() - started;
  // A program that crashes is fast.
  if (error || status !== 0) throw new Error(`${name}: ${error?.message ?? `exit ${status}\n${stderr}`}`);
  return { wall, cpuSeconds: cpu === undefined ? 0 : Number(readFileSync(used, 'utf8')) };
}

/** Five fields a daemon, as people write them. */
function manifest(count) {
  const daemons = Array.from({ length: count }, (_, i) =>
    [
      `  worker-${i}:`,
      `    description: Worker number ${i}`,
      `    command: [/bin/sleep, "${i + 1}"]`,
      `    working_directory: ~/work/${i % 17}`,
      `    env: { WORKER_ID: ${i}, WORKER_MODE: steady }`,
      `    restart: { policy: always, delay: 10s }`,
    ].join('\n'),
  );
  return `version: 1\nnamespace: bench\ndaemons:\n${daemons.join('\n')}\n`;
}

function report() {
  const floor = median(commands[0].wall);
  console.log(
    `Node ${process.version}, ${availableParallelism()} processors; wall clock of whole processes, median (minimum)\n`,
  );
  let met = true;
  for (const { name, wall, cpuSeconds, ratio, cpu } of commands) {
    const times = median(wall) / floor;
    const seconds = median(cpuSeconds);
    const missed = ratio !== undefined ? times > ratio : cpu !== undefined && seconds > cpu;
    met &&= !missed;
    const target = ratio !== undefined ? `target ${ratio}x` : cpu !== undefined ? `target ${cpu} s CPU` : '';
    const columns = [
      name.padEnd(36),
      `${median(wall).toFixed(1)} ms`.padStart(10),
      `(${Math.min(...wall).toFixed(1)})`.padStart(9),
      `${times.toFixed(2)}x`.padStart(8),
      (cpu === undefined ? '' : `${seconds.toFixed(3)} s CPU`).padStart(13),
      `  ${target}${target && (missed ? ': MISSED' : ': met')}`,
    ];
    console.log(columns.join(' ').trimEnd());
  }
  return met;
}

function median(numbers) {
  const sorted = numbers.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

function shuffled(items) {
  const all = [...items];
  for (let i = all.length - 1; i > 0; i--) {
    const j = Math.floor(Math.random() * (i + 1));
    [all[i], all[j]] = [all[j], all[i]];
  }
  return all;
}
