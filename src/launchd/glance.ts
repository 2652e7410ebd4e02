// A few labels, as often as it takes, for whoever waits: few of them by their own prints, which tell a label that is on its way
// out from one that runs; many by the domain's list. Absent is only what launchctl says that it cannot find, or what is in no
// list that could be read. No file is looked at.

import type { Hands } from '../host.ts';
import type { FoundUnit, UnitRef } from '../model.ts';
import type { Platform } from '../platform.ts';
import { type Dump, dumpOf, targetOf } from './domains.ts';
import { printedAs, unitAs, unknown } from './found-units.ts';
import { type Processes, processes, runningAs } from './invocation.ts';
import { type Answer, printAll } from './services.ts';

/** More than these at a time are looked up in the list. */
const FEW = 8;

interface Sought {
  readonly ref: UnitRef;
  readonly domain: string;
  readonly target: string;
}

export const glance: Platform['glance'] = async ({ host, offline }, units, closely) => {
  if (offline || units.length === 0) return units.map((ref) => unitAs(unitOf(ref)));
  const { uid } = await host.caller();
  const sought = units.map((ref): Sought => {
    const domain = targetOf(ref.domain, uid);
    return { ref, domain, target: `${domain}/${ref.id}` };
  });
  const listed = closely || units.length <= FEW ? new Map<string, Dump>() : await dumps(host, sought);
  const answers = await printAll(
    host,
    sought.filter((one) => isToBePrinted(one, listed)).map(({ target }) => target),
  );
  // In which session an idle one is loaded, only the domain tells.
  const idle = sought.filter(({ target }) => isIdle(answers.get(target)));
  const unlisted = idle.filter(({ domain }) => !listed.has(domain));
  for (const [domain, dump] of await dumps(host, unlisted)) listed.set(domain, dump);
  const running = sought.flatMap((one) => pidOf(one, listed.get(one.domain), answers.get(one.target)) ?? []);
  const creators = idle.flatMap(({ domain }) => creatorIn(listed.get(domain)) ?? []);
  const all = await begunOf(host, [...running, ...creators]);
  return sought.map((one) => judged(one, listed.get(one.domain), answers.get(one.target), all));
};

/** When those processes began that the last look came upon: until the next, a few moments later, no number is used again. */
const lately = new WeakMap<Hands, Processes>();

/** After the label has told its process, so that it is among all of them; and while it is the same one, nobody is asked. */
async function begunOf(host: Hands, pids: readonly number[]): Promise<Processes | null> {
  const before = lately.get(host) ?? new Map<number, number>();
  const all = pids.every((pid) => before.has(pid)) ? before : await processes(host);
  lately.set(host, new Map([...(all ?? [])].filter(([pid]) => pids.includes(pid))));
  return all;
}

const creatorIn = (dump: Dump | undefined): number | null =>
  dump?.kind === 'printed' ? (dump.domain.creator?.pid ?? null) : null;

/** By target of the domain, all at a time. */
async function dumps(host: Hands, sought: readonly Sought[]): Promise<Map<string, Dump>> {
  const targets = [...new Set(sought.map(({ domain }) => domain))];
  return new Map(await Promise.all(targets.map(async (target) => [target, await dumpOf(host, target)] as const)));
}

/** Not running is many things: to be started, waiting for its moment, over. */
function isToBePrinted({ ref, domain }: Sought, listed: ReadonlyMap<string, Dump>): boolean {
  const dump = listed.get(domain);
  return dump === undefined || (dump.kind === 'printed' && dump.domain.services.get(ref.id)?.pid === null);
}

const isIdle = (answer: Answer | undefined): boolean => answer?.kind === 'printed' && answer.service.pid === null;

function pidOf({ ref }: Sought, dump: Dump | undefined, answer: Answer | undefined): number | null {
  if (answer) return answer.kind === 'printed' ? answer.service.pid : null;
  return dump?.kind === 'printed' ? (dump.domain.services.get(ref.id)?.pid ?? null) : null;
}

function judged(one: Sought, dump: Dump | undefined, answer: Answer | undefined, all: Processes | null): FoundUnit {
  const unit = unitOf(one.ref);
  if (answer?.kind === 'absent') return unitAs(unit);
  if (answer?.kind === 'unknown') return unitAs(unit, unknown(answer.why));
  if (answer) {
    const domain = dump?.kind === 'printed' ? dump.domain : null;
    return { ...printedAs({ ...unit, kind: null }, answer.service, domain, all), held: true };
  }
  if (dump?.kind === 'unknown') return unitAs(unit, unknown(dump.why));
  const pid = pidOf(one, dump, undefined);
  if (pid === null) return unitAs(unit);
  const start = runningAs(pid, all);
  // Gone while it was looked at.
  const state = start.invocation === null ? ({ kind: 'starting' } as const) : ({ kind: 'up', pid } as const);
  return unitAs(unit, { state, load: 'loaded', held: true, ...start });
}

const unitOf = ({ id, domain }: UnitRef) => ({ id, domain, role: 'service' }) as const;
