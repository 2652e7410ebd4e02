// Units that people wrote, decoded here, against what two real managers (252 and 257) said over D-Bus of the same
// units: commands, environments, files, folders, descriptions.

import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import test from 'node:test';
import { textOf } from '../src/systemd/bytes.ts';
import { cleanEnvironment, readEnvironment, readEnvironmentNames } from '../src/systemd/environment.ts';
import type { ExecCommand } from '../src/systemd/exec.ts';
import { readEnvironmentFile, readWorkingDirectory } from '../src/systemd/paths.ts';
import { readTimeSpan } from '../src/systemd/timespan.ts';
import { unitType } from '../src/systemd/unit-name.ts';
import { effective, readUnit, type UnitFile } from '../src/systemd/unit.ts';
import { commandsOf, expander, Undetermined } from './support/systemd-alice.ts';
import { absent, corpus, json } from './support/systemd-vectors.ts';

type Properties = Readonly<Record<string, unknown>>;
interface Recording {
  readonly defaults: Readonly<Record<string, Properties>>;
  readonly vectors: readonly { file: string; loaded_as: string; results: Readonly<Record<string, Properties>> }[];
}
const recording: Recording = absent === false ? json('oracle-corpus-units') : { defaults: {}, vectors: [] };
const { defaults } = recording;
/** Of some units only the recording is at hand. */
const vectors = recording.vectors.filter(({ file }) => existsSync(join(corpus, file)));

const EXEC_KEYS = [
  'ExecCondition',
  'ExecStartPre',
  'ExecStart',
  'ExecStartPost',
  'ExecReload',
  'ExecStop',
  'ExecStopPost',
];

/** As D-Bus shows a command: path, argv, flags. */
function shown(command: ExecCommand): unknown {
  const privilege = { full: 'privileged', 'no-setuid': 'no-setuid', ambient: 'ambient' } as const;
  const flags = [
    ...(command.ignoreFailure ? ['ignore-failure'] : []),
    ...(command.privilege === null ? [] : [privilege[command.privilege]]),
    ...(command.noEnvironmentExpansion ? ['no-env-expand'] : []),
  ];
  return [command.path, command.argv, flags.sort()];
}

function flagsSorted(recorded: unknown): unknown {
  return (recorded as [string, string[], string[]][]).map(([path, argv, flags]) => [path, argv, [...flags].sort()]);
}

/** Property → what the decoders say it is; what nothing is said of is left out. */
function decoded(unit: UnitFile, name: string, version: number): Properties {
  const expand = expander(name, version);
  const all = effective([unit]);
  const service = (key: string): readonly string[] => all.get('Service')?.get(key) ?? [];
  const last = (key: string): string | undefined => service(key).at(-1);
  const found: Record<string, unknown> = {};
  for (const key of EXEC_KEYS) found[`${key}Ex`] = commandsOf(unit, key, name, version).commands.map(shown);
  found['Environment'] = cleanEnvironment(
    service('Environment').flatMap((value) =>
      readEnvironment(value, expand).assignments.map((one) => `${one.name}=${one.value}`),
    ),
  );
  found['EnvironmentFiles'] = service('EnvironmentFile').flatMap((value) => {
    const file = readEnvironmentFile(value, expand);
    return file ? [[file.pattern, file.optional]] : [];
  });
  found['PassEnvironment'] = [
    ...new Set(service('PassEnvironment').flatMap((value) => readEnvironmentNames(value, expand) ?? [])),
  ];
  const folder = last('WorkingDirectory');
  const read = folder === undefined ? null : readWorkingDirectory(folder, expand);
  // A user's services begin at home; `!` says that its absence is no fault.
  found['WorkingDirectory'] = read
    ? (read.optional ? '!' : '') + (read.path === '~' ? '/home/alice' : read.path)
    : '!/home/alice';
  const delay = last('RestartSec');
  const span = delay === undefined ? null : readTimeSpan(delay);
  found['RestartUSec'] = span ?? 100_000;
  found['Description'] = expand(all.get('Unit')?.get('Description')?.at(-1) ?? name) ?? name;
  return found;
}

test(`${vectors.length} units of the corpus mean what two managers say they mean`, { skip: absent }, (t) => {
  const counts: Record<string, number> = {};
  let undetermined = 0;
  for (const { file, loaded_as: name, results } of vectors) {
    const unit = readUnit(textOf(readFileSync(join(corpus, file))), unitType(name) ?? undefined);
    for (const [versions, properties] of Object.entries(results)) {
      for (const version of versions.split(',')) {
        if (properties['LoadState'] !== 'loaded') continue;
        let mine: Properties;
        try {
          mine = decoded(unit, name, Number(version));
        } catch (error) {
          if (!(error instanceof Undetermined)) throw error;
          undetermined += 1;
          continue;
        }
        for (const [key, value] of Object.entries(mine)) {
          if (key !== 'Description' && unitType(name) !== 'service') continue;
          const recorded = properties[key] ?? defaults[version]?.[key];
          if (recorded === undefined) continue;
          const theirs = key.endsWith('Ex') ? flagsSorted(recorded) : recorded;
          assert.deepEqual(value, theirs, `${key} of ${file} (${name}) on ${version}`);
          counts[key] = (counts[key] ?? 0) + 1;
        }
      }
    }
  }
  t.diagnostic(`${JSON.stringify(counts)}, ${undetermined} not to be determined`);
  assert.ok(undetermined < 20, String(undetermined));
  for (const [key, count] of Object.entries(counts)) assert.ok(count > 700, `${key}: only ${count} compared`);
  assert.equal(Object.keys(counts).length, 13);
});
