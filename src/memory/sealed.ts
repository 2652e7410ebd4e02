// A value ↔ the JSON document it is kept in, with a digest of it: half a file, a flipped bit or a hand's edit is seen before any
// of it is believed. Still plain JSON for whoever wants to look. Pure; never throws.

import { digestOf } from '../digest.ts';

const opening = (kind: string, version: number, digest: string): string =>
  `{"daemonsync":${JSON.stringify(kind)},"version":${version},"sha256":"${digest}","content":`;

const DIGEST = /^[A-Za-z0-9_-]{43}$/;

export function sealed(kind: string, version: number, content: unknown): string {
  const body = JSON.stringify(content);
  return `${opening(kind, version, digestOf(body))}${body}}\n`;
}

/** null: not a whole one, or of another kind or version. Its shape is still to be looked at. */
export function unsealed(kind: string, version: number, text: string): { readonly content: unknown } | null {
  const before = opening(kind, version, '').length - '","content":'.length;
  const digest = text.slice(before, before + 43);
  const start = opening(kind, version, digest);
  if (!DIGEST.test(digest) || !text.startsWith(start) || !text.endsWith('}\n')) return null;
  const body = text.slice(start.length, -2);
  if (digestOf(body) !== digest) return null;
  try {
    return { content: JSON.parse(body) };
  } catch {
    return null;
  }
}
