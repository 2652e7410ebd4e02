// What starts a job, as `launchctl print` writes it: calendars, watched paths, kept paths, sockets (L54–L56; captures 035, 038,
// 046, 062, 094, 095). Reads the definition, changes nothing.

import { dictOf, listOf, spelled } from './definition.ts';
import type { Domain, PlistDict, PlistValue, Service } from './state.ts';

interface Trigger {
  readonly name: string;
  readonly keepalive: 0 | 1;
  readonly stream: string;
  readonly descriptor: readonly string[];
}

export function triggersOf(service: Service, domain: Domain): string {
  const triggers = [...calendars(service), ...paths(service)];
  if (triggers.length === 0) return '';
  const monitor = domain.kind === 'gui' ? 'com.apple.UserEventAgent-Aqua' : 'com.apple.UserEventAgent-System';
  const lines = triggers.flatMap(({ name, keepalive, stream, descriptor }) => [
    `${name} => {`,
    `\tkeepalive = ${keepalive}`,
    `\tservice = ${service.label}`,
    `\tstream = ${stream}`,
    `\tmonitor = ${monitor}`,
    '\tdescriptor = {',
    ...descriptor.map((one) => `\t\t${one}`),
    '\t}',
    '}',
  ]);
  const port = service.coalition === null ? '0x0' : `0x${(service.coalition * 256 + 3).toString(16)}`;
  const channels = [...new Set(triggers.map(({ stream }) => stream))].flatMap((stream) => [
    `"${stream}" = {`,
    ...[`port = ${port}`, 'active = 0', 'managed = 1', 'reset = 0', 'hide = 0', 'watching = 1'].map(
      (one) => `\t${one}`,
    ),
    '}',
  ]);
  return section('event triggers', lines) + section('event channels', channels);
}

const section = (title: string, lines: readonly string[]): string =>
  `\t${title} = {\n${lines.map((one) => `\t\t${one}\n`).join('')}\t}\n\n`;

/** The order of the captures, whatever that of the plist. Of Day and Month beside the others there is no capture. */
const KEYS = ['Minute', 'Second', 'Hour', 'Weekday', 'Day', 'Month'];

/** Not in the plist's order: in both captures of several (094, 095) as if by the number with its last bit turned. */
function calendars({ label, triggers }: Service): readonly Trigger[] {
  return triggers
    .toSorted((a, b) => (a.id ^ 1) - (b.id ^ 1))
    .map(({ id, when }) => ({
      name: `${label}.${id}`,
      keepalive: 0,
      stream: 'com.apple.launchd.calendarinterval',
      descriptor: KEYS.filter((key) => when[key] !== undefined).map((key) => `"${key}" => ${spelled(when[key])}`),
    }));
}

function paths({ definition }: Service): readonly Trigger[] {
  const watched = (['WatchPaths', 'QueueDirectories'] as const).flatMap((key): Trigger[] => {
    const list = listOf(definition[key]);
    if (list.length === 0) return [];
    const descriptor = [`"${key}" => [`, ...list.map((path, index) => `\t${index} = "${path}"`), ']'];
    return [{ name: `com.apple.launchd.${key}`, keepalive: 0, stream: 'com.apple.fsevents.matching', descriptor }];
  });
  // An event trigger with keepalive = 1 (L50); what its descriptor looks like is in no capture at hand.
  const kept = Object.entries(dictOf(dictOf(definition['KeepAlive'])['PathState']));
  if (kept.length === 0) return watched;
  const descriptor = ['"PathState" => {', ...kept.map(([path, there]) => `\t"${path}" => ${spelled(there)}`), '}'];
  return [
    ...watched,
    { name: 'com.apple.launchd.PathState', keepalive: 1, stream: 'com.apple.fsevents.matching', descriptor },
  ];
}

/** Capture 035; a path's line is by analogy. */
export function socketsBlock({ definition }: Service): string {
  const sockets = Object.entries(dictOf(definition['Sockets']));
  if (sockets.length === 0) return '';
  const lines = sockets.flatMap(([name, value], index) => {
    const one = dictOf(Array.isArray(value) ? (value as readonly PlistValue[])[0] : value);
    return [
      `"${name}" = {`,
      `\ttype = ${spelled(one['SockType'] ?? 'stream')}`,
      ...told(one, 'SockNodeName', 'node name'),
      ...told(one, 'SockServiceName', 'service name'),
      ...told(one, 'SockPathName', 'path'),
      '',
      '\tsockets = {',
      `\t\t${11 + index} (no bytes to read)`,
      '\t}',
      '',
      '\tactive = 0',
      '\tpassive = 1',
      '\tbonjour = 0',
      '\tipv4v6 = 0',
      '\treceive_packet_info = 0',
      '}',
    ];
  });
  return `\tsockets = {\n${lines.map((one) => (one === '' ? '\n' : `\t\t${one}\n`)).join('')}\t}\n\n`;
}

const told = (one: PlistDict, key: string, name: string): readonly string[] =>
  one[key] === undefined ? [] : [`\t${name} = ${spelled(one[key])}`];
