// The raw overrides, `systemd:` and `launchd:` → what goes into the unit or plist as it stands. Refuses the few
// things that would change whose process it is or which, and whatever could end a line early.

import type { RawValue } from '../model.ts';
import { type Reading, say, text } from './reading.ts';
import { isNull, type MapEntry, type Node, type Span } from './tree.ts';

const OURS: ReadonlyMap<string, string> = new Map([
  ['ExecStart', 'write `command` or `shell`'],
  ['Type', 'write `type`'],
  ['User', 'write `boot: {user: …, as: system}`'],
]);

type RawUnit = Record<string, Record<string, readonly string[] | null>>;

export function rawSystemd(r: Reading, node: Node | undefined): Readonly<RawUnit> {
  const out: RawUnit = {};
  for (const [section, { value: keys }] of entries(node)) {
    const lines: Record<string, readonly string[] | null> = {};
    for (const [key, { key: at, value }] of entries(keys)) {
      const ours = section === 'Service' ? OURS.get(key) : undefined;
      if (ours) say(r, 'error', at, 'not-raw', `\`${key}=\` is daemonsync's own`, ours);
      else
        lines[key] = isNull(value)
          ? null
          : (value.kind === 'list' ? value.items : [value]).map((one) => rawText(r, one));
    }
    if (Object.keys(lines).length > 0) out[section] = lines;
  }
  return out;
}

function rawText(r: Reading, node: Node): string {
  const value = text(node) ?? '';
  if (value.includes('\n'))
    say(r, 'error', node, 'character', 'a newline would begin a second directive', 'write a list to repeat the key');
  if (value.endsWith('\\')) say(r, 'error', node, 'character', 'a backslash at the end would swallow the next line');
  return value;
}

const LAUNCHD_OURS: ReadonlyMap<string, string> = new Map([
  ['Label', 'it is <label_prefix>.<name>: write `label_prefix`'],
  ['UserName', 'write `boot: {user: …}`'],
  ['Program', 'write `command` or `shell`'],
  ['ProgramArguments', 'write `command` or `shell`'],
]);

export function rawLaunchd(r: Reading, node: Node | undefined): Readonly<Record<string, RawValue | null>> {
  const out: [string, RawValue | null][] = [];
  for (const [key, { key: at, value }] of entries(node)) {
    const ours = key.startsWith('Program') ? LAUNCHD_OURS.get('Program') : LAUNCHD_OURS.get(key);
    if (ours) say(r, 'error', at, 'not-raw', `\`${key}\` is daemonsync's own`, ours);
    else if (key === '') emptyKey(r, at);
    else out.push([key, isNull(value) ? null : rawValue(r, value)]);
  }
  return Object.fromEntries(out);
}

function rawValue(r: Reading, node: Node): RawValue {
  switch (node.kind) {
    case 'list':
      return node.items.map((item) => rawValue(r, item));
    case 'map':
      for (const [key, { key: at }] of node.entries) if (key === '') emptyKey(r, at);
      return Object.fromEntries([...node.entries].map(([key, entry]) => [key, rawValue(r, entry.value)]));
    case 'scalar':
      if (node.value === null)
        say(r, 'error', node, 'null', 'a plist has no null', 'only a whole key can be taken away');
      else if (typeof node.value === 'number' && Number.isInteger(node.value) && !Number.isSafeInteger(node.value)) {
        say(r, 'error', node, 'number', `${node.text} is too large to be kept exactly`);
      }
      return node.value ?? '';
  }
}

const emptyKey = (r: Reading, at: Span): void => say(r, 'error', at, 'key', 'no reader of plists takes an empty key');

const entries = (node: Node | undefined): Iterable<readonly [string, MapEntry]> =>
  node?.kind === 'map' ? node.entries : [];
