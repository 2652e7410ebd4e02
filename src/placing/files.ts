// The files of a change → the steps that put them where they belong. What only root may change is staged by us and put in
// place with sudo, by exactly the commands that the steps hold; nobody ever sees half of a file. Pure.

import { posix } from 'node:path';
import type { Argv, Change, File, Step, Work } from '../model.ts';
import type { StepContext } from '../platform.ts';
import { stagedFolder } from '../memory/state-folder.ts';
import { rootRun, userRun } from './as-root.ts';
import { octal } from '../octal.ts';

/** Where root's own things are on this system, and what its commands can do. */
export interface Roots {
  readonly group: 'root' | 'wheel';
  /** Folders of the wrappers and the logs that are made for other users' daemons. */
  readonly wrappers: string;
  readonly logs: string;
  /** Where the manager's own files are; it is always there. */
  readonly units: string;
  /** All that only root may write. */
  readonly own: readonly string[];
  /** Puts one name in place of another, and takes no folder for a place to put it into. */
  readonly rename: Argv;
  /** To the disk with these. */
  readonly sync: (paths: readonly string[]) => Argv;
  /** Takes folders away that are empty; fails for all others, or says nothing. */
  readonly removeEmpty: Argv;
  /** Makes a log file where we may not, run by the user whose it is; null: the manager makes it. */
  readonly logFile: ((path: string, mode: number) => Argv) | null;
}

/** Before anything is written over or taken away: copies of what was edited by hand. */
export function keepSteps(change: Change, context: StepContext): readonly Step[] {
  const found = context.observed.daemons.find(({ name }) => name === change.name)?.files ?? [];
  return change.work.keep.flatMap((from): Step[] => {
    const to = context.keptAt(from);
    const common = { phase: 'files', daemons: [change.name] } as const;
    const file = found.find(({ path }) => path === from);
    // What a link leads to is copied as far as it can be read; root has no more to do with it than with a file of ours.
    if (file?.text !== null || file.kind === 'link') return [{ ...common, kind: 'copy', from, to }];
    const { uid, user } = context.facts.account;
    // Root's, with secrets in it: the copy is ours to read, and nobody else's.
    return [
      { ...common, kind: 'ensure', path: posix.dirname(to), what: 'folder', mode: 0o700 },
      rootRun(context, 'files', [change.name], ['install', '-o', String(uid ?? user), '-m', '0600', from, to]),
    ];
  });
}

export function placeSteps(change: Change, context: StepContext, roots: Roots): readonly Step[] {
  const { name, work } = change;
  const common = { phase: 'files', daemons: [name] } as const;
  return [
    ...work.ensure.flatMap((one) => ensureSteps(one, change, context, roots)),
    ...rootFolders(change, context, roots),
    ...stagingFolder(change, context, roots),
    ...work.write
      .filter((file) => !isRoots(file.path, change, context, roots, file.owner))
      .map((file): Step => ({ ...common, kind: 'write', file })),
    ...rootWrites(
      work.write.filter((file) => isRoots(file.path, change, context, roots, file.owner)),
      name,
      context,
      roots,
    ),
    ...work.chmod.map(
      ({ path, mode }): Step =>
        isRoots(path, change, context, roots)
          ? rootRun(context, 'files', [name], ['chmod', octal(mode), path])
          : { ...common, kind: 'chmod', path, mode },
    ),
  ];
}

function ensureSteps(
  { path, kind, mode, owner }: Work['ensure'][number],
  change: Change,
  context: StepContext,
  roots: Roots,
): readonly Step[] {
  if (owner === undefined && !isRoots(path, change, context, roots))
    return [{ phase: 'files', daemons: [change.name], kind: 'ensure', path, what: kind, mode }];
  // A manager that makes no log files leaves them to the process: that one has to get at them.
  const whose = owner ?? (roots.logFile === null ? 'root' : context.facts.account.user);
  if (kind === 'file') {
    // Root should touch nothing in a folder of somebody else's.
    const argv = roots.logFile?.(path, mode);
    return argv ? [userRun(context, 'files', [change.name], whose, argv)] : [];
  }
  const words = ['install', '-d', '-o', whose, '-m', octal(mode), path] as const;
  return [rootRun(context, 'files', [change.name], words)];
}

/** `install -d` makes folders above with 0755 whatever the umask, so that others may get at what is in them. */
function rootFolders(change: Change, context: StepContext, roots: Roots): readonly Step[] {
  const folders = change.work.write
    .filter((file) => isRoots(file.path, change, context, roots, file.owner))
    .map(({ path }) => posix.dirname(path))
    .filter((path) => path !== roots.units);
  return [...new Set(folders)].map((path) =>
    rootRun(context, 'files', [change.name], ['install', '-d', '-o', 'root', '-g', roots.group, '-m', '0755', path]),
  );
}

const stagingFolder = (change: Change, context: StepContext, roots: Roots): readonly Step[] =>
  change.work.write.some((file) => isRoots(file.path, change, context, roots, file.owner))
    ? [{ phase: 'files', daemons: [change.name], kind: 'ensure', path: staging(context), what: 'folder', mode: 0o700 }]
    : [];

const staging = ({ facts, namespace }: StepContext): string => stagedFolder(facts, namespace);

function rootWrites(files: readonly File[], name: string, context: StepContext, roots: Roots): readonly Step[] {
  if (files.length === 0) return [];
  const common = { phase: 'files', daemons: [name] } as const;
  const root = (...argv: Argv): Step => rootRun(context, 'files', [name], argv);
  const all = files.map((file) => {
    const { dir, base } = posix.parse(file.path);
    return {
      file,
      // A unit and a wrapper may have one name.
      staged: `${staging(context)}/${file.path.slice(1).replaceAll('/', '-')}`,
      // With that ending it is no unit's name: a manager that looks in between sees nothing.
      beside: posix.join(dir, `.daemonsync-${base}.new`),
    };
  });
  return [
    ...all.flatMap(({ file: { mode, text }, staged, beside }): readonly Step[] => [
      { ...common, kind: 'write', file: { path: staged, mode: 0o600, text } },
      root('install', '-o', 'root', '-g', roots.group, '-m', octal(mode), staged, beside),
    ]),
    // Or, where the power fails after the rename, there is an empty file of that name: a mask.
    root(...roots.sync(all.map(({ beside }) => beside))),
    ...all.map(({ file: { path }, beside }) => root(...roots.rename, beside, path)),
    ...all.map(({ staged }): Step => ({ ...common, kind: 'remove', path: staged })),
    { ...common, kind: 'prune', path: staging(context) },
  ];
}

export function removeSteps(change: Change, context: StepContext, from: Roots): readonly Step[] {
  const { name, work } = change;
  const common = { phase: 'files', daemons: [name] } as const;
  const roots = (path: string): boolean => isRoots(path, change, context, from);
  const rootsOwn = work.remove.filter(roots);
  return [
    ...work.remove.filter((path) => !roots(path)).map((path): Step => ({ ...common, kind: 'remove', path })),
    ...(rootsOwn.length > 0 ? [rootRun(context, 'files', [name], ['rm', '-f', '--', ...rootsOwn])] : []),
    ...work.prune
      .filter((path) => isNoWrappers(path, from))
      .map(
        (path): Step =>
          roots(path)
            ? rootRmdir(context, [name], posix.dirname(path) === from.logs ? [path, from.logs] : [path], from)
            : { ...common, kind: 'prune', path },
      ),
  ];
}

/** Of root's wrappers that are gone: the folder of the namespace, and the one above it, unless something is left in them. */
export function emptyFolderSteps(changes: readonly Change[], context: StepContext, roots: Roots): readonly Step[] {
  const daemons = changes.filter(({ work }) => !work.prune.every((path) => isNoWrappers(path, roots)));
  if (daemons.length === 0) return [];
  const folders = new Set(daemons.flatMap(({ work }) => work.prune.filter((path) => !isNoWrappers(path, roots))));
  const inner = [...folders].toSorted((a, b) => b.length - a.length);
  return [rootRmdir(context, daemons.map(({ name }) => name).toSorted(), inner, roots)];
}

/** Those of root's wrappers go together, in one command. */
const isNoWrappers = (path: string, { wrappers }: Roots): boolean =>
  path !== wrappers && !path.startsWith(`${wrappers}/`);

/** It fails where the folder is not there, which is as good. */
const rootRmdir = (
  context: StepContext,
  daemons: readonly string[],
  folders: readonly string[],
  { removeEmpty }: Roots,
): Step => rootRun(context, 'files', daemons, [...removeEmpty, ...folders], { alsoOk: [1] });

/** Only root may. A system daemon of ours has its wrapper and its logs in our own folders. */
export function isRoots(
  path: string,
  change: Pick<Change, 'domain'>,
  { facts }: StepContext,
  { own }: Roots,
  owner?: string,
): boolean {
  if (owner !== undefined || own.some((folder) => path.startsWith(folder))) return true;
  const ours = [facts.account.home, facts.configDir, facts.stateDir, facts.dataDir, facts.cacheDir];
  return change.domain === 'system' && !ours.some((folder) => path.startsWith(`${folder}/`));
}
