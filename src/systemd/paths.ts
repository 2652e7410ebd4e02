// WorkingDirectory=, EnvironmentFile=, StandardOutput= and their kin → the paths they mean, as systemd reads them: raw,
// with specifiers, and tidied. Whether anything is there is not looked at. null stands for a value that is refused.

import { byteLength } from './bytes.ts';
import { isUnicodeText } from './quote.ts';

type Expand = (text: string) => string | null;

/** A path directive's value: absolute, without `..`; doubled slashes, `.` and a slash at the end are dropped. */
export function readPath(value: string, expand: Expand): string | null {
  const path = expand(value);
  if (path === null || !path.startsWith('/') || !isUnicodeText(path)) return null;
  const parts = path.split('/').filter((part) => part !== '' && part !== '.');
  const tidy = `/${parts.join('/')}`;
  if (parts.some((part) => part === '..' || byteLength(part) > 255) || byteLength(tidy) > 4095) return null;
  return tidy;
}

export interface WorkingDirectory {
  /** `~`: the home of whoever runs it. */
  readonly path: string;
  /** A missing folder is no fault. */
  readonly optional: boolean;
}

/** null: the unit does not load, unless the value began with a `-`: then it is ignored. */
export function readWorkingDirectory(value: string, expand: Expand): WorkingDirectory | null {
  const optional = value.startsWith('-');
  const rest = optional ? value.slice(1) : value;
  const path = rest === '~' ? '~' : readPath(rest, expand);
  return path === null ? null : { path, optional };
}

export interface EnvironmentFile {
  /** With globs, and backslashes before what is none. */
  readonly pattern: string;
  readonly optional: boolean;
}

export function readEnvironmentFile(value: string, expand: Expand): EnvironmentFile | null {
  const expanded = expand(value);
  if (expanded === null) return null;
  const optional = expanded.startsWith('-');
  const pattern = readPath(optional ? expanded.slice(1) : expanded, (text) => text);
  return pattern === null ? null : { pattern, optional };
}

/** The one path that a pattern matches; null where it may match several. */
export function literalOf(pattern: string): string | null {
  // Escapes, and sets of one character, say what they say; any other glob character may mean several.
  const literal = pattern.replace(
    /\\([^])|\[([^\]!^\\])\]/gu,
    (_, escaped?: string, only?: string) => `\0${escaped ?? only ?? ''}`,
  );
  return /(?<!\0)[*?[]/.test(literal) ? null : literal.replaceAll('\0', '');
}

export type Output =
  | { readonly kind: 'append' | 'file' | 'truncate'; readonly path: string }
  | { readonly kind: 'word'; readonly word: string };

/** StandardOutput= and StandardError=. null: ignored, and what was assigned before stays. */
export function readOutput(value: string, expand: Expand): Output | null {
  const match = /^(append|file|truncate):(.*)$/s.exec(value);
  if (!match) return { kind: 'word', word: value };
  const path = readPath(match[2] ?? '', expand);
  const kind = match[1] === 'append' ? 'append' : match[1] === 'file' ? 'file' : 'truncate';
  return path === null ? null : { kind, path };
}
