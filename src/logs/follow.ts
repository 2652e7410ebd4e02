// Log files as they grow → what is new in them, in order of arrival. Notices files that are not there yet, that are rotated
// by copy and truncation (what was missed is in the copy), replaced or emptied. Holds nothing open while it waits.

import type { Hands } from '../host.ts';
import type { LogFiles, OpenLog } from './log-files.ts';
import { blocks, BLOCK, close, lineSplitter, type Mark, type Part } from './parts.ts';

export interface Advance {
  readonly parts: readonly Part[];
  readonly mark: Mark;
  readonly note: string | null;
}

/** What was written since the mark was made: three looks at most where nothing was. The parts are the caller's to close. */
export function advance(files: LogFiles, mark: Mark): Advance {
  const { path } = mark;
  const now = files.end(path);
  const copyId = files.end(`${path}.1`)?.id ?? null;
  if (now === null) return gone(files, mark, copyId);
  const newCopy = copyId !== null && copyId !== mark.before && copyId !== now.id;
  if (now.id === mark.id && now.size === mark.at && !newCopy) return { parts: [], mark, note: null };

  const log = files.open(path);
  if ('error' in log) return { parts: [], mark, note: null };
  const whole = (from: number): Part => ({ log, path, from, to: log.look().size });
  const to = (parts: readonly Part[], before: string | null, note: string | null = null): Advance => ({
    parts,
    mark: { path, id: log.id, at: parts.at(-1)?.to ?? 0, before },
    note,
  });
  if (mark.id === null) return to([whole(0)], copyId);
  if (newCopy) {
    const copy = files.open(`${path}.1`);
    if (!('error' in copy)) {
      const size = copy.look().size;
      const rest = { log: copy, path: `${path}.1`, from: Math.min(mark.at, size), to: size };
      if (copy.id === mark.id || (log.id === mark.id && wasCut(copy, log))) return to([rest, whole(0)], copyId);
      copy.close();
      // Made, but the log is not truncated yet: the next look will tell.
      if (log.id === mark.id && log.look().size >= mark.at) return to([whole(mark.at)], mark.before);
    }
  }
  if (log.id !== mark.id) return to([whole(0)], copyId, `${path} was replaced by a new file`);
  if (log.look().size < mark.at) return to([whole(0)], copyId, `${path} was truncated`);
  return to([whole(mark.at)], newCopy ? mark.before : copyId);
}

/** Whatever comes there next is new from its beginning, though a file system may give it the number of the old one. */
function gone(files: LogFiles, mark: Mark, copyId: string | null): Advance {
  const { path, id, at } = mark;
  const next = { path, id: null, at: 0, before: copyId };
  if (id === null) return { parts: [], mark: next, note: null };
  const renamed = copyId === id ? files.open(`${path}.1`) : null;
  const parts =
    renamed && !('error' in renamed) ? [{ log: renamed, path: `${path}.1`, from: at, to: renamed.look().size }] : [];
  return { parts, mark: next, note: `${path} is gone; waiting for it` };
}

/** The log no longer holds what its copy holds. */
function wasCut(copy: OpenLog, log: OpenLog): boolean {
  const size = copy.look().size;
  if (log.look().size < size) return true;
  const from = Math.max(0, size - BLOCK);
  return Buffer.compare(copy.read(from, size - from), log.read(from, size - from)) !== 0;
}

export interface Followed {
  readonly mark: Mark;
  /** null: bytes as they come, in `bytes`, and no lines. */
  readonly line: ((line: Uint8Array) => void) | null;
  readonly bytes?: (bytes: Uint8Array) => void;
}

export interface Following {
  readonly files: LogFiles;
  readonly hands: Pick<Hands, 'sleep'>;
  readonly note: (text: string) => void;
  /** Asked after each look. */
  readonly going: () => boolean;
}

/** Within one look standard output comes before standard error: which was written first is not known. */
const LOOK_EVERY_MS = 100;
/** A line that has not ended by then is shown as it is, and its rest as another: it may be a question, or a last word. */
const UNENDED_LOOKS = 10;

export async function follow(followed: readonly Followed[], { files, hands, note, going }: Following): Promise<void> {
  const all = followed.map((one) => ({ ...one, splitter: lineSplitter(), quiet: 0 }));
  for (const { mark } of all) if (mark.id === null) note(`waiting for ${mark.path}: it is not there yet`);
  while (going()) {
    for (const one of all) {
      const next = advance(files, one.mark);
      if (next.note !== null) note(next.note);
      one.mark = next.mark;
      one.quiet += 1;
      for (const block of blocks(files, next.parts)) {
        one.quiet = 0;
        if (one.line === null) one.bytes?.(block);
        else for (const line of one.splitter.take(block)) one.line(line);
      }
      close(next.parts);
      const unended = one.quiet === UNENDED_LOOKS ? one.splitter.rest() : null;
      if (unended !== null) one.line?.(unended);
    }
    await hands.sleep(LOOK_EVERY_MS);
  }
  for (const one of all) {
    const unended = one.splitter.rest();
    if (unended !== null) one.line?.(unended);
  }
}
