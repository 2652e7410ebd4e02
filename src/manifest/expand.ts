// `~` and `${NAME}` in one value → the value. The only place where either means anything.
// Everything it knows it was given: never the caller's environment.

import type { Piece } from './words.ts';

export type Variables = Readonly<Record<string, string>>;

export interface Unknown {
  readonly error: string;
  readonly hint: string;
}

/** `path`: ~ at the start. `search-path`: ~ after each colon too. */
export type Tilde = 'start' | 'search-path';

export function expand(text: string, variables: Variables, tilde: Tilde = 'start'): string | Unknown {
  const home = variables['HOME'] ?? '';
  const opened =
    tilde === 'search-path'
      ? text.replace(/(^|:)~(?=\/|:|$)/g, (_, before) => `${before}\${HOME}`)
      : text.replace(/^~(?=\/|$)/, '${HOME}');
  const wrong = findUnknown(opened, variables);
  if (wrong) return wrong;
  return opened.replace(/\$(?:\$|~|\{([^}]*)\})/g, (whole, name) => {
    if (whole === '$$') return '$';
    if (whole === '$~') return '~';
    return name === 'HOME' ? home : (variables[name] ?? '');
  });
}

/** A word of a split command: literal pieces stay as they are, `~` counts only unquoted and first. */
export function expandPieces(pieces: readonly Piece[], variables: Variables): string | Unknown {
  let out = '';
  for (const [index, piece] of pieces.entries()) {
    if (piece.literal) {
      out += piece.text;
      continue;
    }
    // `~` followed by a quoted part ("~"/x) is still a tilde only before an unquoted slash or alone.
    const alone = pieces.length === 1 || piece.text.length > 1;
    const text = index === 0 && !alone ? piece.text.replace(/^~$/, '$~') : piece.text;
    const value = index === 0 ? expand(text, variables) : expand(text.replace(/^~/, '$~'), variables);
    if (typeof value !== 'string') return value;
    out += value;
  }
  return out;
}

function findUnknown(text: string, variables: Variables): Unknown | null {
  for (const match of text.matchAll(/\$(?:\$|~|\{([^}]*)(\}?))/g)) {
    const [whole, name, closed] = match;
    if (name === undefined) continue;
    const known = Object.keys(variables)
      .map((one) => `\${${one}}`)
      .join(' ');
    // What follows may be the rest of a password: nothing is quoted but what could be a name.
    if (!closed) {
      const begun = Object.hasOwn(variables, name) ? whole : '${';
      return { error: `\`${begun}\` is never closed`, hint: 'write `$$` for a dollar sign' };
    }
    if (!Object.hasOwn(variables, name)) {
      const shown = /^[A-Za-z_][A-Za-z0-9_]{0,63}$/.test(name) ? whole : '${…}';
      return { error: `\`${shown}\` is not known here`, hint: `there are ${known}; \`$$\` is a dollar sign` };
    }
  }
  return null;
}
