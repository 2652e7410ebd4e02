// A service of the stand-in manager, from job to process to end: what a start, a stop, a reload and the passing of time
// do to it. Reads definitions as loaded, never files of units.

import { readTimeSpan } from '../../../src/systemd/timespan.ts';
import { now, type Place, type Process, type Unit } from './machine.ts';
import { restarts, setting } from './loading.ts';
import { type Program } from './programs.ts';
import { commands, mainCommand, obstacle, scriptOf, takes } from './takes.ts';

export const runs = ({ active }: Unit): boolean => active !== 'inactive' && active !== 'failed';

/** Gone, with everything that shows that it was there. */
export function rest(place: Place, unit: Unit, active: 'inactive' | 'failed', result = 'success'): void {
  unit.active = active;
  unit.sub = active === 'failed' ? 'failed' : 'dead';
  unit.result = result;
  unit.process = null;
  unit.invocation = null;
  unit.due = null;
  unit.changedMs = now(place);
  place.machine.files.drop(`${place.manager.links}/invocation:${unit.id}`);
}

export function endJob(unit: Unit, how: Unit['lastJob']): void {
  unit.job = null;
  unit.jobAtMs = null;
  unit.lastJob = how;
}

export function startService(place: Place, unit: Unit, byItself = false): void {
  if (unit.active === 'active' || unit.active === 'reloading') return endJob(unit, 'done');
  unit.due = null;
  if (!withinLimit(place, unit)) {
    // Up to 257 the result stays that of the last failure.
    const before = unit.result === 'success' ? 'start-limit-hit' : unit.result;
    rest(place, unit, 'failed', place.manager.reader.version >= 258 ? 'start-limit-hit' : before);
    return endJob(unit, 'failed');
  }
  if (!byItself) unit.restarts = 0;
  unit.exitCode = 0;
  unit.exitStatus = 0;
  unit.result = 'success';
  newInvocation(place, unit);
  const hurdle = obstacle(place, unit);
  if (hurdle) {
    // Type=simple is told nothing of what happens between fork and exec.
    const unnoticed = hurdle.status !== 0 && typeOf(unit) === 'simple';
    if (hurdle.status !== 0) [unit.exitCode, unit.exitStatus] = [1, hurdle.status];
    return dead(place, unit, hurdle.result, unnoticed ? 'done' : 'failed');
  }
  for (const { path } of commands(place, unit, 'ExecStartPre')) {
    const program = place.machine.settings.programs(path, null);
    if (program?.readyMs === null && program.runsMs === null)
      return waiting(place, unit, 'start-pre', startTimeout(unit, false));
    if (program === null || program.code !== 0) return dead(place, unit, 'exit-code', 'failed');
  }
  begin(place, unit);
}

function begin(place: Place, unit: Unit): void {
  const { machine } = place;
  const main = mainCommand(place, unit);
  const once = typeOf(unit) === 'oneshot';
  const known = main === null ? null : machine.settings.programs(main.path, scriptOf(place, unit));
  if (known === null) throw new Error(`${unit.id}: started without a program`);
  // Something that is there to end, and is not known to take its time, ends well at once.
  const program: Program = once && known.runsMs === null && known.readyMs !== null ? { ...known, runsMs: 0 } : known;
  unit.process = processOf(place, unit, program);
  unit.changedMs = now(place);
  event(place, unit, 'start');
  if (once) {
    unit.active = 'activating';
    unit.sub = 'start';
    unit.due = program.runsMs === null ? tooLate(place, startTimeout(unit, true)) : at(place, program.runsMs, 'exit');
    if (program.runsMs === 0) happen(place, unit);
    return;
  }
  if (typeOf(unit) === 'notify' && program.readyMs !== 0) {
    unit.active = 'activating';
    unit.sub = 'start';
    if (program.runsMs === 0) unit.due = at(place, 0, 'exit');
    else
      unit.due =
        program.readyMs === null ? tooLate(place, startTimeout(unit, false)) : at(place, program.readyMs, 'ready');
    return;
  }
  up(place, unit);
}

function up(place: Place, unit: Unit): void {
  unit.active = 'active';
  unit.sub = 'running';
  unit.changedMs = now(place);
  const { runsMs } = unit.process?.program ?? { runsMs: null };
  unit.due = runsMs === null ? null : at(place, Math.max(runsMs, 1), 'exit');
  endJob(unit, 'done');
}

export function stopService(place: Place, unit: Unit): void {
  if (unit.process === null) {
    if (runs(unit)) rest(place, unit, 'inactive', unit.result);
    return stopped(place, unit);
  }
  if (unit.process.program.deaf) {
    unit.active = 'deactivating';
    unit.sub = 'stop-sigterm';
    const wait = parseSpan(setting(unit, 'Service', 'TimeoutStopSec') ?? '90');
    unit.due = wait === null ? null : at(place, wait, 'kill');
    return;
  }
  event(place, unit, 'stop');
  // SIGTERM is no way for a program to end that was to run to its end.
  const cutShort = typeOf(unit) === 'oneshot';
  if (cutShort) [unit.exitCode, unit.exitStatus] = [2, 15];
  rest(place, unit, cutShort ? 'failed' : 'inactive', cutShort ? 'signal' : 'success');
  stopped(place, unit);
}

function stopped(place: Place, unit: Unit): void {
  if (unit.job === 'restart') startService(place, unit);
  else endJob(unit, 'done');
}

/** The program is told; what it reads by itself it reads again. */
export function reloadService(place: Place, unit: Unit): void {
  if (unit.active !== 'active') return endJob(unit, 'failed');
  if (unit.process) {
    const { reload } = place.machine.settings.reads(unit.id);
    unit.process = { ...unit.process, reread: contents(place, reload) };
    event(place, unit, 'reload');
  }
  endJob(unit, 'done');
}

/** What was due has come. */
export function happen(place: Place, unit: Unit): void {
  const what = unit.due?.what;
  unit.due = null;
  const code = unit.process?.program.code ?? 0;
  switch (what) {
    case 'ready':
      return up(place, unit);
    case 'exit':
      event(place, unit, 'exit');
      [unit.exitCode, unit.exitStatus] = [1, code];
      if (code === 0 && setting(unit, 'Service', 'RemainAfterExit')?.match(/^(yes|true|1|on)$/)) {
        unit.active = 'active';
        unit.sub = 'exited';
        unit.process = null;
        return endJob(unit, 'done');
      }
      // A service that was to say that it is ready, and ended first, has failed however well it ended.
      if (code === 0 && unit.active === 'activating' && typeOf(unit) === 'notify')
        return dead(place, unit, 'protocol', 'failed');
      return dead(place, unit, code === 0 ? 'success' : 'exit-code', code === 0 ? 'done' : 'failed');
    case 'too-late':
      event(place, unit, 'stop');
      return dead(place, unit, 'timeout', 'failed');
    case 'kill':
      event(place, unit, 'stop');
      [unit.exitCode, unit.exitStatus] = [2, 9];
      rest(place, unit, 'failed', 'timeout');
      return stopped(place, unit);
    case 'again':
      unit.restarts += 1;
      return startService(place, unit, true);
    case undefined:
      throw new Error(`${unit.id}: nothing was due`);
  }
}

/** The process is gone and nobody asked for it: what Restart= says is done. */
function dead(place: Place, unit: Unit, result: string, job: Unit['lastJob']): void {
  endJob(unit, job);
  unit.process = null;
  unit.result = result;
  unit.changedMs = now(place);
  if (!restarts(setting(unit, 'Service', 'Restart') ?? 'no', result))
    return rest(place, unit, result === 'success' ? 'inactive' : 'failed', result);
  // For a moment it was down, which takes its link away.
  place.machine.files.drop(`${place.manager.links}/invocation:${unit.id}`);
  unit.active = 'activating';
  unit.sub = 'auto-restart';
  unit.due = at(place, parseSpan(setting(unit, 'Service', 'RestartSec') ?? '100ms') ?? 0, 'again');
}

/** Five starts in ten seconds, unless it says otherwise; the window begins with its first start. */
export function withinLimit(place: Place, unit: Unit): boolean {
  const span = parseSpan(setting(unit, 'Unit', 'StartLimitIntervalSec') ?? '10');
  const most = Number(setting(unit, 'Unit', 'StartLimitBurst') ?? '5');
  if (span === 0 || most === 0) return true;
  const atMs = now(place);
  if (unit.limit === null || (span !== null && unit.limit.sinceMs + span < atMs))
    unit.limit = { sinceMs: atMs, count: 0 };
  if (unit.limit.count >= most) return false;
  unit.limit = { ...unit.limit, count: unit.limit.count + 1 };
  return true;
}

export function newInvocation({ machine, manager }: Place, unit: Unit): void {
  machine.count.invocation += 1;
  unit.invocation = machine.count.invocation.toString(16).padStart(32, '0');
  // Only what may have processes has a link.
  if (!unit.id.endsWith('.service')) return;
  const { uid } = manager.reader.account;
  machine.files.put(`${manager.links}/invocation:${unit.id}`, { kind: 'link', target: unit.invocation, uid });
}

function processOf(place: Place, unit: Unit, program: Program): Process {
  const { machine } = place;
  machine.count.pid += 1;
  const { start, reload } = machine.settings.reads(unit.id);
  return {
    pid: machine.count.pid,
    program,
    startedMs: now(place),
    takes: takes(place, unit),
    read: contents(place, start),
    reread: contents(place, reload),
  };
}

const contents = ({ machine }: Place, paths: readonly string[]): string =>
  paths.map((path) => `${path}: ${machine.files.text(path) ?? '(none)'}`).join('\n');

/** In milliseconds; null: no end. What cannot be read counts for nothing. */
function parseSpan(text: string): number | null {
  const span = readTimeSpan(text) ?? 0;
  return Number.isFinite(span) ? span / 1000 : null;
}

const typeOf = (unit: Unit): string => setting(unit, 'Service', 'Type') ?? 'simple';

function startTimeout(unit: Unit, once: boolean): number | null {
  const said = setting(unit, 'Service', 'TimeoutStartSec');
  return said === null ? (once ? null : 90_000) : parseSpan(said);
}

const at = (place: Place, afterMs: number, what: NonNullable<Unit['due']>['what']): Unit['due'] => ({
  atMs: now(place) + afterMs,
  what,
});

const tooLate = (place: Place, afterMs: number | null): Unit['due'] =>
  afterMs === null ? null : at(place, afterMs, 'too-late');

function waiting(place: Place, unit: Unit, sub: string, afterMs: number | null): void {
  unit.active = 'activating';
  unit.sub = sub;
  unit.due = tooLate(place, afterMs);
}

function event({ machine }: Place, unit: Unit, what: 'start' | 'stop' | 'exit' | 'reload'): void {
  machine.events.push({ kind: 'process', what, id: unit.id, pid: unit.process?.pid ?? 0, atMs: machine.clock.nowMs });
}
