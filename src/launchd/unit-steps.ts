// What the labels of all changes need of launchd → steps. Pure. launchd reads a definition when it is given it and holds on to
// it (L19, L77): so a changed one is let go of, waited for until it is gone, and given anew; and `bootout` returns long before
// it is gone (L23). Nothing here is done to the label that this very command runs in.

import type { Change, File, Step, Work } from '../model.ts';
import { NO_WORK } from '../plan/comparing.ts';
import type { StepContext } from '../platform.ts';
import { rootRun, type Run } from '../placing/as-root.ts';
import { placeSteps } from '../placing/files.ts';
import { exitMs, withMargin } from './exit-time.ts';
import { domainTarget, launchctl, target, type Turn } from './hand.ts';
import { ROOTS } from './roots.ts';
import type { Start } from './starts.ts';

/** What is wanted no more, or no more there: before its files go. */
export function stopSteps(changes: readonly Change[], context: StepContext): readonly Step[] {
  const all = turns(changes, 'stop');
  return letGo('stop', all, Math.max(0, ...all.map((turn) => exitMs(turn, context))), context);
}

/** What is given anew: when its files are in place, so that it is away for a moment only. */
export function refreshSteps(starts: readonly Start[], context: StepContext): readonly Step[] {
  const all = starts.filter(({ isAnew }) => isAnew);
  const longest = Math.max(0, ...all.map((one) => one.exitMs));
  return letGo(
    'refresh',
    all.map(({ turn }) => turn),
    longest,
    context,
  );
}

function letGo(
  phase: 'stop' | 'refresh',
  all: readonly Turn[],
  longestMs: number,
  context: StepContext,
): readonly Step[] {
  if (all.length === 0) return [];
  const itself = all.find(({ id }) => id === context.observed.self);
  if (itself) throw new Error(`${itself.id} runs this very command, and was to be ended by it`);
  // 3, 113: it is not there, which is as good (L28). 36: it is on its way (L27). What comes of it, only looking tells.
  const extra = { alsoOk: [3, 36, 113], alongside: 0, retryForMs: AGAIN_MS };
  return [
    ...rootsLast(all).map((turn) => launchctl(context, phase, turn, ['bootout', target(turn, context.facts)], extra)),
    ...(phase === 'refresh' ? waitedByHand(all, context) : []),
    {
      kind: 'await',
      phase,
      daemons: [...new Set(all.map(({ daemon }) => daemon))].toSorted(),
      targets: all.map(({ id, domain, daemon }) => ({ id, domain, daemon, until: 'gone', health: null })),
      stableMs: 0,
      deadlineMs: withMargin(longestMs),
      // One that is slow to end keeps nobody else away for as long.
      ...(phase === 'refresh' ? { goOn: true as const } : {}),
    },
  ];
}

/** Whoever runs root's commands by hand waits like we do: while it is on its way out, it is refused (L24). */
function waitedByHand(all: readonly Turn[], context: StepContext): readonly Step[] {
  if (context.sudo !== 'print') return [];
  const script = 'while launchctl print "$0" >/dev/null 2>&1; do sleep 1; done';
  return all
    .filter(({ domain }) => domain === 'system')
    .map((turn) => rootRun(context, 'refresh', [turn.daemon], ['/bin/sh', '-c', script, target(turn, context.facts)]));
}

/** While something else is being done to it (L76). */
const AGAIN_MS = 5_000;

/** The user's own may go side by side, root's go one by one: together they are in each other's way. */
const rootsLast = (all: readonly Turn[]): readonly Turn[] => [
  ...all.filter(({ domain }) => domain !== 'system'),
  ...all.filter(({ domain }) => domain === 'system'),
];

/** What an order of launchd's own keeps from being loaded is set free first (L20, L30). In a domain that is not there nothing is. */
export function enableSteps(changes: readonly Change[], context: StepContext): readonly Step[] {
  const asleep = context.observed.asleep ?? [];
  const all = turns(changes, 'enable').filter(({ domain }) => !asleep.includes(domain));
  return rootsLast(all).map((turn) =>
    launchctl(context, 'start', turn, ['enable', target(turn, context.facts)], { alongside: 1 }),
  );
}

/** In the order of who comes after whom; those of one level side by side. */
export const startSteps = (starts: readonly Start[], context: StepContext): readonly Step[] =>
  starts.flatMap((start) => begun(start, context));

function begun(start: Start, context: StepContext): readonly Step[] {
  const { turn, isHeld, byItself, isArmed } = start;
  const alongside = 2 + start.level;
  const kickstart = launchctl(context, 'start', turn, ['kickstart', target(turn, context.facts)], {
    alongside,
    retryForMs: AGAIN_MS,
  });
  if (isHeld) return [kickstart];
  // Of what a person runs by hand, nobody here hears that it was refused.
  const undo = context.sudo === 'print' && turn.domain === 'system' ? [] : undoOf(start, context);
  const given = bootstrap(start, context, { alongside, ...(undo.length > 0 ? { undo } : {}) });
  return byItself || isArmed ? [given] : [given, kickstart];
}

/** Refused while the label is on its way out (L24), it is tried again for as long as that may take. */
const bootstrap = (
  { turn, plist, exitMs: ms }: Start,
  context: StepContext,
  extra: Pick<Run, 'alongside' | 'undo'>,
): Run =>
  launchctl(context, 'start', turn, ['bootstrap', domainTarget(turn.domain, context.facts), plist.path], {
    retryForMs: withMargin(ms),
    ...extra,
  });

/** What was loaded before, where that was ours and its files are written over: they are put back, and it is loaded again. */
function undoOf(start: Start, context: StepContext): readonly Step[] {
  const { change, plist, isAnew } = start;
  if (!isAnew) return [];
  const have = context.observed.daemons.find(({ name }) => name === change.name);
  const before = change.work.write.flatMap((file): File[] => {
    const was = have?.files.find(({ path }) => path === file.path);
    return was?.kind === 'file' && was.text !== null && was.mark !== null ? [{ ...file, text: was.text }] : [];
  });
  if (!before.some(({ path, text }) => path === plist.path && text !== plist.text)) return [];
  const work: Work = { ...NO_WORK, write: before };
  return [...placeSteps({ ...change, work }, context, ROOTS), bootstrap(start, context, {})];
}

const turns = (changes: readonly Change[], verb: 'stop' | 'enable'): readonly Turn[] =>
  changes.flatMap(({ name, work }) => work[verb].map((ref) => ({ ...ref, daemon: name })));
