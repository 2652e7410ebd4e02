// `pm2 startOrReload` of an ecosystem file. pm2 is a supervisor of its own: these are its children, not the manager's, and a
// second startOrReload starts every one of them anew.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { each } from '../workers.mjs';
import { installedByNpm } from './installed.mjs';

export const pm2 = {
  name: 'pm2',
  note: 'a supervisor of its own, not systemd; has no diff, and its "no-op" restarts every process',
  find: (world) => installedByNpm(world, 'pm2', 'npm has pm2'),
  setUp: write,
  first: (world) => apply(world),
  noop: (world) => apply(world),
  edit: write,
  change: (world) => apply(world),
  /** How many of them run. */
  running(world) {
    const list = world.run([world.found.program, 'jlist', '--silent'], { read: true }).stdout;
    return JSON.parse(list.slice(list.indexOf('['))).filter((app) => app.pm2_env.status === 'online').length;
  },
};

function apply(world) {
  return world.run([world.found.program, 'startOrReload', ecosystem(world), '--silent']);
}

function ecosystem(world) {
  return join(world.home, 'ecosystem.config.cjs');
}

function write(world) {
  const apps = each(world.workers, ({ name, argv: [script, ...args] }) => ({
    name,
    script,
    args,
    interpreter: 'none',
    restart_delay: 10_000,
  }));
  writeFileSync(ecosystem(world), `module.exports = ${JSON.stringify({ apps }, null, 1)};\n`);
}
