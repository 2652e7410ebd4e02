// One daemon, wanted and found → one Change: what is to be done for it, and why. Pure. Files are compared here; what their
// processes need is in liveness.ts. Nothing is ever done to what is not ours.

import { digestOf } from '../digest.ts';
import { isRemovedByHand, isUnitRemovedByHand } from './done-by-hand.ts';
import { links } from './links.ts';
import { liveness } from './liveness.ts';
import type {
  Change,
  DesiredDaemon,
  File,
  FoundFile,
  FoundUnit,
  ObservedDaemon,
  Reason,
  UnitRef,
  Work,
} from '../model.ts';
import { whose, type Whose } from './ownership.ts';
import type { Rules } from '../platform.ts';

export interface Comparing {
  readonly rules: Rules;
  readonly namespaces: ReadonlySet<string>;
  readonly adopt: ReadonlySet<string>;
  /** Nothing runs here now: only files and links. */
  readonly offline: boolean;
  /** The domain that it belongs in is not there now; others may be, where it was before. */
  readonly asleep?: boolean;
  readonly unfinished: boolean;
}

export const NO_WORK: Work = {
  keep: [],
  ensure: [],
  write: [],
  chmod: [],
  remove: [],
  prune: [],
  stop: [],
  enable: [],
  disable: [],
  start: [],
  restart: [],
  reload: [],
  reset: [],
  refresh: false,
  refreshAlso: [],
  await: [],
};

/** Not looked at, because it was not asked for. */
export const leave = (want: DesiredDaemon | undefined, have: ObservedDaemon): Change => ({
  name: have.name,
  kind: 'keep',
  domain: want?.domain ?? have.remembered?.domain ?? 'user',
  because: [],
  effect: 'none',
  work: NO_WORK,
  weights: {},
  running: {},
});

export function compare(want: DesiredDaemon | undefined, have: ObservedDaemon, about: Comparing): Change {
  const files = have.files.map((file) => ({ file, owner: ownerOf(file, have, about) }));
  if (!want) return removal(have, files, about);
  const conflicts = conflictsOf(want, have, files, about);
  if (conflicts.length > 0) return { ...leave(want, have), kind: 'conflict', because: conflicts };
  const unknown = have.units.find(
    ({ state, domain }) => state.kind === 'unknown' && !(about.asleep && domain === want.domain),
  );
  if (unknown?.state.kind === 'unknown' && !about.offline)
    return { ...leave(want, have), kind: 'blocked', because: [{ kind: 'unknown', why: unknown.state.why }] };

  const disk = filesWork(want, have, files, about);
  const gone = outgrown(want, have, about);
  const { write: rewritten, chmod, ensure } = disk.work;
  const mended = [rewritten, chmod, ensure].some((some) => some.length > 0);
  const offline = about.offline || about.asleep === true;
  const live = liveness(want, have, { ...about, offline, rewritten, mended });
  const linked = links(want, have);
  const because = [...disk.because, ...gone.because, ...linked.because, ...live.because];
  const own = rewritten.length > 0 || live.refresh || linked.any || !gone.moved;
  const changed = rewritten.length + disk.work.remove.length + gone.stop.length + gone.left.length > 0;
  const refresh = about.rules.rereads && (changed || live.refresh || linked.any);
  const work: Work = {
    ...NO_WORK,
    ...disk.work,
    ...linked.work,
    ...live.work,
    remove: [...new Set([...disk.work.remove, ...linked.work.remove])],
    stop: [...gone.stop, ...live.work.stop],
    reset: [...gone.mayFail, ...live.work.reset],
    disable: [...gone.disable, ...linked.work.disable],
    prune: foldersLeft([...disk.work.remove, ...outgrownPaths(want, have)]),
    refresh: refresh && !about.offline,
    refreshAlso: gone.left,
    ...(own || !refresh || about.offline ? {} : { elsewhere: true as const }),
  };
  const isOurs = ({ owner }: Owned): boolean => owner.kind === 'ours' || owner.kind === 'edited';
  const isNew = have.remembered === null && !files.some(isOurs);
  const kind = isNew ? 'create' : isIdle(work) ? 'keep' : 'update';
  return {
    name: want.name,
    kind,
    domain: want.domain,
    because: isNew ? [{ kind: 'new' }, ...because.filter((one) => one.kind === 'held')] : unique(because),
    effect: live.effect,
    work,
    weights: live.weights,
    running: live.running,
  };
}

const isIdle = (work: Work): boolean =>
  Object.values(work).every((part) => (Array.isArray(part) ? part.length === 0 : part === false));

interface Owned {
  readonly file: FoundFile;
  readonly owner: Whose;
}

function ownerOf(file: FoundFile, { name, remembered }: ObservedDaemon, { namespaces }: Comparing): Whose {
  return whose(file, { namespaces, daemon: name, claimed: Object.hasOwn(remembered?.files ?? {}, file.path) });
}

function conflictsOf(want: DesiredDaemon, have: ObservedDaemon, files: readonly Owned[], about: Comparing): Reason[] {
  if (about.adopt.has(want.name)) return [];
  const paths = new Set(want.files.map(({ path }) => path));
  const accepted = new Set(have.remembered?.shadows);
  return [
    ...files
      .filter(({ file }) => paths.has(file.path))
      .flatMap(({ file: { path }, owner }): Reason[] => {
        if (owner.kind === 'mask') return [{ kind: 'masked', path }];
        return owner.kind === 'theirs' ? [{ kind: 'foreign', path, owner: owner.namespace }] : [];
      }),
    ...have.units
      .filter(({ id }) => want.units.some((unit) => unit.id === id))
      .flatMap(({ elsewhere }) => elsewhere)
      .filter((path) => !accepted.has(path))
      .map((path): Reason => ({ kind: 'elsewhere', path })),
    ...have.units
      .filter(({ id }) => want.units.some((unit) => unit.id === id))
      .flatMap(({ twins = [] }) => twins.map((twin): Reason => ({ kind: 'twin', ...twin }))),
  ];
}

function filesWork(
  want: DesiredDaemon,
  have: ObservedDaemon,
  files: readonly Owned[],
  { rules }: Comparing,
): { because: Reason[]; work: Pick<Work, 'keep' | 'ensure' | 'write' | 'chmod' | 'remove'> } {
  const found = new Map(files.map((one) => [one.file.path, one]));
  const because: Reason[] = [];
  const keep: string[] = [];
  const write: File[] = [];
  const chmod: { path: string; mode: number }[] = [];
  for (const file of want.files) {
    const there = found.get(file.path);
    if (!there) {
      because.push({ kind: 'file-missing', path: file.path });
      write.push(file);
      continue;
    }
    const { file: was, owner } = there;
    // Adopted, or changed by hand: a copy is kept of what goes.
    if (owner.kind !== 'ours') {
      because.push({ kind: 'file-edited', path: file.path });
      keep.push(file.path);
    }
    const wrongOwner = file.owner === 'root' && was.uid !== 0;
    if (!isSame(was, file, have)) {
      because.push(...differences(was, file, rules));
      write.push(file);
    } else if (was.mode !== file.mode || wrongOwner) {
      because.push({ kind: 'mode-differs' });
      if (file.owner === 'root') write.push(file);
      else chmod.push({ path: file.path, mode: file.mode });
    }
  }
  const wanted = new Set(want.files.map(({ path }) => path));
  const remove: string[] = [];
  for (const { file, owner } of files) {
    if (wanted.has(file.path) || (owner.kind !== 'ours' && owner.kind !== 'edited')) continue;
    because.push({ kind: 'left' });
    remove.push(file.path);
    if (owner.kind === 'edited') keep.push(file.path);
  }
  return { because, work: { keep, ensure: missing(want, have, because), write, chmod, remove } };
}

/** Root's files with secrets in them cannot be read: then the claim must do, and the size. */
function isSame(was: FoundFile, file: File, have: ObservedDaemon): boolean {
  if (was.kind !== 'file') return false;
  if (was.text !== null) return was.text === file.text;
  const { files, printed } = have.remembered ?? {};
  return (
    files?.[file.path] === digestOf(file.text) &&
    was.size === new TextEncoder().encode(file.text).length &&
    // Not yet what a person was told to put there.
    was.changedMs >= (printed?.[file.path] ?? 0)
  );
}

function differences(was: FoundFile, file: File, rules: Rules): Reason[] {
  const found = was.text === null ? [] : rules.differences(file.path, was.text, file.text);
  return found.map(({ what, impact }) => ({ kind: 'directive', path: file.path, what, impact }));
}

function missing(want: DesiredDaemon, have: ObservedDaemon, because: Reason[]): Work['ensure'] {
  const absent = new Set(have.missing);
  const folders = want.folders
    .filter(({ path }) => absent.has(path))
    .map((folder) => ({ ...folder, kind: 'folder' as const }));
  const { logs } = want.care;
  const owner = want.folders[0]?.owner;
  const files = (logs.kind === 'files' ? [...new Set([logs.stdout, logs.stderr])] : [])
    .filter((path) => absent.has(path))
    .map((path) => ({ path, kind: 'file' as const, mode: 0o600, ...(owner === undefined ? {} : { owner }) }));
  for (const { path } of folders) because.push({ kind: 'folder-missing', path });
  return [...folders, ...files];
}

/** Units of ours that are wanted no more, or in another domain now: a trigger that was taken out, a move to the system. */
function outgrown(want: DesiredDaemon, have: ObservedDaemon, { offline }: Comparing) {
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

function removal(have: ObservedDaemon, files: readonly Owned[], { offline, rules }: Comparing): Change {
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
function outgrownPaths({ files }: DesiredDaemon, { remembered }: ObservedDaemon): string[] {
  const wanted = new Set(files.map(({ path }) => path));
  // What a person was told to take away, its folders were on the same list.
  const { files: claimed = {}, printed = {} } = remembered ?? {};
  return Object.keys(claimed).filter((path) => !wanted.has(path) && !Object.hasOwn(printed, path));
}

const WRAPPERS =
  /\/daemonsync\/(?:wrappers|plists)\/|(?<=^\/usr\/local\/libexec)\/daemonsync\/|(?<=^\/Library\/Application Support)\/daemonsync\//;

/** Of wrappers that go: the folders that were made for them, the inner ones first. */
function foldersLeft(paths: readonly string[]): string[] {
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

function unique(reasons: readonly Reason[]): Reason[] {
  const seen = new Set<string>();
  return reasons.filter((reason) => {
    const key = JSON.stringify(reason);
    return !seen.has(key) && seen.add(key);
  });
}
