// `systemctl` of the stand-in world: a command line in, what it prints and its exit status out, and all it does to the
// manager behind it. What it does not know it refuses loudly: a bug of the test, or a command nobody tried yet.

import type { Ran } from '../../../src/host.ts';
import { mangledName } from '../../../src/systemd/unit-name.ts';
import { isOurs } from './definition.ts';
import { disable, enable, mask, type Said, unitFileState, unmask } from './install.ts';
import { atOnce, later, pass, passUntilDone, stampPath } from './jobs.ts';
import { daemonReload, forgetUnneeded, need } from './loading.ts';
import { type JobKind, now, type Place, type Unit } from './machine.ts';
import { rest, runs } from './service.ts';
import { commands } from './takes.ts';
import { listTimers, listUnits, showManager, showUnits } from './show.ts';

const OK: Ran = { code: 0, stdout: '', stderr: '' };
const said = ({ code, stderr }: Said): Ran => ({ code, stdout: '', stderr });
const printed = (stdout: string): Ran => ({ code: 0, stdout, stderr: '' });

/** How long a command takes, by the virtual clock. */
const COMMAND_MS = 5;
const RELOAD_MS = 30;

const WITH_VALUE = new Set([
  '-p',
  '--property',
  '-o',
  '--output',
  '-t',
  '--type',
  '--state',
  '-n',
  '--lines',
  '-s',
  '--signal',
  '--kill-whom',
]);

interface Asked {
  readonly verb: string;
  readonly names: readonly string[];
  readonly options: ReadonlySet<string>;
  readonly properties: readonly string[];
}

function read(words: readonly string[]): Asked {
  const options = new Set<string>();
  const properties: string[] = [];
  const plain: string[] = [];
  for (let at = 0; at < words.length; at += 1) {
    const word = words[at] ?? '';
    if (word === '--') {
      plain.push(...words.slice(at + 1));
      break;
    }
    if (!word.startsWith('-')) {
      plain.push(word);
      continue;
    }
    const value = WITH_VALUE.has(word) ? (words[(at += 1)] ?? '') : (/^--[a-z-]+=(.*)$/.exec(word)?.[1] ?? null);
    if (/^(-p|--property)/.test(word)) properties.push(...(value ?? '').split(','));
    else options.add(value === null || word.includes('=') ? word : `${long(word)}=${value}`);
  }
  const [verb = 'list-units', ...names] = plain;
  return { verb, names, options, properties };
}

const long = (option: string): string => ({ '-o': '--output', '-t': '--type', '-n': '--lines' })[option] ?? option;

export function systemctl(place: Place, words: readonly string[], timeoutMs: number): Ran {
  const { machine } = place;
  const startedMs = now(place);
  pass(machine, startedMs + COMMAND_MS);
  const asked = read(words);
  const ids = asked.names.map((name) => mangledName(name, '.service') ?? name);
  const ran = perform(place, asked, ids, startedMs + timeoutMs);
  forgetUnneeded(place);
  return ran;
}

function perform(place: Place, asked: Asked, ids: readonly string[], untilMs: number): Ran {
  const { options, properties } = asked;
  const reloaded = (ran: Said): Ran => {
    if (ran.code === 0 && !options.has('--no-reload')) reload(place);
    return said(ran);
  };
  switch (asked.verb) {
    case 'start':
    case 'stop':
    case 'restart':
    case 'try-restart':
    case 'reload':
    case 'reload-or-restart':
    case 'try-reload-or-restart':
      return jobs(place, asked.verb, ids, options.has('--no-block'), untilMs);
    case 'enable':
    case 'disable':
    case 'reenable':
      return install(place, asked.verb, ids, options, untilMs);
    case 'mask':
      return reloaded(mask(place, ids));
    case 'unmask':
      return reloaded(unmask(place, ids));
    case 'daemon-reload':
      reload(place);
      return OK;
    case 'daemon-reexec':
      reload(place);
      return OK;
    case 'clean':
      return clean(place, ids);
    case 'reset-failed':
      return resetFailed(place, ids);
    case 'list-units':
      if (!options.has('--output=json')) throw new Error('the stand-in systemctl lists units as JSON only');
      return printed(listUnits(place, asked.names, options));
    case 'list-timers':
      return printed(listTimers(place));
    case 'show':
      if (properties.length === 0) throw new Error('the stand-in systemctl shows named properties only');
      return printed(
        ids.length > 0
          ? showUnits(place, ids, properties, options.has('--value'))
          : showManager(place.manager, properties, options.has('--value')),
      );
    case 'is-active': {
      const states = ids.map((id) => need(place, id).active);
      return { code: states.includes('active') ? 0 : 3, stdout: `${states.join('\n')}\n`, stderr: '' };
    }
    case 'is-enabled': {
      const states = ids.map((id) => unitFileState(place, id) || 'not-found');
      const good = states.some((state) => /^(enabled|static|alias|linked)$/.test(state));
      return { code: good ? 0 : 1, stdout: `${states.join('\n')}\n`, stderr: '' };
    }
    case 'is-system-running': {
      const failed = [...place.manager.units.values()].some(({ active }) => active === 'failed');
      return { code: failed ? 1 : 0, stdout: failed ? 'degraded\n' : 'running\n', stderr: '' };
    }
    default:
      throw new Error(`the stand-in systemctl does not know: ${asked.verb}`);
  }
}

function install(
  place: Place,
  verb: string,
  ids: readonly string[],
  options: ReadonlySet<string>,
  untilMs: number,
): Ran {
  const steps = verb === 'enable' ? [enable] : verb === 'disable' ? [disable] : [disable, enable];
  for (const step of steps) {
    const done = step(place, ids);
    if (done.code !== 0) return said(done);
  }
  if (!options.has('--no-reload')) reload(place);
  if (!options.has('--now')) return OK;
  return jobs(place, verb === 'disable' ? 'stop' : 'start', ids, options.has('--no-block'), untilMs);
}

/** The files are read half-way: what is written while it runs may be in or not. */
function reload(place: Place): void {
  pass(place.machine, now(place) + RELOAD_MS / 2);
  daemonReload(place);
  pass(place.machine, now(place) + RELOAD_MS / 2);
}

type Verb = 'start' | 'stop' | 'restart' | 'try-restart' | 'reload' | 'reload-or-restart' | 'try-reload-or-restart';

interface Planned {
  readonly unit: Unit;
  /** null: there is nothing to do. */
  readonly job: JobKind | null;
  readonly refused: { readonly code: number; readonly why: string } | null;
}

function jobs(place: Place, verb: Verb, ids: readonly string[], noBlock: boolean, untilMs: number): Ran {
  const together = place.manager.reader.version >= 262 && ids.length > 1;
  const waited: Unit[] = [];
  const refusals: { readonly code: number; readonly why: string }[] = [];
  const go = (planned: Planned): void => {
    if (planned.job === null) return;
    if (noBlock) return later(place, planned.unit, planned.job);
    // A job that nothing has to be waited for is over before the next one is asked for.
    atOnce(place, planned.unit, planned.job);
    waited.push(planned.unit);
  };
  if (together) {
    // One transaction: what cannot be done for one of them is not done for any.
    const all = ids.map((id) => plan(place, verb, need(place, id)));
    const refused = all.find((one) => one.refused !== null);
    if (refused?.refused) {
      return { code: refused.refused.code, stdout: '', stderr: `Failed to enqueue jobs: ${refused.refused.why}\n` };
    }
    inOrder(all).forEach(go);
  } else {
    const all = ids.map((id) => plan(place, verb, need(place, id)));
    refusals.push(...all.flatMap(({ refused }) => (refused ? [refused] : [])));
    inOrder(all.filter(({ refused }) => refused === null)).forEach(go);
  }
  const ended = passUntilDone(place.machine, waited, untilMs);
  if (!ended) return { code: 124, stdout: '', stderr: 'timed out\n' };
  const failed = waited.filter(({ lastJob }) => lastJob === 'failed');
  const stderr = [
    ...refusals.map(({ why }) => `Failed to ${verb} ${why.split(' ')[1] ?? ''}: ${why}\n`),
    ...failed.map(({ id }) => `Job for ${id} failed.\n`),
  ].join('');
  return { code: failed.length > 0 ? 1 : (refusals[0]?.code ?? 0), stdout: '', stderr };
}

/** A trigger is started before its service, and stopped after it. */
function inOrder(all: readonly Planned[]): readonly Planned[] {
  const services = all.filter(({ unit }) => unit.id.endsWith('.service'));
  const triggers = all.filter(({ unit }) => !unit.id.endsWith('.service'));
  return all.every(({ job }) => job === 'start') ? [...triggers, ...services] : [...services, ...triggers];
}

function plan(place: Place, verb: Verb, unit: Unit): Planned {
  const { id, definition } = unit;
  const refuse = (code: number, why: string): Planned => ({
    unit,
    job: null,
    refused: { code, why: `Unit ${id} ${why}` },
  });
  const go = (job: JobKind | null): Planned => ({ unit, job, refused: null });
  if (verb === 'stop') {
    const loaded = definition.load === 'loaded' || definition.load === 'masked';
    return loaded || runs(unit) || unit.active === 'failed' ? go('stop') : refuse(5, 'not loaded.');
  }
  if (definition.load === 'not-found') return refuse(5, 'not found.');
  if (definition.load === 'masked') return verb.startsWith('try') ? go(null) : refuse(1, 'is masked.');
  if (definition.load === 'bad-setting') return refuse(1, 'has a bad unit file setting.');
  if (definition.load === 'error') return refuse(1, 'failed to load properly.');
  const lacking = definition.requires.find((other) => isOurs(other) && need(place, other).definition.load !== 'loaded');
  const lacks = (other: string): Planned =>
    need(place, other).definition.load === 'not-found' ? refuse(5, `needs ${other}.`) : refuse(1, `needs ${other}.`);
  const reloads = commands(place, unit, 'ExecReload').length > 0;
  switch (verb) {
    case 'start':
      return lacking ? lacks(lacking) : go('start');
    case 'restart':
      return lacking ? lacks(lacking) : go('restart');
    case 'try-restart':
      return go(runs(unit) ? 'restart' : null);
    case 'reload':
      return reloads ? go('reload') : refuse(3, 'cannot be reloaded.');
    case 'reload-or-restart':
      if (reloads && unit.active === 'active') return go('reload');
      return lacking ? lacks(lacking) : go('restart');
    case 'try-reload-or-restart':
      return go(runs(unit) ? (reloads && unit.active === 'active' ? 'reload' : 'restart') : null);
  }
}

/** Of timers: the stamp of those that make up for what was missed. Each on its own, and 1 where there is nothing to clean. */
function clean(place: Place, ids: readonly string[]): Ran {
  const faults = ids.flatMap((id) => {
    const unit = need(place, id);
    const path = stampPath(place, unit);
    if (runs(unit) || unit.job !== null)
      return [`Failed to clean unit ${id}: Unit is not inactive or has pending job.`];
    if (unit.definition.load !== 'loaded') return [`Failed to add reference to unit ${id}: Unit ${id} not found.`];
    if (path === null) return [`Failed to clean unit ${id}: No matching resources found.`];
    place.machine.files.drop(path);
    return [];
  });
  return { code: faults.length > 0 ? 1 : 0, stdout: '', stderr: faults.map((line) => `${line}\n`).join('') };
}

function resetFailed(place: Place, ids: readonly string[]): Ran {
  const asked = ids.length > 0 ? ids : [...place.manager.units.keys()];
  const missing = asked.filter((id) => !place.manager.units.has(id));
  for (const id of asked) {
    const unit = place.manager.units.get(id);
    if (!unit) continue;
    unit.limit = null;
    if (unit.active === 'failed') rest(place, unit, 'inactive');
  }
  return missing.length === 0
    ? OK
    : {
        code: 1,
        stdout: '',
        stderr: `Failed to reset failed state of unit ${missing[0]}: Unit ${missing[0]} not loaded.\n`,
      };
}
