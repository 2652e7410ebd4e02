// The program that was built, as a user calls it. Cold: without anything that it keeps in its cache folder.
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { each } from '../workers.mjs';

export const daemonsync = {
  name: 'daemonsync',
  note: 'waits until all is up, and 500 ms more to see that it stays up',
  unit: (name) => `${name}.service`,
  setUp: write,
  first: (world) => call(world, ['apply', '-q'], [0]),
  noop: (world) => call(world, ['apply', '-q'], [0]),
  diff: (world) => call(world, ['diff'], [0]),
  edit: write,
  change: (world) => call(world, ['apply', '-q'], [0]),
  forget: (world) => rmSync(join(world.home, '.cache/daemonsync'), { recursive: true, force: true }),
  /** As if it had never been here. */
  vanish: (world) => {
    for (const kept of ['.cache/daemonsync', '.local/state', '.local/share/daemonsync'])
      rmSync(join(world.home, kept), { recursive: true, force: true });
  },
  /** The very files, for the bare contender. */
  render: (world, out) => {
    write(world);
    call(world, ['render', '--platform', 'systemd', '--out', out], [0]);
  },
};

function call(world, words, wanted) {
  return world.run([world.node, ...world.nodeFlags, world.program, ...words, '-f', manifest(world)], { wanted });
}

function manifest(world) {
  return join(world.home, 'daemons.yaml');
}

function write(world) {
  const daemons = each(world.workers, ({ name, description, argv }) =>
    [
      `  ${name}:`,
      `    description: ${description}`,
      `    command: [${argv.map((word) => JSON.stringify(word)).join(', ')}]`,
      '    restart: { policy: always, delay: 10s }',
    ].join('\n'),
  );
  writeFileSync(manifest(world), `version: 1\nnamespace: bench\ndaemons:\n${daemons.join('\n')}\n`);
}
