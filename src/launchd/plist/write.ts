// A value that was read → the text of a plist that says the same, in the layout of text.ts, byte for byte where both can
// write it. The plist package cannot: it writes the real 1.0 as an integer and sorts keys that look like numbers.

import { isDict, isList, type PlistDict, type PlistValue } from './value.ts';

const HEAD = `<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE plist PUBLIC "-//Apple//DTD PLIST 1.0//EN" "http://www.apple.com/DTDs/PropertyList-1.0.dtd">
<plist version="1.0">
`;

export const writePlist = (value: PlistValue): string => `${HEAD}${lines(value, '').join('\n')}\n</plist>\n`;

function lines(value: PlistValue, indent: string): string[] {
  const inner = (one: PlistValue): string[] => lines(one, `${indent}\t`);
  if (isList(value)) return block('array', value.flatMap(inner), indent);
  if (!isDict(value)) return [`${indent}${leaf(value)}`];
  const entries = [...value].flatMap(([key, one]) => [`${indent}\t${element('key', key)}`, ...inner(one)]);
  return block('dict', entries, indent);
}

const block = (name: string, inside: readonly string[], indent: string): string[] =>
  inside.length === 0 ? [`${indent}<${name}/>`] : [`${indent}<${name}>`, ...inside, `${indent}</${name}>`];

function leaf(value: Exclude<PlistValue, readonly PlistValue[] | PlistDict>): string {
  if (typeof value === 'string') return element('string', value);
  if (typeof value === 'boolean') return `<${value}/>`;
  if (typeof value === 'bigint') return element('integer', String(value));
  if (typeof value === 'number') return element('real', realText(value));
  if ('date' in value) return element('date', value.date);
  return element('data', value.base64);
}

/** As CoreFoundation spells those that have no digits. */
function realText(value: number): string {
  if (Number.isNaN(value)) return 'nan';
  if (!Number.isFinite(value)) return value > 0 ? '+infinity' : '-infinity';
  return Object.is(value, -0) ? '-0' : String(value);
}

const element = (name: string, text: string): string =>
  text === '' ? `<${name}/>` : `<${name}>${escaped(text)}</${name}>`;

const ESCAPES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '\r': '&#xD;' };

/** A carriage return as such would be read back as a line feed. */
const escaped = (text: string): string => text.replace(/[&<>\r]/g, (char) => ESCAPES[char] ?? char);
