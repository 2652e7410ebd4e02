// The one table of exit codes: number, meaning in words, and which one wins when several are true at once.
// Pure; nothing else in the program may write such a number by hand.

export interface ExitCode {
  readonly code: number;
  readonly meaning: string;
}

export const EXIT = {
  ok: { code: 0, meaning: 'all is well' },
  failed: { code: 1, meaning: 'something failed (the rest was still done)' },
  pending: { code: 2, meaning: 'changes are pending' },
  usage: { code: 64, meaning: 'wrong usage' },
  manifest: { code: 65, meaning: 'wrong manifest or settings' },
  unreadable: { code: 66, meaning: 'a manifest that cannot be read or trusted' },
  unreachable: { code: 69, meaning: 'the service manager cannot be reached' },
  bug: { code: 70, meaning: 'a bug in daemonsync' },
  conflict: { code: 73, meaning: 'something of that name is not ours' },
  locked: { code: 75, meaning: 'another daemonsync is at work' },
  root: { code: 77, meaning: 'needs root and may not ask' },
  interrupted: { code: 130, meaning: 'interrupted' },
} as const satisfies Record<string, ExitCode>;

export type ExitName = keyof typeof EXIT;

/** What a script should hear of first, when several are true. */
const PRECEDENCE: Record<ExitName, number> = {
  bug: 0,
  interrupted: 1,
  usage: 2,
  unreadable: 3,
  manifest: 4,
  locked: 5,
  unreachable: 6,
  failed: 7,
  root: 8,
  conflict: 9,
  pending: 10,
  ok: 11,
};

export function weightiest(exits: readonly ExitName[]): ExitName {
  let first: ExitName = 'ok';
  for (const exit of exits) if (PRECEDENCE[exit] < PRECEDENCE[first]) first = exit;
  return first;
}

/** By number, for help texts. */
export function exitLines(names: readonly ExitName[]): string[] {
  const codes: ExitCode[] = names.map((name) => EXIT[name]);
  return codes.sort((a, b) => a.code - b.code).map(({ code, meaning }) => `${String(code).padStart(3)}  ${meaning}`);
}
