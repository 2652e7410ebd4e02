// The values of one directive → one spelling of what they say, so that quotes, units of time and the order of assignments
// make no difference. Where that is not certain the text stays as it stands. Resolves no specifiers: a change is a change.

import { directiveKind } from './directive-kinds.ts';
import { cleanEnvironment, readEnvironment } from './environment.ts';
import { readLimit } from './limits.ts';
import { readTimeSpan } from './timespan.ts';
import { allWords } from './words.ts';

export function canonical(section: string, key: string, values: readonly string[]): readonly string[] {
  if (key === 'Environment') return environment(values);
  if (section === 'Timer' && key.startsWith('On')) return values.map((value) => span(key, value)).toSorted();
  return values.map((value) => one(section, key, value));
}

function one(section: string, key: string, value: string): string {
  if (/^Exec[A-Z]/.test(key) && key !== 'ExecPaths' && key !== 'ExecSearchPath') return command(value);
  if (key.startsWith('Limit')) {
    const limit = readLimit(key, value);
    return limit ? `${limit.soft}:${limit.hard}` : value;
  }
  return directiveKind(section, key) === 'kept' ? truth(span(key, value)) : span(key, value);
}

/** Words, however they are quoted. A bare semicolon ends a command and a quoted one does not: then the text counts. */
function command(value: string): string {
  if (/;|^["'][-@:+!|]/.test(value)) return value;
  const words = allWords(value, { unquote: true, cunescape: true });
  return words === null ? value : JSON.stringify(words);
}

/** Of two with one name the later counts, and between different names there is no order. */
function environment(values: readonly string[]): readonly string[] {
  const read = values.map((value) => readEnvironment(value, (word) => word));
  if (read.some(({ dropped, reset }) => dropped.length > 0 || reset)) return values;
  const assigned = read.flatMap(({ assignments }) => assignments.map(({ name, value }) => `${name}=${value}`));
  return cleanEnvironment(assigned).toSorted();
}

function span(key: string, value: string): string {
  const microseconds = key.endsWith('Sec') ? readTimeSpan(value) : null;
  return microseconds === null ? value : `${microseconds}us`;
}

const truth = (value: string): string =>
  /^(?:yes|y|true|t|on)$/i.test(value) ? 'yes' : /^(?:no|n|false|f|off)$/i.test(value) ? 'no' : value;
