// Reconciling on a real service manager, beside peers: no-op apply, diff, first apply and one change of 10 to 1,000 daemons.
// Every session is a private `systemd --user` in a throwaway HOME. Prints tables, the targets and the curve.
//   --check        fails when a target is missed, or could not be measured
//   --full         every cell, up to its limit, and more rounds; without, what would take too long is estimated and said to be
//   --only NAMES   main (daemonsync and the bare commands), mise, pm2, ansible      --sizes 10,100      --json FILE
//   --dist DIR     another build of the program
import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { median } from './measure.mjs';
import { stage } from './manager.mjs';
import { tables } from './tables.mjs';
import { targets } from './targets.mjs';

const { values } = parseArgs({
  options: {
    check: { type: 'boolean', default: false },
    full: { type: 'boolean', default: false },
    only: { type: 'string', default: 'main,mise,pm2,ansible' },
    sizes: { type: 'string', default: '10,100,500,1000' },
    json: { type: 'string' },
    dist: { type: 'string', default: fileURLToPath(new URL('../dist', import.meta.url)) },
  },
});
const LIMIT_MS = 60_000; // of a cell
const BUDGET_MS = values.full ? Number.POSITIVE_INFINITY : 6.5 * 60_000; // after that no session of a peer begins
const DEAR_MS = 20_000; // without --full, a peer's cell that is expected to take longer is not run …
const ALWAYS = ['noop']; // … but for these, while the count is small
const SMALL = 100;
const OPERATIONS = ['first', 'noop', 'diff', 'change'];
const FIRST_APPLY = 400; // the count of which the target for a first apply speaks

if (process.platform !== 'linux') {
  console.log('systemd: not measured: this is not Linux');
  process.exit(0);
}
const only = values.only.split(',');
const sizes = values.sizes.split(',').map(Number);
const started = performance.now();
const staged = stage(fileURLToPath(new URL('..', import.meta.url)), values.dist);
process.on('SIGINT', () => {
  staged.leave();
  process.exit(130);
});
const results = [];
try {
  run();
} finally {
  staged.leave();
}
if (results.length > 0) {
  if (values.json) writeFileSync(values.json, JSON.stringify(results, null, 1));
  console.log(tables(results, sizes, { limitMs: LIMIT_MS, full: values.full }));
  const { lines, met } = targets(results);
  console.log(lines.join('\n'));
  console.log(`\n${((performance.now() - started) / 60_000).toFixed(1)} minutes`);
  if (values.check && !met) process.exitCode = 1;
}

function run() {
  const plan = only.flatMap((contender) => sizes.map((count) => ({ contender, count })));
  if (only.includes('main') && sizes.some((size) => size > SMALL))
    plan.push({ contender: 'main', count: FIRST_APPLY, firstOnly: true });
  // The small ones of all first: from them it is known what the others would take.
  plan.sort((a, b) => a.count - b.count || only.indexOf(a.contender) - only.indexOf(b.contender));
  for (const { contender, count, firstOnly } of plan) {
    if (contender !== 'main' && performance.now() - started > BUDGET_MS) {
      results.push({ contender, count, late: true, cells: {} });
      continue;
    }
    const expected = contender === 'main' ? {} : estimates(contender, count);
    const skip = Object.keys(expected);
    if (skip.length === OPERATIONS.length) {
      results.push({ contender, count, expected, cells: {} });
      continue;
    }
    progress(`${contender}, ${count} daemons${skip.length > 0 ? `, without ${skip.join(', ')}` : ''}`);
    const record = staged.session({
      contender,
      count,
      rounds: firstOnly ? { first: values.full ? 5 : 3 } : rounds(contender, count),
      skip,
      limitMs: LIMIT_MS,
      patienceMs: values.full ? 120_000 : 6_000, // then a cell is not run again
    });
    if (record.unavailable) {
      console.log(record.unavailable);
      if (values.check) process.exitCode = 1;
      return;
    }
    if (record.broken) progress(`  broken: ${record.broken}`);
    results.push({ contender, count, expected, firstOnly, ...record });
  }
}

function rounds(contender, count) {
  const more = values.full ? 2 : 1;
  if (contender !== 'main') return { noop: 3 * more, diff: 2 * more, change: 2 * more };
  return { first: count > 500 ? 2 : 3 * more, noop: 15 * more, cold: 5 * more, change: 5 * more };
}

/** What is not worth the wait: the operation's time at the count before, times as many. */
function estimates(contender, count) {
  const before = results.filter((result) => result.contender === contender && result.count < count).at(-1);
  if (values.full || before === undefined || before.late) return {};
  return Object.fromEntries(
    OPERATIONS.flatMap((name) => {
      const cell = before.cells[name];
      const then = cell?.over ? LIMIT_MS : cell?.ms.length ? median(cell.ms) : (before.expected?.[name] ?? 0);
      const ms = (then * count) / before.count;
      const worthIt = ms <= DEAR_MS || (ALWAYS.includes(name) && count <= SMALL);
      return worthIt ? [] : [[name, ms]];
    }),
  );
}

function progress(text) {
  process.stderr.write(`bench: ${((performance.now() - started) / 1000).toFixed(0).padStart(3)} s  ${text}\n`);
}
