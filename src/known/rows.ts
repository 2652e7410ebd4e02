// What of a service manager's own lists has to stay as it was, so that an earlier answer still holds: the few lines that each
// platform has for the quick way, in one form. Types and names only; each platform's part is its known-rows.ts.

import type { Hands } from '../host.ts';
import type { DesiredUnit, Domain } from '../model.ts';

export interface Rows {
  /** Of all that is listed together: the login session, where that matters. */
  readonly session: string;
  /** By the name that a unit has among the rows; null: that takes a proper look. */
  of(key: string, want: DesiredUnit['want']): string | null;
}

/** Who can be asked for rows, and is told whatever reaches the manager. */
export type Runs = Pick<Hands, 'run'>;

/** Two managers, or two domains of one, may know units of one name. */
export const keyOf = (domain: Domain, id: string): string => (domain === 'system' ? `system ${id}` : id);
