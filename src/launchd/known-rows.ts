// The rows that a quick answer goes by, on launchd: what each domain has loaded, and what is disabled in it; two processes for a
// domain, all at once. It judges no more than "is it the same?": whatever is not plainly at rest takes a proper look.

import { keyOf, type Rows, type Runs } from '../known/rows.ts';
import type { Domain, Facts, Observed } from '../model.ts';
import { lookAt, targetOf } from './domains.ts';
import type { PrintedRow } from './print/printed.ts';

/** What was asked when everything was in order: `gui/501`, `system`. */
export interface Way {
  readonly domains: readonly (readonly [Domain, target: string])[];
}

export async function rowsOf(hands: Runs, { domains }: Way): Promise<Rows | null> {
  const host: Runs = { run: (argv) => hands.run(argv, { env: { LC_ALL: 'C' } }) };
  const looks = await Promise.all(
    domains.map(async ([domain, target]) => [domain, await lookAt(host, target)] as const),
  );
  const sessions: string[] = [];
  const rows = new Map<string, PrintedRow>();
  const disabled = new Set<string>();
  for (const [domain, { dump, disabled: told }] of looks) {
    // Of a domain that is not there something is said every time.
    if (dump.kind !== 'printed' || !('labels' in told)) return null;
    const { creator, asid, services } = dump.domain;
    if (creator === null) return null;
    // Another login is another domain of the same name, with everything in it loaded anew.
    sessions.push(`${creator.name}[${creator.pid}] ${asid}`);
    for (const [label, row] of services) rows.set(keyOf(domain, label), row);
    for (const [label, off] of told.labels) if (off) disabled.add(keyOf(domain, label));
  }
  return {
    session: sessions.join('\n'),
    of(key, want) {
      const row = summed(rows.get(key), want);
      return row === null ? null : `${row}${disabled.has(key) ? ' disabled' : ''}`;
    },
  };
}

function summed(row: PrintedRow | undefined, want: Parameters<Rows['of']>[1]): string | null {
  if (row === undefined) return '';
  // It may wait now and run then. How its last run ended is of no consequence.
  if (want === 'armed') return 'loaded';
  if (want === 'done') return row.pid === null && row.status === '0' ? 'over' : null;
  // Why it does not run, though it is loaded, or whether it is about to, a row does not tell.
  return row.pid === null ? null : `pid ${row.pid}`;
}

/**
 * Which domains are to be asked again. null: a look also went by what single labels told of themselves, since memory does not vouch
 * for them yet; rows alone do not tell that. `ran`: the commands of that look.
 */
export function wayOver(
  { daemons }: Pick<Observed, 'daemons'>,
  { account: { uid } }: Pick<Facts, 'account'>,
  ran: Iterable<string>,
): Way | null {
  if (uid === null) return null;
  const used = new Set(daemons.flatMap(({ units }) => units.map(({ domain }) => domain)));
  const domains = [...used].map((domain) => [domain, targetOf(domain, uid)] as const);
  const asked = [...ran].flatMap((words) => /^launchctl print(?:-disabled)? (.*)$/s.exec(words)?.[1] ?? []);
  return asked.every((target) => domains.some(([, known]) => known === target)) ? { domains } : null;
}
