// What a loaded job runs, with which words and variables, and what keeps it running × what the wanted one has. Pure.

import type { NormalJob } from '../plist/job.ts';
import { argumentsAsRead, environmentAsRead } from '../print/values.ts';
import { isDict, isList, type PlistDict } from '../plist/value.ts';
import type { PrintedService } from '../print/printed.ts';

/**
 * Each is printed on a line of its own, as it is; one with a line's end in it is read back as the reader reads such a print
 * (print/values.ts).
 */
export function programArguments(printed: PrintedService, job: NormalJob, whole: boolean): boolean {
  const wanted = job.get('ProgramArguments');
  // What is printed of a pattern, itself or what it stands for, nobody has seen.
  if (job.get('EnableGlobbing') !== false) return false;
  // 061: of a job that has only Program none are printed.
  if (wanted === undefined) return printed.arguments !== null && !job.has('BundleProgram');
  const words = isList(wanted) ? wanted.filter((word) => typeof word === 'string') : [];
  if (!isList(wanted) || words.length < wanted.length) return false;
  if (printed.arguments === null) return whole && printed.program !== null;
  const [told, asRead] = [printed.arguments, argumentsAsRead(words)];
  return words.every(isOfOneLine)
    ? JSON.stringify(told) !== JSON.stringify(words)
    : squeezed(told.join(' ')) !== squeezed(asRead.join(' '));
}

const isOfOneLine = (text: string): boolean => !/[\p{Cc}\u2028\u2029]/u.test(text);

/** No print of a line's end, a tab or the like has been captured: it may be there as it is, or behind a backslash, or not at all. */
const squeezed = (text: string): string => text.replace(/\\(?:[nrt]|\d{3})|[\s\p{Cc}]/gu, '');

/** launchd's own additions (L59; Malloc…: 041 and 062 of Apple's own), and names of the kind: more may come with any release. */
const LAUNCHDS_OWN = /^(?:XPC_|OSLog|Malloc|__)/;

/** `NAME => value`. Whether white space at the ends of a value comes through is not known. */
export function environment(printed: PrintedService, job: NormalJob): readonly string[] {
  const variables = job.get('EnvironmentVariables');
  const told = printed.environment;
  if (told === null || (variables !== undefined && !isDict(variables))) return [];
  const entries = [...(variables ?? NOTHING)].filter((one): one is [string, string] => typeof one[1] === 'string');
  const asRead = environmentAsRead(Object.fromEntries(entries));
  // Names and values that look like each other's lines cannot be told apart.
  if (asRead === null || entries.some(([name]) => !/^[^\s=\p{Cc}]+$/u.test(name))) return [];
  const changed = entries.filter(([name, value]) => {
    const [one, wanted] = [told[name], asRead[name] ?? value];
    if (LAUNCHDS_OWN.test(name)) return false;
    return one === undefined || (isOfOneLine(value) ? one.trim() !== value.trim() : squeezed(one) !== squeezed(wanted));
  });
  const gone = Object.keys(told).filter((name) => !Object.hasOwn(asRead, name) && !LAUNCHDS_OWN.test(name));
  const isSure = entries.every(([, value]) => isOfOneLine(value));
  return [...changed.map(([name]) => name), ...(isSure ? gone : [])];
}

const NOTHING: PlistDict = new Map();

/**
 * L50: true is a property (017, 070, 098), conditions on the last exit are semaphores (001, 002, 041, 047). A condition on paths is
 * a trigger of that name, of which no print is at hand: that it is there tells, and nothing else of it.
 */
export function keepAlive(printed: PrintedService, job: NormalJob, whole: boolean): boolean {
  const wanted = job.get('KeepAlive');
  const hasPaths = printed.triggers.some(({ name }) => name === 'com.apple.launchd.PathState');
  if (hasPaths && !(isDict(wanted) && wanted.has('PathState'))) return true;
  if (!whole) return false;
  const always = printed.properties.includes('keepalive');
  if (wanted === true) return !always;
  const conditions = wanted === false ? NOTHING : wanted;
  // Of other conditions it is not known what else a print has for them.
  if (!isDict(conditions) || [...conditions.keys()].some((key) => !SEMAPHORES.has(key))) return false;
  return (
    always ||
    [...SEMAPHORES].some(([key, name]) => {
      const [one, told] = [conditions.get(key), printed.semaphores[name]];
      return one === undefined ? told !== undefined : typeof one === 'boolean' && told !== (one ? '1' : '0');
    })
  );
}

const SEMAPHORES: ReadonlyMap<string, string> = new Map([
  ['SuccessfulExit', 'successful exit'],
  ['Crashed', 'after crash'],
]);

/**
 * L50. Where KeepAlive implies it, the property may be there (047, 070) or not (002, 098), as it was in the plist. What other
 * conditions of KeepAlive make of it is not known.
 */
export function runAtLoad({ properties, semaphores }: PrintedService, job: NormalJob, whole: boolean): boolean {
  const [wanted, keeps] = [job.get('RunAtLoad'), job.get('KeepAlive')];
  if (!whole || (isDict(keeps) && [...keeps.keys()].some((key) => !SEMAPHORES.has(key)))) return false;
  const implied = properties.includes('keepalive') || semaphores['successful exit'] !== undefined;
  const told = properties.includes('runatload');
  // That it is implied and should not be is said of KeepAlive.
  return wanted === true ? !told && !implied : wanted === false && told;
}
