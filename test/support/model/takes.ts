// What a process takes from its definition when it is started, as text: two processes with one text are the same to
// everybody who can see them. What systemd goes on to read from the loaded unit is not in it. Also what a start needs there.

import { readExec } from '../../../src/systemd/exec.ts';
import { expandSpecifiers, userValues } from '../../../src/systemd/specifiers.ts';
import { parent } from '../memory-files.ts';
import type { Place, Unit } from './machine.ts';

/** Looked at by the manager when the moment comes, in the definition it has loaded by then; limits are set anew at each reload. */
const LATER = new RegExp(
  `^(?:X-.*|Restart|RestartSec|RestartSteps|RestartMaxDelaySec|RestartMode|RestartPreventExitStatus|RestartForceExitStatus
  |SuccessExitStatus|TimeoutSec|TimeoutStartSec|TimeoutStopSec|TimeoutAbortSec|RuntimeMaxSec|KillSignal|KillMode|SendSIGKILL
  |SendSIGHUP|FinalKillSignal|RestartKillSignal|ExecStop|ExecStopPost|ExecReload|Type|RemainAfterExit|ExitType|NotifyAccess
  |PIDFile|StartLimit.*|CPUWeight|CPUQuota|IOWeight|MemoryMax|MemoryHigh|MemoryMin|MemoryLow|MemorySwapMax|TasksMax|OOMPolicy)$`.replace(
    /\s+/g,
    '',
  ),
);

const HEADER = /^# (?:Made by daemonsync |daemonsync: ).*\n/gm;

export function takes(place: Place, unit: Unit): string {
  const lines: string[] = [];
  for (const [key, values] of [...(unit.definition.effective.get('Service') ?? [])].sort(([a], [b]) =>
    a < b ? -1 : 1,
  )) {
    if (!LATER.test(key)) lines.push(...values.map((value) => `${key}=${value}`));
  }
  const script = scriptOf(place, unit);
  if (script !== null) lines.push('script:', script.replace(HEADER, ''));
  for (const { path } of environmentFiles(place, unit))
    lines.push(`${path}:`, place.machine.files.text(path) ?? '(none)');
  return lines.join('\n');
}

/** The main program, its argv and, where that is a file of this world, its text. */
export function mainCommand(
  place: Place,
  unit: Unit,
): { readonly path: string; readonly argv: readonly string[] } | null {
  return commands(place, unit, 'ExecStart').at(-1) ?? null;
}

export function commands(place: Place, unit: Unit, key: string): readonly { path: string; argv: readonly string[] }[] {
  const { version } = place.manager.reader;
  const lines = unit.definition.effective.get('Service')?.get(key) ?? [];
  return lines.flatMap((value) =>
    readExec(value, { version, expand: (word) => expanded(place, unit, word) }).commands.map(({ path, argv }) => ({
      path,
      argv,
    })),
  );
}

export function scriptOf(place: Place, unit: Unit): string | null {
  const main = mainCommand(place, unit);
  const path = main?.path === '/bin/sh' ? main.argv[1] : main?.path;
  return path?.startsWith('/') ? place.machine.files.text(path) : null;
}

export function environmentFiles(place: Place, unit: Unit): readonly { path: string; optional: boolean }[] {
  return (unit.definition.effective.get('Service')?.get('EnvironmentFile') ?? []).map((value) => {
    const optional = value.startsWith('-');
    const path = expanded(place, unit, optional ? value.slice(1) : value) ?? '';
    return { path: path.replace(/\\(.)/g, '$1'), optional };
  });
}

/** What stands in the way of a start, as systemd calls it: a Result, and the exit status of what never ran. */
export function obstacle(place: Place, unit: Unit): { readonly result: string; readonly status: number } | null {
  const { files } = place.machine;
  const one = (key: string): string | null => {
    const value = unit.definition.effective.get('Service')?.get(key)?.at(-1);
    return value === undefined ? null : expanded(place, unit, value);
  };
  if (environmentFiles(place, unit).some(({ path, optional }) => !optional && files.text(path) === null))
    return { result: 'resources', status: 0 };
  for (const key of ['StandardOutput', 'StandardError']) {
    const path = /^(?:append|file|truncate):(.*)$/s.exec(one(key) ?? '')?.[1];
    if (path === undefined) continue;
    if (files.at(parent(path))?.kind !== 'folder') return { result: 'exit-code', status: 209 };
    if (files.at(path) === null)
      files.put(path, { kind: 'file', text: '', mode: 0o644, uid: place.manager.reader.account.uid });
  }
  const folder = one('WorkingDirectory');
  if (folder?.startsWith('/') && files.at(folder)?.kind !== 'folder') return { result: 'exit-code', status: 200 };
  const main = mainCommand(place, unit);
  if (main && place.machine.settings.programs(main.path, scriptOf(place, unit)) === null)
    return { result: 'exit-code', status: 203 };
  const ours = main?.path.startsWith('/') ? files.at(main.path) : null;
  // Programs are taken to be there; a wrapper is only where somebody wrote it.
  if (main?.path.includes('/daemonsync/') && ours === null) return { result: 'exit-code', status: 203 };
  if (ours && (ours.mode & 0o111) === 0) return { result: 'exit-code', status: 203 };
  return null;
}

function expanded({ manager }: Place, unit: Unit, word: string): string | null {
  const { version, account } = manager.reader;
  const values = userValues({ name: account.user, uid: account.uid, home: account.home }, version, unit.id);
  const found = expandSpecifiers(word, { version, unit: unit.id, values });
  return found.kind === 'text' ? found.text : null;
}
