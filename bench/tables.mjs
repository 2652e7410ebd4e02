// The results as tables for people: one per operation, contenders down, counts across; then the curve of daemonsync's cost.
import { availableParallelism } from 'node:os';
import { ansible } from './contenders/ansible.mjs';
import { bare } from './contenders/bare.mjs';
import { daemonsync } from './contenders/daemonsync.mjs';
import { mise } from './contenders/mise.mjs';
import { pm2 } from './contenders/pm2.mjs';
import { median } from './measure.mjs';

const WIDTH = 27;
const ROWS = [
  { contender: bare, session: 'main', cells: { noop: 'bare noop', first: 'bare first', change: 'bare change' } },
  { contender: daemonsync, session: 'main', cells: { noop: 'noop', diff: 'diff', first: 'first', change: 'change' } },
  { contender: mise, session: 'mise' },
  { contender: pm2, session: 'pm2' },
  { contender: ansible, session: 'ansible' },
];
const TABLES = {
  noop: 'apply with nothing to do',
  diff: 'diff with nothing to do',
  first: 'first apply, until all run',
  change: 'apply with one daemon changed',
};

export function tables(results, sizes, { limitMs, full }) {
  const rows = ROWS.filter(({ session }) => results.some((result) => result.contender === session));
  const find = (session, count) =>
    results.find((one) => one.contender === session && one.count === count && !one.firstOnly);
  const parts = [
    `Node ${process.version}, ${availableParallelism()} processors; a private systemd --user and HOME for each session; NODE_EXTRA_CA_CERTS unset`,
    'whole processes: median (minimum), and how many times daemonsync takes that\n',
  ];
  for (const [operation, title] of Object.entries(TABLES)) {
    parts.push(
      [title.padEnd(32), ...sizes.map((size) => `${size.toLocaleString('en')} daemons`.padEnd(WIDTH))]
        .join('')
        .trimEnd(),
    );
    for (const { contender, session, cells } of rows) {
      const name = cells ? cells[operation] : operation;
      const texts = sizes.map((size) => {
        const result = find(session, size);
        const ours = find('main', size)?.cells[operation]?.ms;
        return cellText(result, name, contender === daemonsync || !ours?.length ? 0 : median(ours), limitMs).padEnd(
          WIDTH,
        );
      });
      parts.push(`  ${contender.name.padEnd(30)}${texts.join('')}`.trimEnd());
    }
    parts.push('');
  }
  for (const { contender, session } of rows) {
    const found = results.find((one) => one.contender === session)?.found;
    parts.push(`  ${[contender.name, found?.version].filter(Boolean).join(' ')}: ${found?.missing ?? contender.note}`);
  }
  if (!full) parts.push('  ~: not run; the time at the count before, times as many (make bench-full runs it)');
  parts.push(
    `  >: stopped there. *: its first apply was not waited for: the same units were put in place, and it agreed that nothing was left to do`,
  );
  for (const failure of failures(results)) parts.push(`  ! ${failure}`);
  parts.push('', ...curve(results.filter((one) => one.contender === 'main' && !one.firstOnly)));
  return parts.join('\n');
}

function cellText(result, name, ours, limitMs) {
  if (name === undefined) return '– (has none)';
  if (!result) return '–';
  if (result.late) return '– (out of time)';
  if (result.found?.missing) return '– (not here)';
  const cell = result.cells[name];
  const times = (ms) => (ours > 0 ? ` ${ratio(ms / ours)}x` : '');
  if (result.expected?.[name]) return `~ ${duration(result.expected[name])}${times(result.expected[name])}`;
  if (cell?.over) return `> ${duration(limitMs)}${times(limitMs)}`;
  if (cell?.failed) return 'failed (!)';
  if (!cell?.ms.length) return '–';
  const mark = result.prepared && name !== 'first' ? '*' : '';
  return `${duration(median(cell.ms))} (${duration(Math.min(...cell.ms))})${mark}${times(median(cell.ms))}`;
}

function ratio(times) {
  return times.toFixed(times < 1 ? 2 : times < 10 ? 1 : 0);
}

/** The same words of many cells are said once. */
function failures(results) {
  const cellsOf = new Map();
  for (const { contender, count, cells, broken } of results) {
    const all = [...Object.entries(cells).map(([name, { failed }]) => [name, failed]), ['the session', broken]];
    for (const [name, why] of all) {
      if (!why) continue;
      cellsOf.set(why, [...(cellsOf.get(why) ?? []), `${contender} ${count} ${name}`]);
    }
  }
  return [...cellsOf].map(([why, names]) => `${names.join(', ')}: ${why}`);
}

/** Bars on a scale of doublings, so that what grows linearly makes even steps. */
function curve(sessions) {
  const lines = sessions.flatMap(({ count, cells }) =>
    ['noop', 'cold', 'first'].flatMap((name) => {
      if (!cells[name]?.ms.length) return [];
      const ms = median(cells[name].ms);
      const bar = '▇'.repeat(Math.max(1, Math.round(Math.log2(ms) * 4)));
      return [
        {
          name,
          line: `  ${String(count).padStart(5)}  ${duration(ms).padStart(8)}  ${(ms / count).toFixed(2).padStart(7)} ms each  ${bar}`,
        },
      ];
    }),
  );
  if (lines.length === 0) return [];
  const titles = { noop: 'nothing to do', cold: 'nothing to do, cache removed', first: 'first apply' };
  return [
    'daemonsync: cost against count (a bar grows by four for every doubling of the time)',
    ...Object.entries(titles).flatMap(([name, title]) => [
      ` ${title}`,
      ...lines.filter((one) => one.name === name).map((one) => one.line),
    ]),
    '',
  ];
}

export function duration(ms) {
  if (!Number.isFinite(ms)) return '–';
  if (ms < 10) return `${ms.toFixed(2)} ms`;
  if (ms < 1000) return `${ms.toFixed(0)} ms`;
  return `${(ms / 1000).toFixed(ms < 10_000 ? 2 : 0)} s`;
}
