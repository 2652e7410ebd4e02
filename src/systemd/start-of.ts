// A daemon's service unit → what systemd will need for its start: program, folder, environment, files. As it is written in
// the unit itself, raw overrides and all. What only systemd can work out (other specifiers than %%) is left out. Pure.

import type { DesiredDaemon } from '../model.ts';
import type { Start } from '../preflight/start.ts';
import { readEnvironment } from './environment.ts';
import { readExec } from './exec.ts';
import { literalOf, readEnvironmentFile, readOutput, readWorkingDirectory } from './paths.ts';
import { type Effective, effective, readUnit } from './unit.ts';

/** Where systemd looks for a program that is no path, whatever PATH the unit sets. */
const FIXED_PATH = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';

export function startOf(daemon: DesiredDaemon): Start | null {
  const id = daemon.units.find(({ role }) => role === 'service')?.id;
  const file = daemon.files.find(({ path }) => id !== undefined && path.endsWith(`/${id}`));
  if (!file) return null;
  const service = effective([readUnit(file.text, 'service')]).get('Service');
  const values = (key: string): readonly string[] => service?.get(key) ?? [];
  const [command] = values('ExecStart').flatMap((value) => readExec(value, { version: 0, expand }).commands);
  const folder = values('WorkingDirectory').map((value) => readWorkingDirectory(value, expand))[0] ?? null;
  return {
    argv: command ? [command.path, ...command.argv.slice(1)] : null,
    searchPath: values('ExecSearchPath').length > 0 ? null : FIXED_PATH,
    env: environmentOf(values('Environment')),
    workingDirectory: folder && folder.path !== '~' && !folder.optional ? folder.path : null,
    envFiles: values('EnvironmentFile').flatMap(envFile),
    outputs: outputsOf(service),
  };
}

function expand(word: string): string | null {
  const rest = word.replaceAll('%%', '');
  return /%[A-Za-z0-9]/.test(rest) ? null : word.replaceAll('%%', '%');
}

function environmentOf(values: readonly string[]): Readonly<Record<string, string>> {
  const assignments = values.flatMap((value) => readEnvironment(value, expand).assignments);
  return Object.fromEntries(assignments.map(({ name, value }) => [name, value]));
}

function envFile(value: string): Start['envFiles'] {
  const read = readEnvironmentFile(value, expand);
  const path = read ? literalOf(read.pattern) : null;
  return read && path !== null ? [{ path, optional: read.optional }] : [];
}

function outputsOf(service: Effective extends ReadonlyMap<string, infer Keys> ? Keys | undefined : never): string[] {
  const all = ['StandardOutput', 'StandardError'].flatMap((key) => service?.get(key) ?? []);
  const outputs = all.map((value) => readOutput(value, expand));
  return [...new Set(outputs.flatMap((output) => (output && output.kind !== 'word' ? [output.path] : [])))];
}
