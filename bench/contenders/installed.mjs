// Whether a peer can be run here, and which release it is; or in a few words why not.
import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

/** By trying it. The path is absolute or below .build/peers. */
export function installed(world, path, source) {
  const program = resolve(world.peers, path);
  if (!existsSync(program)) return { missing: `not installed (${source})` };
  const { status, cut, stdout } = world.run([program, '--version'], { wanted: null, read: true });
  if (cut || status !== 0) return { missing: `does not run here (${source})` };
  return { program, version: /\d+(\.\d+)+/.exec(stdout)?.[0] ?? '' };
}

/** By what npm says: for one whose `--version` already starts what its first apply would have to start. */
export function installedByNpm(world, name, source) {
  const folder = join(world.peers, 'node_modules', name);
  if (!existsSync(folder)) return { missing: `not installed (${source})` };
  const { version } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  return { program: join(world.peers, 'node_modules/.bin', name), version };
}
