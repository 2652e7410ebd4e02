// What a person would type: write the files, one daemon-reload, one `enable --now` of all names. The files are given to it
// (`world.files`: path → text); it decides nothing, compares nothing and remembers nothing: the least that can be done.
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { unitText } from '../workers.mjs';

export const bare = {
  name: 'bare systemctl',
  note: 'files written without comparing or fsync; its no-op is one list-units, read',
  first: (world) => {
    for (const [path, text] of world.files) write(path, text);
    for (const folder of world.logFolders) mkdirSync(folder, { recursive: true });
    world.run(['systemctl', '--user', 'daemon-reload']);
    world.run(['systemctl', '--user', '--quiet', 'enable', '--now', ...world.units]);
  },
  noop: (world) => {
    world.running();
  },
  // A unit of its own: what another contender owns is not touched behind its back.
  edit: (world, round) => {
    world.bareUnit = unitText({ description: 'The bare one', argv: ['/bin/sleep', `200000.${round}`] });
  },
  change: (world) => {
    write(join(world.unitFolder, 'bench-bare.service'), world.bareUnit);
    const reload = world.run(['systemctl', '--user', 'daemon-reload']);
    const restart = world.run(['systemctl', '--user', 'restart', 'bench-bare.service']);
    world.note('reload', reload.ms);
    world.note('restart', restart.ms);
  },
};

function write(path, text) {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
}
