// Labels × what launchd lists → what is to be said of each: state, load, which start, which definition. A row of the domain's
// list is enough where memory vouches for that very start; else the label's own print is read. Knows files by their paths only.

import type { Hands } from '../host.ts';
import type { Domain, FoundUnit, ServiceState } from '../model.ts';
import type { SubjectUnit } from '../observing/subjects.ts';
import { type Look, targetOf } from './domains.ts';
import { idleIn, type Invocation, NONE, type Processes, processes, runningAs } from './invocation.ts';
import { type NormalJob, readJob } from './plist/job.ts';
import { definitionOf } from './loaded/definition.ts';
import type { PrintedDomain, PrintedRow, PrintedService } from './print/printed.ts';
import { type Answer, printAll } from './services.ts';
import { type Judging, stateOf, stateOfRow } from './state.ts';

export interface Asked extends SubjectUnit, Judging {
  /** The start that memory vouches for, and whose plist nobody has touched since; null: none. */
  readonly vouched: string | null;
  /** While it runs it is on its way to its end, and is not up. */
  readonly isRun: boolean;
  /** As it is wanted in this domain; null: it is not. */
  readonly plist: { readonly path: string; readonly text: string } | null;
  /** Paths that it may rightly be loaded from. */
  readonly ours: ReadonlySet<string>;
  /** Where launchd finds plists of that name that are somebody else's. */
  readonly theirs: ReadonlySet<string>;
  /** What is to be said of it while there is no such domain. */
  readonly asleep: ServiceState;
}

interface Seen {
  readonly unit: Asked;
  readonly row: PrintedRow | null;
  readonly domain: PrintedDomain;
}

const DOWN: ServiceState = { kind: 'down', exited: null };

export const unitAs = ({ id, role, domain }: SubjectUnit, over: Partial<FoundUnit> = {}): FoundUnit => ({
  id,
  role,
  domain,
  state: DOWN,
  load: 'absent',
  links: [],
  elsewhere: [],
  dropIns: [],
  ...NONE,
  ...over,
});

export const unknown = (why: string): Pick<FoundUnit, 'state' | 'load'> => ({
  state: { kind: 'unknown', why },
  load: 'unknown',
});

/** In the order in which they were asked for. */
export async function foundUnits(
  host: Hands,
  uid: number,
  asked: readonly Asked[],
  looks: ReadonlyMap<Domain, Look>,
  begun: Processes | null,
): Promise<readonly FoundUnit[]> {
  const seen = asked.map((unit) => seenIn(looks.get(unit.domain), unit));
  const target = ({ domain, id }: SubjectUnit): string => `${targetOf(domain, uid)}/${id}`;
  const closer = seen.flatMap((one) => ('row' in one && isInQuestion(one, begun) ? [one.unit] : []));
  const wanted = closer.flatMap((unit): [string, NormalJob][] => {
    const job = wantedJob(unit);
    return job === null ? [] : [[target(unit), job]];
  });
  const answers = await printAll(host, closer.map(target), new Map(wanted));
  const all = await withLater(host, begun, answers);
  return Promise.all(
    seen.map(async (one): Promise<FoundUnit> => {
      if (!('row' in one)) return one;
      const { unit } = one;
      const answer = answers.get(target(unit));
      const found = answer ? await closely(host, one, answer, all) : byRow(one, all);
      const state = unit.isRun && found.state.kind === 'up' ? ({ kind: 'starting' } as const) : found.state;
      return { ...found, state, ...disabledAs(one, looks.get(unit.domain)) };
    }),
  );
}

function seenIn(look: Look | undefined, unit: Asked): Seen | FoundUnit {
  if (look === undefined) return unitAs(unit);
  const { dump } = look;
  if (dump.kind === 'absent')
    return unit.domain === 'gui'
      ? unitAs(unit, { state: unit.asleep })
      : unitAs(unit, unknown('launchctl says that there is no such domain'));
  if (dump.kind === 'unknown') return unitAs(unit, unknown(dump.why));
  return { unit, row: dump.domain.services.get(unit.id) ?? null, domain: dump.domain };
}

function isInQuestion({ unit, row, domain }: Seen, all: Processes | null): boolean {
  if (row === null) return false;
  const { invocation } = row.pid === null ? idleIn(domain, all) : runningAs(row.pid, all);
  return invocation === null || invocation !== unit.vouched || stateOfRow(row, unit) === null;
}

/** What began after the first look is asked for once more. */
async function withLater(
  host: Hands,
  all: Processes | null,
  answers: ReadonlyMap<string, Answer>,
): Promise<Processes | null> {
  const pids = [...answers.values()].map((answer) => (answer.kind === 'printed' ? answer.service.pid : null));
  return pids.some((pid) => pid !== null && all?.has(pid) !== true) ? processes(host) : all;
}

function byRow({ unit, row, domain }: Seen, all: Processes | null): FoundUnit {
  const state = row && stateOfRow(row, unit);
  if (!row || !state) return unitAs(unit);
  const start = row.pid === null ? idleIn(domain, all) : runningAs(row.pid, all);
  return unitAs(unit, { state, load: 'loaded', held: true, ...start });
}

/** The label's own print. */
async function closely(host: Hands, seen: Seen, answer: Answer, all: Processes | null): Promise<FoundUnit> {
  const { unit, domain, row } = seen;
  // Gone since it was listed.
  if (answer.kind === 'absent') return unitAs(unit);
  if (answer.kind === 'unknown') return unitAs(unit, { ...unknown(answer.why), held: true });
  const { inDoubt } = answer.service;
  // Text of the job's own may look like launchd's; that cannot be so in the list of the domain.
  const pid = inDoubt.includes('pid') ? (row?.pid ?? null) : answer.service.pid;
  const service = await fromOurs(host, { ...answer.service, pid }, unit.ours);
  const held = { ...printedAs(unit, service, domain, all), held: true } as const;
  const stranger = inDoubt.includes('path') ? null : strangerOf(service, unit.ours);
  if (stranger === null) return { ...held, ...definedAs(unit, service) };
  // Another manifest's, say: then nothing of ours is loaded by that name.
  if (unit.plist === null && unit.theirs.has(stranger)) return unitAs(unit);
  // Whose job it is that is loaded by that name nobody has said. It is not ended for the sake of a plist that goes.
  if (unit.plist === null) return { ...held, ...unknown(`its label is loaded from ${stranger}, which is not ours`) };
  const whose =
    service.path === null ? { twins: [{ target: service.target, path: null }] } : { elsewhere: [service.path] };
  return { ...held, ...definedAs(unit, service), ...whose };
}

/** State, load and start, as a label's own print tells them. `domain`: for the session that an idle one is loaded in. */
export function printedAs(
  unit: SubjectUnit & Judging,
  service: PrintedService,
  domain: Pick<PrintedDomain, 'creator'> | null,
  all: Processes | null,
): FoundUnit {
  const state = stateOf(service, unit);
  if (all === null) return unitAs(unit, unknown('ps does not tell which processes run'));
  const running = service.pid === null ? NONE : runningAs(service.pid, all);
  switch (state.kind) {
    case 'up':
    case 'stopping':
      // It ended while it was looked at; what comes of that, the next look tells.
      if (state.kind === 'up' && running.invocation === null)
        return unitAs(unit, { state: { kind: 'starting' }, load: 'loaded' });
      return unitAs(unit, { state, load: 'loaded', ...running });
    case 'armed':
    case 'done':
    case 'down':
    case 'failed':
      return unitAs(unit, { state, load: 'loaded', ...idleOf(domain, all) });
    case 'starting':
    case 'reloading':
    case 'looping':
      return unitAs(unit, { state, load: 'loaded' });
    case 'unknown':
      return unitAs(unit, unknown(state.why));
  }
}

const idleOf = (domain: Pick<PrintedDomain, 'creator'> | null, all: Processes): Invocation =>
  domain === null ? NONE : idleIn(domain, all);

/** launchd may tell where a link leads, and home folders may be behind one: then it is still the same file. */
async function fromOurs(host: Hands, service: PrintedService, ours: ReadonlySet<string>): Promise<PrintedService> {
  if (service.path === null || ours.has(service.path)) return service;
  const real = await host.real(service.path);
  for (const path of ours) if (real !== null && (await host.real(path)) === real) return { ...service, path };
  return service;
}

/** What else it is loaded from; null: from ours, or that is not told. */
function strangerOf({ path, type }: PrintedService, ours: ReadonlySet<string>): string | null {
  if (path !== null) return ours.has(path) ? null : path;
  return type === null || type === 'LaunchAgent' || type === 'LaunchDaemon' ? null : `no plist (${type})`;
}

/** unclear is as good as not asked: then it goes by memory, and where that is silent it is started anew. */
function definedAs(unit: Asked, service: PrintedService): Pick<FoundUnit, 'definition'> {
  const job = wantedJob(unit);
  if (job === null || unit.plist === null) return {};
  const definition = definitionOf(service, job, unit.plist.path);
  return definition === 'unclear' ? {} : { definition };
}

function wantedJob({ plist }: Asked): NormalJob | null {
  const reading = plist && readJob(plist.text);
  return reading && 'read' in reading ? reading.read : null;
}

/** The override outlives plist and login (L31); where it cannot be read, nobody knows whether the next login starts anything. */
function disabledAs({ unit, domain }: Seen, look: Look | undefined): Partial<FoundUnit> {
  const told = look?.disabled ?? { why: '' };
  const labels = 'labels' in told ? told.labels : domain.disabled;
  if (labels === null) return unknown('why' in told ? told.why : '');
  return labels.get(unit.id) === true ? { disabled: true } : {};
}
