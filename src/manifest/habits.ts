// Words that people bring along from Compose, systemd, cron and YAML 1.1 → what to write here.
// Only hints: nothing decides by them.

import type { ListNode, Node, ScalarNode } from './tree.ts';

/** Without dashes, underscores and capitals. */
const KEYS: ReadonlyMap<string, string> = new Map([
  ['environment', 'write `env`'],
  ['envfiles', 'write `env_file`'],
  ['environmentfile', 'write `env_file`'],
  ['workingdir', 'write `working_directory`'],
  ['workdir', 'write `working_directory`'],
  ['cwd', 'write `working_directory`'],
  ['directory', 'write `working_directory`'],
  ['dependson', 'write `needs` (started too, and first) or `after` (order only)'],
  ['requires', 'write `needs`'],
  ['wants', 'write `needs`'],
  ['healthcheck', 'write `health`'],
  ['entrypoint', 'write the whole command under `command`'],
  ['exec', 'write `command`'],
  ['cmd', 'write `command`'],
  ['run', 'write `command`'],
  ['program', 'write the program and its arguments under `command`'],
  ['args', 'write the program and its arguments under `command`'],
  ['arguments', 'write the program and its arguments under `command`'],
  ['script', 'write `shell`'],
  ['user', 'write `boot: {user: …}` with `when: boot`; otherwise it runs as you'],
  ['group', 'write `boot: {group: …}` with `when: boot`'],
  ['cron', 'write `schedule`'],
  ['timer', 'write `schedule`'],
  ['interval', 'write `schedule: {every: …}`'],
  ['every', 'write `schedule: {every: …}`'],
  ['calendar', 'write `schedule: {calendar: …}`'],
  ['watch', 'write `watch_paths`'],
  ['ports', 'a daemon is no container: it opens its own ports (or see `sockets`)'],
  ['volumes', 'a daemon is no container: it sees your files as they are'],
  ['image', 'a daemon is no container: write the program under `command`'],
  ['stopsignal', 'write `stop: {signal: …}`'],
  ['stopgraceperiod', 'write `stop: {timeout: …}`'],
  ['nice', 'write `limits: {nice: …}`'],
  ['memory', 'write `limits: {memory: …}`'],
  ['disabled', 'write `enabled: false`'],
  ['autostart', 'write `when: login`, `boot` or `manual`'],
  ['runatload', 'write `when: login`, or `run_at_start: true` beside a schedule'],
  ['keepalive', 'write `restart: always`'],
  ['services', 'write `daemons`'],
  ['prefix', 'write `label_prefix`'],
  ['execstart', 'write `command`'],
  ['programarguments', 'write `command`'],
  ['restartsec', 'write `restart: {delay: …}`'],
  ['onboot', 'write `when: boot`'],
  ['boottime', 'write `when: boot`'],
  ['logging', 'write `logs`'],
  ['log', 'write `logs`'],
  ['stdout', 'write `logs: {stdout: …}`'],
  ['stderr', 'write `logs: {stderr: …}`'],
  ['standardoutpath', 'write `logs: {stdout: …}`'],
  ['standarderrorpath', 'write `logs: {stderr: …}`'],
  ['containername', 'the name of a daemon is the key it stands under'],
  ['name', 'the name of a daemon is the key it stands under'],
  ['label', 'the name of a daemon is the key it stands under'],
  ['startinterval', 'write `schedule: {every: …}`'],
  ['startcalendarinterval', 'write `schedule`'],
  ['oncalendar', 'write `schedule: {calendar: …}`'],
  ['watchpaths', 'write `watch_paths`'],
  ['environmentvariables', 'write `env`'],
  ['workingdirectory', 'write `working_directory`'],
  ['timeoutstopsec', 'write `stop: {timeout: …}`'],
  ['wantedby', 'write `when: login`, `boot` or `manual`'],
]);

export function compose(key: string, path: readonly string[], value: Node | undefined): string | undefined {
  const inDaemon = (path[0] === 'daemons' && path.length === 2) || path[0] === 'defaults' || path.length === 0;
  if (!inDaemon) return undefined;
  if (path.length === 0 && value?.kind === 'map' && key !== 'services')
    return `a daemon stands under \`daemons:\`; indent \`${key}\``;
  const known = KEYS.get(key.toLowerCase().replace(/[-_]/g, ''));
  return known && (path.length > 0 || key === 'services' || key === 'prefix') ? known : undefined;
}

/** Values that mean something else elsewhere: YAML 1.1's booleans and octals, Compose's restart words. */
export function yamlOldHabit(node: ScalarNode | ListNode, field: string, expected: string): string | undefined {
  if (node.kind === 'list') return field === 'env' ? 'write NAME: value pairs, one a line, without dashes' : undefined;
  const text = node.text.toLowerCase();
  if (expected === 'true or false' && /^(?:y|yes|on|n|no|off)$/.test(text)) {
    return `YAML 1.2 reads this as text: write ${/^(?:y|yes|on)$/.test(text) ? 'true' : 'false'}`;
  }
  if (field === 'umask' || field === 'mode') return typeof node.value === 'number' ? `write "${node.text}"` : undefined;
  if (field === 'restart' || field === 'policy') {
    if (text === 'unless-stopped') return 'write always';
    if (text === 'no' || text === 'false') return 'write never';
    if (text === 'yes' || text === 'true') return 'write always';
    if (text === 'on_failure' || text === 'onfailure') return 'write on-failure';
  }
  if (field === 'version')
    return text === '1' || text === '1.0' ? 'write version: 1, without quotes' : 'this daemonsync reads version 1';
  if (field === 'when' && /^(?:startup|start|system)$/.test(text)) return 'write boot';
  if (field === 'type' && /^(?:exec|daemon|service)$/.test(text)) return 'write simple';
  if (field === 'type' && text === 'forking') return 'write simple, and tell the program to stay in the foreground';
  return undefined;
}
