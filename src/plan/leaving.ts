// What is wanted no more: whole daemons, units that a daemon has grown out of, and the folders that are left behind → the work of
// taking it away. Nothing is ever done to what is not ours. Pure.

import { type Comparing, leave, NO_WORK, type Owned } from './comparing.ts';
import { isRemovedByHand, isUnitRemovedByHand } from './done-by-hand.ts';
import type { Change, DesiredDaemon, FoundUnit, ObservedDaemon, UnitRef } from '../model.ts';

/** Units of ours that are wanted no more, or in another domain now: a trigger that was taken out, a move to the system. */
export function outgrown(want: DesiredDaemon, have: ObservedDaemon, { offline }: Comparing) {
  const old = have.units
    .filter(
      ({ id, domain }) =>
        have.remembered?.units.some((unit) => unit.id === id && unit.domain === domain) === true &&
        !(domain === want.domain && want.units.some((unit) => unit.id === id)),
    )
    .filter((unit) => unit.domain === want.domain || !isUnitRemovedByHand(unit, have));
  const left = [...new Set(old.map(({ domain }) => domain).filter((domain) => domain !== want.domain))];
  const moved = left.length > 0;
  return {
    moved,
    any: old.length > 0,
    left: offline ? [] : left,
    because: moved ? [{ kind: 'moved' } as const] : [],
    stop: offline ? [] : old.filter(isThere).map(refOf),
    mayFail: offline
      ? []
      : old
          .filter(({ state, role }) => role === 'service' && state.kind !== 'down' && state.kind !== 'done')
          .map(refOf),
    disable: old.filter(({ links: some }) => some.length > 0).map(refOf),
  };
}

export function removal(have: ObservedDaemon, files: readonly Owned[], { offline, rules }: Comparing): Change {
  const ours = files.filter(({ owner }) => owner.kind === 'ours' || owner.kind === 'edited');
  const { remembered } = have;
  const foreign = new Set(files.filter((one) => !ours.includes(one)).map(({ file }) => file.path));
  // A stranger's unit stands where ours was: then the unit of that name is his.
  const isHis = ({ id }: FoundUnit): boolean =>
    [...foreign].some((path) => path.endsWith(`/${id}`) || path.endsWith(`/${id}.plist`));
  // But what a manager holds on to it was given before: the very process that was seen to start is ours still.
  const isOurProcess = ({ id, invocation, startedMs }: FoundUnit): boolean =>
    !rules.rereads && startedMs !== null && remembered?.started[id]?.invocation === invocation;
  const units = have.units.filter((unit) => isOurProcess(unit) || !isHis(unit));
  const unknown = units.find(({ state }) => state.kind === 'unknown');
  if (unknown?.state.kind === 'unknown' && !offline)
    return { ...leave(undefined, have), kind: 'blocked', because: [{ kind: 'unknown', why: unknown.state.why }] };
  // A mark alone is enough to know our own; a marked file that was edited and that nobody remembers is not ours.
  const disable = units.filter(({ links: some }) => some.length > 0).map(refOf);
  if (ours.length === 0 && (remembered === null || (offline && disable.length === 0))) return leave(undefined, have);
  const stop = offline ? [] : units.filter(isThere).map(refOf);
  const failed = offline ? [] : units.filter(({ state }) => state.kind === 'failed').map(refOf);
  // A run that is ended before its end, and who does not heed a signal, are failures to systemd, and outlast their files.
  const mayFail = stop.filter(({ id }) => units.some((unit) => unit.id === id && unit.role === 'service'));
  const isDone = ours.length + stop.length + failed.length + disable.length === 0 && isRemovedByHand(have);
  return {
    ...leave(undefined, have),
    kind: 'remove',
    domain: units[0]?.domain ?? remembered?.domain ?? 'user',
    because: [{ kind: 'left' }],
    effect: stop.length > 0 ? 'stop' : 'none',
    work: {
      ...NO_WORK,
      keep: ours.filter(({ owner }) => owner.kind === 'edited').map(({ file }) => file.path),
      remove: ours.map(({ file }) => file.path),
      prune: isDone ? [] : [...(remembered?.folders ?? []), ...foldersLeft(Object.keys(remembered?.files ?? {}))],
      stop,
      disable,
      reset: [...failed, ...mayFail],
      refresh: rules.rereads && !offline && !isDone,
    },
  };
}

/** Claimed once, wanted no more: also those that a run took away which was cut then. */
export function outgrownPaths({ files }: DesiredDaemon, { remembered }: ObservedDaemon): string[] {
  const wanted = new Set(files.map(({ path }) => path));
  // What a person was told to take away, its folders were on the same list.
  const { files: claimed = {}, printed = {} } = remembered ?? {};
  return Object.keys(claimed).filter((path) => !wanted.has(path) && !Object.hasOwn(printed, path));
}

const WRAPPERS =
  /\/daemonsync\/(?:wrappers|plists)\/|(?<=^\/usr\/local\/libexec)\/daemonsync\/|(?<=^\/Library\/Application Support)\/daemonsync\//;

/** Of wrappers that go: the folders that were made for them, the inner ones first. */
export function foldersLeft(paths: readonly string[]): string[] {
  const folders = paths.flatMap((path) => {
    const own = WRAPPERS.exec(path)?.index ?? -1;
    const parts = own < 0 ? [] : path.slice(own + 1).split('/');
    return parts.slice(0, -1).map((_, i) => path.slice(0, own + 1) + parts.slice(0, -1 - i).join('/'));
  });
  return [...new Set(folders)].toSorted((a, b) => b.length - a.length);
}

const refOf = ({ id, domain }: UnitRef): UnitRef => ({ id, domain });

/** Its manager has something of it to end. */
export const isThere = ({ state: { kind }, held }: Pick<FoundUnit, 'state' | 'held'>): boolean =>
  held === true || (kind !== 'down' && kind !== 'failed' && kind !== 'done');
