// A line of a log and where it came from → what a terminal, a pipe or a program is shown of it; and whether the lines of
// two streams may be put into one order. Pure.

import type { Paint } from '../report/color.ts';
import { harmless, padded, width } from '../report/text.ts';
import { STAMP_BYTES, stampOf } from './stamp.ts';

/** out, err: the daemon's own streams · log: both of them, where they cannot be told apart · manager: what is said about it. */
export type Stream = 'out' | 'err' | 'log' | 'manager';

export interface LogLine {
  readonly daemon: string;
  readonly stream: Stream;
  /** Where the journal says; the lines of files are left to speak for themselves. */
  readonly atMs: number | null;
  readonly bytes: Uint8Array;
}

export interface LineStyle {
  /** With the daemon's name; filled up to the longest of these. */
  readonly names: readonly string[];
  readonly streams: boolean;
  /** Colours, and nothing that could steer a terminal. Else the very bytes. */
  readonly terminal: boolean;
  readonly paint: Paint;
}

const NEWLINE = new Uint8Array([10]);

export function shownLine(line: LogLine, style: LineStyle): Uint8Array {
  const prefix = linePrefix(line, style);
  if (!style.terminal) return Buffer.concat([Buffer.from(prefix), line.bytes, NEWLINE]);
  return Buffer.from(`${prefix}${forTerminal(line.bytes)}\n`);
}

function linePrefix({ daemon, stream, atMs }: LogLine, { names, streams, paint }: LineStyle): string {
  const columns = Math.max(0, ...names.map(width));
  const name = names.length === 0 ? '' : `${paint.cyan(padded(daemon, columns))} `;
  const word = stream === 'manager' ? 'sys' : stream;
  const label = streams ? `${stream === 'err' ? paint.red(word) : paint.dim(word)} ` : '';
  const time = atMs === null ? '' : `${paint.dim(localTime(atMs))} `;
  return name === '' && label === '' ? time : `${name}${label}| ${time}`;
}

/** As the clock on the wall has it, and in an order that sorts. */
function localTime(atMs: number): string {
  const at = new Date(atMs);
  const two = (number: number): string => String(number).padStart(2, '0');
  const day = `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())}`;
  const ms = String(at.getMilliseconds()).padStart(3, '0');
  return `${day} ${two(at.getHours())}:${two(at.getMinutes())}:${two(at.getSeconds())}.${ms}`;
}

/** Colours that a program has written are dropped; what else would steer the terminal is shown as �. Tabs stay. */
export function forTerminal(bytes: Uint8Array): string {
  const text = new TextDecoder()
    .decode(bytes)
    .replace(/\u001b\[[0-9;:]*m/g, '')
    .replace(/\r$/, '');
  return text.replace(/[^\t]+/g, harmless);
}

/** One object a line; names are a promise. `base64` where the text is not the very bytes. */
export function lineJson(line: LogLine): string {
  const text = new TextDecoder('utf-8', { ignoreBOM: true }).decode(line.bytes);
  const exact = Buffer.from(text).equals(line.bytes);
  const at = line.atMs === null ? null : new Date(line.atMs).toISOString();
  const { daemon, stream } = line;
  return JSON.stringify({
    version: 1,
    daemon,
    stream,
    at,
    text,
    ...(exact ? {} : { base64: Buffer.from(line.bytes).toString('base64') }),
  });
}

/**
 * Lines of two files in the order in which they were written, or null where that is not known: each must begin with a
 * fine stamp or follow one that does (a stack trace), and in neither file may time go back.
 */
export function inOrder(out: readonly LogLine[], err: readonly LogLine[], nowMs: number): readonly LogLine[] | null {
  const timed = [timesOf(out, nowMs), timesOf(err, nowMs)];
  const [outTimes, errTimes] = timed;
  if (!outTimes || !errTimes) return null;
  const all: LogLine[] = [];
  let next = 0;
  for (const [index, line] of out.entries()) {
    while (next < err.length && (errTimes[next] ?? 0) < (outTimes[index] ?? 0)) all.push(err[next++] as LogLine);
    all.push(line);
  }
  return [...all, ...err.slice(next)];
}

function timesOf(lines: readonly LogLine[], nowMs: number): readonly number[] | null {
  let latest: number | null = null;
  const times: number[] = [];
  for (const { bytes } of lines) {
    const stamp = stampOf(Buffer.from(bytes.subarray(0, STAMP_BYTES)).toString('latin1'), nowMs);
    if (stamp !== null && (!stamp.fine || stamp.atMs < (latest ?? stamp.atMs))) return null;
    latest = stamp?.atMs ?? latest;
    if (latest === null) return null;
    times.push(latest);
  }
  return times;
}
