// What a contender finds inside a throwaway manager: the folders, the daemons it is asked for, and the ways to run something.
// Also the record of what was measured: every sample, or why there is none, written to the result file as it comes.
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { inShort, timed } from './measure.mjs';
import { workers } from './workers.mjs';

class Cut extends Error {}

export function makeWorld({ home, count, program, peers, limitMs, result }) {
  const said = join(home, 'said');
  const peak = join(home, 'peak');
  const env = {
    PATH: process.env.PATH,
    HOME: home,
    USER: process.env.USER,
    LANG: 'C.UTF-8',
    XDG_RUNTIME_DIR: process.env.XDG_RUNTIME_DIR,
    DAEMONSYNC_BENCH_MEMORY: peak,
  };
  let until = Number.POSITIVE_INFINITY;
  const record = { cells: {}, notes: {}, peaks: {} };
  const save = () => writeFileSync(result, JSON.stringify(record));

  const world = {
    home,
    runtime: process.env.XDG_RUNTIME_DIR,
    program,
    peers,
    node: process.execPath,
    nodeFlags: [],
    unitFolder: join(home, '.config/systemd/user'),
    workers: workers(count),
    units: [],
    record,
    save,
    /** Runs a command to its end, or throws: after the time that the sample has left, or when it ends as it should not. */
    run(argv, { wanted = [0], read = false, env: more = {} } = {}) {
      const left = Math.ceil(Math.min(until - performance.now(), 600_000));
      if (left <= 0) throw new Cut();
      const ended = timed(argv, { env: { ...env, ...more }, cwd: home, limitMs: left, said, read });
      if (ended.cut) throw new Cut();
      if (wanted !== null && !wanted.includes(ended.status))
        throw new Error(`${argv.slice(0, 3).join(' ')}: exit ${ended.status}: ${inShort(said)}`);
      return ended;
    },
    said: () => readFileSync(said, 'utf8'),
    note(name, ms) {
      record.notes[name] ??= [];
      record.notes[name].push(ms);
    },
    /** How many of the units run, by the cheapest question that there is. */
    running() {
      const list = world.run(['systemctl', '--user', 'list-units', '--all', '-o', 'json'], { read: true }).stdout;
      const mine = new Set(world.units);
      return JSON.parse(list).filter((unit) => mine.has(unit.unit) && unit.active === 'active').length;
    },
    /** One more sample of a cell; false when there was none, and then the cell says why and is not tried again. */
    sample(name, work, check = () => '') {
      record.cells[name] ??= { ms: [] };
      const cell = record.cells[name];
      if (cell.over || cell.failed) return false;
      const started = performance.now();
      until = started + limitMs;
      try {
        work(world);
        const ms = performance.now() - started;
        until = Number.POSITIVE_INFINITY;
        const wrong = check(world);
        if (wrong) cell.failed = wrong;
        else cell.ms.push(ms);
      } catch (error) {
        if (error instanceof Cut) cell.over = true;
        else cell.failed = error.message;
      } finally {
        until = Number.POSITIVE_INFINITY;
      }
      save();
      return !cell.over && !cell.failed;
    },
    /** Runs it with the meter of memory, and keeps the highest; not of one that failed, which has no work to remember. */
    metered(name, work) {
      rmSync(peak, { force: true });
      world.nodeFlags = ['--require', join(import.meta.dirname, 'memory.cjs')];
      try {
        if (work() === false) return;
        record.peaks[name] = Math.max(record.peaks[name] ?? 0, Number(readFileSync(peak, 'utf8')) / 1024);
      } catch (error) {
        record.cells[`memory of ${name}`] = { ms: [], failed: error.message };
      } finally {
        world.nodeFlags = [];
      }
    },
  };
  return world;
}
