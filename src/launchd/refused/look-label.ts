// One look at one label → is it loaded, from where, and is it on its way out? For when a command about it was refused. Looks only;
// what cannot be read is unknown, and nobody says that it is not there.

import type { Host, Ran } from '../../host.ts';
import { refusalOf } from '../print/errors.ts';
import { readService } from '../print/service.ts';

export type Label =
  | {
      readonly kind: 'loaded';
      /** null: from no file. Absent: that cannot be told. */
      readonly path?: string | null;
      readonly state: string | null;
      readonly pid: number | null;
    }
  | { readonly kind: 'absent' | 'no-domain' }
  | { readonly kind: 'unknown'; readonly why: string };

export async function lookAtLabel(host: Pick<Host, 'run'>, target: string): Promise<Label> {
  return labelOf(await host.run(['launchctl', 'print', target]));
}

export function labelOf({ code, stdout, stderr }: Ran): Label {
  if (code !== 0) {
    const { kind, words } = refusalOf(code, stderr);
    if (kind === 'no-such-service') return { kind: 'absent' };
    if (kind === 'no-such-domain') return { kind: 'no-domain' };
    return { kind: 'unknown', why: words || `launchctl print failed (${code})` };
  }
  const reading = readService(stdout);
  if (!('read' in reading)) return { kind: 'unknown', why: reading.unreadable };
  const { path, state, pid, inDoubt } = reading.read;
  if (inDoubt.includes('state'))
    return { kind: 'unknown', why: 'what launchctl print says of its state cannot be made out' };
  return { kind: 'loaded', state, pid, ...(inDoubt.includes('path') ? {} : { path }) };
}

/** Told to end, and not gone yet (L38, L76). */
export const isEnding = ({ state }: Extract<Label, { kind: 'loaded' }>): boolean =>
  state !== null && /^(?:SIGTERMed|SIGKILLed|languishing|exited)$/.test(state);
