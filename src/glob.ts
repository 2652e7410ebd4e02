// Shell globs, for one name at a time: `*`, `?` and `[…]`. Pure; whoever lists folders calls it per component.

export const hasGlob = (text: string): boolean => /[*?[]/.test(text);

/** Like a shell's: a leading dot is matched only by a dot, and a `[` that is never closed is a bracket. */
export function globMatches(pattern: string, name: string): boolean {
  if (name.startsWith('.') && !pattern.startsWith('.')) return false;
  return new RegExp(`^${translate(pattern)}$`, 'su').test(name);
}

function translate(pattern: string): string {
  let out = '';
  for (let i = 0; i < pattern.length; i++) {
    const c = pattern[i] ?? '';
    if (c === '*') {
      while (pattern[i + 1] === '*') i++;
      out += '[^/]*';
    } else if (c === '?') out += '[^/]';
    else if (c === '[') {
      const set = /^\[([!^]?)(\]?[^\]]*)\]/.exec(pattern.slice(i));
      if (!set || badRange(set[2] ?? '')) out += '\\[';
      else {
        out += `[${set[1] ? '^' : ''}${(set[2] ?? '').replace(/[\\\]^[]/g, '\\$&')}]`;
        i += set[0].length - 1;
      }
    } else if (c === '\\' && i + 1 < pattern.length) out += literal(pattern[++i] ?? '');
    else out += literal(c);
  }
  return out;
}

const literal = (c: string): string => c.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&');

/** `[z-a]` is no range; a pattern with one matches itself only. */
const badRange = (set: string): boolean =>
  [...set.matchAll(/(.)-(.)/gsu)].some(([, from, to]) => (from ?? '') > (to ?? ''));
