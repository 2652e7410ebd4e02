// What is amiss with the starts of daemons, as the preflight of apply says it, and every `~` that stays → findings. Pure.

import type { Looked } from '../preflight/index.ts';
import type { Said, Start } from '../preflight/start.ts';
import { tildesIn } from '../preflight/tilde.ts';
import { type Finding, note, problem, warning } from './finding.ts';

/** By the codes of preflight/. */
const WHY: Readonly<Record<string, string>> = {
  'program-not-found': 'without its program the daemon cannot start',
  'not-runnable': 'what may not be run cannot be started',
  interpreter: 'a script is run by what its first line names; without that it does not start',
  launcher: 'its wrapper looks for it at every start, and ends with 127 where it is not found',
  'working-directory': 'it is entered before the program starts; where that fails, nothing starts',
  'env-file': 'it is read at every start; without it the daemon does not start',
  'env-file-line': 'the daemon gets other variables than that line seems to say, or does not start',
  'log-folder': 'the log is opened before the program starts; where that fails, nothing starts',
  'log-file': 'the log is opened before the program starts; where that fails, nothing starts',
  tilde: 'only a shell expands it, and none stands between the service manager and the daemon',
  'guarded-program': 'macOS asks a person for such a folder, and nobody is asked for a daemon: it is simply refused',
  'guarded-env-file': 'macOS asks a person for such a folder, and nobody is asked for a daemon: it is simply refused',
  'guarded-log': 'macOS asks a person for such a folder, and another disk may not be there yet when the daemon starts',
  quarantine: 'macOS refuses to run, for a daemon, what was downloaded and never opened by a person',
};

export const preflightWhy = (code: string): string => WHY[code] ?? 'the daemon may not start, or not as it should';

export function judgeStarts(looked: readonly Looked[], starts: ReadonlyMap<string, Start>): readonly Finding[] {
  return [
    ...looked.flatMap(({ name, said }) => said.map((one) => finding(name, one))),
    ...[...starts].flatMap(([name, start]) => tildes(name, start)),
  ];
}

function finding(daemon: string, { severity, code, message, hint }: Said): Finding {
  const words = { daemon, what: `\`${daemon}\`: ${message}`, why: preflightWhy(code), mend: hint };
  return severity === 'error' ? problem(code, words) : warning(code, words);
}

/** Those that keep nothing from starting: the preflight tells of the others. */
function tildes(daemon: string, start: Start): readonly Finding[] {
  return tildesIn(start).flatMap(({ where, name, text }): Finding[] => {
    if (where !== 'argument' && where !== 'variable') return [];
    return [
      note('tilde-stays', {
        daemon,
        what: `\`${daemon}\`: the \`~\` ${where === 'argument' ? `in its argument ${text}` : `in its variable ${name}`} stays as it is`,
        why: 'no shell expands it: the program gets that very character, and few know what to do with it',
        mend: 'write the whole path, or `${HOME}` where the manifest expands it',
      }),
    ];
  });
}

/** A name that a daemon runs, and the file found for it on that daemon's own PATH; null: none. */
export interface Command {
  readonly daemon: string;
  readonly word: string;
  readonly found: string | null;
}

export function judgeCommands(commands: readonly Command[], paths: ReadonlyMap<string, string>): readonly Finding[] {
  return commands.flatMap(({ daemon, word, found }) =>
    found !== null
      ? []
      : [
          problem('command-not-found', {
            daemon,
            what: `\`${daemon}\`: there is no program \`${word}\` on its PATH, ${paths.get(daemon) ?? 'which is empty'}`,
            why: 'a daemon does not get the PATH of your shell, but its own',
            mend: 'install it, write the whole path, or set `env: {PATH: …}`',
          }),
        ],
  );
}
