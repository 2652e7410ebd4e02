// What is there, made up: units, files and daemons as an observation would find them, nothing odd about them unless said so.
import { digestOf } from '../../src/digest.ts';
import { decide } from '../../src/plan/index.ts';
import type {
  Change,
  Desired,
  DesiredDaemon,
  File,
  FoundFile,
  FoundUnit,
  Memory,
  Observed,
  ObservedDaemon,
} from '../../src/model.ts';
import { readMark } from '../../src/mark.ts';
import type { Rules } from '../../src/platform.ts';

export const aUnit = (over: Partial<FoundUnit> & { readonly id: string }): FoundUnit => ({
  role: 'service',
  domain: 'user',
  state: { kind: 'up', pid: 4711 },
  load: 'loaded',
  links: [],
  elsewhere: [],
  dropIns: [],
  invocation: 'aaaa',
  startedMs: 1000,
  ...over,
});

export const aFile = ({ path, mode, text }: Pick<File, 'path' | 'mode' | 'text'>): FoundFile => ({
  path,
  kind: 'file',
  mode,
  uid: 1000,
  size: text.length,
  changedMs: 500,
  text,
  target: null,
  mark: readMark(text),
});

export const aFoundDaemon = (over: Partial<ObservedDaemon> & { readonly name: string }): ObservedDaemon => ({
  files: [],
  units: [],
  remembered: null,
  watched: {},
  missing: [],
  ...over,
});

export const aMemory = (over: Partial<Memory> = {}): Memory => ({
  namespace: 'me',
  manifest: null,
  host: null,
  includes: [],
  unfinished: false,
  daemons: {},
  ...over,
});

export const anObserved = (daemons: readonly ObservedDaemon[], memory = aMemory()): Observed => ({
  daemons,
  memory,
  linger: null,
  manager: true,
  self: null,
});

/** As if it had been applied: all its files, its units as they are wanted. */
export function installed(daemon: DesiredDaemon, over: Partial<ObservedDaemon> = {}): ObservedDaemon {
  const weights = Object.entries(
    changesOf([daemon], anObserved([])).find(({ name }) => name === daemon.name)?.weights ?? {},
  );
  const running = new Set(
    daemon.units.filter(({ want }) => want === 'running' || want === 'armed').map(({ id }) => id),
  );
  return aFoundDaemon({
    name: daemon.name,
    files: daemon.files.map(aFile),
    units: daemon.units.map(({ id, role, want, links }) =>
      aUnit({
        id,
        role,
        links,
        domain: daemon.domain,
        state:
          want === 'running'
            ? { kind: 'up', pid: 4711 }
            : want === 'armed'
              ? { kind: 'armed' }
              : { kind: 'down', exited: null },
      }),
    ),
    remembered: {
      domain: daemon.domain,
      files: Object.fromEntries(daemon.files.map(({ path, text }) => [path, digestOf(text)])),
      folders: daemon.folders.map(({ path }) => path),
      units: daemon.units.map(({ id, role, links }) => ({ id, role, links, domain: daemon.domain })),
      loaded: Object.fromEntries(weights.map(([id, weight]) => [id, { weight, sinceMs: 800, dropIns: '' }])),
      started: Object.fromEntries(
        weights.filter(([id]) => running.has(id)).map(([id, weight]) => [id, { invocation: 'aaaa', weight }]),
      ),
      watched: {},
      shadows: [],
      held: null,
      linger: false,
      logs: [],
    },
    ...over,
  });
}

/** A platform's rules without the platform: every change of a text is one of everything. */
export const rules: Rules = {
  rereads: true,
  weigh: (_, unit, dropIns, wrapper) => ({ restart: JSON.stringify([unit, dropIns, wrapper]), reload: '' }),
  differences: () => [{ what: '[Service] ExecStart', impact: 'restart' }],
  steps: () => [],
};

export const changesOf = (desired: Desired, observed: Observed): readonly Change[] =>
  decide(desired, observed, rules, { only: null, adopt: new Set(), renamedFrom: [], amiss: new Map() }, false);
