// The promise that everything else stands on: for any string a person may write, the process that a real
// `systemd --user` starts receives exactly that argv, environment, working directory and umask.
// Random daemons go through the whole pipeline (YAML text → manifest → units → systemd → process) and back.

import assert from 'node:assert/strict';
import { chmodSync, copyFileSync, existsSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { test } from 'node:test';
import { inManifest, type Odd, oddFrom, seedOfThisRun, yamlString } from '../support/odd-strings.ts';
import { pipeline } from '../support/compiled.ts';
import { DUMP, readDump } from './support/dump.ts';
import { count, described, requireReal, throwawayHome } from './support/manager.ts';

const HOW_MANY = Number(process.env['DAEMONSYNC_EXACT'] ?? 2200);

interface Wanted {
  readonly name: string;
  readonly out: string;
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  readonly cwd: string;
  readonly umask: string;
  readonly program: string;
  readonly how: 'direct' | 'venv' | 'shell';
  /** Sets FROM_FILE to the name of the file. */
  readonly envFile: string | null;
}

test(`${HOW_MANY} random daemons are started exactly as written`, async (t) => {
  const real = requireReal(t);
  if (!real) return;
  const home = throwawayHome(t);
  const seed = seedOfThisRun();
  t.diagnostic(`seed ${seed} (DAEMONSYNC_SEED=${seed} runs the same strings again)`);
  const odd = oddFrom(seed);
  const daemons = Array.from({ length: HOW_MANY }, (_, i) => randomDaemon(odd, home, i));
  for (const { program, cwd, how, envFile } of daemons) {
    install(how === 'venv' ? join(home, 'venv/bin/dump') : program);
    mkdirSync(cwd, { recursive: true });
    if (envFile) writeFileSync(envFile, `# read at start\nFROM_FILE='${envFile.replaceAll(/['\\]/g, '_')}'\n`);
  }
  mkdirSync(join(home, 'out'));
  const facts = {
    account: { user: 'tester', uid: 1000, group: 'tester', home },
    dataDir: `${home}/.local/share`,
    stateDir: `${home}/.local/state`,
  };
  const { manifest, desired, problems } = await pipeline(manifestText(daemons), 'systemd', {}, facts);
  assert.ok(manifest, JSON.stringify(problems.filter((p) => p.severity === 'error').slice(0, 3)));
  for (const file of desired.flatMap((daemon) => daemon.files)) {
    mkdirSync(dirname(file.path), { recursive: true });
    writeFileSync(file.path, file.text);
    chmodSync(file.path, file.mode);
  }
  const names = daemons.map(({ name }) => `${name}.service`);
  writeFileSync(join(home, 'names'), names.join('\n'));
  // In batches: one command line has an end, and so has the manager's patience with starts at once.
  const ran = await real.run('xargs -n 200 systemctl --user start <"$1"', [join(home, 'names')], {
    home,
    timeoutMs: 240_000,
  });
  const wrong: string[] = [];
  let strings = 0;
  for (const daemon of daemons) {
    const complaint = compare(daemon, ran.managerLog);
    if (complaint) wrong.push(`${daemon.name}: ${complaint}\n${unitOf(home, daemon.name)}`);
    strings += daemon.args.length + Object.keys(daemon.env).length + 1;
  }
  assert.equal(
    wrong.length,
    0,
    `seed ${seed}: ${wrong.length} differ, the first of them:\n${wrong.slice(0, 3).join('\n')}\n${described(ran).slice(0, 3000)}`,
  );
  count(daemons.length, `random daemons really started by systemd ${real.systemd}`);
  count(strings, 'random strings compared with what the process got');
});

function randomDaemon(odd: Odd, home: string, i: number): Wanted {
  const how = odd.chance(8) ? 'venv' : odd.chance(8) ? 'shell' : 'direct';
  const args = Array.from({ length: odd.number(6) }, () => odd.string());
  // One in a few hundred is as long as the kernel takes.
  if (i % 400 === 7)
    args.push(
      `${odd.string().slice(0, 50)}${'ü%$"\\ '.repeat(12_500)}`.slice(0, 100_000).replace(/[\ud800-\udbff]$/, ''),
    );
  const env: Record<string, string> = {};
  for (let n = odd.number(5); n > 0; n--) env[`${odd.chance(50) ? 'V_' : 'v'}${odd.number(100_000)}`] = odd.string();
  if (odd.chance(5)) env['PATH'] = `/usr/bin:/bin:/${odd.fileName()}`;
  const cwd = odd.chance(60) ? join(home, 'work', `${i % 50}`, odd.fileName()) : join(home, 'work');
  const envFile = odd.chance(10) ? join(home, 'work', `env ${i} ${odd.fileName()}`) : null;
  const program = odd.chance(30) ? join(home, 'bin', odd.fileName(), 'dump') : join(home, 'bin', 'dump');
  return {
    name: `d${i}`,
    out: join(home, 'out', `${i}`),
    args,
    env,
    cwd,
    umask: `0${odd.number(8)}${odd.number(8)}${odd.number(8)}`,
    program,
    how,
    envFile,
  };
}

function install(program: string): void {
  if (existsSync(program)) return;
  mkdirSync(dirname(program), { recursive: true });
  const first = join(dirname(program), '../../bin/dump');
  if (program === first || !existsSync(first)) {
    copyFileSync(DUMP, program);
    chmodSync(program, 0o755);
  } else symlinkSync(first, program);
}

function manifestText(daemons: readonly Wanted[]): string {
  const one = (d: Wanted): string => {
    const words = [d.how === 'venv' ? 'dump' : d.program, d.out, ...d.args].map((word) => yamlString(inManifest(word)));
    const quoted = [d.program, d.out, ...d.args].map((word) => `'${word.replaceAll("'", "'\\''")}'`).join(' ');
    const run = d.how === 'shell' ? `shell: ${yamlString(`exec ${quoted}\n`)}` : `command: [${words.join(', ')}]`;
    return [
      `  ${d.name}:`,
      `    ${run}`,
      `    env: {${Object.keys(d.env)
        .map((name) => `${name}: ${yamlString(inManifest(d.env[name] ?? ''))}`)
        .join(', ')}}`,
      `    working_directory: ${yamlString(inManifest(d.cwd))}`,
      `    umask: "${d.umask}"`,
      ...(d.envFile ? [`    env_file: ${yamlString(inManifest(d.envFile))}`] : []),
      ...(d.how === 'venv' ? ['    launcher: {venv: ~/venv}'] : []),
    ].join('\n');
  };
  return `version: 1\nnamespace: exact\ndefaults: {type: oneshot, when: manual, logs: journal}\ndaemons:\n${daemons.map(one).join('\n')}\n`;
}

function compare(d: Wanted, log: string): string | null {
  if (!existsSync(d.out))
    return `was not started: ${log
      .split('\n')
      .filter((line) => line.startsWith(`${d.name}.service`))
      .join(' | ')
      .slice(0, 400)}`;
  const got = readDump(d.out);
  if (JSON.stringify(got.args) !== JSON.stringify(d.args))
    return `argv\n  got    ${JSON.stringify(got.args).slice(0, 600)}\n  wanted ${JSON.stringify(d.args).slice(0, 600)}`;
  for (const [name, value] of Object.entries(d.env)) {
    const expected = d.how === 'venv' && name === 'PATH' ? `${dirname(dirname(d.out))}/venv/bin:${value}` : value;
    if (got.env.get(name) !== expected)
      return `${name}\n  got    ${JSON.stringify(got.env.get(name))}\n  wanted ${JSON.stringify(expected)}`;
  }
  const fromFile = d.envFile?.replaceAll(/['\\]/g, '_');
  if (got.env.get('FROM_FILE') !== fromFile)
    return `env_file ${JSON.stringify(d.envFile)}\n  got    ${JSON.stringify(got.env.get('FROM_FILE'))}`;
  if (got.cwd !== d.cwd)
    return `working directory\n  got    ${JSON.stringify(got.cwd)}\n  wanted ${JSON.stringify(d.cwd)}`;
  return got.umask === d.umask ? null : `umask ${got.umask}, wanted ${d.umask}`;
}

function unitOf(home: string, name: string): string {
  const path = join(home, '.config/systemd/user', `${name}.service`);
  return existsSync(path) ? readFileSync(path, 'utf8').slice(0, 1500) : `(no ${path})`;
}
