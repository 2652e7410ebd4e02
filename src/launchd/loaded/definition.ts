// What launchd says of a job that it holds × the job that is wanted → is it that one? Pure. Only what a print really tells is
// compared, and only where its form and the plist's can be matched for certain: a false "another" restarts a healthy daemon,
// a false "wanted" leaves an old definition in force. How each field is told, and since when: fields.ts.

import type { NormalJob } from '../plist/job.ts';
import { differingFields } from './fields.ts';
import type { PrintedService } from '../print/printed.ts';

/** unclear: what makes up most of a definition is not told, so that nobody can say that it is the wanted one. */
export function definitionOf(printed: PrintedService, job: NormalJob, path: string): 'wanted' | 'another' | 'unclear' {
  if (differing(printed, job, path).length > 0) return 'another';
  const isTold = printed.path !== null && (printed.program !== null || printed.arguments !== null);
  const isInDoubt = printed.inDoubt.includes('arguments') || printed.environment === null;
  return isTold && !isInDoubt ? 'wanted' : 'unclear';
}

/** What differs, in the plist's words; of variables the name alone, for their values may be secret. */
export const differing = (printed: PrintedService, job: NormalJob, path: string): readonly string[] => [
  ...(isLoadedFrom(printed, path) ? [] : ['path']),
  ...differingFields(printed, job),
];

/**
 * The file that bootstrap was given (L18, captures 046 and 094 to 098). What a program submitted has none (001, 047). Where
 * that is a link, or below one, launchd may say where it leads: the one such link that every Mac has is looked through.
 */
function isLoadedFrom(printed: PrintedService, path: string): boolean {
  if (printed.path === null) return printed.type !== 'Submitted' || printed.inDoubt.includes('path');
  return withoutPrivate(printed.path) === withoutPrivate(path);
}

const withoutPrivate = (path: string): string => path.replace(/^\/private(?=\/(?:var|tmp|etc)\/)/, '');
