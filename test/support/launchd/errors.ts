// Every refusal of launchctl that there is evidence of: exit code and the very text. Data in, text out; what is refused and
// when is decided elsewhere. Where a text is not in the evidence it says so.

import type { Ran } from '../../../src/host.ts';

/** strerror, and xpc_strerror from 107 on: the table of `launchctl error`, as far as it is used here. */
export const WORDS: Readonly<Record<number, string>> = {
  1: 'Operation not permitted',
  2: 'No such file or directory',
  3: 'No such process',
  5: 'Input/output error',
  9: 'Bad file descriptor',
  17: 'File exists',
  36: 'Operation now in progress',
  37: 'Operation already in progress',
  78: 'Function not implemented',
  107: 'Malformed bundle',
  108: 'Invalid path',
  109: 'Invalid property list',
  110: 'Invalid or missing service identifier',
  111: 'Invalid or missing Program/ProgramArguments',
  112: 'Could not find specified domain',
  113: 'Could not find specified service',
  114: 'The specified username does not exist',
  115: 'The specified group does not exist',
  119: 'Service is disabled',
  122: 'Path had bad ownership/permissions',
  124: 'Domain is tearing down',
  125: 'Domain does not support specified action',
  133: 'Multiple errors were returned; see stderr',
  134: 'Service cannot load in requested session',
  150: 'Operation not permitted while System Integrity Protection is engaged',
};

export const words = (code: number): string => WORDS[code] ?? 'Unknown error';

export const OK: Ran = { code: 0, stdout: '', stderr: '' };
const failed = (code: number, ...lines: readonly string[]): Ran => ({
  code,
  stdout: '',
  stderr: `${lines.join('\n')}\n`,
});

/** How launchctl calls a domain. `uid: N` is not in the collected captures; public code quotes it in many places. */
export const calling = ({ kind, uid }: { readonly kind: 'system' | 'gui' | 'user'; readonly uid: number }): string =>
  kind === 'system' ? 'system' : kind === 'gui' ? `user gui: ${uid}` : `uid: ${uid}`;

type Place = Parameters<typeof calling>[0];

/** print, captures 004 and 103: the same since at least macOS 26, unchanged in 27. */
export const noService = (place: Place, label: string): Ran =>
  failed(113, 'Bad request.', `Could not find service "${label}" in domain for ${calling(place)}`);

/** kickstart (gel-cli#312): one line. That kill says the same is assumed. */
export const noServiceToAct = (place: Place, label: string): Ran =>
  failed(113, `Could not find service "${label}" in domain for ${calling(place)}`);

/** print, captures 005 and 092. */
export const noDomain = (place: Place): Ran =>
  failed(112, 'Bad request.', `Could not find domain for ${calling(place)}`);

/** print of gui on a Mac without anybody at its screen (oppi#38). */
export const noDomainOld = (): Ran => failed(125, `Could not print domain: 125: ${words(125)}`);

/** print of somebody else's domain, capture 091 (L11). Of a service in it: by the same pattern, without a capture. */
export const foreign = (what: 'domain' | 'service'): Ran => failed(1, `Could not print ${what}: 1: ${words(1)}`);

/** Since macOS 12 or 13 people who are not root are told to try as root; before, the first line was all (homebrew-services#362). */
export const ioError = (root: boolean, hints: boolean): Ran =>
  failed(5, `Bootstrap failed: 5: ${words(5)}`, ...(root || !hints ? [] : [RICHER]));

const RICHER = 'Try re-running the command as root for richer errors.';

/** The summary alone: 125, 37, 1. */
export const bootstrapFailed = (code: number): Ran => failed(code, `Bootstrap failed: ${code}: ${words(code)}`);

/** As root, one line for each path, then the summary (capture 104: 119). */
export const bootstrapPaths = (reasons: readonly { readonly path: string; readonly code: number }[]): Ran => {
  const code = reasons.length > 1 ? 133 : (reasons[0]?.code ?? 5);
  return failed(
    code,
    ...reasons.map((one) => `${one.path}: ${words(one.code)}`),
    `Bootstrap failed: ${code}: ${words(code)}`,
  );
};

/** 3: nix-installer#1148; 5: by path, not loaded; 36: osquery#5698; 150: an Apple agent. */
export const bootoutFailed = (code: number): Ran => failed(code, `Boot-out failed: ${code}: ${words(code)}`);

/** Capture 106: by path, and there is no such file, whatever is loaded. */
export const bootoutNoFile = (path: string): Ran =>
  failed(2, `${path}: ${words(2)}`, `Boot-out failed: 2: ${words(2)}`);

/** A refused caller (1) and Apple's own since 14.4 (150). 37, while it is on its way out, is L76 in the same form. */
export const kickstartFailed = (label: string, code: number): Ran =>
  failed(code, `Could not kickstart service "${label}": ${code}: ${words(code)}`);

/** The form is that of an open reimplementation; there is no capture. */
export const enableFailed = (verb: 'enable' | 'disable', code: number): Ran =>
  failed(code, `Could not ${verb} service: ${code}: ${words(code)}`);

export const notPrivilegedToSignal = (): Ran => failed(1, 'Not privileged to signal service.');
export const nothingToSignal = (): Ran => failed(3, 'No process to signal.');

/** The text of the usage that follows on stdout is in no evidence: one line stands for it. */
export const badTarget = (verb: string): Ran => ({
  code: 64,
  stdout: `Usage: launchctl ${verb} …\n`,
  stderr: 'Unrecognized target specifier.\n',
});

/** The old verbs say what went wrong and give 0 all the same (L3, L78; capture 107). */
export const legacyLoad = (verb: 'load' | 'unload'): Ran => ({
  code: 0,
  stdout: '',
  stderr: `${verb === 'load' ? 'Load' : 'Unload'} failed: 5: ${words(5)}\nTry running \`launchctl ${
    verb === 'load' ? 'bootstrap' : 'bootout'
  }\` as root for richer errors.\n`,
});
