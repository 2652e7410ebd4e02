// daemonsync and the bare commands beside one manager, on the very same files, taking turns; and the floor between them:
// an empty node, and one list-units.
import { mkdirSync, readdirSync, readFileSync, readlinkSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { bare } from './contenders/bare.mjs';
import { daemonsync } from './contenders/daemonsync.mjs';
import { shuffled } from './measure.mjs';
import { changed, each } from './workers.mjs';

export function mainSession(world, { rounds, patienceMs }) {
  const { count } = world.workers;
  const allRun = () => {
    const up = world.running();
    return up === count ? '' : `only ${up} of ${count} run`;
  };
  world.units = each(world.workers, ({ name }) => daemonsync.unit(name));

  const out = join(world.home, 'rendered');
  daemonsync.render(world, out);
  world.files = filesOf(out);
  world.logFolders = [...new Set(world.files.flatMap(([, text]) => logFolders(text)))];
  world.record.files = world.files.length;

  // ── First apply, in turns, each as often before the other as after it; daemonsync's is the last and stays. ──
  const firsts = [
    () => world.sample('bare first', bare.first, allRun),
    () => world.metered('first', () => world.sample('first', daemonsync.first, allRun)),
  ];
  for (let left = rounds.first; left > 0; left--) {
    for (const first of left % 2 ? firsts : firsts.toReversed()) {
      blank(world);
      daemonsync.setUp(world);
      first();
    }
  }
  if (!rounds.noop) return;
  if (!world.record.cells.first?.ms.length) bare.first(world); // the floor can still be had

  // ── Nothing to do. The warm ones mixed, the cold ones after them, because they leave a cache that is not as warm. ──
  const quiet = {
    'node -e 0': () => world.run([world.node, '-e', '0']),
    'list-units': () => world.run(['systemctl', '--user', 'list-units', '--all', '-o', 'json'], { read: true }),
    'bare noop': bare.noop,
    noop: daemonsync.noop,
    diff: daemonsync.diff,
  };
  const warm = Object.entries(quiet);
  const tried = {};
  for (const [name, work] of [...warm, ...warm]) tried[name] = survives(() => work(world));
  let seen = invocations(world);
  const untouched = () => {
    const before = seen;
    seen = invocations(world);
    return restarts(before, seen, 0);
  };
  const began = performance.now();
  for (let round = 0; round < rounds.noop && (round < 3 || performance.now() - began < patienceMs); round++)
    for (const [name, work] of shuffled(warm)) world.sample(name, work, () => tried[name] || untouched());
  for (let round = 0; round < rounds.cold; round++) {
    daemonsync.forget(world);
    world.sample('cold', daemonsync.noop, untouched);
  }

  // ── One change, in turns. ──
  for (let round = 0; round < rounds.change; round++) {
    bare.edit(world, round);
    world.sample('bare change', bare.change);
    world.workers = changed(world.workers, count - 1);
    daemonsync.edit(world);
    const earlier = invocations(world);
    const onlyThat = () => restarts(earlier, invocations(world), 1);
    world.sample('change', daemonsync.change, () => allRun() || onlyThat() || carriesTheChange(world));
  }

  // ── Memory: runs of their own, because the meter takes time. ──
  survives(() => daemonsync.noop(world)); // the first after a change may have to read the manifest again
  for (const name of ['noop', 'diff']) world.metered(name, () => daemonsync[name](world));
  world.workers = changed(world.workers, count - 1);
  daemonsync.edit(world);
  world.metered('change', () => daemonsync.change(world));
  daemonsync.forget(world);
  world.metered('cold', () => daemonsync.noop(world));
  world.save();
}

/** Which start of which unit is the one that runs: the manager keeps it as symbolic links. */
function invocations(world) {
  const folder = join(world.runtime, 'systemd/units');
  return world.units.map((unit) => readlinkSync(join(folder, `invocation:${unit}`)));
}

function restarts(before, now, wanted) {
  const started = now.filter((id, i) => id !== before[i]).length;
  return started === wanted ? '' : `it started ${started} daemons anew, and not ${wanted}`;
}

/** What was asked for last is what runs: the process, not only the file. */
function carriesTheChange(world) {
  const [last] = each(world.workers, (worker) => worker).slice(-1);
  const pid = world.run(['systemctl', '--user', 'show', '-p', 'MainPID', '--value', world.units.at(-1)], {
    read: true,
  });
  const argv = readFileSync(`/proc/${pid.stdout.trim()}/cmdline`, 'utf8').split('\0').slice(0, -1);
  return argv.join(' ') === last.argv.join(' ') ? '' : `${last.name} runs "${argv.join(' ')}"`;
}

/** Nothing of any contender is left. */
function blank(world) {
  world.run(['systemctl', '--user', 'stop', 'worker-*.service']);
  rmSync(world.unitFolder, { recursive: true, force: true });
  mkdirSync(world.unitFolder, { recursive: true });
  daemonsync.vanish(world);
  world.run(['systemctl', '--user', 'daemon-reload']);
  world.run(['systemctl', '--user', 'reset-failed']);
}

function survives(work) {
  try {
    work();
    return '';
  } catch (error) {
    return error.message;
  }
}

function filesOf(folder) {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath ?? entry.path, entry.name))
    .map((path) => [path.slice(folder.length), readFileSync(path, 'utf8')]);
}

/** systemd makes no folder for a log. */
function logFolders(text) {
  return [...text.matchAll(/^Standard(?:Output|Error)=append:(.*)$/gm)].map(([, path]) => dirname(path));
}
