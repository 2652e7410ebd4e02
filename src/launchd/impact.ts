// Plist texts → what of them a start takes (the weight), and what differs between two of them in words (the differences).
// launchd holds a definition until it is told to let go of it: all that is in a job takes a new start, nothing a reload. Pure.

import { digestOf } from '../digest.ts';
import { withoutHeader } from '../mark.ts';
import type { Impact, Weight } from '../model.ts';
import type { Rules } from '../platform.ts';
import { type NormalJob, normalJob } from './plist/job.ts';
import { readPlist } from './plist/read.ts';
import { isDict, type PlistDict, type PlistValue, spelled } from './plist/value.ts';

/** Only the files of `reload_on` are a reason to reload, and they are not weighed but watched. */
const NOTHING_TO_RELOAD = '';

/** launchd has no drop-ins, and whoever handed one in would be heard all the same. */
export const weigh: Rules['weigh'] = (_role, unit, dropIns, wrapper): Weight => {
  const dict = dictOf(unit);
  // Nothing can be said of what it means.
  const said = dict === null ? ['unreadable', unit] : ['job', spelled(normalJob(dict))];
  const script = wrapper === null ? null : withoutHeader(wrapper);
  return { restart: digestOf(JSON.stringify([said, dropIns, script])), reload: NOTHING_TO_RELOAD };
};

function dictOf(text: string): PlistDict | null {
  const reading = readPlist(text);
  return 'read' in reading && isDict(reading.read) ? reading.read : null;
}

type Difference = { readonly what: string; readonly impact: Impact };

const LAYOUT: Difference = { what: 'comments and layout', impact: 'none' };

export const differences: Rules['differences'] = (path, before, after) => {
  if (before === after) return [];
  if (!path.endsWith('.plist')) {
    const same = withoutHeader(before) === withoutHeader(after);
    return [same ? LAYOUT : { what: 'the script', impact: 'restart' }];
  }
  const [was, is] = [dictOf(before), dictOf(after)];
  if (was === null || is === null) return [{ what: 'the whole file', impact: 'restart' }];
  const found = keysThatDiffer(was, is);
  return found.length > 0 ? found : [LAYOUT];
};

/** Names only, never values: those of variables may be secret. */
function keysThatDiffer(was: PlistDict, is: PlistDict): readonly Difference[] {
  const [oldJob, newJob] = [normalJob(was), normalJob(is)];
  const written = differing(was, is);
  const meant = differing(oldJob, newJob);
  // Of what follows from another key (Program from the first argument) the other key says enough.
  const told = written.filter((key) => meant.includes(key));
  return [
    ...(told.length > 0 ? told : meant).flatMap((key) => words(key, oldJob, newJob)),
    ...written.filter((key) => !meant.includes(key)).map((key): Difference => ({ what: key, impact: 'none' })),
  ];
}

function words(key: string, was: NormalJob, is: NormalJob): readonly Difference[] {
  const [before, after] = [was.get(key) ?? NO_VARIABLES, is.get(key) ?? NO_VARIABLES];
  const each = key === 'EnvironmentVariables' && isDict(before) && isDict(after);
  const what = each ? differing(before, after).map((name) => `${key} ${name}`) : [key];
  return what.map((one): Difference => ({ what: one, impact: 'restart' }));
}

const NO_VARIABLES: PlistDict = new Map();

/** In the order in which they stand. */
const differing = (was: PlistDict, is: PlistDict): readonly string[] =>
  [...new Set([...is.keys(), ...was.keys()])].filter((key) => spelling(was.get(key)) !== spelling(is.get(key)));

const spelling = (value: PlistValue | undefined): string | null => (value === undefined ? null : spelled(value));
