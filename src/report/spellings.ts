// A text → every way in which a unit, a plist or a wrapper may hold it. Pure. Asks the very functions that write those files,
// so that a change there is a change here.
import { environmentAssignment, environmentFilePath, isUnicodeText } from '../systemd/quote.ts';
import { shellQuote } from '../wrapper/shell-text.ts';

/** [before, hidden, after], the middle one written otherwise each time; only that one may hold odd characters. */
export function spellings(before: string, hidden: string, after: string): string[][] {
  const seen = new Set<string>();
  return SPELL.map((spell) => [before, spell(hidden), after]).filter(([, one]) => {
    const isNew = one !== undefined && one !== '' && !seen.has(one);
    if (isNew) seen.add(one);
    return isNew;
  });
}

const SPELL: readonly ((text: string) => string)[] = [
  (text) => text,
  (text) => text.replaceAll('%', '%%'),
  (text) => inUnit(text, "'"),
  (text) => inUnit(text, '"'),
  (text) => inUnit(text.replaceAll('$', '$$$$'), "'"),
  (text) => inUnit(text.replaceAll('$', '$$$$'), '"'),
  (text) => text.replaceAll('%', '%%').replaceAll('$', '$$$$'),
  (text) =>
    /[\\*?[%]/.test(text) && !/[\n\r]/.test(text) && isText(text) ? environmentFilePath(`/x${text}`).slice(2) : text,
  (text) => (text.includes("'") && isText(text) ? shellQuote(` ${text}`).slice(2, -1) : text),
  (text) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('\r', '&#xD;'),
  (text) => text.replace(/-(?=-)/g, '- '),
];

const isText = (text: string): boolean => isUnicodeText(text) && !text.includes('\0');

/** A quote in front decides which of the two kinds the whole word is written in. */
function inUnit(text: string, quote: '"' | "'"): string {
  if (!isText(text) || (quote === '"' && text.includes("'"))) return text;
  return environmentAssignment('X', quote + text).slice(4, -1);
}
