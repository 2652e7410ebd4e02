// One daemon's merged map → Daemon, every default filled in. Each field is read in one place, the table below; the
// compiler holds it against the schema. What may not stand together is judged elsewhere (together.ts).

import type { Daemon as Written } from '../generated/manifest.d.ts';
import { type Boot, type Daemon, type Facts, type Limits, type Problem, type Restart } from '../model.ts';
import { accountFor, defaultPath, variablesFor } from './account.ts';
import { readHealth, readReload } from './health-field.ts';
import { readLogs } from './logs-field.ts';
import type { Effective } from './merge.ts';
import { percent } from './quantities.ts';
import { rawLaunchd, rawSystemd } from './raw.ts';
import * as read from './reading.ts';
import type { Reading } from './reading.ts';
import { readSchedule } from './schedule-field.ts';
import { isHarmless, looksSecret } from './secrets.ts';
import { readSockets } from './sockets-field.ts';
import { child, type MapNode, type Node, place } from './tree.ts';

export type Field = Exclude<keyof NonNullable<Written>, 'linux' | 'macos'>;

export function readDaemon(
  name: string,
  fields: Effective,
  facts: Facts,
  manifestDir: string | null,
  problems: Problem[],
): Daemon | null {
  const { merged } = fields;
  const at = (field: Field): Node | undefined => child(merged, field);
  const account = accountFor(name, at('boot'), at('when'), facts, problems);
  const otherUser = account.user !== facts.account.user;
  const r: Reading = {
    daemon: name,
    facts,
    problems,
    variables: variablesFor(name, account, otherUser, facts, manifestDir),
  };
  const launcher = readLauncher(r, at('launcher'));
  const run = readRun(r, at('command'), at('shell'), merged, launcher);
  if (!run) return null;
  const env = readEnv(r, at('env'), account.home);
  const schedule = readSchedule(r, at('schedule'));
  const watchPaths = read.paths(r, at('watch_paths'));
  const sockets = readSockets(r, at('sockets'));
  const triggered = schedule !== null || watchPaths.length > 0;
  const own = (field: Field): Node | undefined => child(fields.own, field);
  // `schedule` and `watch_paths` make a oneshot; what defaults say of other daemons is not meant for it.
  const type = (
    triggered ? (read.text(own('type')) ?? 'oneshot') : (read.text(at('type')) ?? 'simple')
  ) as Daemon['type'];
  const when = (read.text(at('when')) ?? 'login') as Daemon['when'];
  const variables = r.variables;
  return {
    name,
    at: place(merged),
    description: read.oneLine(r, at('description')),
    run,
    launcher,
    workingDirectory: read.path(r, at('working_directory')) ?? account.home,
    env,
    secrets: Object.keys(env).filter(
      (key) =>
        looksSecret(key) && !isHarmless(env[key] ?? '') && !read.yes(child(child(at('env'), key), 'public'), false),
    ),
    envFiles: read.items(at('env_file')).map((one) => ({
      path: read.path(r, child(one, 'path')) ?? '/',
      optional: read.yes(child(one, 'optional'), false),
    })),
    when,
    runAtStart: read.yes(at('run_at_start'), false) && (triggered || sockets.length > 0),
    boot: when === 'boot' ? readBoot(at('boot'), account, otherUser) : null,
    type,
    restart: readRestart(
      r,
      triggered || type === 'oneshot' ? own('restart') : at('restart'),
      triggered || sockets.length > 0 || type === 'oneshot',
    ),
    schedule,
    watchPaths,
    sockets,
    after: names(at('after')),
    needs: names(at('needs')),
    logs: readLogs(r, at('logs'), variables['LOG_DIR'] ?? '/'),
    stop: readStop(r, at('stop')),
    limits: readLimits(r, at('limits')),
    priority: (read.text(at('priority')) ?? 'standard') as Daemon['priority'],
    umask: read.text(at('umask')),
    reaches: read.text(at('reaches')) as Daemon['reaches'],
    health: readHealth(r, triggered || type === 'oneshot' ? own('health') : at('health')),
    reload: readReload(r, at('reload')),
    restartOn: read.paths(r, at('restart_on')),
    reloadOn: read.paths(r, at('reload') ? at('reload_on') : own('reload_on')),
    onChange: (read.text(at('on_change')) ?? 'restart') as Daemon['onChange'],
    enabled: read.yes(at('enabled'), true),
    systemd: rawSystemd(r, at('systemd')),
    launchd: rawLaunchd(r, at('launchd')),
  } satisfies Record<Camel<Exclude<Field, Renamed>> | 'name' | 'at' | 'run' | 'envFiles' | 'secrets', unknown>;
}

/** Fields that are more or less than one property of a Daemon. */
type Renamed = 'only' | 'command' | 'shell' | 'env_file';

/** `working_directory` → `workingDirectory`: ties the schema's fields to the model's. */
type Camel<S extends string> = S extends `${infer A}_${infer B}` ? `${A}${Capitalize<Camel<B>>}` : S;

const names = (node: Node | undefined): string[] => [...new Set(read.items(node).map((item) => read.text(item) ?? ''))];

function readRun(
  r: Reading,
  command: Node | undefined,
  shell: Node | undefined,
  daemon: MapNode,
  launcher: Daemon['launcher'],
): Daemon['run'] | null {
  if (command && shell) {
    read.say(r, 'error', shell, 'command-and-shell', '`command` and `shell` both say what to run', 'keep one of them');
    return null;
  }
  if (shell) {
    const text = read.text(shell) ?? '';
    if (text.trim() === '') read.say(r, 'error', shell, 'no-program', 'the script is empty');
    return { kind: 'shell', text: text.endsWith('\n') ? text : `${text}\n` };
  }
  if (!command) {
    read.say(
      r,
      'error',
      daemon,
      'no-command',
      `daemon \`${r.daemon}\` says nothing to run`,
      'give it a `command`, such as [my-tool, --port, "8080"]',
    );
    return null;
  }
  const argv = read.command(r, command);
  if (!argv) return null;
  const [first, ...rest] = argv;
  return {
    kind: 'command',
    argv: [
      first.includes('/') && !first.startsWith('/') ? relativeProgram(r, command, first, launcher) : first,
      ...rest,
    ],
  };
}

/**
 * `./bin/tool` is a path like any other, from the folder of the manifest; but `.venv/bin/python` beside a launcher that
 * keeps a virtual environment means that one.
 */
function relativeProgram(r: Reading, node: Node, first: string, launcher: Daemon['launcher']): string {
  const inVenv = /^(?:\.\/)?\.?venv\/bin\/([^/]+)$/.exec(first)?.[1];
  if (inVenv && launcher.kind === 'uv') return `${launcher.dir}/.venv/bin/${inVenv}`;
  if (inVenv && launcher.kind === 'venv') return `${launcher.dir}/bin/${inVenv}`;
  return read.absolute(r, node, first);
}

function readLauncher(r: Reading, node: Node | undefined): Daemon['launcher'] {
  if (node?.kind !== 'map') return { kind: 'direct' };
  const uv = child(node, 'uv');
  if (uv) return { kind: 'uv', dir: read.path(r, child(uv, 'dir')) ?? '/', sync: read.yes(child(uv, 'sync'), true) };
  for (const kind of ['venv', 'node', 'mise', 'nix', 'direnv'] as const) {
    const dir = child(node, kind);
    if (dir) return { kind, dir: read.path(r, dir) ?? '/' };
  }
  return { kind: 'direct' };
}

function readEnv(r: Reading, node: Node | undefined, home: string): Readonly<Record<string, string>> {
  const env: [string, string][] = [['PATH', defaultPath(r.facts, home)]];
  if (node?.kind === 'map') {
    for (const [name, { value }] of node.entries) {
      env.push([name, read.envValue(r, name, value.kind === 'map' ? (child(value, 'value') ?? value) : value)]);
    }
  }
  return Object.fromEntries(new Map(env));
}

function readBoot(node: Node | undefined, account: Boot['account'], otherUser: boolean): Boot {
  return { account, otherUser, as: (read.text(child(node, 'as')) ?? 'user-manager') as Boot['as'] };
}

function readRestart(r: Reading, node: Node | undefined, staysDown: boolean): Restart {
  const policy = read.text(child(node, 'policy')) as Restart['policy'] | null;
  const burst = read.whole(child(node, 'burst'));
  const window = child(node, 'window');
  if (window && burst === null)
    read.say(
      r,
      'error',
      window,
      'window',
      '`window` counts starts for `burst`, and there is none',
      'give `burst` too, or take `window` away',
    );
  const windowMs = burst === null ? null : read.duration(r, window, 600_000);
  return {
    policy: policy ?? (staysDown ? 'never' : 'on-failure'),
    delayMs: read.duration(r, child(node, 'delay'), 10_000),
    burst,
    windowMs,
  };
}

function readStop(r: Reading, node: Node | undefined): Daemon['stop'] {
  const timeout = child(node, 'timeout');
  const ms = read.duration(r, timeout, 20_000);
  if (timeout && (ms < 1000 || ms % 1000 !== 0))
    read.say(r, 'error', timeout, 'stop-timeout', 'a stop timeout is in whole seconds, at least 1');
  return { signal: read.signal(child(node, 'signal')) ?? 'TERM', timeoutSec: Math.max(1, Math.round(ms / 1000)) };
}

function readLimits(r: Reading, node: Node | undefined): Limits {
  const cpu = child(node, 'cpu');
  const cpuValue =
    cpu?.kind === 'scalar' && (typeof cpu.value === 'string' || typeof cpu.value === 'number')
      ? percent(cpu.value)
      : null;
  if (cpu && (cpuValue === null || cpuValue < 0.01 || Math.round(cpuValue * 100) / 100 !== cpuValue)) {
    read.say(
      r,
      'error',
      cpu,
      'limits',
      'a percentage has two digits behind the point at most, and is no less than 0.01%',
    );
  }
  const memory = child(node, 'memory');
  const memoryBytes = read.size(r, memory);
  if (memory && memoryBytes === 0) read.say(r, 'error', memory, 'limits', 'without any memory nothing runs');
  return {
    openFiles: read.whole(child(node, 'open_files')),
    processes: read.whole(child(node, 'processes')),
    memoryBytes,
    cpuPercent: cpuValue,
    nice: read.whole(child(node, 'nice')),
    io: read.text(child(node, 'io')) as Limits['io'],
  };
}
