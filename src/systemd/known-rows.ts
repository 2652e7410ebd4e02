// The rows that a quick answer goes by, on systemd: one list of units from each manager that was asked. Loads next to nothing, as
// it is on the way of every login.

import { keyOf, type Rows, type Runs } from '../known/rows.ts';
import { listUnits } from './list-units.ts';
import type { Listed } from './state.ts';

/** How the managers were reached when everything was in order. */
export interface Way {
  readonly runtimeDir: string;
  readonly system: boolean;
}

export async function rowsOf(hands: Runs, { runtimeDir, system }: Way): Promise<Rows | null> {
  const host: Runs = { run: (argv) => hands.run(argv, { env: { XDG_RUNTIME_DIR: runtimeDir } }) };
  const asking = system ? listUnits({ host }, 'system') : null;
  const [user, roots] = [await listUnits({ host }, 'user'), await asking];
  if (!('rows' in user) || (roots !== null && !('rows' in roots))) return null;
  const rows =
    roots === null
      ? user.rows
      : new Map([...user.rows, ...[...roots.rows].map(([id, row]) => [keyOf('system', id), row] as const)]);
  return { session: '', of: (key, want) => summed(rows.get(key), want) };
}

function summed(row: Listed | undefined, want: Parameters<Rows['of']>[1]): string {
  if (want === 'free') return row?.active === 'failed' ? 'failed' : '';
  if (want === 'armed') return row ? `${row.load} ${row.active}` : '';
  return row ? `${row.load} ${row.active} ${row.sub}` : '';
}
