// A peer beside a manager of its own: first apply, no-op, diff and one change, as often as the time allows.
// A first apply that takes too long, or is known to, is cut; what it would have left is then put there for the other cells,
// and the peer must agree that nothing is left to do.
import { bare } from './contenders/bare.mjs';
import { changed } from './workers.mjs';

export function peerSession(world, contender, { rounds, skip, patienceMs }) {
  const { record, workers } = world;
  world.found = contender.find(world);
  record.found = world.found;
  world.save();
  if (world.found.missing) return;
  if (contender.unit) world.units = names(workers).map(contender.unit);
  const running = () => (contender.running ? contender.running(world) : world.running());
  const allRun = () => {
    const up = running();
    return up === workers.count ? '' : `only ${up} of ${workers.count} run`;
  };

  contender.setUp(world);
  if (skip.includes('first') || !world.sample('first', contender.first, allRun)) {
    if (!contender.files) return; // its daemons live nowhere but in itself
    bare.first(Object.assign(world, { files: contender.files(world), logFolders: [] }));
    record.prepared = true;
  }
  const agrees = () =>
    !contender.agrees || contender.agrees(world.said(), world) ? allRun() : `it found something to do: ${world.said()}`;
  several('noop', contender.noop, agrees);
  if (contender.diff) several('diff', contender.diff);
  let round = 0;
  several('change', contender.change, allRun, () => {
    world.workers = changed(world.workers, workers.count - 1);
    contender.edit(world, round++);
  });

  /** Once anyhow, again while it is cheap. */
  function several(name, work, check, before = () => {}) {
    if (skip.includes(name)) return;
    const started = performance.now();
    for (let i = 0; i < rounds[name] && (i === 0 || performance.now() - started < patienceMs); i++) {
      before();
      if (!world.sample(name, work, check)) return;
    }
  }
}

function names({ count }) {
  return Array.from({ length: count }, (_, i) => `worker-${i}`);
}
