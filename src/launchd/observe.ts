// What is there: launchd's own lists, one process for each and one for all processes of the machine, and everything else from the
// disk meanwhile. A single label is asked about only where memory cannot vouch for it. Reads only. What it cannot find out is
// unknown, which is not the same as absent.

import { digestOf } from '../digest.ts';
import type { Hands } from '../host.ts';
import type { DesiredDaemon, Domain, Facts, FoundUnit, Memory, ObservedDaemon, ServiceState } from '../model.ts';
import { besideAll, NOTHING_BESIDE } from '../observing/beside.ts';
import { nameIn, type Subject, subjectsOf, type SubjectUnit } from '../observing/subjects.ts';
import { plistPath } from '../places.ts';
import { unitFileOf } from '../plan/weighing.ts';
import type { Platform } from '../platform.ts';
import { type Look, lookAt, targetOf } from './domains.ts';
import { plistsElsewhere } from './elsewhere.ts';
import { type Asked, foundUnits, unitAs, unknown } from './found-units.ts';
import { processes } from './invocation.ts';
import { missingOf } from './missing.ts';
import { whereabouts } from './subjects.ts';
import { twinsOf } from './twins.ts';

export const observe: Platform['observe'] = async ({ host, offline }, desired, memory, facts) => {
  const { uid } = await host.caller();
  // These take longest and need nobody else: they are begun first and awaited last.
  const begun = new Map<Domain, Promise<Look>>();
  const begin = ({ domain }: { readonly domain: Domain }): void => {
    if (!offline && !begun.has(domain)) begun.set(domain, lookAt(host, targetOf(domain, uid)));
  };
  for (const one of desired) begin(one);
  for (const { units } of Object.values(memory.daemons)) for (const unit of units) begin(unit);
  const running = begun.size > 0 ? processes(host) : null;

  const subjects = await subjectsOf(host, desired, memory, whereabouts(facts, memory.namespace));
  const beside = await besideAll(host, desired, facts, missingOf);
  const ids = new Set(subjects.flatMap(({ units }) => units.map(({ id }) => id)));
  const elsewhere = await plistsElsewhere(host, facts, oursByLabel(subjects, memory));

  // One that nobody wants or remembers may have turned up by its mark.
  for (const { units } of subjects) for (const unit of units) begin(unit);
  const looks = new Map<Domain, Look>();
  for (const [domain, look] of begun) looks.set(domain, await look);
  const all = begun.size > 0 ? await (running ?? processes(host)) : null;
  const asked = subjects.flatMap((subject) =>
    subject.units.map((unit) => asking(subject, unit, memory, facts, elsewhere.get(unit.id) ?? [])),
  );
  const found = offline ? asked.map((unit) => unitAs(unit)) : await foundUnits(host, uid, asked, looks, all);
  const units = offline ? found : await withTwins(host, uid, subjects, asked, found, looks);
  let next = 0;
  const daemons = subjects.map((subject): ObservedDaemon => {
    const { name, files, remembered } = subject;
    const { watched, missing } = beside.get(name) ?? NOTHING_BESIDE;
    const own = units
      .slice(next, (next += subject.units.length))
      .map((unit) => ({ ...unit, elsewhere: [...new Set([...(elsewhere.get(unit.id) ?? []), ...unit.elsewhere])] }));
    return { name, files, units: own, remembered, watched, missing };
  });
  const self = host.environment('XPC_SERVICE_NAME');
  return {
    daemons,
    memory,
    linger: null,
    manager: !offline,
    self: self !== null && ids.has(self) ? self : null,
    ...(looks.get('gui')?.dump.kind === 'absent' ? { asleep: ['gui'] as const } : {}),
  };
};

/** `elsewhere`: plists of that name that are none of ours. */
function asking(
  subject: Subject,
  unit: SubjectUnit,
  memory: Memory,
  facts: Facts,
  elsewhere: readonly string[],
): Asked {
  const { wanted, remembered } = subject;
  const own = wanted?.domain === unit.domain ? wanted.units.find(({ id }) => id === unit.id) : undefined;
  const file = own && wanted ? (unitFileOf(own, wanted) ?? null) : null;
  const kind = own ? KIND[own.want] : null;
  return {
    ...unit,
    kind,
    // What a run was cut in the middle of may be on its way out, which a list does not show.
    vouched:
      !memory.unfinished && elsewhere.length === 0 && isUntouched(unit, subject)
        ? (remembered?.started[unit.id]?.invocation ?? null)
        : null,
    isRun: own?.once === true && isRememberedOnce(unit, subject),
    plist: file && { path: file.path, text: file.text },
    ours: new Set([...oursOf(unit, subject, facts)].filter((path) => !elsewhere.includes(path))),
    theirs: new Set(elsewhere),
    asleep: isArmedAtLogin(unit, subject, facts) && kind !== null ? ARMED : DOWN,
  };
}

const KIND = { running: 'stays', armed: 'waits', done: 'ends', free: null, down: null } as const;
const ARMED: ServiceState = { kind: 'armed' };
const DOWN: ServiceState = { kind: 'down', exited: null };

/** A plist does not tell a program that is to end from one that is to stay up and is not started again: memory does. */
const isRememberedOnce = ({ id, domain }: SubjectUnit, { remembered }: Subject): boolean =>
  remembered?.units.some((unit) => unit.id === id && unit.domain === domain && unit.once === true) === true;

/** The plist is what was written there last: nobody has had a reason to load anything else. */
function isUntouched({ id }: SubjectUnit, { files, remembered }: Subject): boolean {
  const claimed = Object.entries(remembered?.files ?? {}).filter(([path]) => nameIn(path) === `${id}.plist`);
  return (
    claimed.length > 0 &&
    claimed.every(([path, digest]) => {
      const text = files.find((file) => file.path === path)?.text ?? null;
      return text !== null && digestOf(text) === digest;
    })
  );
}

/** Where it lies, or lay: memory may be lost, and the file gone, and the label still loaded from it. */
function oursOf(
  { id, domain }: SubjectUnit,
  { wanted, remembered, files }: Subject,
  facts: Facts,
): ReadonlySet<string> {
  const usual = domain === 'system' ? (['daemons', 'kept'] as const) : (['agents', 'kept'] as const);
  const all = [
    ...usual.map((where) => plistPath(id, facts, where)),
    ...(wanted?.files ?? []).map(({ path }) => path),
    ...Object.keys(remembered?.files ?? {}),
    ...files.filter(({ mark }) => mark !== null).map(({ path }) => path),
  ];
  return new Set(all.filter((path) => nameIn(path) === `${id}.plist`));
}

/** By label: what may stand in launchd's folders by that name. */
function oursByLabel(subjects: readonly Subject[], { namespace }: Memory): ReadonlyMap<string, ReadonlySet<string>> {
  return new Map(
    subjects.flatMap(({ name, units, wanted, remembered, files }) => {
      const marked = files.filter(({ mark }) => mark?.namespace === namespace && mark.daemon === name);
      const paths = [...(wanted?.files ?? []), ...marked].map(({ path }) => path);
      const own = new Set([...paths, ...Object.keys(remembered?.files ?? {})]);
      return units.map(({ id }): [string, ReadonlySet<string>] => [id, own]);
    }),
  );
}

/** Its plist is where the next login finds it. */
const isArmedAtLogin = ({ id, domain }: SubjectUnit, { files }: Subject, facts: Facts): boolean =>
  domain === 'gui' && files.some(({ path }) => path === plistPath(id, facts, 'agents'));

/**
 * The same label in another domain is looked for only where something is about to be done: what runs as it should, by memory or
 * by its own print, is left alone whoever else bears its name, and so a no-op asks nobody. Whatever would be loaded, loaded anew
 * or written is looked up first, so that no command of ours ever begins a second one beside a stranger's.
 */
async function withTwins(
  host: Hands,
  uid: number,
  subjects: readonly Subject[],
  asked: readonly Asked[],
  found: readonly FoundUnit[],
  looks: ReadonlyMap<Domain, Look>,
): Promise<readonly FoundUnit[]> {
  const everywhere = { gui: targetOf('gui', uid), system: 'system', user: `user/${uid}` } as const;
  let next = 0;
  const suspects = subjects.flatMap((subject) =>
    subject.units.flatMap(({ id, domain }) => {
      const [unit, was] = [asked[next], found[next++]];
      if (!unit || !was || !isStirred(subject, unit, was)) return [];
      // Of those that are ours there the planner knows already.
      const own = subject.units.filter((one) => one.id === id).map((one) => one.domain);
      const others = (['system', 'gui', 'user'] as const).filter((one) => one !== domain && !own.includes(one));
      return [{ label: id, domains: others.map((one) => everywhere[one]) }];
    }),
  );
  if (suspects.length === 0) return found;
  const dumps = new Map([...looks].map(([domain, { dump }]) => [targetOf(domain, uid), dump]));
  const twins = await twinsOf(host, suspects, dumps);
  return found.map((unit, i): FoundUnit => {
    const some = asked[i]?.plist ? twins.get(unit.id) : undefined;
    if (some === undefined || unit.state.kind === 'unknown') return unit;
    if ('why' in some) return { ...unit, ...unknown(some.why) };
    return some.length === 0 ? unit : { ...unit, twins: [...(unit.twins ?? []), ...some] };
  });
}

function isStirred({ wanted, files }: Subject, unit: Asked, found: FoundUnit): boolean {
  if (unit.plist === null || wanted === null) return false;
  if (found.held === true)
    return (found.invocation !== unit.vouched && found.definition !== 'wanted') || isRewritten(wanted, files);
  return (unit.kind !== null && found.state.kind !== 'armed') || isRewritten(wanted, files);
}

const isRewritten = (wanted: DesiredDaemon, files: Subject['files']): boolean =>
  wanted.files.some((file) => files.find(({ path }) => path === file.path)?.text !== file.text);
