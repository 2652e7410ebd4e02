// A file → a copy of it elsewhere, for its owner alone: what a person wrote is never lost, not even in a strange encoding.
// What is not there needs no copy. Gives null, or the system's code.

import { posix } from 'node:path';
import type { Hands } from '../host.ts';

/** Nothing that systemd or launchd reads is larger. */
const LIMIT = 64 * 1024 * 1024;

export async function keepCopy(hands: Hands, from: string, to: string): Promise<string | null> {
  const file = await hands.read(from, LIMIT);
  if ('error' in file) return file.error === 'ENOENT' ? null : file.error;
  const folder = await hands.makeFolder(posix.dirname(to), 0o700);
  if (folder !== null) return folder;
  const text = asText(file.bytes);
  if (text !== null) return hands.write({ path: to, mode: 0o600, text });
  // Bytes that are no text go from file to file, untouched.
  const ran = await hands.run(['cp', '--', from, to]);
  return ran.code === 0 ? hands.chmod(to, 0o600) : 'EIO';
}

function asText(bytes: Uint8Array): string | null {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return null;
  }
}
