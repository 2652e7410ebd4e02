// One print × one wanted job → the keys whose values differ for certain. Pure. What is not told is no difference.
//
// That something is not there tells only in a whole print of macOS 11 or later: there a key that was set has a line of its own,
// and of each key that this is relied on for, such a line has been captured. Older prints name things otherwise (050, 052).

import type { NormalJob } from '../plist/job.ts';
import { environment, keepAlive, programArguments, runAtLoad } from './program.ts';
import { calendar, pathsOf } from './triggers.ts';
import { isDict, type PlistValue } from '../plist/value.ts';
import type { DoubtfulField, PrintedService } from '../print/printed.ts';

/** Whether it differs, or in which of its parts. `whole`: what of it is not there was not set. */
type Differs = (printed: PrintedService, job: NormalJob, whole: boolean) => boolean | readonly string[];

/** Key, the fields of the print that tell of it, and how. */
const FIELDS: readonly (readonly [string, readonly DoubtfulField[], Differs])[] = [
  ['UserName', ['username'], userName],
  // 007. Without the key it is the user's own group, whatever that is.
  ['GroupName', ['group'], (printed, job) => isOfRoot(printed) && bothDiffer(printed.group, job.get('GroupName'))],
  // Not told of what an app registered (001, 047: `program identifier`). 022: it need not be the first argument.
  ['Program', ['program'], (printed, job) => bothDiffer(printed.program, job.get('Program'))],
  ['ProgramArguments', ['arguments', 'program'], programArguments],
  ['KeepAlive', ['properties', 'semaphores'], keepAlive],
  ['RunAtLoad', ['properties', 'semaphores'], runAtLoad],
  // 046 of 13 to 15, 032 of iPadOS 18.
  ['WorkingDirectory', ['workingDirectory'], path('WorkingDirectory', (printed) => printed.workingDirectory)],
  ['EnvironmentVariables', ['environment'], environment],
  // 028 and 041, L58: octal digits. On macOS 26 not seen yet: that it is not there tells nothing.
  [
    'Umask',
    ['umask'],
    (printed, job) => number(printed.umask === null ? null : Number.parseInt(printed.umask, 8), job.get('Umask')),
  ],
  ['ExitTimeOut', ['exitTimeout'], exitTimeOut],
  ['ThrottleInterval', ['minimumRuntime'], throttleInterval],
  ['WatchPaths', ['triggers'], pathsOf('WatchPaths')],
  ['QueueDirectories', ['triggers'], pathsOf('QueueDirectories')],
  // L53; 097 of 26, 022 of iPadOS 18.
  [
    'StartInterval',
    ['runInterval'],
    (printed, job, whole) => number(printed.runInterval, job.get('StartInterval'), whole),
  ],
  ['StartCalendarInterval', ['triggers'], calendar],
  // 029 of iPadOS 18.
  ['StandardInPath', ['stdinPath'], path('StandardInPath', (printed) => printed.stdinPath)],
  // 046 of 13 to 15; 070, 094, 095 and 097 of 26.
  ['StandardOutPath', ['stdoutPath'], path('StandardOutPath', (printed) => printed.stdoutPath)],
  ['StandardErrorPath', ['stderrPath'], path('StandardErrorPath', (printed) => printed.stderrPath)],
  ['SoftResourceLimits', ['resourceLimits'], openFiles('SoftResourceLimits', 'maxfiles (soft)')],
  ['HardResourceLimits', ['resourceLimits'], openFiles('HardResourceLimits', 'maxfiles (hard)')],
  // 050 of 10.15 alone: that it is not there tells nothing.
  ['Nice', ['nice'], (printed, job) => number(printed.nice, job.get('Nice') ?? (printed.nice === 0 ? 0n : undefined))],
  ['ProcessType', ['spawnType'], processType],
  // 035: in quotes, by the name that the plist has for them.
  ['Sockets', ['sockets'], sockets],
];

export function differingFields(printed: PrintedService, job: NormalJob): readonly string[] {
  const whole = isWhole(printed);
  return FIELDS.flatMap(([key, fields, differs]) => {
    const found = differs(printed, job, whole && isSure(printed, fields));
    if (typeof found === 'boolean') return found ? [key] : [];
    return found.map((part) => `${key} ${part}`);
  });
}

/** A field in doubt is empty or null, and that tells nothing. */
const isSure = ({ inDoubt }: PrintedService, fields: readonly DoubtfulField[]): boolean =>
  !fields.some((field) => inDoubt.includes(field));

/** Every whole print of 11 to 26 has these, `spawn type` below all blocks of triggers, semaphores and sockets. */
const isWhole = ({ type, environment: own, spawnType, minimumRuntime, runs }: PrintedService): boolean =>
  type !== null && own !== null && spawnType !== null && minimumRuntime !== null && runs !== null;

/** For a number that is printed only where it was set. `whole`: that it is not printed tells that it was not. */
function number(printed: number | null, wanted: PlistValue | undefined, whole = false): boolean {
  if (wanted !== undefined && typeof wanted !== 'bigint') return false;
  return printed === null ? whole && wanted !== undefined : wanted === undefined || Number(wanted) !== printed;
}

function bothDiffer(printed: string | null, wanted: PlistValue | undefined): boolean {
  return printed !== null && typeof wanted === 'string' && printed !== wanted;
}

/** Printed as it was written. Whether /dev/null is, nobody has seen: that it is not there tells nothing. */
function path(key: string, of: (printed: PrintedService) => string | null): Differs {
  return (printed, job, whole) => {
    const [told, wanted] = [of(printed), job.get(key)];
    if (wanted === undefined || wanted === '/dev/null') return told !== null && told !== (wanted ?? '/dev/null');
    return told === null ? whole && typeof wanted === 'string' : bothDiffer(told, wanted);
  };
}

/** In the domain of a user they are ignored (L61). */
const isOfRoot = ({ target }: PrintedService): boolean => target.startsWith('system/');

/** 007, 035, 038, 043. Whether root is named, nobody has seen: that nobody is may mean root. */
function userName(printed: PrintedService, job: NormalJob, whole: boolean): boolean {
  const wanted = job.get('UserName') ?? 'root';
  if (!isOfRoot(printed) || typeof wanted !== 'string') return false;
  return printed.username === null ? whole && wanted !== 'root' : printed.username !== wanted;
}

/**
 * 047: ExitTimeOut 30. Without the key the system's own default is printed (5 on a Mac, 3 on iPadOS: L52, 025), which may change;
 * and how 0, for ever, is printed nobody has seen.
 */
function exitTimeOut({ exitTimeout }: PrintedService, job: NormalJob): boolean {
  const wanted = job.get('ExitTimeOut');
  return wanted !== undefined && wanted !== 0n && exitTimeout !== null && number(exitTimeout, wanted);
}

/**
 * L51, 010: 30; 070: 5. A job that crashes over and over is slowed down, and is printed with more than it was given (086: 80,
 * with no other line that says why). So more than is wanted is a difference only where it last came to a good end, or to none.
 */
function throttleInterval(printed: PrintedService, job: NormalJob): boolean {
  const wanted = job.get('ThrottleInterval');
  const { minimumRuntime: told, lastExit } = printed;
  if (told === null || typeof wanted !== 'bigint' || wanted <= 0n) return false;
  const endsWell = lastExit?.kind === 'never' || (lastExit?.kind === 'code' && lastExit.code === 0);
  const isSlowed = printed.throttledFor !== null || printed.properties.includes('exponential throttling');
  const mayHaveGrown = isSlowed || !endsWell || !isSure(printed, ['throttledFor', 'properties']);
  return mayHaveGrown ? told < wanted : told !== Number(wanted);
}

/** L62: 001 and 098 print the soft one alone, 031 both. By what names the others are printed is not known. */
function openFiles(key: string, name: string): Differs {
  return (printed, job, whole) => {
    const limits = job.get(key);
    const wanted = isDict(limits) ? limits.get('NumberOfFiles') : undefined;
    const told = printed.resourceLimits[name];
    if (told !== undefined && !/^\d+$/.test(told)) return false;
    return number(told === undefined ? null : Number(told), wanted, whole);
  };
}

const SPAWN_TYPES: Readonly<Record<string, number>> = { Background: 5, Standard: 3, Adaptive: 6, Interactive: 4 };

/** L57. Apps (1, 2) and drivers (7) have none of the four; an old key of Apple's own says the same in other words. */
function processType({ spawnType }: PrintedService, job: NormalJob): boolean {
  const kind = job.get('ProcessType');
  const wanted = typeof kind === 'string' ? SPAWN_TYPES[kind] : undefined;
  if (spawnType === null || wanted === undefined || job.has('POSIXSpawnType')) return false;
  return Object.values(SPAWN_TYPES).includes(spawnType) && spawnType !== wanted;
}

function sockets(printed: PrintedService, job: NormalJob, whole: boolean): boolean {
  const wanted = job.get('Sockets');
  if (wanted !== undefined && !isDict(wanted)) return false;
  if (printed.sockets.length === 0 && !whole) return false;
  const names = [...(wanted?.keys() ?? [])];
  return JSON.stringify(names.toSorted()) !== JSON.stringify(printed.sockets.toSorted());
}
