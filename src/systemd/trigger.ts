// One Daemon → what starts its service in its stead: .timer, .path and .socket units.

import type { Daemon, Socket } from '../model.ts';
import { onCalendar } from '../schedule/render.ts';
import { plainPath, text, timeSpan } from './quote.ts';
import { given, line, type Making, section, type Unit } from './parts.ts';
import type { UnitAssignment } from './unit-text.ts';

export function timerUnit({ daemon }: Making): Unit[] {
  const { schedule, name } = daemon;
  if (!schedule) return [];
  const lines: UnitAssignment[] = schedule.entries.flatMap((entry) =>
    entry.kind === 'calendar'
      ? entry.rules.map((rule) => line('OnCalendar', onCalendar(rule)))
      : // OnUnitActiveSec alone would never fire the first time.
        [line('OnActiveSec', timeSpan(entry.everyMs)), line('OnUnitActiveSec', timeSpan(entry.everyMs))],
  );
  // systemd's own accuracy is a minute, which nobody who writes 02:30 or 30s means.
  lines.push(line('AccuracySec', '1s'));
  if (schedule.catchUp) lines.push(line('Persistent', 'true'));
  if (schedule.jitterMs > 0) {
    // Fixed, or every daemon-reload would roll the dice again and could put the run off.
    lines.push(line('RandomizedDelaySec', timeSpan(schedule.jitterMs)), line('FixedRandomDelay', 'true'));
  }
  return [trigger(daemon, `${name}.timer`, 'timer', lines)];
}

export function pathUnit({ daemon }: Making): Unit[] {
  if (daemon.watchPaths.length === 0) return [];
  const lines = daemon.watchPaths.map((path) => line('PathChanged', plainPath(path)));
  return [trigger(daemon, `${daemon.name}.path`, 'path', lines)];
}

/** A socket unit has one name for all its descriptors, so that each named socket is a unit of its own. */
export function socketUnits({ daemon }: Making): Unit[] {
  return daemon.sockets.map((socket) => {
    const id = socketId(daemon, socket);
    const lines = [
      line('ListenStream', address(socket)),
      // Anybody may connect to a Unix socket by systemd's own default.
      ...(socket.listen.kind === 'unix' ? [line('SocketMode', (socket.listen.mode ?? '600').padStart(4, '0'))] : []),
      line('FileDescriptorName', socket.name),
      ...(id === `${daemon.name}.socket` ? [] : [line('Service', `${daemon.name}.service`)]),
    ];
    return trigger(daemon, id, 'socket', lines);
  });
}

/** What has to be armed for this daemon; empty where its service starts by itself. */
export function triggerIds(daemon: Daemon): string[] {
  return [
    ...(daemon.schedule ? [`${daemon.name}.timer`] : []),
    ...(daemon.watchPaths.length > 0 ? [`${daemon.name}.path`] : []),
    ...daemon.sockets.map((socket) => socketId(daemon, socket)),
  ];
}

/** A colon is in no daemon's name, so two daemons can never mean the same unit. */
const socketId = (daemon: Daemon, socket: Socket): string =>
  daemon.sockets.length === 1 ? `${daemon.name}.socket` : `${daemon.name}:${socket.name}.socket`;

function address({ listen }: Socket): string {
  if (listen.kind === 'unix') return plainPath(listen.path);
  return listen.host.includes(':')
    ? `[${listen.host}]:${listen.port}`
    : `${listen.host === 'localhost' ? '127.0.0.1' : listen.host}:${listen.port}`;
}

const SECTION = { timer: 'Timer', path: 'Path', socket: 'Socket' } as const;

function trigger(daemon: Daemon, id: string, role: keyof typeof SECTION, lines: UnitAssignment[]): Unit {
  const install = daemon.when === 'manual' ? [] : [line('WantedBy', `${role}s.target`)];
  const sections = [
    ...section('Unit', given('Description', daemon.description, text)),
    ...section(SECTION[role], lines),
    ...section('Install', install),
  ];
  return { id, role, sections };
}
