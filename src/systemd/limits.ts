// LimitNOFILE=, LimitCPU= … → soft and hard limit. Sizes are in bytes, times in the unit of the limit; -1 is no limit.
// The raising of limits, and what the kernel allows, is not looked at.

import { readTimeSpan } from './timespan.ts';

export interface Limit {
  readonly soft: number;
  readonly hard: number;
}

export const UNLIMITED = -1;
const SIZES = 'BKMGTPE';
const IN_BYTES = /^Limit(?:FSIZE|DATA|STACK|CORE|RSS|AS|MEMLOCK|MSGQUEUE)$/;

/** `soft:hard`, or one for both. null: systemd would ignore it, and what was assigned before stays. */
export function readLimit(key: string, value: string): Limit | null {
  const [softText = '', hardText = softText] = value.split(':', 2);
  if (value.split(':').length > 2) return null;
  const [soft, hard] = [one(key, softText), one(key, hardText)];
  if (soft === null || hard === null) return null;
  const above = soft === UNLIMITED ? hard !== UNLIMITED : hard !== UNLIMITED && soft > hard;
  return above ? null : { soft, hard };
}

function one(key: string, text: string): number | null {
  if (text === 'infinity') return UNLIMITED;
  if (key === 'LimitCPU') return up(readTimeSpan(text), 1_000_000);
  // A bare number is microseconds here.
  if (key === 'LimitRTTIME') return up(readTimeSpan(text, 1n), 1);
  // A niceness with its sign becomes what the kernel counts in: 20 less it.
  if (key === 'LimitNICE' && /^[+-]\d+$/.test(text)) return 20 - Number(text);
  const match = /^[ \t]*(\d+(?:\.\d+)?)([BKMGTPE]?)$/.exec(text);
  const [, number = '', suffix = ''] = match ?? [];
  if (!match || (!IN_BYTES.test(key) && (suffix !== '' || number.includes('.')))) return null;
  return Math.floor(Number(number) * 1024 ** Math.max(0, SIZES.indexOf(suffix || 'B')));
}

function up(microseconds: number | null, unit: number): number | null {
  if (microseconds === null) return null;
  return microseconds === Number.POSITIVE_INFINITY ? UNLIMITED : Math.ceil(microseconds / unit);
}
