// The text of a plist → what its steps have to know of the job: nothing of it is judged here, and a text that is no plist says
// nothing. Pure.

import { type NormalJob, readJob } from './job.ts';
import { isDict } from './value.ts';

export function jobIn(text: string): NormalJob {
  const reading = readJob(text);
  return 'read' in reading ? reading.read : NOTHING;
}

const NOTHING: NormalJob = new Map();

export const textIn = (job: NormalJob, key: string): string | null => {
  const value = job.get(key);
  return typeof value === 'string' ? value : null;
};

export function numberIn(job: NormalJob, key: string): number | null {
  const value = job.get(key);
  return typeof value === 'bigint' || typeof value === 'number' ? Number(value) : null;
}

/** Variables that are no text are none (L59). */
export function environmentIn(job: NormalJob): Readonly<Record<string, string>> {
  const env = job.get('EnvironmentVariables');
  if (!isDict(env)) return {};
  return Object.fromEntries([...env].filter((one): one is [string, string] => typeof one[1] === 'string'));
}
