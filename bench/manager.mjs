// Outside: a throwaway folder with all that a session needs, a private manager for each session, and what the session left.
import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

/** `root`: the checkout, `dist`: the built program. As root the sessions are an ordinary user's, who may not be able to look into it: then there are copies. */
export function stage(root, dist) {
  const folder = mkdtempSync(join(tmpdir(), 'daemonsync-bench-'));
  chmodSync(folder, 0o755);
  cpSync(join(root, 'bench'), join(folder, 'bench'), { recursive: true });
  cpSync(dist, join(folder, 'dist'), { recursive: true });
  let peers = join(root, '.build/peers');
  if (existsSync(peers) && process.getuid() === 0 && !openToAll(peers)) {
    cpSync(peers, join(folder, 'peers'), { recursive: true, verbatimSymlinks: true });
    peers = join(folder, 'peers');
  }
  return {
    /** What was measured; or `unavailable`, in words, where no manager can be had. */
    session(asked) {
      const home = join(folder, `home-${asked.contender}-${asked.count}`);
      const result = join(home, 'result.json');
      mkdirSync(home);
      const program = join(folder, 'dist/daemonsync.cjs');
      writeFileSync(join(home, 'asked.json'), JSON.stringify({ ...asked, program, peers, result }));
      const starter = join(root, 'test/real/support/user-manager');
      const command = [home, 'node', join(folder, 'bench/inside.mjs'), join(home, 'asked.json')];
      const { NODE_EXTRA_CA_CERTS: _, NODE_OPTIONS: __, ...env } = process.env;
      const ended = spawnSync(starter, command, {
        // This very node: through PATH, where the starter puts it when the ordinary user cannot reach it.
        env: { ...env, DAEMONSYNC_NODE: process.execPath, PATH: `${dirname(process.execPath)}:${process.env.PATH}` },
        stdio: ['ignore', 'ignore', 'pipe'],
        encoding: 'utf8',
      });
      if (ended.status === 77) return { unavailable: ended.stderr.trim() };
      const record = existsSync(result) ? JSON.parse(readFileSync(result, 'utf8')) : { cells: {} };
      if (ended.status !== 0) record.broken ??= `exit ${ended.status} ${ended.stderr}`;
      rmSync(home, { recursive: true, force: true });
      return record;
    },
    leave() {
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

function openToAll(path) {
  for (let at = path; at !== dirname(at); at = dirname(at)) if ((statSync(at).mode & 0o005) !== 0o005) return false;
  return true;
}
