// Unit names: are they valid, what are their parts, how does a path or any text become one and back.
// Knows nothing of files or of which units exist. null stands for "systemd would refuse this".

import { bytesOf, textOf } from './bytes.ts';

export const UNIT_TYPES = [
  'service',
  'socket',
  'target',
  'device',
  'mount',
  'automount',
  'swap',
  'timer',
  'path',
  'slice',
  'scope',
] as const;
export type UnitType = (typeof UNIT_TYPES)[number];
export type NameForm = 'plain' | 'instance' | 'template';

const LONGEST = 255;

export function unitType(name: string): UnitType | null {
  const suffix = name.slice(name.lastIndexOf('.') + 1);
  return name.includes('.') ? (UNIT_TYPES.find((type) => type === suffix) ?? null) : null;
}

/** `a.service` is plain, `a@b.service` an instance, `a@.service` a template; null is no valid name at all. */
export function nameForm(name: string): NameForm | null {
  const match = /^([A-Za-z0-9:_.\\-]+)(@([A-Za-z0-9:_.\\@-]*))?\.[a-z]+$/.exec(name);
  if (!match || name.length > LONGEST || unitType(name) === null) return null;
  if (match[2] === undefined) return 'plain';
  return match[3] === '' ? 'template' : 'instance';
}

export function isUnitName(name: string): boolean {
  return nameForm(name) !== null;
}

export function isPrefix(text: string): boolean {
  return /^[A-Za-z0-9:_.\\-]+$/.test(text);
}

export function isInstance(text: string): boolean {
  return /^[A-Za-z0-9:_.\\@-]+$/.test(text);
}

/** `a@b.service` → `a`. */
export function prefixOf(name: string): string | null {
  return nameForm(name) === null ? null : withoutSuffix(name).replace(/@.*$/s, '');
}

/** `a@b.service` → `b`; empty for a template and for a plain name. */
export function instanceOf(name: string): string | null {
  return nameForm(name) === null ? null : (/@(.*)$/s.exec(withoutSuffix(name))?.[1] ?? '');
}

/** `a@b.service` → `a@b`. */
export function withoutSuffix(name: string): string {
  return name.slice(0, name.lastIndexOf('.'));
}

export function withInstance(name: string, instance: string): string | null {
  const form = nameForm(name);
  if (form === null || form === 'plain' || !isInstance(instance)) return null;
  const whole = `${prefixOf(name)}@${instance}${name.slice(name.lastIndexOf('.'))}`;
  return isUnitName(whole) ? whole : null;
}

/** Any text as a piece of a name: `/` is `-`, and what may not stand there is `\xHH`. */
export function escapeName(text: string): string {
  return escapedBytes(text, (c, first) => (c === '.' && first) || !/[A-Za-z0-9:_.]/.test(c));
}

export function unescapeName(text: string): string | null {
  if (/\\(?!x[0-9a-fA-F]{2})/.test(text)) return null;
  const bytes = text
    .replaceAll('-', '/')
    .replace(/\\x(..)/g, (_, code: string) => byteAsText(Number.parseInt(code, 16)));
  return bytes.includes('\0') ? null : textOf(bytesOf(bytes));
}

/** A path as a piece of a name; null where it has a `..` that leads anywhere. */
export function escapePath(path: string): string | null {
  const parts = path.split('/').filter((part) => part !== '' && part !== '.');
  if (path.startsWith('/')) while (parts[0] === '..') parts.shift();
  if (parts.includes('..')) return null;
  return parts.length === 0 ? '-' : escapeName(parts.join('/'));
}

export function unescapePath(text: string): string | null {
  if (text === '') return null;
  if (text === '-') return '/';
  const path = unescapeName(text);
  if (path === null || path.startsWith('/') || path.endsWith('/')) return null;
  return path.split('/').some((part) => part === '' || part === '.' || part === '..') ? null : `/${path}`;
}

export function nameFromPath(path: string, suffix: string): string | null {
  const escaped = escapePath(path);
  const name = `${escaped}${suffix}`;
  return escaped !== null && isUnitName(name) ? name : null;
}

export function nameFromPathInstance(prefix: string, path: string, suffix: string): string | null {
  const escaped = escapePath(path);
  const name = `${prefix}@${escaped}${suffix}`;
  return escaped !== null && isUnitName(name) ? name : null;
}

export function nameToPath(name: string): string | null {
  const prefix = prefixOf(name);
  return prefix === null ? null : unescapePath(prefix);
}

/** What `systemctl` makes of a name as a person types it. Globs may stay globs where the verb takes them. */
export function mangledName(typed: string, suffix: string, globs = false): string | null {
  if (typed === '') return null;
  if (isUnitName(typed)) return typed;
  const isGlob = /[*?[]/.test(typed);
  if (globs && isGlob && /^[A-Za-z0-9:_.\\@\-[\]!*?]*$/.test(typed)) return typed;
  if (typed.startsWith('/')) {
    const fromPath = nameFromPath(typed, /^\/(dev|sys)\//.test(tidied(typed)) ? '.device' : '.mount');
    if (fromPath !== null) return fromPath;
  }
  const allowed = globs ? /[A-Za-z0-9:_.\\@\-[\]!*?]/ : /[A-Za-z0-9:_.\\@-]/;
  const escaped = escapedBytes(typed, (c) => !allowed.test(c));
  const whole = unitType(escaped) === null && !(globs && isGlob) ? escaped + suffix : escaped;
  return globs || isUnitName(whole) ? whole : null;
}

function escapedBytes(text: string, mustEscape: (c: string, first: boolean) => boolean): string {
  return [...bytesOf(text)]
    .map((byte, index) => {
      const c = byteAsText(byte);
      if (c === '/') return '-';
      return mustEscape(c, index === 0) ? `\\x${byte.toString(16).padStart(2, '0')}` : c;
    })
    .join('');
}

function byteAsText(byte: number): string {
  return String.fromCharCode(byte < 0x80 ? byte : 0xdc00 + byte);
}

function tidied(path: string): string {
  return `/${path
    .split('/')
    .filter((part) => part !== '' && part !== '.')
    .join('/')}`;
}
