// Words that people bring along from Compose, systemd, cron and YAML 1.1 → what to write here.
// Only hints: nothing decides by them.

import type { Node, ScalarNode } from './tree.ts';

const KEYS: ReadonlyMap<string, string> = new Map([
  ['environment', 'write `env`'],
  ['env_files', 'write `env_file`'],
  ['environment_file', 'write `env_file`'],
  ['working_dir', 'write `working_directory`'],
  ['workdir', 'write `working_directory`'],
  ['cwd', 'write `working_directory`'],
  ['directory', 'write `working_directory`'],
  ['depends_on', 'write `needs` (started too, and first) or `after` (order only)'],
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
  ['stop_signal', 'write `stop: {signal: …}`'],
  ['stop_grace_period', 'write `stop: {timeout: …}`'],
  ['nice', 'write `limits: {nice: …}`'],
  ['memory', 'write `limits: {memory: …}`'],
  ['disabled', 'write `enabled: false`'],
  ['autostart', 'write `when: login`, `boot` or `manual`'],
  ['run_at_load', 'write `when: login`, or `run_at_start: true` beside a schedule'],
  ['keep_alive', 'write `restart: always`'],
  ['services', 'write `daemons`'],
  ['prefix', 'write `label_prefix`'],
]);

export function compose(key: string, path: readonly string[], value: Node | undefined): string | undefined {
  const inDaemon = (path[0] === 'daemons' && path.length === 2) || path[0] === 'defaults' || path.length === 0;
  if (!inDaemon) return undefined;
  if (path.length === 0 && value?.kind === 'map' && key !== 'services')
    return `a daemon stands under \`daemons:\`; indent \`${key}\``;
  const known = KEYS.get(key.toLowerCase().replaceAll('-', '_'));
  return known && (path.length > 0 || key === 'services' || key === 'prefix') ? known : undefined;
}

/** Values that mean something else elsewhere: YAML 1.1's booleans and octals, Compose's restart words. */
export function yamlOldHabit(node: ScalarNode, field: string, expected: string): string | undefined {
  const text = node.text.toLowerCase();
  if (expected === 'true or false' && /^(?:y|yes|on|n|no|off)$/.test(text)) {
    return `YAML 1.2 reads this as text: write ${/^(?:y|yes|on)$/.test(text) ? 'true' : 'false'}`;
  }
  if (field === 'umask' || field === 'mode') return typeof node.value === 'number' ? `write "${node.text}"` : undefined;
  if (field === 'restart' || field === 'policy') {
    if (text === 'unless-stopped') return 'write always: a hand stop is remembered anyway';
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
