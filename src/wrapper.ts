// A Daemon → the POSIX sh script that runs it: whole, deterministic, and with nothing of a value that the shell could
// take for its own. It must not look anything up: what has to be found is found by the script, each time it starts.

import type { Daemon } from './model.ts';
import { envFileReader, isShellsOwn } from './wrapper/env-file-reader.ts';
import { launch } from './wrapper/launchers.ts';
import { script, shellQuote, shellWords } from './wrapper/shell-text.ts';

export { shellQuote } from './wrapper/shell-text.ts';

export interface WrapperOptions {
  /** Lines without a line break, to stand as comments under the shebang. */
  readonly header: readonly string[];
  /** Where the service manager does not read them itself. */
  readonly readEnvFiles: boolean;
  /** The argv of a `command`; null for a `shell`. */
  readonly exec: readonly string[] | null;
  /** Where the service manager cannot be told. */
  readonly setOpenFiles?: number | null;
  /** Likewise: go to the working directory. */
  readonly changeDirectory?: boolean;
}

export function wrapperText(daemon: Daemon, options: WrapperOptions): string {
  const own = daemon.run.kind === 'shell' ? daemon.run.text : null;
  if ((own === null) !== (options.exec !== null)) throw new Error(`${daemon.name}: an argv and a script, or neither`);
  const readsFiles = options.readEnvFiles && daemon.envFiles.length > 0;
  const carried = own === null ? keptByShells(daemon.env) : null;
  const { prepare, words } = launch(daemon.launcher, options.exec);
  const parts = [
    start(daemon.name),
    options.setOpenFiles ? openFiles(options.setOpenFiles) : '',
    options.changeDirectory ? changeDirectory(daemon.workingDirectory) : '',
    readsFiles ? envFileReader(daemon.envFiles, carried) : '',
    prepare,
    own === null ? lastLines(words, readsFiles, carried ?? []) : '# The script, as the manifest has it.',
  ];
  const header = ['#!/bin/sh', ...options.header.map((line) => `# ${line}`)].join('\n');
  const body = parts.filter((part) => part !== '').map((part) => part.replace(/^\n+|\n+$/g, ''));
  const text = `${[header, ...body].join('\n\n')}\n`;
  return own === null ? text : `${text}${own}${own.endsWith('\n') ? '' : '\n'}`;
}

const start = (name: string): string => script`
set -eu

ds_say() {
  printf 'daemonsync: %s: %s\n' ${name} "$1" >&2
}

# $1: 127 where a program is missing, 78 where a file is.
ds_fail() {
  ds_say "$2"
  exit "$1"
}
`;

function openFiles(limit: number): string {
  return script`
# shellcheck disable=SC3045 # POSIX came late to it; every sh knows it.
ulimit -n ${String(limit)} 2>/dev/null ||
  ds_fail 78 "${String(limit)} open files are more than is allowed here ($(ulimit -H -n)); lower limits.open_files in the manifest"
`;
}

function changeDirectory(folder: string): string {
  const message = `the working_directory ${folder} cannot be entered; make it, or mend it in the manifest`;
  return `cd ${shellQuote(folder)} 2>/dev/null || ds_fail 78 ${shellQuote(message)}\n`;
}

/** The service manager sets them, but the shell in between would lose them. */
const keptByShells = (env: Daemon['env']): readonly string[] =>
  Object.keys(env)
    .filter(isShellsOwn)
    .sort()
    .map((name) => `${name}=${env[name] ?? ''}`);

/** A first word with a dash would be an option to `exec`; one with an equals sign, an assignment to env. */
function lastLines(words: readonly string[], readsFiles: boolean, carried: readonly string[]): string {
  const after = shellWords(words[0]?.includes('=') ? ['nice', '-n', '0', ...words] : words);
  const direct = `exec ${shellWords(words[0]?.startsWith('-') ? ['/usr/bin/env', '--', ...words] : words)}`;
  const lines = readsFiles
    ? [`[ "$#" -eq 1 ] || exec "$@" ${after}`, direct]
    : [carried.length > 0 ? `exec /usr/bin/env ${shellWords(carried)} ${after}` : direct];
  // Single quotes are meant: nothing in them is to be expanded.
  return lines.map((line) => `${/'[^']*[$`]/.test(line) ? '# shellcheck disable=SC2016\n' : ''}${line}\n`).join('');
}
