// Furnishes a throwaway folder for mac-host: the stand-in for launchd, the stubs that ask it, what makes the program see a Mac, the
// built program, and the play. For the suites and for the bench. Starts nothing.
import { spawnSync } from 'node:child_process';
import { chmodSync, cpSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'esbuild';

const PROGRAMS = 'launchctl sudo ps scutil sysctl sw_vers dscl xattr plutil sfltool launchd-order'.split(' ');

/** null: here is what cannot be played at all. */
export function noStage(): string | null {
  if (process.platform === 'darwin') return 'this is a Mac: its own launchd is tested elsewhere';
  if (process.platform !== 'linux') return 'the stage needs Linux';
  for (const [tool, ...words] of [
    ['perl', '-e1'],
    ['bash', '-c', ':'],
    ['setpriv', '--version'],
    ['unshare', '--version'],
  ] as const)
    if (spawnSync(tool, words).status !== 0) return `\`${tool}\` is missing`;
  return null;
}

/** `root`: the checkout; `play`: a file in it; `dist`: the built program, null where nobody asks for it. */
export async function furnish(stage: string, root: string, play: string, dist: string | null): Promise<void> {
  mkdirSync(join(stage, 'bin'), { recursive: true });
  if (dist !== null) {
    cpSync(dist, join(stage, 'dist'), { recursive: true });
    // It was made for nobody else; here another user runs it.
    chmodSync(join(stage, 'dist'), 0o755);
  }
  cpSync(join(root, 'schema/output.schema.json'), join(stage, 'output.schema.json'));
  cpSync(join(root, 'test/real/support/mac-stub'), join(stage, 'bin/launchctl'));
  cpSync(join(root, 'test/real/support/dump'), join(stage, 'bin/dump'));
  for (const name of PROGRAMS.slice(1)) symlinkSync('launchctl', join(stage, 'bin', name));
  // As a Mac has it: the accounts of people are in no file.
  writeFileSync(join(stage, 'passwd'), 'root:*:0:0:System Administrator:/var/root:/bin/sh\n');
  const bundled = (entry: string, name: string, format: 'esm' | 'cjs') =>
    bundle(join(root, entry), join(stage, name), format);
  await Promise.all([
    bundled(play, 'play.mjs', 'esm'),
    bundled('test/support/launchd/real-server.ts', 'server.mjs', 'esm'),
    bundled('test/real/support/mac-preload.ts', 'preload.cjs', 'cjs'),
    bundled('test/real/faults/hook.ts', 'hook.cjs', 'cjs'),
  ]);
}

export async function bundle(entry: string, outfile: string, format: 'esm' | 'cjs'): Promise<void> {
  const needsRequire = "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);";
  await build({
    entryPoints: [entry],
    bundle: true,
    platform: 'node',
    format,
    target: 'node20',
    outfile,
    sourcemap: 'inline',
    ...(format === 'esm' ? { banner: { js: needsRequire } } : {}),
    logLevel: 'warning',
  });
}
