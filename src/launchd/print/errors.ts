// A launchctl that failed: its exit code and what it printed on stderr → what kind of refusal that is. Pure; looks nothing up.
// Code and text must agree: where they contradict each other the kind is unknown, because "not loaded" claimed wrongly does harm.

import type { Refusal, RefusalKind } from './printed.ts';
import { xpcError } from './xpc-errors.ts';

const KINDS: Readonly<Record<number, RefusalKind>> = {
  1: 'not-permitted',
  2: 'no-such-file',
  3: 'no-such-service', // bootout of a label that is not loaded (L28)
  5: 'io',
  17: 'already-there',
  36: 'in-progress',
  37: 'in-progress',
  64: 'usage',
  107: 'bad-plist',
  109: 'bad-plist',
  110: 'bad-plist',
  111: 'bad-plist',
  112: 'no-such-domain',
  113: 'no-such-service',
  114: 'no-such-account',
  115: 'no-such-account',
  119: 'disabled',
  122: 'bad-owner-or-mode',
  124: 'domain-ending',
  125: 'no-such-domain', // a headless Mac answers so for gui/UID (L8)
  133: 'several',
  134: 'wrong-session',
  144: 'not-permitted',
  150: 'not-permitted',
  155: 'quarantined',
};

/** Exit codes that any other program has as well (sudo, a shell): without launchctl's words they mean nothing. */
const ANYBODYS: ReadonlySet<number> = new Set([1, 2]);

const ESRCH = 3;

/** Whole lines that launchctl prints without a number. */
const LINES: readonly (readonly [RegExp, RefusalKind])[] = [
  [/^Could not find service ".*" in domain for /, 'no-such-service'],
  [/^Could not find domain for /, 'no-such-domain'],
  [/^Unrecognized target specifier/, 'usage'],
  [/^Not privileged to signal service\.$/, 'not-permitted'],
  [/^No process to signal\.$/, 'not-running'],
  // Up to 10.9.
  [/^launchctl: Dubious permissions on file \(skipping\): /, 'bad-owner-or-mode'],
  [/^launchctl: Couldn't stat\(".*"\): No such file or directory$/, 'no-such-file'],
];

/** Said beside the failure, never about it: advice, and the two lines that always come with another. */
const BESIDE =
  /^(Bad request\.|Try re-running the command as root|Try running `|Warning: Expecting a |`launchctl \w+` is a recommended|nothing found to (?:un)?load$|Usage:|Password:$)/;

/** `Bootstrap failed: 5: …`, `Could not kickstart service "x": 1: …`; `launchctl error N` prints the number first. */
const NUMBERED = [/^.* failed: (\d+):? (.+)$/, /^Could not .*?: (\d+): (.+)$/, /^(\d+): (.+)$/];

/** The legacy verbs take, and print, a path that does not begin at the root. */
const PER_PATH = /^(\/.*|[^:]*\.plist): ([^:]+)$/;

/** What launchd says of a path in words that are no error's own. */
const ALREADY_THERE = /^service already (?:loaded|bootstrapped)$/i;

export function refusalOf(code: number, stderr: string): Refusal {
  const lines = stderr
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');
  const about = lines.filter((line) => !BESIDE.test(line));
  const paths = about.flatMap((line) => pathLine(line));
  const telling = about.filter((line) => !PER_PATH.test(line) || numberOf(line) !== null);
  const words = telling.at(-1) ?? about.at(-1) ?? lines.at(-1) ?? '';
  const number = numberOf(words);
  const named = LINES.find(([line]) => telling.some((one) => line.test(one)))?.[1] ?? null;
  return {
    kind: kindOf(code, number, named, paths, about.length === 0),
    code,
    number,
    words,
    meaning: meaningOf(code, number),
    paths,
  };
}

function kindOf(
  code: number,
  number: number | null,
  named: RefusalKind | null,
  paths: Refusal['paths'],
  silent: boolean,
): RefusalKind {
  const recognised = number !== null || named !== null || paths.length > 0;
  const byCode = code === 0 || (ANYBODYS.has(code) && (silent || !recognised)) ? null : (KINDS[code] ?? null);
  const byNumber = number === null ? null : (KINDS[number] ?? null);
  // "No process to signal." is said with what bootout says of a label that is not loaded: 3, "No such process".
  if (named === 'not-running' && (code === 0 || code === ESRCH) && number === null) return named;
  const told = [...new Set([named, byNumber, byCode].filter((kind) => kind !== null))];
  // Why each file was refused says more than that something was (non-root 5, and 133 for several).
  const vague = told.every((kind) => kind === 'io' || kind === 'several');
  if (vague) {
    const reasons = [...new Set(paths.map(({ reason }) => kindOfReason(reason)))];
    const [only] = reasons;
    if (reasons.length === 1 && only !== undefined && only !== null) return only;
    if (reasons.length > 1) return 'several';
  }
  const [kind, ...others] = told;
  return kind !== undefined && others.length === 0 ? kind : 'unknown';
}

function kindOfReason(reason: string): RefusalKind | null {
  if (ALREADY_THERE.test(reason)) return 'already-there';
  const numbers = Object.keys(KINDS).map(Number);
  const number = numbers.find((one) => xpcError(one) === reason);
  return number === undefined ? null : (KINDS[number] ?? null);
}

function numberOf(line: string): number | null {
  for (const form of NUMBERED) {
    const found = form.exec(line)?.[1];
    if (found !== undefined) return Number(found);
  }
  return null;
}

/** Only what is a path and not a sentence with a number in it. */
function pathLine(line: string): Refusal['paths'] {
  const [, path, reason] = PER_PATH.exec(line) ?? [];
  return path !== undefined && reason !== undefined && numberOf(line) === null ? [{ path, reason }] : [];
}

/** A code below 107 is errno's only when launchctl says so itself: 64 and 127 are a shell's. */
const meaningOf = (code: number, number: number | null): string | null => xpcError(number ?? code);
