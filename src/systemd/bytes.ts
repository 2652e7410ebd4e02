// Bytes ⇄ text without loss. A byte that is not part of valid UTF-8 becomes one lone surrogate, U+DC80 to U+DCFF
// (as in Python's "surrogateescape"), and goes back to be that byte. No other encoding is known here.

const STRICT = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

export function textOf(bytes: Uint8Array): string {
  try {
    return STRICT.decode(bytes);
  } catch {
    return decodedOneByOne(bytes);
  }
}

export function bytesOf(text: string): Uint8Array {
  const encoder = new TextEncoder();
  const bytes = new Uint8Array(byteLength(text));
  let filled = 0;
  let from = 0;
  for (const { index } of text.matchAll(/[\udc80-\udcff]/gu)) {
    filled += encoder.encodeInto(text.slice(from, index), bytes.subarray(filled)).written;
    bytes[filled] = text.charCodeAt(index) - 0xdc00;
    filled += 1;
    from = index + 1;
  }
  encoder.encodeInto(text.slice(from), bytes.subarray(filled));
  return bytes;
}

/** How many bytes a text has. */
export function byteLength(text: string): number {
  let bytes = 0;
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (code < 0x80) bytes += 1;
    else if (code < 0x800) bytes += 2;
    else if (code >= 0xd800 && code < 0xdc00 && isLow(text.charCodeAt(at + 1))) {
      bytes += 4;
      at += 1;
    } else bytes += code >= 0xdc80 && code <= 0xdcff ? 1 : 3;
  }
  return bytes;
}

function isLow(code: number): boolean {
  return code >= 0xdc00 && code <= 0xdfff;
}

/** Bytes above 127 that were written one by one, as `\xc3\xa9`, joined to the characters they spell. */
export function rejoined(text: string): string {
  return /[\udc80-\udcff]/u.test(text) ? textOf(bytesOf(text)) : text;
}

function decodedOneByOne(bytes: Uint8Array): string {
  const decode = (from: number, to: number): string => STRICT.decode(bytes.subarray(from, to));
  const parts: string[] = [];
  let at = 0;
  let plainFrom = 0;
  const flush = (): void => {
    if (plainFrom < at) parts.push(decode(plainFrom, at));
  };
  while (at < bytes.length) {
    const length = characterLength(bytes, at);
    if (length > 0) {
      at += length;
      continue;
    }
    flush();
    parts.push(String.fromCharCode(0xdc00 + (bytes[at] ?? 0)));
    at += 1;
    plainFrom = at;
  }
  flush();
  return parts.join('');
}

/** How many bytes the character there has; 0 when what stands there is none. */
function characterLength(bytes: Uint8Array, at: number): number {
  const first = bytes[at] ?? 0;
  if (first < 0x80) return 1;
  const length = first >= 0xf0 ? 4 : first >= 0xe0 ? 3 : first >= 0xc2 ? 2 : 0;
  if (length === 0 || at + length > bytes.length) return 0;
  try {
    STRICT.decode(bytes.subarray(at, at + length));
    return length;
  } catch {
    return 0;
  }
}
