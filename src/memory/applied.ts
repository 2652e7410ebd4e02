// How memory changes while a plan is carried out: Memory → Memory, one function for each moment at which it is written. Pure.
//
//   claimed    before the first change    what is ours from now on, old and new; what runs; nothing about what is loaded
//   promised   the same, for what a person is to do as root     what was intended, and when it was handed over
//   refreshed  after the manager's reload what it has loaded, since when
//   installed  the same where no manager runs: what the next one will have loaded
//   verified   after a start that held    which start, from which definition
//   finished   at the end                 what is gone is forgotten; what went well is as it is wanted; what failed stays claimed
//
// Cut between any two of them, the memory that is left says too little, never too much: what it does not say is looked at again.

import { digestOf } from '../digest.ts';
import type { Change, Desired, DesiredDaemon, Memory, Observed, ObservedDaemon, Remembered, Weight } from '../model.ts';
import { NOBODY, rebuilt } from './rebuilt.ts';
import { recordOf } from '../record.ts';
import { watchedNow } from '../plan/stale.ts';

export interface About {
  readonly manifest: string | null;
  readonly host: string;
  /** Patterns of `include` that match something now. */
  readonly includes: readonly string[];
}

export function claimed(
  memory: Memory,
  changes: readonly Change[],
  desired: Desired,
  observed: Observed,
  about: About,
): Memory {
  const wanted = byName(desired);
  const found = byName(observed.daemons);
  const claims = changes.filter(isTouched).map((change) => {
    const was = memory.daemons[change.name] ?? rebuilt(found.get(change.name), memory.namespace) ?? NOBODY;
    return [change.name, claim(was, change, wanted.get(change.name), found.get(change.name))] as const;
  });
  return withDaemons({ ...memory, ...about, unfinished: true }, claims);
}

/** Root's part of these was handed to a person at that moment (of the file system's clock). Nobody will tell us when it is done. */
export function promised(
  memory: Memory,
  changes: readonly Change[],
  desired: Desired,
  observed: Observed,
  sinceMs: number,
): Memory {
  const wanted = byName(desired);
  const found = byName(observed.daemons);
  const promises = changes.filter(isTouched).map((change) => {
    const { name, work } = change;
    const before = memory.daemons[name];
    const was = before ?? rebuilt(found.get(name), memory.namespace) ?? NOBODY;
    const known = claim(was, change, wanted.get(name), found.get(name));
    const written = work.write.map(({ path, text }): [string, string] => [path, digestOf(text)]);
    const files = { ...known.files, ...Object.fromEntries(written) };
    // Said once more, the same commands may have been run since they were said first.
    const since = (path: string): [string, number] => {
      const first = before?.files[path] === files[path] ? before?.printed?.[path] : undefined;
      return [path, first ?? sinceMs];
    };
    const printed = Object.fromEntries([...written.map(([path]) => path), ...work.remove].map(since));
    return [name, { ...known, files, printed: { ...before?.printed, ...printed } }] as const;
  });
  return withDaemons(memory, promises);
}

const isTouched = ({ kind }: Change): boolean => kind === 'create' || kind === 'update' || kind === 'remove';

/** A file that is about to be written has no digest until it is: whatever stands there then, it is not taken for granted. */
const BEING_WRITTEN = '';

function claim(
  was: Remembered,
  change: Change,
  want: DesiredDaemon | undefined,
  have: ObservedDaemon | undefined,
): Remembered {
  const { work } = change;
  const writing = work.write.map(({ path }) => [path, BEING_WRITTEN] as const);
  const intended = (want?.files ?? []).map(({ path, text }) => [path, digestOf(text)] as const);
  const known: Remembered = {
    ...was,
    domain: want?.domain ?? was.domain,
    files: Object.fromEntries([...Object.entries(was.files), ...intended, ...writing]),
    // Only what we make is ours to take away again: a log may lie in the home folder itself.
    folders: unique([...was.folders, ...work.ensure.flatMap(({ kind, path }) => (kind === 'folder' ? [path] : []))]),
    units: unionOfUnits(was.units, want ? unitsOf(want) : []),
    linger: was.linger || (want?.care.linger ?? false),
    logs: unique([...was.logs, ...logsOf(want)]),
  };
  return work.refresh || work.write.length + work.remove.length > 0 ? unloaded(known, change, want, have) : known;
}

/**
 * What the manager has loaded is in doubt from now on. Which definition runs was told by that, so it is pinned to the very
 * start that runs; and so is what that start has read, unless something in it has changed since and is still to be done about.
 */
function unloaded(
  known: Remembered,
  change: Change,
  want: DesiredDaemon | undefined,
  have: ObservedDaemon | undefined,
): Remembered {
  const { printed: _, ...rest } = known;
  const isTrigger = (id: string): boolean =>
    want?.units.some((unit) => unit.id === id && unit.role !== 'service') === true;
  // Triggers have no invocation. A service without one has not begun.
  const pins = Object.entries(change.running).filter(([id, { invocation }]) => invocation !== null || isTrigger(id));
  const anew = pins.some(([id, { invocation }]) => invocation !== null && known.started[id]?.invocation !== invocation);
  const unread = change.because.some(
    ({ kind }) => kind === 'env-file' || kind === 'restart-on' || kind === 'reload-on',
  );
  return {
    ...rest,
    loaded: {},
    started: { ...known.started, ...Object.fromEntries(pins) },
    watched: anew && !unread && want && have ? watchedNow(have, want.care.watched) : known.watched,
  };
}

/** `sinceMs`: when the manager had read all files again, by the file system's clock. Of changes whose files are in place only. */
export function refreshed(memory: Memory, changes: readonly Change[], desired: Desired, sinceMs: number): Memory {
  const wanted = byName(desired);
  return withDaemons(
    memory,
    changes.flatMap(({ name, work, weights }) => {
      const [was, want] = [memory.daemons[name], wanted.get(name)];
      if (!was || !want || !work.refresh) return [];
      const { printed: _, ...rest } = was;
      const loaded = Object.entries(weights).map(([id, { dropIns, ...weight }]) => [id, { weight, sinceMs, dropIns }]);
      const files = want.files.map(({ path, text }) => [path, digestOf(text)]);
      return [
        [name, { ...rest, files: { ...was.files, ...Object.fromEntries(files) }, loaded: Object.fromEntries(loaded) }],
      ];
    }),
  );
}

/** No manager runs: the next one will have loaded what is there since that moment, and arms its triggers from that. */
export function installed(memory: Memory, changes: readonly Change[], desired: Desired, sinceMs: number): Memory {
  const all = changes.map((change) => ({ ...change, work: { ...change.work, refresh: true } }));
  const roles = new Map(desired.flatMap(({ units }) => units.map(({ id, role }) => [id, role] as const)));
  const loaded = refreshed(memory, all, desired, sinceMs);
  const triggers = all.map(({ name, weights }): [string, Verified] => {
    const armed = Object.entries(weights).filter(([id]) => roles.get(id) !== 'service');
    const units = Object.fromEntries(armed.map(([id, weight]) => [id, { invocation: null, weight }]));
    return [name, { units, watched: loaded.daemons[name]?.watched ?? {} }];
  });
  return allVerified(loaded, new Map(triggers));
}

export interface Verified {
  readonly units: Readonly<Record<string, { readonly invocation: string | null; readonly weight: Weight }>>;
  readonly watched: Remembered['watched'];
}

/** It was started, or told to read its files again, and was seen to hold. */
export const verified = (memory: Memory, name: string, seen: Verified): Memory =>
  allVerified(memory, new Map([[name, seen]]));

/** Many of them, by name. */
export function allVerified(memory: Memory, all: ReadonlyMap<string, Verified>): Memory {
  return withDaemons(
    memory,
    [...all].flatMap(([name, { units, watched }]) => {
      const was = memory.daemons[name];
      if (!was) return [];
      const started = Object.entries(units).map(([id, { invocation, weight }]) => {
        return [id, { invocation, weight: { restart: weight.restart, reload: weight.reload } }] as const;
      });
      return [[name, { ...was, started: { ...was.started, ...Object.fromEntries(started) }, watched }] as const];
    }),
  );
}

export interface Ending {
  /** Daemons with a step that failed or was skipped. */
  readonly failed: ReadonlySet<string>;
  /** All refresh steps went well, or there were none. */
  readonly refreshed: boolean;
  /** No manager was asked: what is off the disk may still run. */
  readonly offline?: boolean;
}

export function finished(memory: Memory, changes: readonly Change[], desired: Desired, ending: Ending): Memory {
  const wanted = byName(desired);
  const gone = new Set<string>();
  const settled: (readonly [string, Remembered])[] = [];
  for (const change of changes) {
    const { name, kind, weights } = change;
    if (ending.failed.has(name)) continue;
    const want = wanted.get(name);
    if (kind === 'remove') {
      if (!ending.offline) gone.add(name);
    } else if (want && (isTouched(change) || (kind === 'keep' && Object.keys(weights).length > 0)))
      settled.push([name, settledAs(memory.daemons[name] ?? NOBODY, want)]);
  }
  const left = Object.entries(memory.daemons).filter(([name]) => !gone.has(name));
  return withDaemons(
    { ...memory, unfinished: memory.unfinished && !ending.refreshed, daemons: recordOf(left) },
    settled,
  );
}

/** Nothing is remembered of these, and all of each was found as it is wanted: claimed again, as it is. */
export const recovered = (memory: Memory, wanted: Desired): Memory =>
  withDaemons(
    memory,
    wanted.map((want) => [want.name, settledAs(NOBODY, want)]),
  );

/** What is wanted and nothing else, with what is known of it. */
function settledAs(was: Remembered, want: DesiredDaemon): Remembered {
  const ids = new Set(want.units.map(({ id }) => id));
  const only = <T>(record: Readonly<Record<string, T>>): Readonly<Record<string, T>> =>
    Object.fromEntries(Object.entries(record).filter(([id]) => ids.has(id)));
  return {
    ...was,
    domain: want.domain,
    files: Object.fromEntries(want.files.map(({ path, text }) => [path, digestOf(text)])),
    folders: was.folders.filter((made) => want.folders.some(({ path }) => path === made)),
    units: unitsOf(want),
    loaded: only(was.loaded),
    started: only(was.started),
    linger: want.care.linger,
    // Old ones too: who destroys it all wants them gone.
    logs: unique([...logsOf(want), ...was.logs]),
  };
}

/** Stopped by hand; it stays so until it is started by hand. */
export const held = (memory: Memory, name: string, sinceMs: number): Memory =>
  altered(memory, name, (was) => ({ ...was, held: { sinceMs } }));

export const unheld = (memory: Memory, name: string): Memory =>
  altered(memory, name, (was) => ({ ...was, held: null }));

/** Files of the same name elsewhere that a person has agreed to let stand. */
export const shadowed = (memory: Memory, name: string, paths: readonly string[]): Memory =>
  altered(memory, name, (was) => ({ ...was, shadows: unique([...was.shadows, ...paths]) }));

const altered = (memory: Memory, name: string, alter: (was: Remembered) => Remembered): Memory => {
  const was = memory.daemons[name];
  return was ? withDaemons(memory, [[name, alter(was)]]) : memory;
};

const byName = <T extends { readonly name: string }>(all: readonly T[]): ReadonlyMap<string, T> =>
  new Map(all.map((one) => [one.name, one]));

/** Sorted, so that equal memories are equal bytes. */
function withDaemons(memory: Memory, some: readonly (readonly [string, Remembered])[]): Memory {
  const all = new Map([...Object.entries(memory.daemons), ...some]);
  return { ...memory, daemons: recordOf([...all].sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0))) };
}

type KnownUnit = Remembered['units'][number];

const unitsOf = ({ units, domain }: DesiredDaemon): readonly KnownUnit[] =>
  units.map(({ id, role, links, once }) => ({ id, role, domain, links, ...onceOf(once) }));

const onceOf = (once: boolean | undefined): Pick<KnownUnit, 'once'> => (once ? { once } : {});

/** Until the change is done, what runs is what was there before. */
const asBefore = ({ once, ...unit }: KnownUnit, was: KnownUnit | undefined): KnownUnit => ({
  ...unit,
  ...onceOf(was ? was.once : once),
});

function unionOfUnits(old: readonly KnownUnit[], fresh: readonly KnownUnit[]): readonly KnownUnit[] {
  const key = ({ id, domain }: KnownUnit): string => `${domain} ${id}`;
  const all = new Map(old.map((unit) => [key(unit), unit]));
  for (const unit of fresh) {
    const links = unique([...(all.get(key(unit))?.links ?? []), ...unit.links]);
    all.set(key(unit), { ...asBefore(unit, all.get(key(unit))), links });
  }
  return [...all.values()];
}

const logsOf = (want: DesiredDaemon | undefined): readonly string[] => {
  const logs = want?.care.logs;
  return logs?.kind === 'files' ? unique([logs.stdout, logs.stderr]) : [];
};

const unique = <T>(all: readonly T[]): readonly T[] => [...new Set(all)];
