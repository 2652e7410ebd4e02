// The names in the manifest, one a line, for shell completion: also of a manifest that is wrong or half-written.
// Never says anything else, whatever goes wrong.
import { posix } from 'node:path';
import { findManifest } from '../load.ts';
import { NO_SETTINGS, readSettings } from '../read-settings.ts';
import type { Run } from './context.ts';

const LIMIT = 1024 * 1024;

export const run: Run = async (session) => {
  const [host, machine] = await Promise.all([session.host(), session.machine()]);
  const read = await readSettings(host, machine.home, machine.uid);
  const settings = read.unreadable ? NO_SETTINGS : read.settings;
  const configDir = settings.configDir ?? `${machine.home}/.config`;
  const { args, env, cwd } = session;
  const { path } = await findManifest(host, {
    flag: args.file,
    variable: env.DAEMONSYNC_FILE ?? null,
    settings: settings.file,
    cwd,
    configDir,
  });
  // Standard input is the terminal that is being typed at.
  if (path === '-') return 'ok';
  const text = await textOf(path);
  const names = new Set(namesIn(text));
  for (const pattern of includesIn(text)) {
    const folder = posix.resolve(posix.dirname((await host.real(path)) ?? path), posix.dirname(pattern));
    // Only the usual `daemons.d/*.yaml`: whatever is rarer is not worth a wait at every press of a key.
    if (posix.basename(pattern) !== '*.yaml' || /[*?[$~]/.test(folder)) continue;
    for (const name of (await host.list(folder)) ?? []) {
      if (name.endsWith('.yaml')) for (const found of namesIn(await textOf(posix.join(folder, name)))) names.add(found);
    }
  }
  session.stdout.write(
    [...names]
      .sort()
      .map((name) => `${name}\n`)
      .join(''),
  );
  return 'ok';

  async function textOf(file: string): Promise<string> {
    const bytes = await host.read(file, LIMIT);
    return 'error' in bytes ? '' : new TextDecoder().decode(bytes.bytes);
  }
};

/** Keys one level below `daemons:`, in block style: what people write. */
export function namesIn(text: string): string[] {
  const names: string[] = [];
  let depth: number | null = null;
  let inside = false;
  for (const line of text.split(/\r?\n/)) {
    const indent = line.search(/[^ ]/);
    if (indent < 0 || line[indent] === '#') continue;
    if (indent === 0) {
      inside = /^daemons:\s*(#.*)?$/.test(line);
      depth = null;
      continue;
    }
    if (!inside) continue;
    depth ??= indent;
    const name =
      indent === depth ? /^(["']?)([a-z0-9][a-z0-9_.-]*)\1\s*:(\s|$)/.exec(line.slice(indent))?.[2] : undefined;
    if (name !== undefined) names.push(name);
  }
  return names;
}

function includesIn(text: string): string[] {
  const inline = /^include:\s*\[([^\]]*)\]/m.exec(text)?.[1]?.split(',') ?? [];
  const single = /^include:[ \t]+([^\s[#].*)$/m.exec(text)?.[1];
  const block =
    /^include:\s*\n((?:[ ]*-[^\n]*\n?)+)/m
      .exec(text)?.[1]
      ?.split('\n')
      .map((line) => line.replace(/^ *-/, '')) ?? [];
  return [...inline, ...(single ? [single] : []), ...block]
    .map((one) => one.trim().replace(/^(["'])(.*)\1$/, '$2'))
    .filter(Boolean);
}
