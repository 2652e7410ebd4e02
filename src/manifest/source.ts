// The bytes of a manifest file → its text, or the one Problem why it is none. Offsets → places.
// Must not read anything: bytes come in from outside.

import type { Place, Problem } from '../model.ts';

export interface Source {
  /** As it is shown to people: the path. */
  readonly name: string;
  /** The real folder it stands in: relative paths are taken from here. null: standard input. */
  readonly dir: string | null;
  readonly text: string;
  /** Offset of the first character of each line. */
  readonly lines: readonly number[];
}

/** Some thirty thousand daemons. */
export const MAX_BYTES = 4 * 1024 * 1024;

export function sourceOf(name: string, dir: string | null, text: string): Source {
  const lines = [0];
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) lines.push(at + 1);
  return { name, dir, text, lines };
}

export function decodeSource(name: string, dir: string | null, bytes: Uint8Array): Source | Problem {
  if (bytes.length > MAX_BYTES) {
    const size = Math.ceil(bytes.length / 1024 / 1024);
    return refuse(name, 'too-large', `${name} has ${size} MiB; a manifest may have ${MAX_BYTES / 1024 / 1024} MiB`);
  }
  const [first, second] = bytes;
  if ((first === 0xff && second === 0xfe) || (first === 0xfe && second === 0xff)) {
    return refuse(name, 'not-utf8', `${name} is UTF-16; save it as UTF-8`);
  }
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    const good = new TextDecoder('utf-8').decode(bytes);
    const at = Math.max(0, good.indexOf('\uFFFD'));
    return refuse(name, 'not-utf8', `${name} is not UTF-8 text`, placeAt(sourceOf(name, dir, good), at, at + 1));
  }
  const nul = text.indexOf('\0');
  if (nul >= 0) {
    return refuse(
      name,
      'binary',
      `${name} holds a NUL byte: it is not a text file`,
      placeAt(sourceOf(name, dir, text), nul, nul + 1),
    );
  }
  return sourceOf(name, dir, text);
}

export function placeAt(source: Source, start: number, end: number): Place {
  let low = 0;
  let high = source.lines.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((source.lines[middle] ?? 0) <= start) low = middle;
    else high = middle - 1;
  }
  const from = source.lines[low] ?? 0;
  const lineEnd = (source.lines[low + 1] ?? source.text.length + 1) - 1;
  const length = Math.max(1, Math.min(end, lineEnd) - start);
  return { file: source.name, line: low + 1, column: start - from + 1, length };
}

function refuse(file: string, code: string, message: string, at?: Place): Problem {
  return { severity: 'error', code, message, at: at ?? { file, line: 1, column: 1, length: 1 } };
}
