// Started by a play on a real Mac (both/real-mac.ts), as a process of its own: waits for that one to end, in whatever way, and
// takes away all that bears the play's own name: what is loaded, definitions, wrappers, logs, memory, caches, its room. Says in one
// line of JSON what it had to take away and what is left. Looks at nothing of anybody else's but the names.
import { spawnSync } from 'node:child_process';
import { lstatSync, readdirSync, readFileSync, rmdirSync, rmSync } from 'node:fs';

interface About {
  readonly prefix: string;
  readonly random: string;
  readonly token: string;
  readonly home: string;
  readonly gui: string;
  readonly room: string;
  readonly launchctl: string;
  /** Where the play stood, itself thrown away; null on the stage, which sees to that. */
  readonly base: string | null;
  /** Shared by all, and not there before the play: the one above before what is in it. */
  readonly made: readonly string[];
}

export interface Swept {
  /** What a play that went well should have taken away by itself. */
  readonly swept: readonly string[];
  /** What could not be taken away. */
  readonly left: readonly string[];
}

const about = JSON.parse(process.argv[2] ?? '') as About;
const { token, home, gui, room } = about;
const labels = `${about.prefix}${about.random}.`;
const [state, data, cache] = [`${home}/.local/state`, `${home}/.local/share/daemonsync`, `${home}/.cache/daemonsync`];

const isThere = (path: string): boolean => lstatSync(path, { throwIfNoEntry: false }) !== undefined;
const namesIn = (folder: string): readonly string[] => (isThere(folder) ? readdirSync(folder) : []);

const pause = (ms: number): void => void Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms);
const launchctl = (...argv: readonly string[]): string =>
  spawnSync(about.launchctl, argv, { encoding: 'utf8', timeout: 30_000 }).stdout ?? '';

const escaped = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
const ofOurs = new RegExp(`${escaped(labels)}[A-Za-z0-9_.-]+`, 'g');
/** By the table of what is loaded, and by the whole text of the domain, whatever its other sections are. */
const loaded = (): readonly string[] => [
  ...new Set(
    [...launchctl('list').matchAll(ofOurs), ...launchctl('print', gui).matchAll(ofOurs)].map(([name]) => name),
  ),
];

/** Caches bear no name; their text does. */
const mentions = (path: string): boolean => {
  try {
    return readFileSync(path, 'utf8').includes(token);
  } catch {
    return false;
  }
};
const files = (): readonly string[] => [
  ...namesIn(`${home}/Library/LaunchAgents`)
    .filter((name) => name.startsWith(labels))
    .map((name) => `${home}/Library/LaunchAgents/${name}`),
  ...[state, `${state}/daemonsync/namespaces`, `${data}/wrappers`, `${data}/plists`].flatMap((folder) =>
    namesIn(folder)
      .filter((name) => name.includes(token))
      .map((name) => `${folder}/${name}`),
  ),
];
const caches = (): readonly string[] =>
  namesIn(cache)
    .map((name) => `${cache}/${name}`)
    .filter((path) => !/\/code-/.test(path) && mentions(path));

/** Copies of what was edited by hand, and what was before: the program leaves these on purpose. */
const isKept = (path: string): boolean =>
  path.startsWith(`${state}/daemonsync/namespaces/`) && namesIn(path).every((name) => name === 'kept');

function sweep(): readonly string[] {
  const found = [...loaded(), ...files().filter((path) => !isKept(path))];
  for (const label of loaded()) launchctl('bootout', `${gui}/${label}`);
  for (let i = 0; i < 100 && loaded().length > 0; i += 1) pause(100);
  for (const path of [...files(), ...caches()]) rmSync(path, { recursive: true, force: true });
  return found;
}

// Whatever ends the play is not to end this.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => undefined);
process.stdin.resume().on('end', () => {
  const swept = new Set<string>();
  // A run of the program that outlives the play may still be at work: until twice nothing is found.
  for (let calm = 0, rounds = 0; calm < 2 && rounds < 10; rounds += 1) {
    const found = sweep();
    for (const one of found) swept.add(one);
    calm = found.length === 0 ? calm + 1 : 0;
    if (calm < 2) pause(500);
  }
  for (const path of [room, about.base ?? room]) rmSync(path, { recursive: true, force: true });
  for (const path of about.made.toReversed()) {
    try {
      if (!path.endsWith('/.key')) rmdirSync(path);
      else if (namesIn(`${state}/daemonsync/namespaces`).length === 0) rmSync(path, { force: true });
    } catch {
      // Not there, or somebody else's things are in it by now.
    }
  }
  const left = [...loaded(), ...files(), ...caches(), ...[room].filter(isThere)];
  process.stdout.write(`${JSON.stringify({ swept: [...swept], left } satisfies Swept)}\n`);
});
