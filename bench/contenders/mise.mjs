// `mise bootstrap services apply` of npm's @jdxcode/mise, with `scope = "user"`: real units of the same manager.
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { each } from '../workers.mjs';
import { installed } from './installed.mjs';

export const mise = {
  name: 'mise',
  note: '`mise bootstrap services apply --yes`, its diff is --dry-run',
  unit: (name) => `dev.mise.${name}.service`,
  find: (world) => installed(world, 'node_modules/.bin/mise', 'npm has @jdxcode/mise'),
  setUp(world) {
    mkdirSync(join(world.home, '.config/mise'), { recursive: true });
    write(world);
  },
  first: (world) => apply(world),
  noop: (world) => apply(world),
  diff: (world) => apply(world, '--dry-run'),
  edit: write,
  change: (world) => apply(world),
  /** What it writes for one daemon, it writes for all: so the state after a first apply can be had without waiting for one. */
  files: (world) =>
    each(world.workers, ({ name, description, argv }) => [
      join(world.unitFolder, mise.unit(name)),
      `[Unit]\nDescription=${description}\n\n[Service]\nExecStart=${argv.join(' ')}\nRestart=always\nRestartSec=5s\n\n` +
        '[Install]\nWantedBy=default.target\n',
    ]),
  /** … and it must itself agree that nothing is left to do. */
  agrees: (said, world) => said.includes(`${world.workers.count} service(s) already applied`),
};

function apply(world, ...flags) {
  return world.run([world.found.program, 'bootstrap', 'services', 'apply', '--yes', ...flags]);
}

function write(world) {
  const tables = each(world.workers, ({ name, description, argv }) =>
    [
      `[bootstrap.services.${name}]`,
      'scope = "user"',
      `description = "${description}"`,
      `command = "${argv.join(' ')}"`,
      'restart = "always"',
    ].join('\n'),
  );
  writeFileSync(join(world.home, '.config/mise/config.toml'), `${tables.join('\n\n')}\n`);
}
