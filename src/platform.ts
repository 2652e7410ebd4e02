// What a service manager's own rooms have to answer, and the one place that chooses between them. Each is loaded only when
// it is chosen: a Linux machine never pays for the plist package.

import type { Renders } from './desired.ts';
import type { Finding } from './doctor/finding.ts';
import type { Subject } from './doctor/subject.ts';
import type { Hands, Ran } from './host.ts';
import type {
  Argv,
  Change,
  Desired,
  DesiredDaemon,
  Detail,
  Facts,
  FoundUnit,
  Impact,
  Memory,
  Observed,
  Platform as PlatformName,
  Problem,
  Role,
  Step,
  UnitRef,
  Weight,
} from './model.ts';
import type { Guards } from './preflight/guarded.ts';
import type { Start } from './preflight/start.ts';

export interface Platform extends Rules {
  readonly name: PlatformName;
  /** Finds the manager, whatever the environment of the caller says. The host it gives back reaches it. */
  connect(host: Hands, facts: Facts, wants: Reaching): Promise<Connected | Unreachable>;
  /** What the start of a daemon needs, as its own files say; null: that cannot be told. */
  startOf(daemon: DesiredDaemon): Start | null;
  /** Reads only, in a number of processes that does not grow with the number of daemons. */
  observe(connected: Connected, desired: Desired, memory: Memory, facts: Facts): Promise<Observed>;
  /** The same look at a few units, as often as it takes: for waiting. `closely`: with exits, at a price per unit. */
  glance(connected: Connected, units: readonly UnitRef[], closely: boolean): Promise<readonly FoundUnit[]>;
  /** What people want to know of units beside their state. Of what is not known there is nothing. */
  details(connected: Connected, units: readonly UnitRef[]): Promise<ReadonlyMap<string, Detail>>;
  /** A command of a step was refused: why, found out by looking. Absent: what the command said is all there is. */
  readonly refused?: (connected: Connected, refusal: Refused, facts: Facts) => Promise<Verdict>;
  /** What it keeps daemons from beside what modes say. Absent: nothing. */
  readonly guards?: (facts: Facts) => Guards;
  /** What is wrong here that is this platform's own affair. Works with whatever there is: no manager, no manifest, no memory. */
  readonly examine?: (host: Hands, subject: Subject) => Promise<readonly Finding[]>;
}

/** A command that failed, as it was run. */
export interface Refused {
  readonly step: Extract<Step, { readonly kind: 'run' }>;
  readonly argv: Argv;
  readonly ran: Ran;
}

/**
 * fine: what it was to bring about is so · again: what stands in its way is passing, and this is what to say of it if it does not
 * pass in time · the problem, with its cause and cure.
 */
export type Verdict = 'fine' | { readonly again: Problem } | Problem;

/** Pure: what the planner has to know of a platform. */
export interface Rules {
  /**
   * Its manager reads files again when it is told to, and goes by them from the next start. If not, it holds on to what it was
   * once given, and a change of that takes it to let go of it and be given the new one.
   */
  readonly rereads: boolean;
  /** Digests of what a start and a reload take from a unit, its drop-ins and its wrapper. */
  weigh(
    role: Role,
    unit: string,
    dropIns: readonly { readonly path: string; readonly text: string }[],
    wrapper: string | null,
  ): Weight;
  /** What differs between two versions of a file, for people: `[Service] ExecStart`, and what it means. */
  differences(
    path: string,
    before: string,
    after: string,
  ): readonly { readonly what: string; readonly impact: Impact }[];
  /** In the order of PHASES, batched. */
  steps(changes: readonly Change[], context: StepContext): readonly Step[];
}

export interface Reaching {
  /** Are there daemons of root's manager? */
  readonly system: boolean;
}

export interface Connected {
  /** Runs commands with whatever environment reaches the manager. */
  readonly host: Hands;
  /** The release of the manager, where it is known. */
  readonly version: number | null;
  /** `--offline`: files and links only. */
  readonly offline: boolean;
  /** The folders in which it looks for units, where that is known already: to ask costs a process. */
  readonly unitPath?: readonly string[];
}

export interface Unreachable {
  readonly unreachable: Problem;
}

export interface StepContext {
  readonly facts: Facts;
  readonly namespace: string;
  readonly observed: Observed;
  readonly desired: Desired;
  /** How sudo is called: it may ask, it may not, or it is not called at all and its commands are only shown. */
  readonly sudo: 'ask' | 'no-prompt' | 'print';
  readonly offline: boolean;
  /** How long something that was started has to stay up before it is believed. */
  readonly stableMs: number;
  readonly timeoutMs: number;
  /** Names a copy of a hand-edited file: the same for the same plan. */
  readonly keptAt: (path: string) => string;
}

/** What turns a manifest into files, for either system on any machine. */
export interface Drawing extends Renders {
  readonly name: PlatformName;
}

export async function platformNamed(name: PlatformName): Promise<Drawing> {
  return name === 'systemd'
    ? (await import('./systemd/index.ts')).systemd
    : (await import('./launchd/index.ts')).launchd;
}

export async function managerNamed(name: PlatformName): Promise<Platform> {
  return name === 'systemd'
    ? (await import('./systemd/manage.ts')).systemd
    : (await import('./launchd/manage.ts')).launchd;
}
