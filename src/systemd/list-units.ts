// All units of one manager, in one process: `list-units --all -o json` → rows by name, or why there are none to be had.
// Only what is in the manager's memory is in it: whoever is not listed is not running, which is all that it says.

import type { Argv, Domain, Problem } from '../model.ts';
import type { Connected } from '../platform.ts';
import { explainRefusal } from './refusal.ts';
import type { Listed } from './state.ts';

/** `unreachable`: it is the manager itself that does not answer. */
export type Listing =
  | { readonly rows: ReadonlyMap<string, Listed> }
  | { readonly why: string; readonly unreachable?: Problem };

/** More names than that are quicker picked out of all. */
const MOST_NAMES = 100;

export const systemctl = (domain: Domain): Argv => (domain === 'system' ? ['systemctl'] : ['systemctl', '--user']);

interface Runs {
  readonly host: Pick<Connected['host'], 'run'>;
}

/** `only`: these names, where it is known that no other is of interest. */
export async function listUnits({ host }: Runs, domain: Domain, only?: readonly string[]): Promise<Listing> {
  // As arguments they are patterns, and some names hold what would mean something there.
  const names = only && only.length <= MOST_NAMES && !only.some((name) => /[\\*?[]/.test(name)) ? only : [];
  const { code, stdout, stderr } = await host.run([
    ...systemctl(domain),
    'list-units',
    '--all',
    '-o',
    'json',
    '--no-pager',
    ...names,
  ]);
  if (code !== 0) {
    const unreachable = explainRefusal(stderr);
    return unreachable
      ? { why: unreachable.message, unreachable }
      : { why: `systemctl list-units: ${firstLine(stderr) || `exit ${code}`}` };
  }
  return readListing(stdout);
}

export function readListing(stdout: string): Listing {
  let parsed: unknown;
  try {
    parsed = JSON.parse(stdout);
  } catch {
    parsed = null;
  }
  if (!Array.isArray(parsed)) return { why: 'systemctl list-units gave no JSON: it takes systemd 247 or later' };
  const rows = new Map<string, Listed>();
  for (const row of parsed as readonly Partial<Record<string, unknown>>[]) {
    const { unit, load, active, sub } = row;
    if (typeof unit !== 'string' || typeof load !== 'string' || typeof active !== 'string' || typeof sub !== 'string')
      return { why: 'systemctl list-units gave a list that cannot be understood' };
    rows.set(unit, { load, active, sub });
  }
  return { rows };
}

export const firstLine = (text: string): string => text.trim().split('\n')[0] ?? '';
