// One Daemon → its unit files and wrapper, as a good engineer would write them by hand. Pure: the same daemon gives
// the same bytes anywhere. What may stand together was judged before; here nothing is refused, only warned about.

import { careOf } from '../care.ts';
import type { Rendered } from '../desired.ts';
import { headerLines, seal } from '../mark.ts';
import type { Daemon, DesiredUnit, Facts, File, Manifest, Problem, Role, Want } from '../model.ts';
import { logFolders, manifestName, unitFolder, wrapperPath } from '../places.ts';
import { resolveCommand } from '../program.ts';
import { wrapperText } from '../wrapper.ts';
import { ageProblems, applyRaw } from './override.ts';
import type { Unit } from './parts.ts';
import { commandLine, EXEC_WORD_LIMIT_249, executableFits, LINE_LIMIT, longestWord } from './quote.ts';
import { serviceUnit, workingDirectoryFits } from './service.ts';
import { pathUnit, socketUnits, timerUnit } from './trigger.ts';
import { unitText } from './unit-text.ts';

export function render(daemon: Daemon, manifest: Manifest, facts: Facts): Rendered {
  const system = daemon.when === 'boot' && daemon.boot?.as === 'system';
  const { argv, problem } = resolveCommand(daemon, facts);
  const wrapped = argv === null || needsWrapper(daemon, argv);
  const wrapper = wrapperPath(daemon, manifest, facts);
  const unit = { daemon, manifest, facts, system };
  const triggers = [...timerUnit(unit), ...pathUnit(unit), ...socketUnits(unit)];
  const service = serviceUnit(unit, execStart(wrapped, wrapper, argv), triggers.length > 0);
  const units = applyRaw([service, ...triggers], daemon.systemd);
  const origin = { namespace: manifest.namespace, daemon: daemon.name, from: manifestName(manifest, facts) };
  const owner = system ? ({ owner: 'root' } as const) : {};
  const files: File[] = units.map((one) => ({
    path: `${unitFolder(facts, system)}/${one.id}`,
    // Whoever may read a unit reads its secrets. (launchd takes no plist that others may not read.)
    mode: daemon.secrets.length > 0 && one.role === 'service' ? 0o600 : 0o644,
    ...owner,
    text: seal(unitText(one.sections, headerLines(origin))),
  }));
  if (wrapped) {
    const text = wrapperText(daemon, {
      header: headerLines(origin),
      readEnvFiles: false,
      exec: argv,
      changeDirectory: !workingDirectoryFits(daemon.workingDirectory),
    });
    files.push({ path: wrapper, mode: 0o755, ...(daemon.boot?.otherUser ? { owner: 'root' } : {}), text: seal(text) });
  }
  const problems: Problem[] = [...(problem ? [problem] : []), ...ageProblems(units, daemon, facts)];
  return {
    daemon: {
      name: daemon.name,
      domain: system ? 'system' : 'user',
      folders: logFolders(daemon),
      files,
      units: units.map((one) => desiredUnit(one, daemon)),
      care: careOf(daemon),
    },
    problems,
  };
}

/** What a unit file cannot carry on every release goes into a script, which can carry anything. */
function needsWrapper(daemon: Daemon, argv: readonly [string, ...string[]]): boolean {
  if (daemon.launcher.kind !== 'direct') return true;
  // A bare name that was not found: systemd looks on a path of its own, at start. Some characters in front of it would
  // be prefixes there, and run another program.
  const carried = argv[0].includes('/') ? executableFits(argv[0]) : /^[A-Za-z0-9_.][A-Za-z0-9_.+-]*$/.test(argv[0]);
  const short =
    longestWord(argv) <= EXEC_WORD_LIMIT_249 - 64 && argv.reduce((sum, word) => sum + word.length, 0) < LINE_LIMIT / 8;
  return !carried || !short || !workingDirectoryFits(daemon.workingDirectory);
}

function execStart(wrapped: boolean, wrapper: string, argv: readonly [string, ...string[]] | null): string {
  // A home such as /home/o'brien cannot stand in first place; as an argument anything can.
  if (wrapped) return executableFits(wrapper) ? commandLine([wrapper]) : commandLine(['/bin/sh', wrapper]);
  if (argv === null) throw new Error('a script without a wrapper');
  const [first, ...rest] = argv;
  return first.startsWith('/') ? commandLine(argv) : commandLine([`/${first}`, ...rest]).replace('/', '');
}

function desiredUnit(unit: Unit, daemon: Daemon): DesiredUnit {
  const { id, role } = unit;
  const once = role === 'service' && daemon.type === 'oneshot';
  return { id, role, want: wanted(role, daemon), once, links: daemon.enabled ? enablingLinks(unit) : [] };
}

function wanted(role: Role, daemon: Daemon): Want {
  const triggered = daemon.schedule !== null || daemon.watchPaths.length > 0 || daemon.sockets.length > 0;
  if (!daemon.enabled) return 'down';
  if (daemon.when === 'manual') return 'free';
  if (role !== 'service') return 'armed';
  if (triggered && !daemon.runAtStart) return 'free';
  return daemon.type === 'oneshot' ? 'done' : 'running';
}

const FOLDER = { WantedBy: '.wants', RequiredBy: '.requires', UpheldBy: '.upholds' } as const;

/** What `systemctl enable` makes of [Install], which raw overrides may have changed. */
function enablingLinks({ id, sections }: Unit): string[] {
  const install = sections.filter(({ name }) => name === 'Install').flatMap(({ lines }) => lines);
  const words = (key: string): string[] =>
    install.filter((line) => line.key === key).flatMap(({ value }) => value.split(/\s+/).filter(Boolean));
  const below = Object.entries(FOLDER).flatMap(([key, suffix]) =>
    words(key).map((target) => `${target}${suffix}/${id}`),
  );
  return [...new Set([...below, ...words('Alias')])].sort();
}
