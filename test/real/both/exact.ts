// The promise that everything else stands on, beside either manager: for any string a person may write, the process that is started
// receives exactly that argv, environment, working directory and umask. Random daemons go through the built program and back.
import assert from 'node:assert/strict';
import { chmodSync, mkdirSync, symlinkSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { inManifest, type Odd, oddFrom, seedOfThisRun } from '../../support/odd-strings.ts';
import { readDump } from '../support/dump.ts';
import {
  changing,
  counted,
  did,
  type Fields,
  gone,
  home,
  furniture,
  isMac,
  isRealMac,
  manager,
  prepare,
  put,
  read,
  saysNot,
  scene,
  there,
  told,
  until,
  world,
} from './stage.ts';

// A Mac tells its user of each one that is new.
const HOW_MANY = isRealMac ? 30 : 150;
const dump = `${furniture}/bin/dump`;
const seed = seedOfThisRun();
const one = world('exact');

interface Wanted {
  readonly name: string;
  readonly out: string;
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  readonly cwd: string;
  readonly umask: string;
  readonly program: string;
  readonly how: 'direct' | 'shell' | 'venv';
  readonly envFile: string | null;
}

/** What a Mac's file systems make of all the others is their own affair. */
const fileName = (odd: Odd): string => (isRealMac ? odd.fileName().replace(/[^\t -~]/gu, '_') : odd.fileName());

function randomDaemon(odd: Odd, i: number): Wanted {
  const args = Array.from({ length: odd.number(6) }, () => odd.string());
  if (i % 70 === 7) args.push('ü%$"\\ '.repeat(2500));
  const env: Record<string, string> = {};
  for (let n = odd.number(5); n > 0; n -= 1) env[`${odd.chance(50) ? 'V_' : 'v'}${odd.number(100_000)}`] = odd.string();
  if (odd.chance(5)) env['PATH'] = `/usr/bin:/bin:/${fileName(odd)}`;
  return {
    name: `d${i}`,
    out: `${home}/out/${i}`,
    args,
    env,
    cwd: odd.chance(60) ? join(home, 'work', `${i % 50}`, fileName(odd)) : join(home, 'work'),
    umask: `0${odd.number(8)}${odd.number(8)}${odd.number(8)}`,
    program: odd.chance(30) ? join(home, 'programs', fileName(odd), 'dump') : dump,
    how: odd.chance(8) ? 'venv' : odd.chance(12) ? 'shell' : 'direct',
    envFile: odd.chance(10) ? join(home, 'work', `env ${i} ${fileName(odd)}`) : null,
  };
}

function fields(d: Wanted): Fields {
  const argv = [d.how === 'venv' ? 'dump' : d.program, d.out, ...d.args];
  const quoted = [d.program, ...argv.slice(1)].map((word) => `'${word.replaceAll("'", "'\\''")}'`).join(' ');
  return {
    ...(d.how === 'shell' ? { shell: `exec ${quoted}\n` } : { command: argv.map(inManifest) }),
    ...(d.how === 'venv' ? { launcher: { venv: `${home}/venv` } } : {}),
    ...(d.envFile === null ? {} : { env_file: inManifest(d.envFile) }),
    env: Object.fromEntries(Object.entries(d.env).map(([name, value]) => [name, inManifest(value)])),
    working_directory: inManifest(d.cwd),
    umask: d.umask,
    type: 'oneshot',
    logs: 'none',
  };
}

/** JSON's strings are YAML's, but for characters that YAML does not print. */
const yaml = (value: unknown): string =>
  JSON.stringify(value).replace(
    /[\u007f-\u00a0\u2028\u2029\ufeff]/g,
    (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );

function complaint(d: Wanted): string | null {
  if (!there(d.out)) return 'was not started';
  // Its umask may have kept even its owner out.
  chmodSync(d.out, 0o600);
  const got = readDump(d.out);
  if (JSON.stringify(got.args) !== JSON.stringify(d.args))
    return `argv\n  got    ${JSON.stringify(got.args).slice(0, 600)}\n  wanted ${JSON.stringify(d.args).slice(0, 600)}`;
  for (const [name, value] of Object.entries(d.env)) {
    const expected = d.how === 'venv' && name === 'PATH' ? `${home}/venv/bin:${value}` : value;
    if (got.env.get(name) !== expected)
      return `${name}\n  got    ${JSON.stringify(got.env.get(name))}\n  wanted ${JSON.stringify(expected)}`;
  }
  const fromFile = d.envFile?.replaceAll(/['\\]/g, '_');
  if (got.env.get('FROM_FILE') !== fromFile) return `env_file ${got.env.get('FROM_FILE')}, wanted ${fromFile}`;
  if (got.cwd !== d.cwd) return `working directory ${JSON.stringify(got.cwd)}, wanted ${JSON.stringify(d.cwd)}`;
  return got.umask === d.umask ? null : `umask ${got.umask}, wanted ${d.umask}`;
}

prepare();
const odd = oddFrom(seed);
const daemons = Array.from({ length: HOW_MANY }, (_, i) => randomDaemon(odd, i));

scene(`${HOW_MANY} random daemons are started exactly as written (DAEMONSYNC_SEED=${seed})`, () => {
  mkdirSync(`${home}/out`);
  put(`${home}/venv/bin/dump`, read(dump), 0o755);
  put(`${home}/venv/pyvenv.cfg`, '');
  for (const { program, cwd, envFile } of daemons) {
    if (!there(program)) {
      mkdirSync(dirname(program), { recursive: true });
      symlinkSync(dump, program);
    }
    mkdirSync(cwd, { recursive: true });
    if (envFile) put(envFile, `# read at start\nFROM_FILE='${envFile.replaceAll(/['\\]/g, '_')}'\n`, 0o600);
  }
  const all = Object.fromEntries(daemons.map((daemon) => [daemon.name, fields(daemon)]));
  put(one.path, yaml(one.manifest(all)));
  const ran = one.exits(0, 'apply');
  until('all have been started', () => daemons.every(({ out }) => there(out)), 5_000);
  const wrong = daemons.flatMap((daemon) => {
    const text = complaint(daemon);
    return text === null ? [] : [`${daemon.name}: ${text}\n${read(manager.definition(daemon.name)).slice(0, 1500)}`];
  });
  assert.equal(wrong.length, 0, `seed ${seed}: ${wrong.length} differ: ${wrong.slice(0, 3).join('\n')}\n${told(ran)}`);
  counted(daemons.length, `random daemons really started by the program beside ${manager.name}`);
});

scene('nothing of that is run again: not by the next apply, and not where all memory is lost', () => {
  for (const { out } of daemons) gone(out);
  one.quiet();
  if (isMac) {
    // What launchd prints of such words has to be read as what was written.
    gone(one.state);
    const ran = one.exits(0, 'apply');
    assert.deepEqual(changing(ran), [], told(ran));
    saysNot(ran, /restart|starts/);
  }
  did(one.exits(0, 'diff'));
  assert.deepEqual(
    daemons.filter(({ out }) => there(out)).map(({ name }) => name),
    [],
  );
  one.destroy();
});
