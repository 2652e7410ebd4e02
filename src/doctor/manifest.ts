// What is wrong with the manifest and the settings → findings, with their places. Pure.

import type { Problem } from '../model.ts';
import { shownPath } from '../report/text.ts';
import { type Finding, problem, warning } from './finding.ts';

/** More are only counted: `validate` shows them all. */
const MOST_ERRORS = 5;

const WHY: Readonly<Record<string, string>> = {
  unreadable: 'without a manifest daemonsync does not know what should run; what runs goes on running',
  untrusted: 'whoever can change the manifest could run programs as you, so it is not read',
  'settings-unreadable': 'what stands in them counts for every command, so none goes on without them',
  'settings-not-ours': 'whoever can change them could run programs as you, so they are not read',
  'local-network': 'its connections fail or stay silent, with nothing in its log that says why',
  missing: 'it may be there by the time the daemon starts; if not, it does not start',
  'not-runnable': 'what may not be run cannot be started',
  'program-not-found': 'without its program the daemon cannot start',
  'open-secrets': 'an env_file is where secrets are kept',
  secret: 'whoever may read the unit or plist, or `ps`, may read it',
  'fleeting-path': 'one day the program is gone, and the daemon does not start any more',
  variable: 'the program gets those very characters',
  tilde: 'the program gets that very character',
};

export function judgeManifest(problems: readonly Problem[], cwd: string | null): readonly Finding[] {
  const errors = problems.filter(({ severity }) => severity === 'error');
  const warnings = problems.filter(({ severity }) => severity === 'warning');
  const more = errors.length - MOST_ERRORS;
  return [
    ...errors.slice(0, MOST_ERRORS).map((one) => finding(one, cwd)),
    ...(more > 0
      ? [
          problem('manifest', {
            what: `the manifest has ${more} more ${more === 1 ? 'error' : 'errors'}`,
            why: 'apply changes nothing until they are mended',
            mend: 'daemonsync validate shows them all',
          }),
        ]
      : []),
    ...warnings.map((one) => finding(one, cwd)),
  ];
}

function finding(one: Problem, cwd: string | null): Finding {
  const { severity, code, message, daemon, hint } = one;
  const isError = severity === 'error';
  const words = {
    ...(daemon === undefined ? {} : { daemon }),
    what: `${placed(one, cwd)}${message}`,
    why:
      WHY[code] ??
      (isError
        ? 'apply changes nothing until it is mended'
        : 'the manifest is valid, but this may not do what it seems to'),
    mend: hint ?? 'daemonsync validate shows the line',
  };
  return isError ? problem(code, words) : warning(code, words);
}

function placed({ at, message }: Problem, cwd: string | null): string {
  if (at === undefined) return '';
  const path = shownPath(at.file, cwd);
  if (at.length > 0 || at.line > 1 || at.column > 1) return `${path}:${at.line}:${at.column}: `;
  return message.includes(at.file) ? '' : `${path}: `;
}
