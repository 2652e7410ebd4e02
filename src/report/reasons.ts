// Why a daemon is changed, or left alone → words for a person, and what mends it. Pure; every kind of reason has its words,
// and the compiler sees to it.
import type { Change, Reason, ServiceState } from '../model.ts';
import { exitWords, isGoodEnd } from './exit-words.ts';
import { plural } from './text.ts';
import { shellWords } from '../wrapper/shell-text.ts';

export interface ReasonAbout {
  readonly change: Pick<Change, 'name' | 'kind' | 'domain'>;
  /** Whose manifest this is. */
  readonly namespace: string;
  readonly path: (path: string) => string;
  /** Of a file that is replaced: whose it was, as `whoseWords` has it; absent: ours. */
  readonly stranger?: (path: string) => string | null;
  /** The manifest has it, but not for this host. */
  readonly keptAway?: boolean;
}

export interface Worded {
  readonly text: string;
  /** A sentence or a command. */
  readonly mend: string | null;
}

export function reasonWords(reason: Reason, about: ReasonAbout): Worded {
  const words = WORDS[reason.kind] as (reason: Reason, about: ReasonAbout) => string | Worded;
  const said = words(reason, about);
  return typeof said === 'string' ? { text: said, mend: null } : said;
}

type Words = {
  readonly [Kind in Reason['kind']]: (reason: Reason & { readonly kind: Kind }, about: ReasonAbout) => string | Worded;
};

const WORDS: Words = {
  new: () => 'it is new',
  left: (_, { change, keptAway }) => {
    if (change.kind !== 'remove') return 'a file of an earlier definition goes';
    return keptAway ? '`only` keeps it from this host' : 'it is not in the manifest any more';
  },
  asked: () => 'you asked for that',
  unfinished: () => 'the last run was cut off before its end',
  moved: (_, { change }) =>
    `it moves to ${change.domain === 'system' ? "the system's manager" : change.domain === 'gui' ? 'the login session' : 'the manager of the user'}`,
  'mode-differs': () => 'the permissions of a file are not as they should be',
  held: (_, { change }) => ({
    text: 'it was stopped by hand, and stays down',
    mend: `daemonsync start ${change.name}`,
  }),
  kept: (_, { change }) => ({
    text: 'on_change: keep leaves the process as it is',
    mend: `daemonsync restart ${change.name}`,
  }),
  linger: () => 'it starts with the machine: linger is switched on for this user',
  unlinger: () => 'no daemon starts with the machine any more: linger, which daemonsync switched on, is switched off',
  'file-missing': ({ path }, about) => `${about.path(path)} is not there`,
  'file-edited': ({ path }, about) =>
    `${about.path(path)} ${about.stranger?.(path) ?? 'was changed by hand'}; a copy of that is kept`,
  'drop-in': ({ path }, about) => `${about.path(path)} is yours, and counts`,
  'drop-in-changed': ({ path }, about) => `${about.path(path)} (yours) changed`,
  'env-file': ({ path }, about) => `the env_file ${about.path(path)} changed since it was started`,
  'restart-on': ({ path }, about) => `${about.path(path)} (restart_on) changed since it was started`,
  'reload-on': ({ path }, about) => `${about.path(path)} (reload_on) changed since it read it`,
  'folder-missing': ({ path }, about) => `the folder ${about.path(path)} is not there`,
  directive: ({ what, impact }) => `${what} changes${IMPACTS[impact]}`,
  disabled: ({ id }, about) =>
    isUnit(id, about) ? `${id} is not enabled` : `launchd has ${id} noted down as disabled, and would not load it`,
  enabled: ({ id }) => `${id} is enabled, and should not be`,
  'old-definition': ({ id }, about) =>
    isUnit(id, about) ? `${id} runs an older definition` : `launchd holds an older definition of ${id}`,
  'runs-on': (_, { change: { name } }) => ({
    text: 'it is running, and is not ended for that; until it is loaded anew, launchd goes by the older definition',
    mend: `when it has come to its end: daemonsync apply ${name}`,
  }),
  'not-refreshed': ({ id }) => `the service manager may still go by an older ${id}`,
  'still-running': ({ id }) => `${id} runs, and should not`,
  'still-loaded': ({ id }) => `${id} is still loaded, and should not be`,
  'no-record': ({ id }) => `nothing is remembered of ${id}`,
  state: ({ id, state }) => `${id} ${stateWords(state)}`,
  foreign: ({ path, owner }, about) => foreign(about, about.path(path), owner),
  masked: ({ path }, about) => masked(path, about),
  elsewhere: ({ path }, about) => ({
    text: `there is another one of that name: ${about.path(path)}`,
    mend: `rename the daemon, or let yours take precedence: daemonsync adopt ${about.change.name}`,
  }),
  twin: ({ target, path }, about) => ({
    text: `the same label is loaded in another domain, as ${target}${path === null ? '' : ` from ${about.path(path)}`}`,
    mend: `${target.startsWith('system/') ? 'sudo ' : ''}launchctl bootout ${target}, or rename the daemon`,
  }),
  unknown: ({ why }) => `what it is doing cannot be told: ${why}`,
  blocked: ({ problem: { message, hint } }) => ({ text: message, mend: hint ?? null }),
  'waits-for': ({ name }) => `it needs ${name}, which is left alone`,
};

/** systemd's begin with the daemon's name; a label of launchd's does not. */
const isUnit = (id: string, { change }: ReasonAbout): boolean =>
  id.startsWith(change.name) && /\.(?:service|timer|path|socket)$/.test(id);

function masked(path: string, { change: { name, domain }, path: shown }: ReasonAbout): Worded {
  const sudo = domain === 'system' ? 'sudo ' : '';
  const text = `somebody masked it with ${shown(path)}, so it cannot start`;
  if (!path.endsWith('.plist'))
    return {
      text,
      mend: `${sudo}systemctl ${domain === 'system' ? '' : '--user '}unmask ${path.slice(path.lastIndexOf('/') + 1)}`,
    };
  const emptied = `somebody put an empty file, or a link to nothing, in its place: ${shown(path)}`;
  return { text: emptied, mend: `${sudo}rm ${shellWords([path])}, then daemonsync apply ${name}` };
}

const IMPACTS = { none: '', reload: ' (it can reload that)', restart: '' } as const;

function foreign({ change: { name }, namespace }: ReasonAbout, path: string, owner: string | null): Worded {
  const mend = `daemonsync adopt ${name}`;
  if (owner === null) return { text: `${path} is not daemonsync's`, mend: `${mend} (it keeps a copy)` };
  if (owner === namespace)
    return {
      text: `${path} was made by daemonsync, but changed since, and nothing is remembered of it`,
      mend: `${mend} (it keeps a copy)`,
    };
  return {
    text: `${path} belongs to another manifest, of the namespace \`${owner}\``,
    mend: `take it out of that one, or ${mend}`,
  };
}

/** "is up, pid 4711", "failed: exited 3". */
export function stateWords(state: ServiceState): string {
  switch (state.kind) {
    case 'up':
      return state.pid === null ? 'is up' : `is up, pid ${state.pid}`;
    case 'starting':
    case 'stopping':
    case 'reloading':
      return `is ${state.kind}`;
    case 'armed':
      return 'is armed';
    case 'done':
      return 'has run to its end';
    case 'down':
      return state.exited === null || isGoodEnd(state.exited)
        ? `does not run${state.exited?.signal ? ` (it ended by signal ${state.exited.signal})` : ''}`
        : `does not run: ${exitWords(state.exited)}`;
    case 'failed':
      return state.exited === null ? 'failed' : `failed: ${exitWords(state.exited)}`;
    case 'looping': {
      const times = !state.restarts ? '' : ` (${plural(state.restarts, 'restart')} so far)`;
      return `does not stay up${times}${state.exited === null ? '' : `: ${exitWords(state.exited)}`}`;
    }
    case 'unknown':
      return `is in a state that cannot be told: ${state.why}`;
  }
}
