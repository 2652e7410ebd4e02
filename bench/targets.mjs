// What is promised, against what was measured: one line each, met or MISSED; what could not be measured is missed.
import { median } from './measure.mjs';
import { duration } from './tables.mjs';

const STABLE_MS = 500; // how long a started daemon must stay up before apply says that it runs

export function targets(results) {
  const main = results.filter((result) => result.contender === 'main');
  const judged = [];
  const judge = (what, measured, limit, unit, detail = '') => {
    const known = Number.isFinite(measured) && Number.isFinite(limit);
    const verdict = !known ? 'not measured' : measured <= limit ? 'met' : 'MISSED';
    judged.push({
      verdict,
      line: `  ${what.padEnd(52)}${shown(measured, unit).padStart(9)} ≤ ${shown(limit, unit).padEnd(9)}${verdict.padEnd(14)}${detail}`,
    });
  };
  const of = (count) => main.find((result) => result.count === count && !result.firstOnly);
  const time = (count, name) => median(of(count)?.cells[name]?.ms ?? []);
  const noted = (count, name) => median(of(count)?.notes[name] ?? []);
  const floor = (count) => time(count, 'node -e 0') + time(count, 'list-units');

  for (const name of ['noop', 'diff'])
    if (of(500))
      judge(
        `${name === 'noop' ? 'no-op apply' : name} of 500, over node -e 0 + list-units`,
        time(500, name) / floor(500),
        1.5,
        'x',
        floorText(500),
      );
  if (of(500)) judge('no-op apply of 500 with a cold cache, over the same', time(500, 'cold') / floor(500), 12, 'x');
  const counts = main.filter((result) => !result.firstOnly).map((result) => result.count);
  if (of(10) && of(1000)) {
    // Flat: no count is further from its own floor than the target says, and the floor itself hardly grows.
    const worst = Math.max(...counts.map((count) => time(count, 'noop') / floor(count)));
    judge(
      'no-op apply at every count, over the same',
      worst,
      1.5,
      'x',
      counts.map((count) => `${count}: ${shown(time(count, 'noop') / floor(count), 'x')}`).join(', '),
    );
    judge(
      'no-op apply of 1,000, over that of 10',
      time(1000, 'noop') / time(10, 'noop'),
      2,
      'x',
      `the floor: ${shown(floor(1000) / floor(10), 'x')}`,
    );
  }
  const first = main.find((result) => result.count === 400);
  if (first) {
    const ours = median(first.cells.first?.ms ?? []);
    const bare = median(first.cells['bare first']?.ms ?? []);
    judge(
      'first apply of 400, over the bare commands',
      (ours - STABLE_MS) / bare,
      1.3,
      'x',
      `${duration(ours - STABLE_MS)} + ${STABLE_MS} ms of stable time; bare ${duration(bare)}; all seen running`,
    );
  }
  if (of(500)) {
    const sum = time(500, 'noop') + noted(500, 'reload') + noted(500, 'restart') + STABLE_MS;
    judge(
      'one change among 500',
      time(500, 'change'),
      sum,
      'ms',
      `no-op ${duration(time(500, 'noop'))} + reload ${duration(noted(500, 'reload'))} + restart ${duration(noted(500, 'restart'))} + ${STABLE_MS} ms`,
    );
  }
  if (of(1000)) {
    const peaks = Object.entries(of(1000).peaks ?? {});
    const all = ['first', 'noop', 'diff', 'change', 'cold'].every((name) => of(1000).peaks?.[name]);
    const highest = all ? Math.max(...peaks.map(([, mb]) => mb)) : Number.NaN;
    judge('peak memory at 1,000', highest, 150, 'MB', peaks.map(([name, mb]) => `${name} ${mb.toFixed(0)}`).join(', '));
  }
  return {
    lines: ['targets', ...judged.map(({ line }) => line.trimEnd())],
    met: judged.length > 0 && judged.every(({ verdict }) => verdict === 'met'),
  };

  function floorText(count) {
    return `${duration(time(count, 'node -e 0'))} + ${duration(time(count, 'list-units'))}`;
  }
}

function shown(value, unit) {
  if (!Number.isFinite(value)) return '–';
  return unit === 'x' ? `${value.toFixed(2)}x` : `${value.toFixed(0)} ${unit}`;
}
