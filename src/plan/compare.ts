// One daemon, wanted and found → one Change: what is to be done for it, and why. Pure. Files are compared here; what their
// processes need is in liveness.ts. Nothing is ever done to what is not ours.

import { digestOf } from '../digest.ts';
import { type Comparing, leave, NO_WORK, type Owned } from './comparing.ts';
import { foldersLeft, outgrown, outgrownPaths, removal } from './leaving.ts';
import { links } from './links.ts';
import { liveness } from './liveness.ts';
import type { Change, DesiredDaemon, File, FoundFile, ObservedDaemon, Reason, Work } from '../model.ts';
import { whose, type Whose } from './ownership.ts';
import type { Rules } from '../platform.ts';

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

function unique(reasons: readonly Reason[]): Reason[] {
  const seen = new Set<string>();
  return reasons.filter((reason) => {
    const key = JSON.stringify(reason);
    return !seen.has(key) && seen.add(key);
  });
}
