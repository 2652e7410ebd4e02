// What a started program really got: a file that `dump` (beside this) wrote goes in, argv, environment, folder and umask come out.
// Decodes strictly and keeps nothing back: bytes that are no UTF-8, or a name that is there twice, throw.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

export interface Dump {
  /** The arguments after `dump`'s own first one, the output file. */
  readonly args: readonly string[];
  readonly env: ReadonlyMap<string, string>;
  readonly cwd: string;
  /** Four octal digits. */
  readonly umask: string;
}

/** The program that a unit starts: `DUMP OUTPUT ARG…`. */
export const DUMP = join(process.env['DAEMONSYNC_ROOT'] ?? process.cwd(), 'test/real/support/dump');

export function readDump(path: string): Dump {
  const bytes = readFileSync(path);
  let at = 0;
  const next = (): Buffer => {
    const newline = bytes.indexOf('\n', at);
    const length = Number(bytes.toString('latin1', at, newline));
    const from = newline + 1;
    if (newline < 0 || !Number.isInteger(length) || from + length > bytes.length) throw new Error(`${path}: cut short`);
    at = from + length;
    return bytes.subarray(from, at);
  };
  const argv = strings(next());
  const env = new Map<string, string>();
  for (const assignment of strings(next())) {
    const equals = assignment.indexOf('=');
    const name = assignment.slice(0, equals);
    if (equals < 0 || env.has(name)) throw new Error(`${path}: a strange environment: ${JSON.stringify(assignment)}`);
    env.set(name, assignment.slice(equals + 1));
  }
  const [cwd, umask] = [decode(next()), decode(next())];
  return { args: argv.slice(3), env, cwd, umask }; // before them: perl, dump, the output file
}

/** NUL-terminated strings: an empty one counts. */
function strings(bytes: Buffer): string[] {
  return bytes.length === 0 ? [] : decode(bytes).slice(0, -1).split('\0');
}

function decode(bytes: Buffer): string {
  return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
}
