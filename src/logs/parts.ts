// A log file and its older copies → stretches of bytes, oldest first, that together are what its daemon has written; and
// the bytes and lines in them. Reads in blocks: the size of a file is of no account.

import type { LogFiles, OpenLog } from './log-files.ts';

export const BLOCK = 64 * 1024;
/** Of a line longer than this the rest is the next line: nothing that reads lines is to hold a gigabyte. */
export const LONGEST_LINE = 1024 * 1024;

export interface Part {
  readonly log: OpenLog;
  readonly path: string;
  readonly from: number;
  readonly to: number;
}

/** How far a log has been read: enough to go on from there whatever is done to the file meanwhile. */
export interface Mark {
  readonly path: string;
  /** Which file stood there; null: none. */
  readonly id: string | null;
  readonly at: number;
  /** Which file stood at `.1`. */
  readonly before: string | null;
}

export interface Opened {
  readonly parts: readonly Part[];
  /** Where the last part ends. */
  readonly mark: Mark;
  /** What could not be read, each in a person's words. */
  readonly errors: readonly { readonly path: string; readonly error: string }[];
}

export function markOf(files: Pick<LogFiles, 'end'>, path: string): Mark {
  const end = files.end(path);
  return { path, id: end?.id ?? null, at: end?.size ?? 0, before: files.end(`${path}.1`)?.id ?? null };
}

/** All there is. A rotation in between would show lines twice or not at all: it is noticed, and all is opened again. */
export function openAll(files: LogFiles, path: string, tries = 3): Opened {
  const parts: Part[] = [];
  const errors: { path: string; error: string }[] = [];
  for (const one of [path, ...files.older(path)]) {
    const log = files.open(one);
    if ('error' in log) {
      if (log.error !== 'ENOENT') errors.unshift({ path: one, error: log.error });
      continue;
    }
    parts.unshift({ log, path: one, from: 0, to: log.look().size });
  }
  const moved = parts.some((part) => files.end(part.path)?.id !== part.log.id || part.log.look().size < part.to);
  if (moved && tries > 1) {
    close(parts);
    return openAll(files, path, tries - 1);
  }
  const last = parts.at(-1);
  const current = last?.path === path ? last : undefined;
  const first = parts.find((part) => part.path === `${path}.1`);
  const mark = { path, id: current?.log.id ?? null, at: current?.to ?? 0, before: first?.log.id ?? null };
  return { parts, mark, errors };
}

export function close(parts: readonly Part[]): void {
  for (const { log } of parts) log.close();
}

/** A log that is rotated while it is read goes on in its copy. */
export function* blocks(files: Pick<LogFiles, 'open'>, parts: readonly Part[]): Generator<Uint8Array> {
  for (const { log, path, from, to } of parts) {
    let at = from;
    const source = (): OpenLog | null => (log.look().size >= to ? log : null);
    for (; at < to && source(); ) {
      const bytes = log.read(at, Math.min(BLOCK, to - at));
      if (bytes.length === 0) break;
      at += bytes.length;
      yield bytes;
    }
    if (at >= to) continue;
    const copy = files.open(`${path}.1`);
    if ('error' in copy) continue;
    for (const end = Math.min(to, copy.look().size); at < end; ) {
      const bytes = copy.read(at, Math.min(BLOCK, end - at));
      if (bytes.length === 0) break;
      at += bytes.length;
      yield bytes;
    }
    copy.close();
  }
}

/** Bytes that come in any portions → lines, without their line ends. */
export function lineSplitter(): { take(bytes: Uint8Array): Generator<Uint8Array>; rest(): Uint8Array | null } {
  let carried: Uint8Array[] = [];
  let length = 0;
  const joined = (last: Uint8Array): Uint8Array => {
    const whole = carried.length === 0 ? last : Buffer.concat([...carried, last]);
    carried = [];
    length = 0;
    return whole;
  };
  return {
    *take(bytes) {
      let from = 0;
      for (let end = bytes.indexOf(10); end >= 0; end = bytes.indexOf(10, from)) {
        yield joined(bytes.subarray(from, end));
        from = end + 1;
      }
      if (from === bytes.length) return;
      const rest = bytes.subarray(from);
      if (length + rest.length > LONGEST_LINE) {
        yield joined(rest);
        return;
      }
      carried.push(rest);
      length += rest.length;
    },
    rest: () => (length === 0 ? null : joined(new Uint8Array(0))),
  };
}

export function* lines(files: Pick<LogFiles, 'open'>, parts: readonly Part[]): Generator<Uint8Array> {
  const splitter = lineSplitter();
  for (const block of blocks(files, parts)) yield* splitter.take(block);
  const rest = splitter.rest();
  if (rest !== null) yield rest;
}
