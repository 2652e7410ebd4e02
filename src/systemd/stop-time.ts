// How long may a unit take to stop? As the manager has it loaded, and as it will be: the longer of the two. Pure.

import type { StepContext } from '../platform.ts';
import type { Turn } from './in-order.ts';
import { readTimeSpan } from './timespan.ts';
import { effective, readUnit } from './unit.ts';

/** systemd's own, where a unit says nothing. */
const DEFAULT = 90;
/** `infinity` is no time to wait for. */
const LONGEST = 600;

export function stopSeconds({ id, daemon }: Turn, { observed, desired }: StepContext): number {
  if (!id.endsWith('.service')) return 0;
  const wanted = desired.find(({ name }) => name === daemon)?.care.stopTimeoutSec;
  const found = observed.daemons.find(({ name }) => name === daemon)?.files ?? [];
  const text = found.find(({ path }) => path.endsWith(`/${id}`))?.text ?? null;
  const known = [...(wanted === undefined ? [] : [wanted]), ...(text === null ? [] : [written(text)])];
  return Math.min(LONGEST, known.length === 0 ? DEFAULT : Math.max(...known));
}

function written(text: string): number {
  const value = effective([readUnit(text, 'service')])
    .get('Service')
    ?.get('TimeoutStopSec')
    ?.at(-1);
  const microseconds = value === undefined ? null : readTimeSpan(value);
  // 0 means never.
  return microseconds === null ? DEFAULT : microseconds === 0 ? LONGEST : microseconds / 1_000_000;
}
