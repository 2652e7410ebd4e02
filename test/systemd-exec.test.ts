// Command lines, environments, specifiers and paths as systemd reads them: its own unit tests, and what real managers
// of eight releases handed to processes they really started.

import assert from 'node:assert/strict';
import test from 'node:test';
import { textOf } from '../src/systemd/bytes.ts';
import { wordsOf, wordVersion } from '../src/systemd/enums.ts';
import {
  cleanEnvironment,
  expandArguments,
  isEnvironmentAssignment,
  isEnvironmentName,
  isEnvironmentValue,
  readEnvironmentNames,
} from '../src/systemd/environment.ts';
import { readExec } from '../src/systemd/exec.ts';
import { readLimit, UNLIMITED } from '../src/systemd/limits.ts';
import { readEnvironmentFile, readOutput } from '../src/systemd/paths.ts';
import { expandSpecifiers, specifierVersion } from '../src/systemd/specifiers.ts';
import { assignments, readUnit } from '../src/systemd/unit.ts';
import { directiveVersion, isSection, nearestDirective } from '../src/systemd/versions.ts';
import { expander, load, MANAGER_ENV } from './support/systemd-alice.ts';
import { absent, fileText, json, type Recorded, vectors } from './support/systemd-vectors.ts';

const asIs = (text: string): string => text;

interface ExecCase {
  readonly rvalue: string;
  readonly commands: readonly { path: string; argv: string[]; ignore_failure: boolean }[];
  readonly ret: string;
  readonly resets_list?: true;
}
const execCases = vectors<ExecCase>('systemd-config-parse-exec');

test(`systemd's own test of ExecStart=: ${execCases.length} cases`, { skip: absent }, () => {
  for (const { rvalue, commands, ret, resets_list: resets } of execCases) {
    const got = readExec(rvalue, { version: 256, expand: asIs });
    const short = got.commands.map(({ path, argv, ignoreFailure }) => ({ path, argv, ignore_failure: ignoreFailure }));
    assert.deepEqual(short, commands, rvalue);
    const verdict = resets ? 'reset' : ret === '==-ENOEXEC' ? 'fatal' : ret === '==0' ? 'ignored' : 'ok';
    assert.equal(got.verdict, verdict, rvalue);
  }
});

interface Result {
  readonly systemd: readonly number[];
  readonly LoadState: string;
  readonly Description?: string;
  readonly after?: { ExecMainStatus: string; Result: string };
  readonly argv?: readonly (readonly string[])[] | null;
  readonly env?: Readonly<Record<string, string>> | null;
  readonly cwd?: string | null;
  readonly fds?: Readonly<Record<string, string>> | null;
}
interface OracleCase {
  readonly id: string;
  readonly unit_file: string | object;
  readonly results: readonly Result[];
}

const starts = vectors<OracleCase>('oracle-execstart');

test(`what processes got for ExecStart=: ${starts.length} files on 8 releases`, { skip: absent }, () => {
  let started = 0;
  for (const { id, unit_file: text, results } of starts) {
    for (const { systemd, LoadState, argv } of results) {
      for (const version of systemd) {
        const got = load(fileText(text) ?? '', id, version);
        // 245 looked bare names up when it loaded the unit.
        const lookedUp = version === 245 && got.paths.some((path) => !path.startsWith('/') && path !== 'env');
        assert.equal(lookedUp ? 'bad-setting' : got.state, LoadState, `${id} on ${version}`);
        // What `env` and the like made of theirs is not systemd's doing.
        if (!argv || !got.paths.every((path) => /^\/(?:lab|home)\//.test(path))) continue;
        assert.deepEqual(got.argv, argv, `${id} on ${version}`);
        started += 1;
      }
    }
  }
  assert.ok(started > 400, `${started} processes`);
});

const fileCases = vectors<OracleCase>('oracle-files').filter(({ unit_file: text }) => fileText(text) !== null);

test(`what processes got, files of all shapes: ${fileCases.length} files on 8 releases`, { skip: absent }, () => {
  let started = 0;
  for (const { id, unit_file: text, results } of fileCases) {
    for (const { systemd, argv, env, LoadState } of results) {
      for (const version of systemd) {
        if (LoadState === 'loaded' && argv && version !== 245) {
          const got = load(fileText(text) ?? '', id, version);
          assert.equal(got.state, 'loaded', id);
          assert.deepEqual(got.argv, argv, `${id} on ${version}`);
          // Variables that systemd itself adds for other settings, or takes away, are not looked at.
          for (const [name, value] of Object.entries(env ?? {})) {
            if (!/_DIRECTORY$|^WATCHDOG_/.test(name))
              assert.equal(got.env[name], value, `${id} on ${version}: ${name}`);
          }
          started += 1;
        }
      }
    }
  }
  assert.ok(started > 350, `${started} processes`);
});

const valueCases = vectors<OracleCase>('oracle-values');

test(`environments, folders, outputs and descriptions: ${valueCases.length} files on 8 releases`, {
  skip: absent,
}, () => {
  const seen = { env: 0, cwd: 0, fds: 0, description: 0 };
  for (const { id, unit_file: text, results } of valueCases) {
    for (const { systemd, LoadState, Description, env, cwd, fds } of results) {
      for (const version of systemd) {
        const got = load(fileText(text) ?? '', id, version);
        const expand = expander(id, version);
        const outputs = assignments(readUnit(fileText(text) ?? ''), 'Service').filter(({ key }) =>
          /^Standard(?:Output|Error)$/.test(key),
        );
        // 245 was stricter with the paths of logs.
        const badOutput = version === 245 && outputs.some(({ value }) => readOutput(value, expand) === null);
        if (!badOutput) assert.equal(got.state, LoadState, `${id} on ${version}`);
        if (env && !id.startsWith('f-')) {
          const expected = Object.entries(got.env).filter(([name, value]) => {
            // 245 dropped control characters; what the manager sets itself is not among the additions.
            return !(name in MANAGER_ENV) && !(version === 245 && /[\0-\x08\x0b-\x1f\x7f]/.test(value));
          });
          assert.deepEqual(Object.fromEntries(expected), env, `${id} on ${version}`);
          seen.env += 1;
        }
        // Folders that were links or did not exist are the file system's part.
        if (id.startsWith('w-') && cwd && id !== 'w-lnk.service' && id !== 'w-missopt.service') {
          assert.equal(got.cwd, cwd, `${id} on ${version}`);
          seen.cwd += 1;
        }
        const out = outputs.find(({ key }) => key === 'StandardOutput');
        const read = out && out.value !== '' ? readOutput(out.value, expand) : null;
        if (
          id.startsWith('o-') &&
          fds &&
          (read?.kind === 'append' || read?.kind === 'file') &&
          !outputs.some(({ value }) => value === '')
        ) {
          assert.equal(fds['1'], read.path, `${id} on ${version}`);
          seen.fds += 1;
        }
        if (id.startsWith('d-') && Description !== undefined && id !== 'd-long.service') {
          const last = assignments(readUnit(fileText(text) ?? ''), 'Unit').findLast(({ key }) => key === 'Description');
          const shown = last ? (last.value === '' ? null : expand(last.value)) : null;
          assert.equal(shown ?? id, Description, `${id} on ${version}`);
          seen.description += 1;
        }
      }
    }
  }
  assert.ok(seen.env > 300 && seen.cwd > 70 && seen.fds > 60 && seen.description > 100, JSON.stringify(seen));
});

interface EnvCase {
  readonly kind: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly argv?: readonly string[];
  readonly expanded?: readonly string[];
  readonly value?: Recorded;
  readonly valid?: boolean;
  readonly input?: readonly string[];
  readonly kept?: readonly string[];
}
const envCases = vectors<EnvCase>('systemd-env-util');

test(`systemd's own test of environments: ${envCases.length} cases`, { skip: absent }, () => {
  for (const { kind, env, argv, expanded, value, valid, input, kept } of envCases) {
    const text = typeof value === 'object' ? textOf(Buffer.from(value.base64, 'base64')) : (value ?? '');
    if (kind === 'replace_env_argv') assert.deepEqual(expandArguments(argv ?? [], env ?? {}), expanded);
    else if (kind === 'env_name_is_valid') assert.equal(isEnvironmentName(text), valid, text);
    else if (kind === 'env_value_is_valid') assert.equal(isEnvironmentValue(text), valid, text);
    else if (kind === 'env_assignment_is_valid') assert.equal(isEnvironmentAssignment(text), valid, text);
    else if (kind === 'env_clean') {
      // A function of bash has a name that is none; systemd keeps such for itself, in other places than units.
      const expected = kept?.filter((one) => !one.startsWith('BASH_FUNC_'));
      assert.deepEqual(cleanEnvironment(input ?? []), expected);
    } else assert.fail(`no judge for ${kind}`);
  }
});

interface MiscCase {
  readonly kind: 'rlimit' | 'PassEnvironment' | 'EnvironmentFile';
  readonly key?: string;
  readonly unit?: string;
  readonly value?: string;
  readonly values?: readonly string[];
  readonly asserts?: readonly string[];
  readonly result?: readonly string[];
}
const miscCases = vectors<MiscCase>('systemd-config-parse-misc');

/** "rlim_cur == 59 * USEC_PER_SEC" → 59000000 */
function asserted(asserts: readonly string[], field: string): number {
  const right = asserts.find((one) => one.startsWith(`${field} == `))?.slice(field.length + 4) ?? '';
  if (right.startsWith('RLIM_INFINITY')) return UNLIMITED;
  const factor = right.includes('USEC_PER_SEC') ? 1_000_000 : right.includes('USEC_PER_MSEC') ? 1000 : 1;
  return Number.parseInt(right, 10) * factor;
}

test(`systemd's own test of other values: ${miscCases.length} cases`, { skip: absent }, () => {
  // What an invalid limit leaves standing.
  const before = { soft: 10, hard: 20 };
  for (const { kind, key = '', unit = 'a.service', value = '', values = [], asserts = [], result } of miscCases) {
    if (kind === 'rlimit') {
      const soft = asserted(asserts, 'rlim_cur');
      const hard = asserts.some((one) => one.startsWith('rlim_max')) ? asserted(asserts, 'rlim_max') : soft;
      assert.deepEqual(readLimit(key, value) ?? before, { soft, hard }, `${key}=${value}`);
    } else if (kind === 'PassEnvironment') {
      assert.deepEqual(readEnvironmentNames(value, asIs) ?? [], result, value);
    } else {
      const expand = expander(unit, 256);
      let files: string[] = [];
      for (const one of values) {
        const read = one === '' ? null : readEnvironmentFile(one, expand);
        files = one === '' ? [] : [...files, ...(read ? [read.pattern] : [])];
      }
      assert.deepEqual(files, result);
    }
  }
  for (const wrong of ['10:20:30', 'wat:wat', '66:wat', '200:100', '', '-1', '1k', '512K', '1.5']) {
    assert.equal(readLimit('LimitNOFILE', wrong), null, wrong);
  }
  assert.deepEqual(readLimit('LimitCORE', '1.5K:infinity'), { soft: 1536, hard: UNLIMITED });
  assert.deepEqual(readLimit('LimitNICE', '-5'), { soft: 25, hard: 25 });
});

interface PrintfCase {
  readonly unit: string;
  readonly pattern: string;
  readonly expected: string | { readonly symbolic: string };
}
const printfCases = vectors<PrintfCase>('systemd-unit-printf');
const PRINTF_UNITS = ['blah.service', 'blah@foo-foo.service', 'blah-blah\\x2d.slice'];

test(`systemd's own test of specifiers: ${printfCases.length} cases`, { skip: absent }, () => {
  // The recording calls every unit `u`: the next one begins where %i comes round again.
  let unit = -1;
  let known = 0;
  for (const { pattern, expected } of printfCases) {
    if (pattern === '%i' || unit < 0) unit += unit < 0 || known === 0 ? (unit < 0 ? 1 : 0) : 1;
    if (pattern === '%i') known += 1;
    const name = PRINTF_UNITS[unit] ?? '';
    const values = { Y: '/tmp', R: '/cgroup-root', r: 'r', c: 'c', d: `*/credentials/${name}` };
    const got = expandSpecifiers(pattern, { version: 256, unit: name, values });
    if (typeof expected === 'object') {
      // What only the machine knows: known as a specifier, and not made up.
      assert.deepEqual(got, { kind: 'undetermined', specifier: pattern });
    } else if (/^%[rcR]$/.test(pattern)) {
      assert.equal(got.kind, 'text');
    } else {
      assert.deepEqual(got, { kind: 'text', text: expected }, `${pattern} of ${name}`);
    }
  }
  assert.equal(unit, PRINTF_UNITS.length - 1);
});

test('specifiers by release, as the table says', { skip: absent }, () => {
  const { data } = json<{ data: Record<string, number> }>('specifiers');
  const letters = Object.entries(data);
  assert.equal(letters.length, 42);
  for (const [letter, since] of letters) assert.equal(specifierVersion(letter), since <= 239 ? 0 : since, letter);
  const context = { unit: 'a.service', values: { d: '/creds' } };
  assert.deepEqual(expandSpecifiers('%d', { ...context, version: 250 }), { kind: 'invalid', specifier: '%d' });
  assert.deepEqual(expandSpecifiers('x%d%%d', { ...context, version: 251 }), { kind: 'text', text: 'x/creds%d' });
  assert.deepEqual(expandSpecifiers('%k', { ...context, version: 262 }), { kind: 'invalid', specifier: '%k' });
});

test('directives by release, as the table says', { skip: absent }, () => {
  const { directives } = json<{ directives: Record<string, { first: string; last_seen?: number }> }>(
    'directive-versions',
  );
  let judged = 0;
  for (const [name, { first, last_seen: gone }] of Object.entries(directives)) {
    const [section = '', key = ''] = name.split('.');
    const since = first === '258..262' ? 262 : Number(first.replace('<=', ''));
    const expected = gone === undefined ? (since <= 239 ? 0 : since) : 'unknown';
    assert.equal(directiveVersion(section, key), expected, name);
    judged += 1;
  }
  assert.equal(judged, 1484);
  assert.equal(directiveVersion('X-Mine', 'Whatever'), 0);
  assert.equal(directiveVersion('Service', 'X-Mine'), 0);
  assert.equal(directiveVersion('service', 'Type'), 'unknown');
  assert.equal(isSection('service'), false);
  assert.equal(isSection('Service'), true);
});

test('a directive that does not exist gets a suggestion, or none', () => {
  assert.deepEqual(nearestDirective('Service', 'RestartSecs'), { section: 'Service', key: 'RestartSec' });
  assert.deepEqual(nearestDirective('Service', 'execstart'), { section: 'Service', key: 'ExecStart' });
  assert.deepEqual(nearestDirective('Service', 'StartLimitIntervalSec'), {
    section: 'Unit',
    key: 'StartLimitIntervalSec',
  });
  assert.deepEqual(nearestDirective('service', 'Nice'), { section: 'Service', key: 'Nice' });
  assert.deepEqual(nearestDirective('Unit', 'WantedBy'), { section: 'Install', key: 'WantedBy' });
  assert.equal(nearestDirective('Service', 'Zzzzzzzzzzzz'), null);
});

/** Which table of words is whose; the others are of states, which no directive takes. */
const ENUMS: Readonly<Record<string, readonly [section: string, key: string]>> = {
  service_type: ['Service', 'Type'],
  service_restart: ['Service', 'Restart'],
  service_restart_mode: ['Service', 'RestartMode'],
  service_exit_type: ['Service', 'ExitType'],
  exec_output: ['Service', 'StandardOutput'],
  exec_input: ['Service', 'StandardInput'],
  kill_mode: ['Service', 'KillMode'],
  oom_policy: ['Service', 'OOMPolicy'],
  notify_access: ['Service', 'NotifyAccess'],
  job_mode: ['Unit', 'OnFailureJobMode'],
  emergency_action: ['Unit', 'FailureAction'],
  collect_mode: ['Unit', 'CollectMode'],
  exec_keyring_mode: ['Service', 'KeyringMode'],
  service_timeout_failure_mode: ['Service', 'TimeoutStopFailureMode'],
  exec_preserve_mode: ['Service', 'RuntimeDirectoryPreserve'],
  protect_system: ['Service', 'ProtectSystem'],
  protect_home: ['Service', 'ProtectHome'],
};

test('words by release, as the tables say', { skip: absent }, () => {
  const { data } = json<{ data: Record<string, Record<string, [number, number]>> }>('enums');
  let judged = 0;
  for (const [name, [section, key]] of Object.entries(ENUMS)) {
    for (const [word, [since]] of Object.entries(data[name] ?? {})) {
      assert.equal(wordVersion(section, key, word), since <= 239 ? 0 : since, `${key}=${word}`);
      judged += 1;
    }
  }
  assert.ok(judged > 90, String(judged));
  assert.equal(wordVersion('Service', 'Restart', 'unless-stopped'), 'unknown');
  assert.equal(wordVersion('Service', 'StandardOutput', 'append:/x'), 240);
  assert.equal(wordVersion('Service', 'ProtectHome', 'TRUE'), 0);
  assert.equal(wordVersion('Service', 'Restart', 'yes'), 'unknown');
  assert.equal(wordVersion('Service', 'ExecStart', 'x'), null);
  assert.equal(wordVersion('Mount', 'Type', 'ext4'), null);
  assert.ok(wordsOf('KillMode').includes('mixed'));
});
