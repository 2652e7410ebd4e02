// What was found and what is planned → one row per daemon, for people and programs. Pure.
import type { Change, Desired, Detail, Exit, FoundUnit, Observed, ServiceState } from '../model.ts';
import { isAsleep } from './asleep.ts';
import { effectWords } from './effects.ts';
import { isStale } from './summary.ts';

export type RowState =
  | Exclude<ServiceState['kind'], 'looping'>
  /** Runs, and is to come to its end. */
  | 'running'
  /** Fails and is started again, over and over. */
  | 'failing'
  /** Switched off in the manifest. */
  | 'disabled'
  /** Stopped by hand. */
  | 'stopped'
  | 'not-installed';

export type Sync = 'in-sync' | 'stale' | 'create' | 'change' | 'restart' | 'start' | 'remove' | 'conflict' | 'blocked';

export interface StatusRow {
  readonly name: string;
  readonly domain: Change['domain'];
  readonly state: RowState;
  /** It is enabled, and it failed, or its last run did. */
  readonly failed: boolean;
  readonly pid: number | null;
  readonly sinceMs: number | null;
  readonly memoryBytes: number | null;
  readonly restarts: number | null;
  readonly exited: Exit | null;
  readonly lastMs: number | null;
  readonly nextMs: number | null;
  readonly sync: Sync;
  readonly why: string;
  readonly change: Change;
  /** What its `health` says, as half a sentence; null: all is well. Absent: it was not asked. */
  readonly unwell?: string | null;
  /** It waits for its domain: somebody has to log in there. */
  readonly asleep?: true;
}

export interface Standing {
  readonly desired: Desired;
  readonly observed: Observed;
  readonly changes: readonly Change[];
  readonly closely: ReadonlyMap<string, Detail>;
}

export function statusRows({ desired, observed, changes, closely }: Standing, only: readonly string[]): StatusRow[] {
  const wanted = new Map(desired.map((daemon) => [daemon.name, daemon]));
  const found = new Map(observed.daemons.map((daemon) => [daemon.name, daemon]));
  return changes
    .filter(({ name }) => only.length === 0 || only.includes(name))
    .map((change): StatusRow => {
      const have = found.get(change.name);
      const units = have?.units ?? [];
      const service = units.find(({ role }) => role === 'service') ?? null;
      const triggers = units.filter(({ role }) => role !== 'service');
      const timer = closely.get(triggers.find(({ role }) => role === 'timer')?.id ?? '');
      const near = service === null ? undefined : closely.get(service.id);
      const wants = wanted.get(change.name)?.units ?? [];
      const off = wants.length > 0 && wants.every(({ want }) => want === 'down');
      const { kind } = service?.state ?? { kind: 'down' };
      const runs = kind === 'up' || kind === 'reloading' || kind === 'starting';
      const held = have?.remembered?.held != null;
      const isThere = (have?.files.length ?? 0) > 0 || (service !== null && service.load !== 'absent');
      const isMeant = wants.some(({ want }) => want !== 'down' && want !== 'free');
      const asleep = isAsleep(observed, change.domain) && isThere && isMeant && !held;
      return {
        name: change.name,
        domain: change.domain,
        state: asleep
          ? 'armed'
          : stateOf(service, triggers, {
              off,
              held,
              once: wants.some(({ role, once }) => role === 'service' && once),
              isThere,
            }),
        failed: !off && units.some(({ state }) => state.kind === 'failed' || state.kind === 'looping'),
        pid:
          service?.state.kind === 'up' ? (service.state.pid ?? near?.pid ?? null) : runs ? (near?.pid ?? null) : null,
        sinceMs: runs ? (service?.startedMs ?? null) : null,
        memoryBytes: runs ? (near?.memoryBytes ?? null) : null,
        restarts: near?.restarts ?? (service?.state.kind === 'looping' ? service.state.restarts : null),
        exited: exitOf(service, near),
        lastMs: timer?.lastMs ?? near?.lastMs ?? null,
        nextMs: timer?.nextMs ?? near?.nextMs ?? null,
        sync: syncOf(change),
        why: effectWords(change, desired),
        change,
        ...(asleep ? { asleep } : {}),
      };
    });
}

function stateOf(
  service: FoundUnit | null,
  triggers: readonly FoundUnit[],
  { off, held, once, isThere }: Readonly<Record<'off' | 'held' | 'once' | 'isThere', boolean>>,
): RowState {
  const state = service?.state ?? { kind: 'down', exited: null };
  if (state.kind === 'looping') return 'failing';
  // To systemd a run that is to come to its end is one long start.
  if (once && (state.kind === 'starting' || state.kind === 'up')) return 'running';
  if (state.kind !== 'down' && state.kind !== 'done') return state.kind;
  const trigger = triggers.find((unit) => unit.state.kind !== 'down')?.state.kind;
  if (trigger === 'failed' || trigger === 'unknown') return trigger;
  if (trigger !== undefined) return 'armed';
  if (state.kind === 'done') return 'done';
  if (off) return 'disabled';
  if (held) return 'stopped';
  return isThere ? 'down' : 'not-installed';
}

/** How it ended last, as far as that is still known. */
function exitOf(service: FoundUnit | null, near: Detail | undefined): Exit | null {
  const state = service?.state;
  const seen = state && 'exited' in state ? state.exited : null;
  return seen ?? near?.exited ?? null;
}

function syncOf({ kind, effect, because }: Change): Sync {
  if (kind === 'keep') return isStale({ because }) ? 'stale' : 'in-sync';
  if (kind === 'update') return effect === 'restart' || effect === 'start' ? effect : 'change';
  return kind;
}
