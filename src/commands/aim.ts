// What every command that compares or changes does first: the manifest → what is wanted, by whom, and how far this run may
// go; the service manager chosen. Prints the manifest's problems. Reads only.
import type { ExitName } from '../exit-codes.ts';
import { platformOf } from '../facts.ts';
import type { Hands } from '../host.ts';
import { readMemory } from '../memory/memory-file.ts';
import type { Manifest, Problem } from '../model.ts';
import { managerNamed, type Platform } from '../platform.ts';
import type { Aim, Terms } from '../reconcile.ts';
import { problemCount } from '../report/problems.ts';
import { shownPath } from '../report/text.ts';
import type { Session } from './context.ts';
import { type Failed, open, type Opened, type Seen, showProblems, type Shown, viewer } from './open.ts';
import { unknownName } from './unknown-name.ts';
import { usageError } from '../cli.ts';
import { COMMANDS } from './table.ts';

export interface Aimed {
  readonly opened: Opened;
  readonly hands: Hands;
  readonly seen: Seen;
  readonly aim: Aim;
  readonly terms: Terms;
  readonly platform: Platform;
}

/** It ended here, which has been said; `shown` for --json. */
export interface Ended {
  readonly exit: ExitName;
  readonly shown: Shown | null;
}

export interface Wanting {
  /** Names that need not be in the manifest: they may be installed only. */
  readonly anyName?: boolean;
  /** Changes things, and so must not be root's by accident. */
  readonly changes: boolean;
}

export const STABLE_MS = 500;
const TIMEOUT_SEC = 90;

export async function takeAim(session: Session, command: string, wanting: Wanting): Promise<Aimed | Ended> {
  const { args, stderr } = session;
  const machine = await session.machine();
  const root = wanting.changes && machine.uid === 0 && (session.env.SUDO_UID ?? '0') !== '0';
  if (root) return say(session, 'usage', UNDER_SUDO);
  if (machine.os === 'other') return say(session, 'unreachable', NO_MANAGER);
  const platform = await managerNamed(platformOf(machine));

  const opened = await open(session);
  if ('failed' in opened) return { exit: opened.failed, shown: opened satisfies Failed };
  const seen = await viewer(opened)(null, 'render');
  if (!args.json && (seen.desired === null || args.verbose)) showProblems(session, opened.paint, seen);
  // What is wrong with the manifest, `validate` tells; nothing else looks at the settings.
  else if (!args.json && !args.quiet) showProblems(session, opened.paint, { ...seen, problems: opened.problems });
  if (seen.manifest === null || seen.desired === null) {
    if (!args.json) stderr.write(`${shownPath(opened.path, session.cwd)}: ${problemCount(seen.problems)}\n`);
    return { exit: seen.unreadable ? 'unreadable' : 'manifest', shown: seen };
  }
  const unknown = wanting.anyName ? null : unknownName(args.words, seen.manifest, seen.sources);
  if (unknown !== null) {
    const left = await leftManifest(opened.host, seen, seen.manifest, args.words);
    if (left !== null) return say(session, 'usage', left);
    const entry = COMMANDS.find(({ name }) => name === command) ?? null;
    return { exit: usageError(session, unknown, entry), shown: null };
  }
  const { namespace, path: manifest } = seen.manifest;
  const aim: Aim = { desired: seen.desired, facts: seen.facts, namespace, manifest, includes: seen.includes };
  return { opened, hands: opened.host, seen, aim, terms: termsOf(opened), platform };
}

export function termsOf({ session: { args, canAsk }, settings }: Opened): Terms {
  const sudo =
    args.noSudo || settings.sudo === 'never' ? 'print' : settings.sudo === 'no-prompt' || !canAsk ? 'no-prompt' : 'ask';
  return {
    only: args.words.length === 0 ? null : args.words,
    adopt: new Set(),
    guarded: !args.prune,
    takeover: args.takeover,
    offline: args.offline,
    sudo,
    stableMs: STABLE_MS,
    timeoutMs: (args.timeoutSec ?? TIMEOUT_SEC) * 1000,
  };
}

/** A word that is no daemon of the manifest, but one that was installed from it. */
async function leftManifest(
  host: Hands,
  { facts }: Seen,
  { daemons, namespace, keptAway }: Manifest,
  words: readonly string[],
): Promise<Problem | null> {
  const { memory } = await readMemory(host, facts, namespace);
  const name = words.find((word) => !daemons.some((daemon) => daemon.name === word));
  if (name === undefined || !Object.hasOwn(memory.daemons, name)) return null;
  return problem(
    'left-manifest',
    keptAway?.includes(name)
      ? `\`${name}\` is installed, but \`only\` keeps it from this host`
      : `\`${name}\` is installed, but the manifest does not have it here any more`,
    `daemonsync remove ${name}, or an apply without names, takes it away`,
  );
}

const problem = (code: string, message: string, hint: string): Problem => ({ severity: 'error', code, message, hint });

const UNDER_SUDO = problem(
  'sudo',
  'daemonsync does not run under sudo: your daemons would become root’s',
  'run it as yourself: it calls sudo for exactly the steps that need it, and shows them first',
);
const NO_MANAGER = problem(
  'no-manager',
  'there is neither systemd nor launchd on this system',
  '`daemonsync render` and `daemonsync validate` work everywhere',
);
/** A problem that no manifest is to blame for. */
export function say(session: Session, exit: ExitName, of: Problem): Ended {
  const { args, stderr } = session;
  if (!args.json) stderr.write(`daemonsync: ${of.message}\n${of.hint === undefined ? '' : `  ${of.hint}\n`}`);
  return {
    exit,
    shown: { problems: [of], sources: new Map(), hiding: () => ({ values: [], find: () => [], texts: new Map() }) },
  };
}

/** Problems on standard error, as compilers say them. */
export function complainTo(session: Session, { seen, opened }: Aimed, problems: readonly Problem[]): void {
  showProblems(session, opened.paint, { problems, sources: seen.sources, hiding: seen.hiding });
}
