// What a daemon's start needs, in words of no platform; and how each check says what it found. Types, and two small makers.

import type { Host, Seen } from '../host.ts';
import type { Place, Problem } from '../model.ts';

export interface Start {
  /** null: not to be made out. */
  readonly argv: readonly string[] | null;
  /** Where a bare name is looked for; null: not known. */
  readonly searchPath: string | null;
  readonly env: Readonly<Record<string, string>>;
  /** null: none that has to be there. */
  readonly workingDirectory: string | null;
  readonly envFiles: readonly { readonly path: string; readonly optional: boolean }[];
  /** Files that its output is appended to. */
  readonly outputs: readonly string[];
}

/** A host that is asked the same question once, and what is known of us. */
export interface Looking {
  readonly host: Pick<Host, 'look' | 'executable' | 'read' | 'real' | 'run'>;
  readonly uid: number;
}

export interface Said {
  readonly severity: Problem['severity'];
  readonly code: string;
  readonly message: string;
  readonly hint: string;
  readonly at?: Place;
}

export const error = (code: string, message: string, hint: string): Said => ({
  severity: 'error',
  code,
  message,
  hint,
});
export const warning = (code: string, message: string, hint: string): Said => ({
  severity: 'warning',
  code,
  message,
  hint,
});

/** Whether we may use it in one of the ways of rwx (4, 2, 1); null: that depends on groups. */
export function mayUse({ uid, mode }: Seen, caller: number, way: 1 | 2 | 4): boolean | null {
  if (caller === 0) return true;
  if (uid === caller) return (mode & (way << 6)) !== 0;
  const [ofGroup, ofOthers] = [(mode & (way << 3)) !== 0, (mode & way) !== 0];
  return ofGroup === ofOthers ? ofOthers : null;
}
