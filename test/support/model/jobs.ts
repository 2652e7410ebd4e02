// Jobs of the stand-in manager: what a verb does to one unit, now or in a moment, with what it pulls in; and time, in
// which what was due happens. Knows nothing of command lines.

import { isOurs } from './definition.ts';
import { parent } from '../memory-files.ts';
import { forgetUnneeded, listens, need, setting, subState } from './loading.ts';
import { type JobKind, type Machine, now, type Place, type Unit } from './machine.ts';
import { endJob, happen, reloadService, rest, runs, startService, stopService, withinLimit } from './service.ts';

/** A job that nobody waits for begins a little after its command has returned: whoever looks at once sees nothing yet. */
const JOB_DELAY_MS = 6;

export function later(place: Place, unit: Unit, kind: JobKind): void {
  unit.job = kind;
  place.machine.count.jobs += 1;
  // Of several that were asked for at once, in that order.
  unit.jobAtMs = now(place) + JOB_DELAY_MS + (place.machine.count.jobs % 1000) / 1000;
}

export function atOnce(place: Place, unit: Unit, kind: JobKind): void {
  unit.job = kind;
  perform(place, unit);
}

function perform(place: Place, unit: Unit): void {
  unit.jobAtMs = null;
  switch (unit.job) {
    case 'start':
      // On its way down: it goes there first.
      if (unit.active === 'deactivating') unit.job = 'restart';
      // Between two attempts of its own, a start waits for the next of them, however long that takes.
      else if (unit.sub !== 'auto-restart') begin(place, unit);
      break;
    case 'restart':
      for (const other of requiring(place, unit)) atOnce(place, other, 'restart');
      if (runs(unit)) end(place, unit);
      else begin(place, unit);
      break;
    case 'stop':
      for (const other of requiring(place, unit)) atOnce(place, other, 'stop');
      end(place, unit);
      break;
    case 'reload':
      reloadService(place, unit);
      break;
    case null:
  }
}

/** What cannot be without it, and is. */
const requiring = ({ manager }: Place, { id }: Unit): Unit[] =>
  [...manager.units.values()].filter((other) => runs(other) && other.definition.requires.includes(id));

function begin(place: Place, unit: Unit): void {
  for (const id of [...unit.definition.requires, ...unit.definition.wants]) {
    if (!isOurs(id)) continue;
    const other = need(place, id);
    if (other.definition.load === 'loaded' && !runs(other) && other.job === null) atOnce(place, other, 'start');
    if (!runs(other) && other.lastJob === 'failed' && unit.definition.requires.includes(id))
      return endJob(unit, 'failed');
  }
  if (unit.id.endsWith('.service')) startService(place, unit);
  else arm(place, unit);
}

function arm(place: Place, unit: Unit): void {
  if (unit.active === 'active') return endJob(unit, 'done');
  const { triggers } = unit.definition;
  const service = triggers === null ? null : need(place, triggers);
  if (!service || service.definition.load !== 'loaded') return endJob(unit, 'failed');
  // The service would have to be handed the socket at its start, and that is over.
  if (unit.id.endsWith('.socket') && runs(service)) return endJob(unit, 'failed');
  if (!withinLimit(place, unit)) {
    rest(place, unit, 'failed', 'start-limit-hit');
    return endJob(unit, 'failed');
  }
  stamp(place, unit);
  unit.active = 'active';
  unit.sub = unit.id.endsWith('.socket') ? 'listening' : 'waiting';
  unit.result = 'success';
  unit.changedMs = now(place);
  unit.opened = unit.id.endsWith('.socket') ? [...listens(unit), ...socketSettings(unit)] : [];
  endJob(unit, 'done');
}

/** A timer that makes up for what was missed notes when it began to count; it never fires for what was before that. */
function stamp(place: Place, unit: Unit): void {
  const { files } = place.machine;
  const path = stampPath(place, unit);
  if (path === null || files.at(path) !== null) return;
  const { uid } = place.manager.reader.account;
  files.folder(parent(path), 0o755, uid);
  files.put(path, { kind: 'file', text: '', mode: 0o644, uid });
}

export function stampPath({ manager }: Place, unit: Unit): string | null {
  if (!/^(yes|true|1|on)$/.test(setting(unit, 'Timer', 'Persistent') ?? 'no')) return null;
  const { home } = manager.reader.account;
  const folder = manager.domain === 'user' ? `${home}/.local/share/systemd/timers` : '/var/lib/systemd/timers';
  return `${folder}/stamp-${unit.id}`;
}

/** What a socket is made with; a new value needs a new socket. */
const socketSettings = ({ definition }: Unit): string[] =>
  ['SocketMode', 'Backlog', 'SocketUser', 'SocketGroup'].flatMap((key) =>
    (definition.effective.get('Socket')?.get(key) ?? []).map((value) => `${key}=${value}`),
  );

function end(place: Place, unit: Unit): void {
  if (unit.id.endsWith('.service')) return stopService(place, unit);
  const kind = unit.job;
  if (runs(unit)) rest(place, unit, 'inactive');
  unit.opened = [];
  if (kind === 'restart') begin(place, unit);
  else endJob(unit, 'done');
}

/** Something that a trigger waits for has come. */
export function fire(place: Place, id: string): void {
  const trigger = need(place, id);
  if (trigger.active !== 'active' || subState(place, trigger) === 'running') return;
  const service = need(place, trigger.definition.triggers ?? '');
  if (service.definition.load === 'loaded' && !runs(service)) atOnce(place, service, 'start');
}

/** Time passes, and what was due meanwhile has happened, each at its moment. */
export function pass(machine: Machine, untilMs: number): void {
  for (let steps = 0; ; steps += 1) {
    if (steps > 100_000) throw new Error('the stand-in world never comes to rest');
    const next = soonest(machine);
    if (next === null || next.atMs > untilMs) break;
    machine.clock.nowMs = Math.max(machine.clock.nowMs, next.atMs);
    if (next.unit.jobAtMs === next.atMs) perform(next.place, next.unit);
    else happen(next.place, next.unit);
    forgetUnneeded(next.place);
  }
  machine.clock.nowMs = Math.max(machine.clock.nowMs, untilMs);
}

/** Until none of these has a job, or the time is up. */
export function passUntilDone(machine: Machine, units: readonly Unit[], untilMs: number): boolean {
  while (units.some((unit) => unit.job !== null)) {
    const next = soonest(machine);
    if (next === null || next.atMs > untilMs) {
      pass(machine, untilMs);
      return false;
    }
    pass(machine, next.atMs);
  }
  return true;
}

function soonest(machine: Machine): { readonly place: Place; readonly unit: Unit; readonly atMs: number } | null {
  let found: { readonly place: Place; readonly unit: Unit; readonly atMs: number } | null = null;
  for (const manager of [machine.user, machine.system]) {
    for (const unit of manager.units.values()) {
      for (const atMs of [unit.jobAtMs, unit.due?.atMs ?? null]) {
        if (atMs !== null && (found === null || atMs < found.atMs)) found = { place: { machine, manager }, unit, atMs };
      }
    }
  }
  return found;
}
