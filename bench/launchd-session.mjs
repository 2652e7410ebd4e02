// Inside the stage that plays a Mac: daemonsync beside bare launchctl, on the same plists; every process that is started is counted.
// Says what it measured in lines of JSON. Arguments: the counts of daemons.
import { spawn, spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { median, shuffled } from './measure.mjs';

const { HOME: home, MAC_STAGE: stage, PATH } = process.env;
const gui = `gui/${process.getuid()}`;
const program = [process.execPath, '--require', `${stage}/preload.cjs`, `${stage}/dist/daemonsync.cjs`];
const manifest = `${home}/bench/daemons.yaml`;
const AT_ONCE = 12; // as many as daemonsync has under way
mkdirSync(`${home}/bench`, { recursive: true });

async function session(count) {
  const names = Array.from({ length: count }, (_, i) => `w-${String(i).padStart(3, '0')}`);
  const plists = names.map((name) => `${home}/Library/LaunchAgents/dev.daemonsync.${name}.plist`);
  const tell = (operation, record) => console.log(JSON.stringify({ count, operation, ...record }));
  const write = (version, changed = names) =>
    writeFileSync(
      manifest,
      `version: 1\nnamespace: bench\ndefaults: { stop: { timeout: 2s } }\ndaemons:\n${names
        .map(
          (name) =>
            `  ${name}: { command: [/bin/sleep, "100000"], env: { V: ${changed.includes(name) ? version : 'a'} } }\n`,
        )
        .join('')}`,
    );
  write('a');
  tell('first apply', ours('apply'));
  for (const name of names) spawnSync('launchctl', ['bootout', `${gui}/dev.daemonsync.${name}`]);
  while (loaded() > 0) pause(20);
  tell('bare bootstraps', await crowd(plists.map((path) => ['launchctl', 'bootstrap', gui, path])));
  tell('apply, all loaded anew by hand', ours('apply'));
  ours('apply');
  const quiet = {
    'node -e 0': () => timed([process.execPath, '-e', '0']),
    'node -e 0, as the stage has it': () => timed([...program.slice(0, -1), '-e', '0']),
    'two bare launchctl': () =>
      crowd([
        ['launchctl', 'print', gui],
        ['launchctl', 'print-disabled', gui],
      ]),
    'apply, nothing to do': () => ours('apply'),
    'diff, nothing to do': () => ours('diff'),
  };
  const all = Object.fromEntries(Object.keys(quiet).map((name) => [name, []]));
  for (let round = 0; round < 12; round++)
    for (const name of shuffled(Object.keys(quiet))) all[name].push(await quiet[name]());
  for (const [name, records] of Object.entries(all))
    tell(name, { ...records[0], ms: median(records.map(({ ms }) => ms)) });
  rmSync(`${home}/.cache/daemonsync`, { recursive: true, force: true });
  ours('version');
  ours('validate');
  tell('apply, nothing known', ours('apply'));
  tell('status', ours('status'));
  write('b', [names[count >> 1]]);
  tell('one change', ours('apply'));
  write('c');
  tell('all changed', ours('apply'));
  tell('destroy', ours('destroy', '--yes'));
}

function ours(...words) {
  const before = statSync(`${stage}/calls`).size;
  const about = words[0] === 'version' ? [] : ['-f', manifest];
  const { ms, status, said } = timed([...program, ...words, ...about]);
  if (status !== 0) throw new Error(`${words.join(' ')}: exit ${status}\n${said}`);
  const calls = readFileSync(`${stage}/calls`)
    .subarray(before)
    .toString()
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line));
  const kinds = {};
  for (const call of calls) kinds[kindOf(call)] = (kinds[kindOf(call)] ?? 0) + 1;
  return { ms, calls: calls.length, kinds, theirMs: calls.reduce((sum, call) => sum + call.ms, 0) };
}

function kindOf({ program: name, argv }) {
  const [verb = '', target = ''] = argv;
  if (name !== 'launchctl') return name;
  return verb === 'print' ? (target.split('/').length > 2 ? 'print label' : 'print domain') : verb;
}

function timed([command, ...argv]) {
  const began = performance.now();
  const { status, stdout, stderr } = spawnSync(command, argv, {
    encoding: 'utf8',
    env: { ...process.env, PATH },
    maxBuffer: 1 << 26,
  });
  return { ms: performance.now() - began, status, said: `${stdout}${stderr}` };
}

/** Bare, so many at a time. */
async function crowd(commands) {
  const queue = commands.values();
  const began = performance.now();
  const work = async () => {
    for (const [command, ...argv] of queue)
      await new Promise((done) => spawn(command, argv, { stdio: 'ignore' }).on('close', done));
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  return { ms: performance.now() - began, calls: commands.length };
}

const loaded = () =>
  timed(['launchctl', 'print', gui])
    .said.split('\n')
    .filter((line) => /\tdev\.daemonsync\.w-/.test(line)).length;
const pause = (ms) => Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms);

for (const count of process.argv.slice(2).map(Number)) await session(count);
