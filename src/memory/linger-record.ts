// Did we switch linger on for this user? Kept for all namespaces together: only what we switched on is switched off again.

import type { Hands } from '../host.ts';
import { makeOwnFolder } from './memory-file.ts';
import type { Facts } from '../model.ts';
import { ownText } from './own-file.ts';
import { sealed, unsealed } from './sealed.ts';
import { lingerPath, stateFolder } from './state-folder.ts';

export interface LingerRecord {
  readonly user: string;
  readonly sinceMs: number;
}

const KIND = 'linger';
const VERSION = 1;
const LIMIT = 64 * 1024;

type Where = Pick<Facts, 'stateDir'>;

/** null: we did not, or nobody can tell any more; then it stays as it is. */
export async function readLinger(
  hands: Pick<Hands, 'caller' | 'stand' | 'read'>,
  facts: Where,
): Promise<LingerRecord | null> {
  const file = await ownText(hands, lingerPath(facts), LIMIT);
  const found = 'text' in file ? (unsealed(KIND, VERSION, file.text)?.content as Partial<LingerRecord> | null) : null;
  return typeof found?.user === 'string' && typeof found.sinceMs === 'number'
    ? { user: found.user, sinceMs: found.sinceMs }
    : null;
}

/** Before it is switched on: cut between the two, it is ours to switch off all the same. null, or the system's code. */
export async function writeLinger(hands: Hands, facts: Where, record: LingerRecord): Promise<string | null> {
  return (
    (await makeOwnFolder(hands, stateFolder(facts))) ??
    hands.write({ path: lingerPath(facts), mode: 0o600, text: sealed(KIND, VERSION, record) })
  );
}

export const forgetLinger = (hands: Hands, facts: Where): Promise<string | null> => hands.remove(lingerPath(facts));
