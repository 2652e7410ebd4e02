// One question each to launchctl, and its answer as a value: what a domain has loaded, and what is disabled in it. A domain that
// is not there is told from one that cannot be asked, or whose answer cannot be read: those are unknown, never empty.

import type { Hands } from '../host.ts';
import type { Domain } from '../model.ts';
import { refusalOf } from './print/errors.ts';
import { readDisabled } from './print/disabled.ts';
import { readDomain } from './print/domain.ts';
import type { PrintedDisabled, PrintedDomain } from './print/printed.ts';

export type Runs = Pick<Hands, 'run'>;

export type Dump =
  | { readonly kind: 'printed'; readonly domain: PrintedDomain }
  /** There is no such domain now: nobody is logged in that way. */
  | { readonly kind: 'absent' }
  | { readonly kind: 'unknown'; readonly why: string };

/** As launchctl calls it. */
export const targetOf = (domain: Domain, uid: number): string => (domain === 'system' ? 'system' : `gui/${uid}`);

export async function dumpOf(host: Runs, target: string): Promise<Dump> {
  const { code, stdout, stderr } = await host.run(['launchctl', 'print', target]);
  if (code !== 0) {
    const { kind } = refusalOf(code, stderr);
    // 112, or 125 on a Mac that nobody is logged in at (L8).
    if (kind === 'no-such-domain') return { kind: 'absent' };
    return { kind: 'unknown', why: refused(`print ${target}`, code, stderr) };
  }
  const reading = readDomain(stdout);
  if ('read' in reading) return { kind: 'printed', domain: reading.read };
  return { kind: 'unknown', why: unreadable(`print ${target}`, reading.unreadable) };
}

export type Disabled = { readonly labels: PrintedDisabled } | { readonly why: string };

export async function disabledIn(host: Runs, target: string): Promise<Disabled> {
  const { code, stdout, stderr } = await host.run(['launchctl', 'print-disabled', target]);
  if (code !== 0) return { why: refused(`print-disabled ${target}`, code, stderr) };
  const reading = readDisabled(stdout);
  return 'read' in reading
    ? { labels: reading.read }
    : { why: unreadable(`print-disabled ${target}`, reading.unreadable) };
}

/** A domain, as far as its lists tell. */
export interface Look {
  readonly dump: Dump;
  readonly disabled: Disabled;
}

export async function lookAt(host: Runs, target: string): Promise<Look> {
  const [dump, disabled] = await Promise.all([dumpOf(host, target), disabledIn(host, target)]);
  return { dump, disabled };
}

/** L11: that it may not be asked means that it cannot be told. */
export function refused(what: string, code: number, stderr: string): string {
  const { kind, words } = refusalOf(code, stderr);
  const said = words === '' ? `exit ${code}` : words;
  return kind === 'not-permitted' ? `launchctl ${what} is not allowed here: ${said}` : `launchctl ${what}: ${said}`;
}

export const unreadable = (what: string, why: string): string =>
  `what launchctl ${what} says cannot be understood: ${why}`;
