// One change → what becomes of each of its files, and the diff of it with secrets covered. Pure. For people and programs alike.
import type { Change, FoundFile, Manifest, Observed, Plan } from '../model.ts';
import { type Cover, coverOf } from './cover.ts';
import { type DiffLine, fileDiff } from './file-diff.ts';

export interface FileChange {
  readonly path: string;
  readonly what: 'create' | 'change' | 'remove' | 'mode';
  /** As it is to be; null where it goes. */
  readonly mode: number | null;
  readonly wasMode: number | null;
  readonly owner: 'root' | null;
  /** It is there, and what it says may not be read. */
  readonly unreadable: boolean;
  /** What stands there now is no plain file: where a link points, or what kind of thing it is. */
  readonly was: string | null;
  /** Made when it is asked for. */
  readonly lines: () => readonly DiffLine[];
}

/** For the very plan that is to be shown. */
export function planCover(
  manifest: Manifest | null,
  values: readonly string[],
  plan: Pick<Plan, 'changes'>,
  observed: Observed,
): Cover {
  const touched = new Set(plan.changes.filter(({ kind }) => kind !== 'keep').map(({ name }) => name));
  const olds = observed.daemons
    .filter(({ name }) => touched.has(name))
    .flatMap(({ name, files }) => files.flatMap(({ text }) => (text === null ? [] : [{ daemon: name, text }])));
  return coverOf(manifest, values, olds);
}

export function fileChanges(change: Change, observed: Observed, cover: Cover): FileChange[] {
  const { name, work } = change;
  const files = observed.daemons.find((daemon) => daemon.name === name)?.files ?? [];
  const found = new Map(files.map((file) => [file.path, file]));
  const hidden = (text: string) => ({ text, hidden: cover.old(text, name) });
  const side = (file: FoundFile | undefined) =>
    file?.kind === 'file' && file.text !== null ? hidden(file.text) : null;
  const common = (was: FoundFile | undefined) => ({
    wasMode: was?.mode ?? null,
    unreadable: was?.kind === 'file' && was.text === null,
    was: was === undefined || was.kind === 'file' ? null : was.target === null ? was.kind : `a link to ${was.target}`,
  });
  const written = work.write.map(({ path, mode, owner, text }): FileChange => {
    const was = found.get(path);
    return {
      ...common(was),
      path,
      what: was === undefined ? 'create' : 'change',
      mode,
      owner: owner ?? null,
      lines: () => fileDiff(side(was), { text, hidden: cover.wanted(text, name) }),
    };
  });
  const changed = work.chmod.map(({ path, mode }): FileChange => {
    return { ...common(found.get(path)), path, what: 'mode', mode, owner: null, lines: () => [] };
  });
  const removed = work.remove.map((path): FileChange => {
    const was = found.get(path);
    const owner = was?.uid === 0 && change.domain === 'system' ? 'root' : null;
    return { ...common(was), path, what: 'remove', mode: null, owner, lines: () => fileDiff(side(was), null) };
  });
  return [...written, ...changed, ...removed];
}
