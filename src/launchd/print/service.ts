// `launchctl print DOMAIN/LABEL` → PrintedService. Pure. What was cut off, or goes on after its end, is unreadable; what may have
// been forged by text of the service's own is in doubt (doubt.ts) and told as unknown; what is new is unexplained.

import { doubtOf, isIn } from './doubt.ts';
import { exitCode, exitReason, exitSignal } from './exit.ts';
import { isIdle, SERVICE_BARE } from './idle.ts';
import { LAST_ENDS, SERVICE_ORDER, SERVICE_OWN_TEXT } from './known.ts';
import { asPrinted, cutShort, type Item, type Sheet, sheetOf } from './lines.ts';
import { number, picker, type Told } from './pick.ts';
import { argumentsIn, environmentIn } from './values.ts';
import type {
  DoubtfulField,
  PrintedExit,
  PrintedService,
  PrintedTrigger,
  PrintedValue,
  ReadingSoFar,
} from './printed.ts';

/** Field → the lines and blocks that it is read from. */
const FIELDS: Readonly<Record<DoubtfulField, readonly string[]>> = {
  path: ['path'],
  type: ['type'],
  state: ['state'],
  jobState: ['job state'],
  program: ['program'],
  arguments: ['arguments'],
  environment: ['environment'],
  workingDirectory: ['working directory'],
  stdinPath: ['stdin path'],
  stdoutPath: ['stdout path'],
  stderrPath: ['stderr path'],
  domain: ['domain'],
  asid: ['asid'],
  umask: ['umask'],
  username: ['username'],
  group: ['group'],
  minimumRuntime: ['base minimum runtime', 'minimum runtime'],
  exitTimeout: ['exit timeout'],
  runInterval: ['run interval'],
  nice: ['nice'],
  runs: ['runs'],
  pid: ['pid'],
  lastExit: LAST_ENDS,
  semaphores: ['semaphores'],
  triggers: ['event triggers'],
  sockets: ['sockets'],
  spawnType: ['spawn type'],
  resourceLimits: ['resource limits'],
  properties: ['properties'],
  throttledFor: [],
};

const READ = new Set(Object.values(FIELDS).flat());

export function readService(text: string): ReadingSoFar<PrintedService> {
  const sheet = sheetOf(text, SERVICE_ORDER, isIdle);
  if (sheet === null) return { unreadable: 'launchctl printed nothing' };
  const { target, items, ends, pasted } = sheet;
  const isService = items.some(({ key }) => READ.has(key) || isIdle(key));
  if (!isService || items.some(({ key }) => key === 'services'))
    return { unreadable: 'this is no service as launchctl prints one' };
  if (target === null)
    return { unreadable: 'it does not begin with the name of a service', soFar: serviceOf(sheet, true) };
  if (ends === 'text after it' && pasted === null) return { unreadable: 'it goes on after its end' };
  const read = serviceOf(cutShort(sheet), false);
  if (pasted !== null) return { unreadable: pasted, soFar: read };
  return ends === 'cut off' ? { unreadable: 'it is cut off before its end', soFar: read } : { read };
}

/** `excerpt`: somebody's choice of lines, in an order of their own. */
function serviceOf(sheet: Sheet, excerpt: boolean): PrintedService {
  const { items, stray } = sheet;
  const target = sheet.target ?? '';
  const doubt = excerpt ? null : doubtOf(sheet, SERVICE_ORDER, SERVICE_OWN_TEXT, LAST_ENDS);
  const { line, count, told, body, members, strings, odd, unexplained } = picker(items, doubt);
  const bare = items.filter(({ kind }, at) => kind === 'bare' && !isIn(doubt, at)).map(({ value }) => value);
  const throttles = bare.flatMap((one) => THROTTLED.exec(one)?.[1] ?? []);
  const strange = items.filter((item, at) => !isIn(doubt, at) && !isKnown(item));
  const left = [...stray.map((one) => one.line), ...strange.flatMap(asPrinted)];
  const service: Omit<PrintedService, 'inDoubt' | 'unexplained'> = {
    target,
    label: target.replace(/^(?:system|(?:gui|user|login|session|pid)\/\d+)\/(?=.)/, ''),
    path: line('path'),
    type: line('type'),
    state: line('state'),
    jobState: line('job state'),
    program: line('program'),
    arguments: body('arguments', argumentsIn),
    environment: body('environment', environmentIn),
    workingDirectory: line('working directory'),
    stdinPath: line('stdin path'),
    stdoutPath: line('stdout path'),
    stderrPath: line('stderr path'),
    domain: line('domain')?.split(' [', 1)[0] ?? null,
    asid: count('asid'),
    umask: told('umask', (value) => (/^[0-7]{1,5}$/.test(value) ? value : null)),
    username: line('username'),
    group: line('group'),
    minimumRuntime: count('base minimum runtime') ?? count('minimum runtime'),
    exitTimeout: count('exit timeout'),
    runInterval: told('run interval', (value) => number(value.replace(/ seconds?$/, ''))),
    nice: told('nice', (value) => (/^-?\d{1,3}$/.test(value) ? Number(value) : null)),
    runs: count('runs'),
    pid: told('pid', (value) => number(value) || null),
    lastExit: lastExit(told),
    semaphores: strings('semaphores'),
    triggers: members('event triggers').map(triggerOf),
    sockets: body('sockets', namesIn) ?? [],
    spawnType: told('spawn type', spawnType),
    resourceLimits: strings('resource limits'),
    properties: items.some(({ key, kind }) => key === 'properties' && kind === 'block')
      ? Object.entries(strings('properties')).flatMap(([name, value]) => (value === '1' ? [name] : []))
      : (told('properties', (value) =>
          value
            .split('|')
            .map((one) => one.trim())
            .filter(Boolean),
        ) ?? []),
    throttledFor: throttles.length === 1 ? Number(throttles[0]) : null,
  };
  const doubted = fieldsIn(items, doubt === null ? [] : items.slice(doubt.from, doubt.to + 1), odd);
  const note = doubted.length === 0 ? [] : [`(cannot be told for certain: ${doubted.join(', ')})`];
  return { ...service, inDoubt: doubted, unexplained: [...left, ...unexplained, ...note] };
}

const THROTTLED = /^service throttled by (\d{1,12}) seconds?$/;

const isKnown = ({ kind, key, value }: Item): boolean =>
  kind === 'bare'
    ? THROTTLED.test(value) || SERVICE_BARE.some((known) => known.test(value))
    : READ.has(key) || isIdle(key);

/**
 * A field is in doubt when a line of its own is, or was not understood (`odd`); and, when there are forgeries about, one of which
 * there is no sure line.
 */
function fieldsIn(
  items: readonly Item[],
  doubted: readonly Item[],
  odd: ReadonlySet<string>,
): readonly DoubtfulField[] {
  const doubtful = new Set(doubted);
  const keys = new Set(doubted.map(({ key }) => key));
  const surely = new Set(items.filter((item) => !doubtful.has(item)).map(({ key }) => key));
  return (Object.keys(FIELDS) as DoubtfulField[]).filter((field) => {
    const own = FIELDS[field];
    if (own.some((key) => odd.has(key) || keys.has(key))) return true;
    return doubted.length > 0 && !own.some((key) => surely.has(key));
  });
}

function lastExit(told: Told): PrintedExit | null {
  return (
    told('last terminating signal', exitSignal) ??
    told('last exit reason', exitReason) ??
    told('last exit code', exitCode)
  );
}

function triggerOf([name, value]: readonly [string, PrintedValue]): PrintedTrigger {
  const fields =
    typeof value === 'object' && !Array.isArray(value) ? (value as Readonly<Record<string, PrintedValue>>) : {};
  const { stream } = fields;
  return { name, stream: typeof stream === 'string' ? stream : null, descriptor: fields['descriptor'] ?? {} };
}

/** `\t\t"Listeners" = {`; what is deeper is of no interest. null: there is something else beside them. */
function namesIn(body: readonly string[]): readonly string[] | null {
  const outer = body.filter((line) => line.startsWith('\t\t') && !line.startsWith('\t\t\t') && line !== '\t\t}');
  const names = outer.flatMap((line) => /^\t\t"([^]*)" = \{$/.exec(line)?.[1] ?? []);
  // One name may have several sockets, and whether it stands there once for each nobody has seen.
  return names.length === outer.length ? [...new Set(names)] : null;
}

/** L57. Before macOS 11 the name stands alone. */
const SPAWN_TYPES: Readonly<Record<string, number>> = {
  app: 1,
  'app (nonui)': 2,
  daemon: 3,
  interactive: 4,
  background: 5,
  adaptive: 6,
};

const spawnType = (value: string): number | null =>
  number(/\((\d{1,3})\)$/.exec(value)?.[1] ?? '') ?? SPAWN_TYPES[value] ?? null;
