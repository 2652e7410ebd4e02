// Observe, plan, apply, look again: the one body of every command that compares or changes anything. Handed a Hands and a
// Platform, it knows neither terminals nor exit codes. `survey` reads only; carry-out.ts is the only way to change things.

import { decide, type Choices } from './plan/index.ts';
import { guard } from './plan/guard.ts';
import { keptAt, nextNumber } from './memory/history.ts';
import type { Hands } from './host.ts';
import { type OtherMemories, otherMemories, readMemory } from './memory/memory-file.ts';
import type { Change, Desired, Facts, Memory, Observed, Plan, Problem } from './model.ts';
import type { Connected, Platform, StepContext, Unreachable } from './platform.ts';
import { gatherPreflight } from './preflight/index.ts';
import { asleepWarning } from './report/asleep.ts';

/** What is wanted, and by which manifest. */
export interface Aim {
  readonly desired: Desired;
  readonly facts: Facts;
  readonly namespace: string;
  /** Its real path; null: standard input. */
  readonly manifest: string | null;
  /** What is wanted is not the manifest's, but that of this number of the history. */
  readonly entry?: number;
  readonly includes: { readonly matched: readonly string[]; readonly empty: readonly string[] };
}

/** How far it may go. */
export interface Terms {
  readonly only: readonly string[] | null;
  readonly adopt: ReadonlySet<string>;
  /** An apply takes away what left the manifest, and is guarded; `remove` was told what to take away. */
  readonly guarded: boolean;
  readonly takeover: boolean;
  readonly offline: boolean;
  readonly sudo: StepContext['sudo'];
  readonly stableMs: number;
  readonly timeoutMs: number;
}

export interface Survey {
  readonly aim: Aim;
  readonly terms: Terms;
  readonly platform: Platform;
  readonly connected: Connected;
  readonly memory: Memory;
  readonly memoryIsBad: boolean;
  /** There is no manager of this user: the next one starts from the files as it finds them. */
  readonly nobodyRuns: boolean;
  /** Namespaces that this manifest went by before: what they own is ours. */
  readonly renamedFrom: readonly string[];
  readonly observed: Observed;
  readonly plan: Plan;
  /** That the history will give to this run. */
  readonly number: number;
  /** Of what was found, beside the plan: a memory that was lost, an env_file that others may read. */
  readonly warnings: readonly Problem[];
  /** Why nothing at all may be done. */
  readonly refused: { readonly as: 'conflict' | 'pending'; readonly problem: Problem } | null;
}

export async function survey(platform: Platform, hands: Hands, aim: Aim, terms: Terms): Promise<Survey | Unreachable> {
  const { desired, facts, namespace } = aim;
  const [remembered, others] = await Promise.all([
    readMemory(hands, facts, namespace),
    otherMemories(hands, facts, namespace),
  ]);
  const renamed = others.memories.filter(({ manifest }) => manifest !== null && manifest === aim.manifest);
  const memory = renamed.reduce(withRenamed, remembered.memory);
  const system =
    desired.some(({ domain }) => domain === 'system') ||
    Object.values(memory.daemons).some(({ domain }) => domain === 'system');
  const connected = terms.offline
    ? { host: hands, version: null, offline: true }
    : await platform.connect(hands, facts, { system });
  if ('unreachable' in connected) return connected;
  // A manager that holds on to what it was given takes the files as they are when it comes, and tells then what it took.
  const nobodyRuns =
    platform.rereads && terms.offline && 'unreachable' in (await platform.connect(hands, facts, { system: false }));
  const seen = await platform.observe(connected, desired, memory, facts);
  if (seen.unreachable) return { unreachable: seen.unreachable };
  const observed = withOthers(seen, others, renamed);
  const choices: Choices = {
    only: terms.only,
    adopt: terms.adopt,
    renamedFrom: renamed.map((one) => one.namespace),
    amiss: new Map(),
  };
  const first = decide(desired, observed, platform, choices, connected.offline);
  const starting = first.filter(startsSomething).map(({ name }) => name);
  const { blocking, warnings } =
    starting.length === 0
      ? NOTHING_AMISS
      : await gatherPreflight(
          connected.host,
          desired,
          starting,
          (one) => platform.startOf(one),
          platform.guards?.(facts),
        );
  const changes =
    blocking.size === 0
      ? first
      : decide(desired, observed, platform, { ...choices, amiss: blocking }, connected.offline);
  const asleep = asleepWarning(observed, desired, changes);
  const number = await nextNumber(hands, facts, namespace);
  const steps = platform.steps(changes, stepContext(aim, terms, observed, connected, number));
  return {
    aim,
    terms,
    platform,
    connected,
    memory,
    renamedFrom: choices.renamedFrom,
    observed,
    plan: { changes, steps },
    number,
    warnings: [...(remembered.problem ? [remembered.problem] : []), ...warnings, ...(asleep ? [asleep] : [])],
    memoryIsBad: remembered.found === 'bad',
    nobodyRuns,
    refused: await refusal(hands, aim, terms, remembered.memory, changes),
  };
}

const NOTHING_AMISS = { blocking: new Map<string, Problem>(), warnings: [] as readonly Problem[] } as const;

const startsSomething = ({ kind, effect }: Change): boolean =>
  kind === 'create' || effect === 'start' || effect === 'restart';

/** `number`: of the entry that the history will have of this run. */
export function stepContext(
  aim: Aim,
  terms: Terms,
  observed: Observed,
  connected: Connected,
  number: number,
): StepContext {
  const { facts, namespace, desired } = aim;
  const { sudo, stableMs, timeoutMs } = terms;
  const { offline } = connected;
  return {
    facts,
    namespace,
    observed,
    desired,
    sudo,
    offline,
    stableMs,
    timeoutMs,
    keptAt: keptAt(facts, namespace, number),
  };
}

/** The same file under another name for itself: all it owned moves with it. */
const withRenamed = (memory: Memory, old: Memory): Memory => ({
  ...memory,
  daemons: { ...old.daemons, ...memory.daemons },
});

function withOthers(observed: Observed, others: OtherMemories, renamed: readonly Memory[]): Observed {
  if (observed.linger === null) return observed;
  const needIt = others.memories
    .filter((one) => !renamed.includes(one))
    .some(({ daemons }) => Object.values(daemons).some(({ linger }) => linger));
  // What cannot be read may need it.
  const othersNeedIt = needIt || others.unknown.length > 0;
  return { ...observed, linger: { ...observed.linger, othersNeedIt } };
}

async function refusal(
  hands: Hands,
  aim: Aim,
  terms: Terms,
  memory: Memory,
  changes: readonly Change[],
): Promise<Survey['refused']> {
  const owned = Object.keys(memory.daemons).length > 0;
  if (owned && !terms.takeover && memory.manifest !== aim.manifest) {
    const called = (path: string | null): string => path ?? 'standard input';
    const there = memory.manifest === null ? null : await hands.resolve(memory.manifest);
    const isGone = there !== null && 'error' in there && (there.error === 'ENOENT' || there.error === 'ENOTDIR');
    const owner = `${called(memory.manifest)}${isGone ? ', which is gone' : ''}`;
    const message = `the namespace \`${aim.namespace}\` belongs to ${owner}, ${isGone ? 'and ' : ''}not to ${called(aim.manifest)}`;
    const hint = isGone
      ? 'if this is the same file, moved, add --takeover; else give this manifest a `namespace:` of its own'
      : 'give this manifest a `namespace:` of its own, or take the other one’s daemons over with --takeover';
    return { as: 'conflict', problem: { severity: 'error', code: 'namespace', message, hint } };
  }
  if (!terms.guarded) return null;
  const { manifest, entry = null, includes } = aim;
  const facts = { memory, host: aim.facts.hostname, emptyIncludes: includes.empty, manifest, entry };
  const problem = guard(changes, facts);
  return problem === null ? null : { as: 'pending', problem };
}
