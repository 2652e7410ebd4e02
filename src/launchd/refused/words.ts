// What a refusal of launchctl comes to, in words: whose daemon, the cause, and the command that mends it. Pure; which of them is
// so is found out elsewhere (index.ts, bootstrap.ts).

import type { Problem } from '../../model.ts';
import { harmless } from '../../report/text.ts';
import { shellWords } from '../../wrapper/shell-text.ts';
import type { Asked } from './asked.ts';
import type { Refusal } from '../print/printed.ts';

export interface About {
  readonly asked: Asked;
  readonly refusal: Refusal;
  /** null: the step is of several, or of nobody. */
  readonly daemon: string | null;
}

const VERBS: Readonly<Record<string, string>> = {
  bootstrap: 'could not be loaded',
  bootout: 'could not be unloaded',
  enable: 'could not be enabled',
  kickstart: 'could not be started',
  kill: 'could not be told to reload',
};

export function problemOf({ asked, daemon }: About, code: string, cause: string, hint: string): Problem {
  const who = daemon === null ? harmless(asked.label) : `\`${daemon}\``;
  const what = VERBS[asked.verb] ?? `launchctl ${asked.verb} failed`;
  return {
    severity: 'error',
    code,
    message: `${who} ${what}: ${harmless(cause)}`,
    ...(daemon === null ? {} : { daemon }),
    hint: harmless(hint),
  };
}

export const targetOf = ({ domain, label }: Asked): string => `${domain}/${label}`;

/** As a person would type it, for root's domain as root. */
export const command = ({ domain }: Pick<Asked, 'domain'>, ...argv: readonly [string, ...string[]]): string =>
  `${domain === 'system' ? 'sudo ' : ''}${shellWords(argv)}`;

export const applyAgain = ({ daemon }: About): string => `daemonsync apply${daemon === null ? '' : ` ${daemon}`}`;

export const said = ({ refusal: { code, words, meaning } }: About): string => {
  const known = words === '' ? `exit ${code}` : words;
  return meaning === null || known.includes(meaning)
    ? `launchctl says “${known}”`
    : `launchctl says “${known}” (${meaning})`;
};

export const noDomain = (about: About): Problem => {
  const { domain } = about.asked;
  if (domain === 'system')
    return problemOf(about, 'no-domain', said(about), command(about.asked, 'launchctl', 'print', 'system'));
  return problemOf(
    about,
    'no-gui',
    `nobody is logged in at this Mac’s own screen, so there is no ${domain} to load it in`,
    `log in there: ${afterLogin(about)}; what is to run without that needs \`when: boot\``,
  );
};

/** A login loads what is in its folder; what is by hand only lies elsewhere. */
const afterLogin = ({ asked: { path }, daemon }: About): string =>
  path?.includes('/Library/LaunchAgents/') === false
    ? `then ${daemon === null ? 'start it' : `daemonsync start ${daemon}`}`
    : 'it starts then by itself';

export const domainEnding = (about: About): Problem =>
  problemOf(about, 'domain-ending', `the session ${about.asked.domain} is coming to its end`, applyAgain(about));

export const stillEnding = (about: About, state: string | null): Problem =>
  problemOf(
    about,
    'still-ending',
    `launchd still has the one before, which was told to end and has not${state === null ? '' : ` (${state})`}`,
    `see it: ${command(about.asked, 'launchctl', 'print', targetOf(about.asked))}; when it is gone: ${applyAgain(about)}`,
  );

export const isDisabled = (about: About): Problem =>
  problemOf(
    about,
    'disabled-label',
    `launchd has it noted down as disabled in ${about.asked.domain}, which outlasts restarts and every plist`,
    `${command(about.asked, 'launchctl', 'enable', targetOf(about.asked))}, then ${applyAgain(about)}`,
  );

export function notPermitted(about: About): Problem {
  const { asked, refusal } = about;
  if ((refusal.number ?? refusal.code) === SIP)
    return problemOf(
      about,
      'sip',
      `${asked.label} belongs to macOS itself, and System Integrity Protection keeps it from being changed`,
      'rename the daemon, or give the manifest a `label_prefix` of its own',
    );
  const hint =
    asked.domain === 'system'
      ? `it takes root: run ${applyAgain(about)} where sudo may ask for a password`
      : `run daemonsync as the user who is logged in at the screen, and outside of any sandbox; who that is: stat -f %Su /dev/console`;
  return problemOf(about, 'not-permitted', `launchd does not let this process do that; ${said(about)}`, hint);
}

const SIP = 150;

/** Nothing that was looked at explains it. */
export const unexplained = (about: About, more = ''): Problem =>
  problemOf(
    about,
    'launchctl',
    `${said(about)}${more}, and nothing that can be looked at explains it`,
    `see what launchd wrote at that moment: log show --last 5m --predicate 'process == "launchd"' | grep ${shellWords([about.asked.label])}; then ${applyAgain(about)}`,
  );
