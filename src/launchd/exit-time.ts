// How long may a label take to end? As its definition on the disk has it, and as it is wanted: the longer of the two. Pure.

import type { StepContext } from '../platform.ts';
import type { Turn } from './hand.ts';
import { jobIn, numberIn } from './plist/job-in.ts';

/** Where no definition tells: the longer of the two that launchd has been seen to take (5 and 20 seconds). L23, L52 */
const DEFAULT_MS = 20_000;
/** For the manager itself: SIGKILL, and to take notice. */
const MARGIN_MS = 10_000;

export function exitMs({ id, daemon }: Turn, { observed, desired, timeoutMs }: StepContext): number {
  const found = observed.daemons.find(({ name }) => name === daemon)?.files ?? [];
  const wanted = desired.find(({ name }) => name === daemon)?.files ?? [];
  const texts = [...found, ...wanted].flatMap(({ path, text }) =>
    path.endsWith(`/${id}.plist`) && text !== null ? [text] : [],
  );
  return texts.length === 0 ? DEFAULT_MS : Math.max(...texts.map((text) => written(text, timeoutMs)));
}

export const withMargin = (ms: number): number => ms + MARGIN_MS;

/** 0 is for ever, which is no time to wait for. */
function written(text: string, foreverMs: number): number {
  const seconds = numberIn(jobIn(text), 'ExitTimeOut');
  if (seconds === null || seconds < 0) return DEFAULT_MS;
  return seconds === 0 ? foreverMs : seconds * 1000;
}
