// The text of the machine's own config.ini → Settings, and Problems with their lines. Pure; reads no file and knows no home.
//
// Flat `key = value` lines and nothing else. The `ini` package reads each line by itself: as a whole it would merge what
// stands twice and forget where everything stood.
import * as ini from 'ini';
import { cleanPath, isOneLine, type Reading, readHost } from './given.ts';
import type { Place, Problem } from './model.ts';
import { nearest } from './nearest.ts';

/** null: not said there. */
export interface Settings {
  readonly file: string | null;
  readonly host: string | null;
  readonly configDir: string | null;
  readonly stateDir: string | null;
  readonly dataDir: string | null;
  readonly cacheDir: string | null;
  readonly color: 'auto' | 'always' | 'never' | null;
  readonly confirm: boolean | null;
  readonly sudo: 'ask' | 'never' | 'no-prompt' | null;
  readonly labelPrefix: string | null;
}

const readers: { readonly [Name in keyof Settings]-?: (text: string) => Reading<NonNullable<Settings[Name]>> } = {
  file: path,
  host: readHost,
  configDir: path,
  stateDir: path,
  dataDir: path,
  cacheDir: path,
  color: (text) => oneOf(text, ['auto', 'always', 'never']),
  confirm: (text) => {
    if (/^(true|yes|on)$/i.test(text)) return { value: true };
    return /^(false|no|off)$/i.test(text) ? { value: false } : { wanted: 'true or false' };
  },
  sudo: (text) => oneOf(text, ['ask', 'never', 'no-prompt']),
  labelPrefix: (text) =>
    /^[A-Za-z0-9][A-Za-z0-9-]*(\.[A-Za-z0-9-]+)*$/.test(text) && text.length <= 128
      ? { value: text }
      : { wanted: 'letters, digits and dashes between dots, such as `com.example`' },
};

const names = Object.keys(readers) as (keyof Settings)[];
const keyOf = (name: string) => name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);

export function parseSettings(text: string, file: string): { settings: Settings; problems: readonly Problem[] } {
  const problems: Problem[] = [];
  const found: Partial<Record<keyof Settings, unknown>> = {};
  const first = new Map<keyof Settings, Place>();

  for (const [index, raw] of text
    .replace(/^\ufeff/, '')
    .split(/\r?\n/)
    .entries()) {
    const line = raw.trim();
    if (line === '' || line.startsWith(';') || line.startsWith('#')) continue;
    const place = (part: string, from = 0): Place => ({
      file,
      line: index + 1,
      column: (part === '' ? raw.length : raw.indexOf(part, from)) + 1,
      length: part.length,
    });
    const report = (
      severity: Problem['severity'],
      code: string,
      message: string,
      at: Place,
      more: Partial<Problem> = {},
    ) => problems.push({ severity, code, message, at, ...more });

    if (line.startsWith('[')) {
      report('error', 'settings-section', 'config.ini has no sections', place(line), {
        hint: 'write the settings one per line, without a header',
      });
      continue;
    }
    const [key = line, value] = readLine(line);
    const name = names.find((known) => keyOf(known) === key);
    if (name === undefined) {
      const meant = nearest(key, names.map(keyOf));
      report('warning', 'unknown-setting', `unknown setting \`${key}\``, place(key), {
        hint: meant ? `did you mean \`${meant}\`?` : `the settings are ${names.map(keyOf).join(', ')}`,
      });
      continue;
    }
    const before = first.get(name);
    if (before) {
      report('warning', 'duplicate-setting', `\`${key}\` stands twice; this one counts`, place(key), {
        related: [{ at: before, message: 'first set here' }],
      });
    }
    first.set(name, place(key));
    const reading = value === null || value === '' ? { wanted: 'a value' } : readers[name](value);
    if ('value' in reading) found[name] = reading.value;
    else
      report(
        'error',
        'wrong-setting',
        `\`${key}\` takes ${reading.wanted}${value ? `, not \`${value}\`` : ''}`,
        place(afterEquals(line), raw.indexOf('=') + 1),
      );
  }
  const settings = Object.fromEntries(names.map((name) => [name, found[name] ?? null])) as unknown as Settings;
  return { settings, problems };
}

/** Paths that begin at home, made absolute, and all of them clean: the second step, where home is known. */
export function atHome(settings: Settings, home: string): Settings {
  const absolute = (text: string | null) => (text === null ? null : cleanPath(text.replace(/^~(?=$|\/)/, () => home)));
  return {
    ...settings,
    file: absolute(settings.file),
    configDir: absolute(settings.configDir),
    stateDir: absolute(settings.stateDir),
    dataDir: absolute(settings.dataDir),
    cacheDir: absolute(settings.cacheDir),
  };
}

/** One line through `ini`: its quotes and trailing comments. A value of null: there was no `=`. */
function readLine(line: string): [string | undefined, string | null] {
  const equals = line.indexOf('=');
  if (equals < 0) return [line, null];
  // Under a key of our own, because ini gives some keys a meaning (`a[]`, `__proto__`).
  const { value } = ini.parse(`value=${line.slice(equals + 1)}`);
  return [line.slice(0, equals).trim(), String(value ?? '')];
}

function afterEquals(line: string): string {
  return line.includes('=') ? line.slice(line.indexOf('=') + 1).trim() : line;
}

function path(text: string): Reading<string> {
  if (!/^(\/|~$|~\/)/.test(text)) return { wanted: 'an absolute path, or one that begins with `~/`' };
  if (!isOneLine(text)) return { wanted: 'a path without control characters' };
  // `state_dir = /` would spread our files over the whole machine.
  return text.startsWith('/') && cleanPath(text) === '/' ? { wanted: 'a path below the root folder' } : { value: text };
}

function oneOf<const T extends string>(text: string, choices: readonly T[]): Reading<T> {
  const value = choices.find((choice) => choice === text);
  return value === undefined ? { wanted: `one of ${choices.join(', ')}` } : { value };
}
