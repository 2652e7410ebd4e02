// The beginning of a log line → the moment it says it was written at: ISO 8601, syslog or epoch. Where no zone is written
// it is this machine's own. Pure but for that; nothing is guessed from the middle of a line.

import { durationMs } from '../manifest/quantities.ts';

export interface Stamp {
  readonly atMs: number;
  /** To the millisecond or finer: only then do stamps of two files tell which line came first. */
  readonly fine: boolean;
}

/** A stamp and what may stand before it fit into this many bytes. */
export const STAMP_BYTES = 48;

const ISO =
  /^[[(<"']?(\d{4})[-/](\d\d)[-/](\d\d)[T ](\d\d):(\d\d)(?::(\d\d)(?:[.,](\d{1,9}))?)?(?: ?(Z|[+-]\d\d:?\d\d)(?![\d:]))?/;
const SYSLOG =
  /^(?:<\d{1,3}>)?(Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec) {1,2}(\d{1,2}) (\d\d):(\d\d):(\d\d)(?!\d)/;
const EPOCH = /^\[?([12]\d{9})(?:[.,]?(\d{3,9}))?(?=[\s\]:,]|$)/;
const MONTHS = 'JanFebMarAprMayJunJulAugSepOctNovDec';
const DAY = 86_400_000;

export function stampOf(line: string, nowMs: number): Stamp | null {
  return iso(line) ?? syslog(line, nowMs) ?? epoch(line, nowMs);
}

function iso(line: string): Stamp | null {
  const found = ISO.exec(line);
  if (!found) return null;
  const [, year, month, day, hour, minute, second = '0', fraction, zone] = found;
  const numbers = [year, month, day, hour, minute, second].map(Number) as [
    number,
    number,
    number,
    number,
    number,
    number,
  ];
  const [y, mo, d, h, mi, s] = numbers;
  if (mo < 1 || mo > 12 || d < 1 || d > 31 || h > 24 || mi > 59 || s > 60) return null;
  const ms = fraction === undefined ? 0 : Number(`0.${fraction}`) * 1000;
  const at =
    zone === undefined ? new Date(y, mo - 1, d, h, mi, s).getTime() : Date.UTC(y, mo - 1, d, h, mi, s) - offsetMs(zone);
  return { atMs: at + ms, fine: (fraction?.length ?? 0) >= 3 };
}

function offsetMs(zone: string): number {
  if (zone === 'Z') return 0;
  const minutes = Number(zone.slice(1, 3)) * 60 + Number(zone.slice(-2));
  return (zone.startsWith('-') ? -minutes : minutes) * 60_000;
}

/** It names no year: the latest that is not in the future. */
function syslog(line: string, nowMs: number): Stamp | null {
  const found = SYSLOG.exec(line);
  if (!found) return null;
  const [, name = '', ...rest] = found;
  const [day = 0, hour = 0, minute = 0, second = 0] = rest.map(Number);
  const year = new Date(nowMs).getFullYear();
  const inYear = (one: number): number => new Date(one, MONTHS.indexOf(name) / 3, day, hour, minute, second).getTime();
  const atMs = inYear(year) > nowMs + DAY ? inYear(year - 1) : inYear(year);
  return { atMs, fine: false };
}

/** A number that is no moment of this century's past is a number. */
function epoch(line: string, nowMs: number): Stamp | null {
  const found = EPOCH.exec(line);
  if (!found) return null;
  const [, seconds, fraction] = found;
  const atMs = Number(seconds) * 1000 + (fraction === undefined ? 0 : Number(`0.${fraction}`) * 1000);
  return atMs <= nowMs + DAY ? { atMs, fine: fraction !== undefined } : null;
}

/** What `--since` takes: `1h30m` ago, a day, a moment, `@EPOCH`. null: none of these. */
export function readSince(text: string, nowMs: number): number | null {
  const ago = durationMs(text.replace(/\s*ago$/, '').replace(/^-/, ''));
  if (ago !== null) return nowMs - ago;
  if (/^@\d{1,11}$/.test(text)) return Number(text.slice(1)) * 1000;
  const midnight = new Date(nowMs).setHours(0, 0, 0, 0);
  if (text === 'today') return midnight;
  if (text === 'yesterday') return new Date(midnight).setDate(new Date(midnight).getDate() - 1);
  const moment = iso(/^\d{4}-\d\d-\d\d$/.test(text) ? `${text} 00:00` : text);
  return moment !== null && /^[\d\-T :.,Z+]+$/.test(text) ? moment.atMs : null;
}
