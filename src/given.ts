// What a flag or config.ini gives for a path, a user or a host → the clean value, or what would be right. Pure; knows no home.
import { posix } from 'node:path';
import { badCharacter } from './manifest/characters.ts';

/** A value that is wrong is answered by what would be right. */
export type Reading<T> = { readonly value: T } | { readonly wanted: string };

/** Absolute; without `//`, `.` and a slash at the end. `..` is not guessed at: beyond a symlink it leads elsewhere. */
export function readFolder(text: string): Reading<string> {
  if (!text.startsWith('/')) return { wanted: 'an absolute path' };
  if (!isOneLine(text)) return { wanted: 'a path without control characters' };
  if (text.split('/').includes('..')) return { wanted: 'a path without `..`' };
  return { value: cleanPath(text) };
}

/** Of an absolute path: no `//`, no `.`, no `..`, no slash at the end. */
export function cleanPath(path: string): string {
  const clean = posix.normalize(path).replace(/^\/\/+/, '/');
  return clean.length > 1 && clean.endsWith('/') ? clean.slice(0, -1) : clean;
}

/** As useradd and macOS both take it, and as `boot.user` does: it becomes part of paths and of directives. */
export function readUser(text: string): Reading<string> {
  return /^[A-Za-z_][A-Za-z0-9_.-]{0,63}\$?$/.test(text)
    ? { value: text }
    : { wanted: 'a user name (letters, digits, `_`, `.` and `-`)' };
}

/** To the first dot, lowercased: as the machine's own name is read. */
export function readHost(text: string): Reading<string> {
  return text.length <= 253 && /^[A-Za-z0-9][A-Za-z0-9_-]*(\.[A-Za-z0-9_-]+)*$/.test(text)
    ? { value: text.toLowerCase().replace(/\..*$/, '') }
    : { wanted: 'a host name' };
}

/** Whether no character of it could end a line or steer a terminal. */
export const isOneLine = (text: string): boolean => !/[\t\n]/.test(text) && badCharacter(text) === null;
