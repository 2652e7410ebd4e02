// Which program a bare first word means, on the daemon's own PATH. The look-up itself was done before and stands in
// Facts; this says what to look up and what to make of the answer.

import type { Daemon, Facts, Manifest, Problem } from './model.ts';

export const lookupKey = (word: string, path: string): string => `${word}\0${path}`;

/** Words to be looked up, each with the PATH it is looked up on. */
export function programsWanted(manifest: Manifest): readonly (readonly [word: string, path: string])[] {
  return manifest.daemons.flatMap((daemon) => {
    const words = [foundByUs(daemon) ? bareProgram(daemon) : null, bareReload(daemon)];
    return words.flatMap((word) => (word === null ? [] : [[word, daemon.env['PATH'] ?? ''] as const]));
  });
}

export type NamedAs = 'program' | 'folder' | 'secrets';

/** Whole paths that must be there when the daemon starts. Another user's may not be looked at. */
export function pathsWanted(manifest: Manifest): readonly (readonly [path: string, as: NamedAs])[] {
  return manifest.daemons.filter((daemon) => !daemon.boot?.otherUser).flatMap(namedPaths);
}

function namedPaths(daemon: Daemon): (readonly [path: string, as: NamedAs])[] {
  const first = daemon.run.kind === 'command' && foundByUs(daemon) ? daemon.run.argv[0] : '';
  return [
    ...(first.startsWith('/') ? [[first, 'program'] as const] : []),
    [daemon.workingDirectory, 'folder'],
    ...(daemon.launcher.kind === 'direct' ? [] : [[daemon.launcher.dir, 'folder'] as const]),
    ...daemon.envFiles.map((file) => [file.path, 'secrets'] as const),
  ];
}

/** What is said of them: warnings, for they may be there by the time it starts. */
export function pathProblems(daemon: Daemon, facts: Facts): Problem[] {
  if (daemon.boot?.otherUser) return [];
  const optional = new Set(daemon.envFiles.filter((file) => file.optional).map((file) => file.path));
  return namedPaths(daemon).flatMap(([path, as]) => {
    const wrong = Object.hasOwn(facts.amiss, path) ? facts.amiss[path] : undefined;
    if (!wrong || (wrong === 'missing' && optional.has(path))) return [];
    const common = { severity: 'warning', daemon: daemon.name, at: daemon.at } as const;
    if (wrong === 'open')
      return [{ ...common, code: 'open-secrets', message: `others may read ${path}`, hint: `chmod 600 ${path}` }];
    if (wrong === 'not-runnable')
      return [{ ...common, code: 'not-runnable', message: `${path} cannot be run`, hint: `chmod +x ${path}` }];
    const hint = as === 'folder' ? `mkdir -p ${path}` : 'make it, or mend the path';
    return [{ ...common, code: 'missing', message: `${path} is not there`, hint }];
  });
}

/** The argv to start, its program absolute where it was found. null: a script, which is started by its wrapper. */
export function resolveCommand(
  daemon: Daemon,
  facts: Facts,
): { readonly argv: readonly [string, ...string[]] | null; readonly problem: Problem | null } {
  if (daemon.run.kind === 'shell') return { argv: null, problem: null };
  const [first, ...rest] = daemon.run.argv;
  const bare = bareProgram(daemon);
  if (bare === null || !foundByUs(daemon)) return { argv: daemon.run.argv, problem: null };
  const found = facts.programs[lookupKey(bare, daemon.env['PATH'] ?? '')] ?? null;
  return found === null
    ? { argv: [first, ...rest], problem: notFound(daemon, bare, facts) }
    : { argv: [found, ...rest], problem: null };
}

/** The same for a reload command. */
export function resolveWord(daemon: Daemon, word: string, facts: Facts): string {
  return facts.programs[lookupKey(word, daemon.env['PATH'] ?? '')] ?? word;
}

/** A launcher finds the program when the daemon starts. */
const foundByUs = (daemon: Daemon): boolean => daemon.launcher.kind === 'direct';

const bareProgram = (daemon: Daemon): string | null =>
  daemon.run.kind === 'command' && !daemon.run.argv[0].includes('/') ? daemon.run.argv[0] : null;

const bareReload = (daemon: Daemon): string | null =>
  daemon.reload?.kind === 'command' && !daemon.reload.argv[0].includes('/') ? daemon.reload.argv[0] : null;

function notFound(daemon: Daemon, word: string, facts: Facts): Problem {
  const common = { severity: 'warning', daemon: daemon.name, at: daemon.at } as const;
  if (!facts.thisMachine) {
    const message = `\`${word}\` was not looked up: the programs of another machine are not known here`;
    return {
      ...common,
      code: 'not-looked-up',
      message,
      hint: 'it will be on that machine; or write the whole path',
    };
  }
  const message = `there is no program \`${word}\` on its PATH: ${daemon.env['PATH'] ?? ''}`;
  return {
    ...common,
    code: 'program-not-found',
    message,
    hint: 'install it, write the whole path, or set `env: {PATH: …}`',
  };
}
