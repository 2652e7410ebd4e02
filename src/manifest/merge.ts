// One way to write each field (shorthands opened), and one map over another: defaults, a daemon, its overrides.
// Maps merge by key, lists and scalars replace, null unsets. Works on trees, so every value keeps its place.

import { isNull, listAt, mapAt, type MapEntry, type MapNode, type Node, type ScalarNode } from './tree.ts';

/** Of these keys a map holds one: a later one pushes an earlier one out. Keyed by the path of the map, `*` for any name. */
const EXCLUSIVE: ReadonlyMap<string, readonly string[]> = new Map([
  ['', ['command', 'shell']],
  ['launcher', ['uv', 'venv', 'node', 'mise', 'nix', 'direnv']],
  ['health', ['command', 'http', 'tcp']],
  ['sockets.*', ['tcp', 'unix']],
]);
/** Here null is a value of its own: it takes away what daemonsync would have written. */
const RAW = new Set(['systemd', 'launchd']);

export function overlay(base: MapNode, over: MapNode, path = '', raw = false): MapNode {
  const entries = new Map<string, MapEntry>(base.entries);
  const exclusive = EXCLUSIVE.get(path) ?? EXCLUSIVE.get(path.replace(/\.[^.]*$/, '.*')) ?? [];
  if (exclusive.some((key) => over.entries.has(key) && !isNull(over.entries.get(key)?.value))) {
    for (const key of exclusive) entries.delete(key);
  }
  for (const [key, entry] of over.entries) {
    const inRaw = raw || (path === '' && RAW.has(key));
    const before = entries.get(key)?.value;
    if (isNull(entry.value) && !raw) entries.delete(key);
    else if (entry.value.kind === 'map') {
      // Over nothing, too: what is null inside is dropped the same way.
      const under = before?.kind === 'map' ? before : mapAt(entry.value, []);
      entries.set(key, {
        key: entry.key,
        value: overlay(under, entry.value, path === '' ? key : `${path}.${key}`, inRaw),
      });
    } else entries.set(key, entry);
  }
  return { ...over, entries };
}

/** Opens the shorthands of one daemon-like map, and of its `linux` and `macos`. */
export function openShorthands(node: MapNode): MapNode {
  return mapAt(
    node,
    [...node.entries].map(([key, entry]) => [
      key,
      { key: entry.key, value: isNull(entry.value) ? entry.value : open(key, entry.value) },
    ]),
  );
}

function open(field: string, value: Node): Node {
  switch (field) {
    case 'restart':
      return value.kind === 'scalar' ? wrap(value, 'policy') : value;
    case 'logs':
      return value.kind === 'scalar' && value.value === 'files' ? mapAt(value, []) : value;
    case 'launcher':
      return value.kind === 'map' ? openLauncher(value) : value;
    case 'env_file':
      return listAt(
        value,
        many(value).map((one) => (one.kind === 'scalar' ? wrap(one, 'path') : one)),
      );
    case 'schedule':
      return listAt(
        value,
        many(value).map((one) => (one.kind === 'scalar' ? wrap(one, 'cron') : one)),
      );
    case 'watch_paths':
    case 'restart_on':
    case 'reload_on':
      return listAt(value, many(value));
    case 'linux':
    case 'macos':
      return value.kind === 'map' ? openShorthands(value) : value;
    default:
      return value;
  }
}

function openLauncher(value: MapNode): MapNode {
  const uv = value.entries.get('uv');
  if (uv?.value.kind !== 'scalar' || isNull(uv.value)) return value;
  return mapAt(value, [['uv', { key: uv.key, value: wrap(uv.value, 'dir') }]]);
}

const many = (value: Node): readonly Node[] => (value.kind === 'list' ? value.items : [value]);

const wrap = (value: ScalarNode, key: string): MapNode => mapAt(value, [[key, { key: value, value }]]);

export interface Effective {
  /** Every field that holds here, inherited ones too. */
  readonly merged: MapNode;
  /** Only what was written for this very daemon: an inherited default that does not fit is ignored, not an error. */
  readonly own: MapNode;
}

/** A whole daemon on one OS: defaults (with their overrides for it) under the daemon (with its own). */
export function effective(defaults: MapNode | null, daemon: MapNode, os: 'linux' | 'macos'): Effective {
  const nothing = mapAt(daemon, []);
  const base = defaults ? layered(nothing, openShorthands(defaults), os) : nothing;
  const opened = openShorthands(daemon);
  return { merged: layered(base, opened, os), own: layered(nothing, opened, os) };
}

function layered(base: MapNode, node: MapNode, os: 'linux' | 'macos'): MapNode {
  const plain = mapAt(
    node,
    [...node.entries].filter(([key]) => key !== 'linux' && key !== 'macos'),
  );
  const override = node.entries.get(os)?.value;
  const merged = overlay(base, plain);
  return override?.kind === 'map'
    ? { ...overlay(merged, override), start: node.start, end: node.end, source: node.source }
    : merged;
}
