// Jobs for tests of the Mac in memory: a dict → its plist where it belongs, and launchctl in few words. Asserts nothing.

import { build } from 'plist';
import type { Ran } from '../../../src/host.ts';
import { parent } from '../memory-files.ts';
import { spelled } from './definition.ts';
import { launchctl } from './launchctl.ts';
import { memoryBody } from './memory-body.ts';
import { type MacMachine, pass } from './mac-machine.ts';
import { type PlistDict, type Service, serviceAt } from './state.ts';

export const AGENTS = '/Users/ann/Library/LaunchAgents';
export const DAEMONS = '/Library/LaunchDaemons';

export interface Put {
  readonly mode?: number;
  readonly uid?: number;
  readonly path?: string;
}

/** Stays up, unless the dict says otherwise. */
export const job = (label: string, more: PlistDict = {}): PlistDict => ({
  Label: label,
  ProgramArguments: ['/bin/stays'],
  ...more,
});

/** Its path. A program that it names is put where it is looked for, unless something is there. */
export function putJob(
  machine: MacMachine,
  definition: PlistDict,
  { mode = 0o644, uid = 501, path }: Put = {},
): string {
  const at = path ?? `${AGENTS}/${spelled(definition['Label'])}.plist`;
  putText(machine, at, build(definition as Parameters<typeof build>[0]), mode, uid);
  const words = definition['ProgramArguments'];
  const program = definition['Program'] ?? (Array.isArray(words) ? (words as readonly string[])[0] : undefined);
  if (
    typeof program === 'string' &&
    program.startsWith('/') &&
    !program.includes('missing') &&
    machine.files.at(program) === null
  )
    putText(machine, program, '\u007fELF\0\0', 0o755, 0);
  return at;
}

export function putText({ files }: MacMachine, path: string, text: string, mode = 0o644, uid = 501): void {
  files.folder(parent(path), 0o755, uid);
  files.put(path, { kind: 'file', text, mode, uid });
}

/** As ann, or as root; in no time. */
export const ctl = (machine: MacMachine, ...argv: readonly string[]): Ran =>
  launchctl(machine.launchd, memoryBody(machine), argv, { uid: 501 });
export const rootCtl = (machine: MacMachine, ...argv: readonly string[]): Ran =>
  launchctl(machine.launchd, memoryBody(machine), argv, { uid: 0 });

export const wait = (machine: MacMachine, ms: number): void => pass(machine, machine.clock.nowMs + ms);

export function serviceOf(machine: MacMachine, label: string, domain = 'gui/501'): Service {
  const service = serviceAt(machine.launchd, domain, label);
  if (service === null) throw new Error(`${domain}/${label} is not loaded`);
  return service;
}

export const isLoaded = (machine: MacMachine, label: string, domain = 'gui/501'): boolean =>
  serviceAt(machine.launchd, domain, label) !== null;

/** Put, loaded, and as it is half a second later. */
export function loadedJob(machine: MacMachine, definition: PlistDict, put: Put = {}): Service {
  const label = spelled(definition['Label']);
  const { code, stderr } = ctl(machine, 'bootstrap', 'gui/501', putJob(machine, definition, put));
  if (code !== 0) throw new Error(stderr);
  wait(machine, 500);
  return serviceOf(machine, label);
}
