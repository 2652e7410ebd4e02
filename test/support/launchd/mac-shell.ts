// The few lines of shell that daemonsync hands to sh on a Mac, told by their shape: a log file is made, a command is run in a
// folder, a program is looked for. Any other is refused loudly.

import type { Ran } from '../../../src/host.ts';
import { access } from '../memory-access.ts';
import { parent } from '../memory-files.ts';
import type { Called } from './mac-commands.ts';
import { ownProgram } from './mac-machine.ts';

const OK: Ran = { code: 0, stdout: '', stderr: '' };
const MAKE_LOG = /^umask ([0-7]+) && : >> "\$1"$/;
const IN_FOLDER = 'cd "$0" && exec "$@"';
const FIND =
  'set -f; IFS=:; for at in $PATH; do [ -f "$at/$1" ] && [ -x "$at/$1" ] && printf "%s\\n" "$at/$1" && exit; done; exit 1';

export const changesSomething = ([, script = '']: readonly string[]): boolean =>
  MAKE_LOG.test(script) || script === IN_FOLDER;

export function sh(called: Called): Ran {
  const { machine, uid, env, timeoutMs } = called;
  const [, script = '', first = '', ...rest] = called.words;
  const { files } = machine;
  const log = MAKE_LOG.exec(script);
  if (log) return makeLog(called, rest[0] ?? '', Number.parseInt(log[1] ?? '022', 8));
  if (script === IN_FOLDER) {
    if (files.at(first)?.kind !== 'folder' || !access(files, uid).pass(`${first}/x`))
      return { code: 1, stdout: '', stderr: `sh: line 0: cd: ${first}: No such file or directory\n` };
    const program = rest[0] ?? '';
    return files.at(program)?.kind === 'file'
      ? ownProgram(machine, program, timeoutMs)
      : { code: 127, stdout: '', stderr: `sh: ${program}: No such file or directory\n` };
  }
  if (script === FIND) {
    const folders = (env['PATH'] ?? '').split(':');
    const found = folders.map((folder) => `${folder}/${rest[0]}`).find((path) => files.at(path)?.kind === 'file');
    return found === undefined ? { ...OK, code: 127 } : { ...OK, stdout: `${found}\n` };
  }
  throw new Error(`the stand-in sh does not know: ${script}`);
}

/** Opened for appending, as the one who calls. */
function makeLog({ machine: { files }, uid }: Called, path: string, umask: number): Ran {
  const refused = (why: string): Ran => ({ code: 1, stdout: '', stderr: `sh: ${path}: ${why}\n` });
  const may = access(files, uid);
  const there = files.at(path);
  if (there?.kind === 'folder') return refused('Is a directory');
  if (there !== null) return there.uid === uid || uid === 0 ? OK : refused('Permission denied');
  if (files.at(parent(path))?.kind !== 'folder') return refused('No such file or directory');
  if (!may.change(path)) return refused('Permission denied');
  files.put(path, { kind: 'file', text: '', mode: 0o666 & ~umask, uid });
  return OK;
}
