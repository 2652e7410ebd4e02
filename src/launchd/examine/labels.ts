// One label, as launchd has it → what is wrong with it: disabled, never started, how it ended and what is behind that, loaded
// twice. Pure.

import { type Finding, problem } from '../../doctor/finding.ts';
import type { DesiredUnit, Exit, FoundUnit } from '../../model.ts';
import { targetOf } from '../domains.ts';

/** `want`: null where no manifest speaks of it. */
export const judgeLabel = (
  daemon: string,
  unit: FoundUnit,
  want: DesiredUnit['want'] | null,
  uid: number,
): readonly Finding[] => [
  ...disabled(daemon, unit, want, uid),
  ...neverSpawned(daemon, unit, want, uid),
  ...ended(daemon, unit),
  ...twins(daemon, unit),
];

const sudo = ({ domain }: Pick<FoundUnit, 'domain'>): string => (domain === 'system' ? 'sudo ' : '');
const targetIn = (unit: FoundUnit, uid: number): string => `${targetOf(unit.domain, uid)}/${unit.id}`;

function disabled(daemon: string, unit: FoundUnit, want: string | null, uid: number): Finding[] {
  if (unit.disabled !== true || want === null || want === 'down') return [];
  return [
    problem('disabled', {
      daemon,
      what: `${unit.id} is disabled in ${targetOf(unit.domain, uid)}`,
      why: 'such a record counts more than the plist, lasts across restarts, and outlives the plist that it was made for',
      mend: `${sudo(unit)}launchctl enable ${targetIn(unit, uid)}, then daemonsync apply`,
    }),
  ];
}

/** Loaded, wanted, and never begun (L49). */
function neverSpawned(daemon: string, unit: FoundUnit, want: string | null, uid: number): Finding[] {
  const { state, held } = unit;
  const idle = state.kind === 'down' && state.exited === null;
  if (want !== 'running' || held !== true || !idle) return [];
  return [
    problem('never-spawned', {
      daemon,
      what: `${unit.id} is loaded, and launchd never started it`,
      why: 'launchd sometimes forgets to start what it was told to keep up, and does not remember by itself',
      mend: `${sudo(unit)}launchctl kickstart ${targetIn(unit, uid)}`,
    }),
  ];
}

/** What lies behind an end that says little. */
function ended(daemon: string, { id, state }: FoundUnit): Finding[] {
  const exited = 'exited' in state ? state.exited : null;
  if (exited === null || (state.kind !== 'failed' && state.kind !== 'looping')) return [];
  const cause = causeOf(exited);
  if (cause === null) return [];
  const more = state.kind === 'looping' ? ' It is tried again and again, each time a little later' : '';
  return [problem(cause.code, { daemon, what: `${id} ${cause.what}`, why: `${cause.why}.${more}`, mend: cause.mend })];
}

function causeOf({ result, status }: Exit): Pick<Finding, 'code' | 'what' | 'why' | 'mend'> | null {
  if (result === 'OS_REASON_CODESIGNING')
    return {
      code: 'codesigning',
      what: 'was killed because of the signature of its program',
      why: 'macOS remembers a program by its file: one that was copied over in place no longer fits what it remembers',
      mend: 'install the program anew: delete it, then copy it there; or sign it: codesign --force --sign - PROGRAM',
    };
  if (result === 'OS_REASON_TCC')
    return {
      code: 'privacy',
      what: 'was killed because it used what nobody allowed it to use',
      why: 'macOS asks a person for such things, and for a daemon nobody is asked',
      mend: 'allow it in System Settings › Privacy & Security, or let it do without',
    };
  if (result === 'OS_REASON_DYLD')
    return {
      code: 'libraries',
      what: 'was killed because a library of its program is missing',
      why: 'an upgrade of what it was built with may have taken it away',
      mend: 'install or build the program anew; run it by hand to see which one',
    };
  if (result === 'spawn-failed' || status === 78)
    return {
      code: 'spawn-failed',
      what: `could not be started by launchd (${status ?? 78})`,
      why: 'its log cannot be opened (no such folder, another disk, a literal `~`), its working directory is not there, or its program or first line names none that is',
      mend: 'mend what is said of its start here, then daemonsync apply',
    };
  if (status === 126)
    return {
      code: 'not-permitted',
      what: 'found its program or script, and was not permitted to run it (126)',
      why: 'that is what macOS answers for ~/Documents, ~/Desktop, ~/Downloads and other disks; or it is not executable',
      mend: 'move it to another folder, ~/bin say, and mend the manifest; or chmod +x it',
    };
  return null;
}

/** With a manifest the plan tells of them; without one nobody else does. */
function twins(daemon: string, { id, twins: others }: FoundUnit): Finding[] {
  return (others ?? []).map(({ target, path }) =>
    problem('twin', {
      daemon,
      what: `\`${daemon}\`: the same label is loaded in another domain, as ${target}${path === null ? '' : ` from ${path}`}`,
      why: `two managers would start ${id}, and each fights for what the other holds`,
      mend: `${target.startsWith('system/') ? 'sudo ' : ''}launchctl bootout ${target}, or rename the daemon`,
    }),
  );
}
