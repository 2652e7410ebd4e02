// The words that name a place: `gui/501`, `system/dev.x` … Who may look there, and who may change something.

import type { Domain, FakeLaunchd } from './state.ts';
import { overridesOf } from './state.ts';

export interface Caller {
  readonly uid: number;
  /** By default: at the screen where there is a gui domain of this user, else by ssh. */
  readonly session?: 'Aqua' | 'Background';
}

export interface Target {
  readonly kind: Domain['kind'];
  readonly uid: number;
  /** As the domain is called: `gui/501`. */
  readonly domain: string;
  /** null: the domain itself is meant. */
  readonly label: string | null;
}

/** null: unrecognized target specifier (64). */
export function targetOf(fake: FakeLaunchd, word: string | undefined): Target | null {
  const parts = /^(system|gui\/\d+|user\/\d+|login\/\d+)(?:\/(.*))?$/s.exec(word ?? '');
  if (!parts) return null;
  const label = parts[2] === undefined || parts[2] === '' ? null : parts[2];
  const [name = '', number] = (parts[1] ?? '').split('/');
  if (name === 'system') return { kind: 'system', uid: 0, domain: 'system', label };
  if (name === 'login') {
    const found = Object.values(fake.domains).find(({ kind, asid }) => kind === 'gui' && asid === Number(number));
    return found ? { kind: 'gui', uid: found.uid, domain: found.target, label } : null;
  }
  return { kind: name === 'gui' ? 'gui' : 'user', uid: Number(number), domain: `${name}/${number}`, label };
}

/** Anyone may look at the system domain; root at everything; the others at their own (L6, L11). */
export const mayLook = (caller: Caller, target: Target): boolean =>
  caller.uid === 0 || target.kind === 'system' || target.uid === caller.uid;

export const mayChange = (caller: Caller, target: Target): boolean =>
  caller.uid === 0 || (target.kind !== 'system' && target.uid === caller.uid);

/** The one that verbs without a target mean: of a user at the screen gui, by ssh user, of root system (L12, L13). */
export function ownDomain(fake: FakeLaunchd, caller: Caller): string {
  if (caller.uid === 0) return 'system';
  return managerName(fake, caller) === 'Aqua' ? `gui/${caller.uid}` : `user/${caller.uid}`;
}

/** L10. */
export function managerName(fake: FakeLaunchd, caller: Caller): 'Aqua' | 'Background' | 'System' {
  if (caller.uid === 0) return 'System';
  return caller.session ?? (fake.domains[`gui/${caller.uid}`] ? 'Aqua' : 'Background');
}

/** What was said with enable and disable beats the plist's own Disabled (L34). */
export const isDisabled = (
  fake: FakeLaunchd,
  target: Pick<Domain, 'kind' | 'uid'>,
  label: string,
  byPlist: boolean,
): boolean => overridesOf(fake, target)[label] ?? byPlist;
