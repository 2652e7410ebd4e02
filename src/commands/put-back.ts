// Daemons that do not come up with their new definition → the one that last ran, put back. Says so of each; a daemon that never
// ran before stays as it is, for there is nothing to go back to.
import { carryOut } from '../carry-out.ts';
import { nextNumber, previousDefinition } from '../memory/history.ts';
import type { DesiredDaemon, Problem, ServiceState } from '../model.ts';
import { type Survey, survey } from '../reconcile.ts';
import type { Fate } from '../report/outcomes.ts';
import { stateWords } from '../report/reasons.ts';
import type { PutBack } from '../report/run.ts';

export async function putBack(found: Survey, failed: readonly Fate[]): Promise<readonly PutBack[]> {
  const { aim, connected, platform, terms } = found;
  const { host: hands } = connected;
  const names = failed.filter(({ change }) => change.kind === 'update').map(({ name }) => name);
  if (names.length === 0) return [];
  // Before this very run, which has an entry of its own by now.
  const before = (await nextNumber(hands, aim.facts, aim.namespace)) - 1;
  const previous = new Map<string, DesiredDaemon>();
  for (const name of names) {
    const was = await previousDefinition(hands, aim.facts, aim.namespace, name, before);
    if (was !== null) previous.set(name, was.daemon);
  }
  if (previous.size === 0) return names.map((name) => ({ name, problem: nothingToPutBack(name) }));
  const desired = aim.desired.map((daemon) => previous.get(daemon.name) ?? daemon);
  const again = await survey(
    platform,
    hands,
    { ...aim, desired },
    { ...terms, only: [...previous.keys()], guarded: false },
  );
  const problems = new Map<string, Problem>();
  if ('unreachable' in again) for (const name of previous.keys()) problems.set(name, again.unreachable);
  else {
    const carried = await carryOut(again, 'apply --rollback', {});
    for (const one of await notUp(again, carried.fates)) problems.set(one.name, one.problem);
    for (const { name, result, problem } of carried.fates)
      if (result !== 'done') problems.set(name, problem ?? carried.problem ?? notFinished(name));
    if (carried.problem) for (const name of previous.keys()) problems.set(name, carried.problem);
  }
  return names.map((name) => ({
    name,
    problem: previous.has(name) ? (problems.get(name) ?? null) : nothingToPutBack(name),
  }));
}

/** What was waited for and arrived is believed; everything else that is to run is looked at once more. */
async function notUp(
  { aim, platform, connected, terms }: Survey,
  fates: readonly Fate[],
): Promise<readonly { readonly name: string; readonly problem: Problem }[]> {
  const arrived = new Set(
    fates.flatMap(({ arrivals }) => arrivals.filter(({ result }) => result === 'reached').map(({ id }) => id)),
  );
  const doubtful = aim.desired
    .filter(({ name }) => terms.only?.includes(name) === true)
    .flatMap(({ name, domain, units }) =>
      units
        .filter(({ id, want }) => (want === 'running' || want === 'armed') && !arrived.has(id))
        .map(({ id }) => ({ name, id, domain })),
    );
  if (doubtful.length === 0) return [];
  const seen = await platform.glance(connected, doubtful, true);
  return doubtful.flatMap(({ name, id, domain }) => {
    const state = seen.find((unit) => unit.id === id && unit.domain === domain)?.state;
    if (state !== undefined && IS_UP.has(state.kind)) return [];
    return [{ name, problem: doesNotRun(name, id, state) }];
  });
}

const IS_UP: ReadonlySet<ServiceState['kind']> = new Set(['up', 'reloading', 'armed']);

const doesNotRun = (name: string, id: string, state: ServiceState | undefined): Problem => ({
  severity: 'error',
  code: 'not-up',
  message: `it is written again, but ${id} ${state === undefined ? 'is not there' : stateWords(state)}`,
  daemon: name,
  hint: `daemonsync logs ${name}`,
});

const nothingToPutBack = (name: string): Problem => ({
  severity: 'error',
  code: 'no-previous',
  message: 'no earlier definition of it was ever seen to run',
  daemon: name,
});

const notFinished = (name: string): Problem => ({
  severity: 'error',
  code: 'interrupted',
  message: 'the run was interrupted',
  daemon: name,
});
