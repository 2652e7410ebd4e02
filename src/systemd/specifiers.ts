// `%` specifiers in a value × what is known of the unit, its user and the manager's version → the value.
// Asks nothing of the machine: what only the machine knows is "undetermined" unless it is in the context.

import { instanceOf, nameToPath, prefixOf, unescapeName, unescapePath, withoutSuffix } from './unit-name.ts';

export interface SpecifierContext {
  /** systemd's major version: it decides which specifiers exist, and what `%S` and `%L` are. */
  readonly version: number;
  /** The unit's full name: template instances with their instance. */
  readonly unit: string;
  /** Letter → value, for whatever the name alone does not tell. */
  readonly values: Readonly<Record<string, string>>;
}

export type Expanded =
  | { readonly kind: 'text'; readonly text: string }
  /** This systemd does not know it, or cannot make it out for this unit; the directive fails or is dropped. */
  | { readonly kind: 'invalid'; readonly specifier: string }
  /** It exists, but its value is not in the context. */
  | { readonly kind: 'undetermined'; readonly specifier: string };

const ALWAYS = 'bcCEfhHiIjJLmnNpPrRsStTuUvV';
/** The others, by the first release that knows them. */
const LATER: readonly (readonly [since: number, letters: string])[] = [
  [240, 'gG'],
  [246, 'l'],
  [247, 'aBowW'],
  [249, 'AM'],
  [251, 'dqyY'],
  [256, 'D'],
];

/** The first release that knows `%letter`; 0: every one; null: none. */
export function specifierVersion(letter: string): number | null {
  if (letter.length !== 1) return null;
  return ALWAYS.includes(letter) ? 0 : (LATER.find(([, letters]) => letters.includes(letter))?.[0] ?? null);
}

export function expandSpecifiers(text: string, context: SpecifierContext): Expanded {
  if (!text.includes('%')) return { kind: 'text', text };
  const parts: string[] = [];
  let at = 0;
  for (;;) {
    const percent = text.indexOf('%', at);
    parts.push(text.slice(at, percent < 0 ? text.length : percent));
    if (percent < 0) break;
    const letter = text[percent + 1] ?? '';
    // A `%` before anything but a letter or digit, and one at the end, is just a `%`.
    if (!/[A-Za-z0-9]/.test(letter)) {
      parts.push('%', letter === '%' ? '' : letter);
    } else {
      const found = specifier(letter, context);
      if (found.kind !== 'text') return found;
      parts.push(found.text);
    }
    at = percent + 1 + letter.length;
  }
  return { kind: 'text', text: parts.join('') };
}

function specifier(letter: string, { version, unit, values }: SpecifierContext): Expanded {
  const since = specifierVersion(letter);
  if (since === null || since > version) return { kind: 'invalid', specifier: `%${letter}` };
  const named = NAMED[letter];
  const text = named ? named(unit) : values[letter];
  if (text === undefined) return { kind: 'undetermined', specifier: `%${letter}` };
  return text === null ? { kind: 'invalid', specifier: `%${letter}` } : { kind: 'text', text };
}

/** What the unit's name alone tells. */
const NAMED: Readonly<Record<string, (unit: string) => string | null>> = {
  n: (unit) => unit,
  N: (unit) => withoutSuffix(unit),
  p: (unit) => prefixOf(unit),
  P: (unit) => unescaped(prefixOf(unit)),
  i: (unit) => instanceOf(unit),
  I: (unit) => unescaped(instanceOf(unit)),
  j: (unit) => lastPart(prefixOf(unit)),
  J: (unit) => unescaped(lastPart(prefixOf(unit))),
  f: (unit) => {
    const instance = instanceOf(unit);
    return instance ? unescapePath(instance) : nameToPath(unit);
  },
};

function unescaped(text: string | null): string | null {
  return text === null ? null : unescapeName(text);
}

function lastPart(prefix: string | null): string | null {
  return prefix === null ? null : prefix.slice(prefix.lastIndexOf('-') + 1);
}

/** What a user's own manager would put in, where the usual folders are in use. */
export function userValues(
  user: { name: string; uid: number; home: string; group?: string; gid?: number; shell?: string },
  version: number,
  unit: string,
): Readonly<Record<string, string>> {
  // Moved in 254, from the configuration folder to the state folder of the XDG rules.
  const state = version >= 254 ? `${user.home}/.local/state` : `${user.home}/.config`;
  const runtime = `/run/user/${user.uid}`;
  return {
    h: user.home,
    u: user.name,
    U: String(user.uid),
    ...(user.group === undefined ? {} : { g: user.group }),
    ...(user.gid === undefined ? {} : { G: String(user.gid) }),
    ...(user.shell === undefined ? {} : { s: user.shell }),
    t: runtime,
    S: state,
    L: `${state}/log`,
    C: `${user.home}/.cache`,
    E: `${user.home}/.config`,
    D: `${user.home}/.local/share`,
    T: '/tmp',
    V: '/var/tmp',
    d: `${runtime}/credentials/${unit}`,
  };
}
