// Manifest × Facts → Desired: every file and unit that should be there, and what is to be said of them. The platform
// is handed in. Pure: what had to be looked up stands in Facts (needs.ts asks the questions that begin this file).

import type { Daemon, Desired, DesiredDaemon, Facts, Manifest, Problem } from './model.ts';
import { pathProblems, resolveCommand } from './program.ts';

export { lookupKey, programsWanted } from './program.ts';

export interface Rendered {
  readonly daemon: DesiredDaemon;
  readonly problems: readonly Problem[];
}

export interface Renders {
  render(daemon: Daemon, manifest: Manifest, facts: Facts): Rendered;
}

export function desire(
  manifest: Manifest,
  facts: Facts,
  platform: Renders,
): { readonly desired: Desired; readonly problems: readonly Problem[] } {
  const rendered = manifest.daemons.map((daemon) => platform.render(daemon, manifest, facts));
  const problems = [
    ...rendered.flatMap((one) => one.problems),
    ...manifest.daemons.flatMap((daemon) => [...pathProblems(daemon, facts), ...rootProblems(daemon, facts)]),
  ];
  return { desired: rendered.map((one) => one.daemon), problems };
}

/** What `desire` would say, without rendering a thing: for who only wants to know whether all is well. */
export function foresee(manifest: Manifest, facts: Facts): readonly Problem[] {
  return manifest.daemons.flatMap((daemon) => {
    const { problem } = resolveCommand(daemon, facts);
    // Of another machine's programs nothing is known, which is no mistake of the manifest.
    return [
      ...(problem && facts.thisMachine ? [problem] : []),
      ...pathProblems(daemon, facts),
      ...rootProblems(daemon, facts),
    ];
  });
}

/** Only raw overrides and a jitter use what not every systemd in use has. */
export const wantsSystemdVersion = (manifest: Manifest): boolean =>
  manifest.daemons.some((daemon) => Object.keys(daemon.systemd).length > 0 || (daemon.schedule?.jitterMs ?? 0) > 0);

/** What root would run or read: all of it must be root's own, or somebody else is root. */
export function rootPathsWanted(manifest: Manifest): string[] {
  return manifest.daemons.filter(isRoots).flatMap(rootPaths);
}

/** Asked for by somebody else. Root's own manifest is root's own affair. */
const isRoots = ({ boot }: Daemon): boolean =>
  boot !== null && boot.otherUser && (boot.account.user === 'root' || boot.account.uid === 0);

function rootPaths(daemon: Daemon): string[] {
  const program = daemon.run.kind === 'command' && daemon.run.argv[0].startsWith('/') ? [daemon.run.argv[0]] : [];
  const launcher = daemon.launcher.kind === 'direct' ? [] : [daemon.launcher.dir];
  const reload =
    daemon.reload?.kind === 'command' && daemon.reload.argv[0].startsWith('/') ? [daemon.reload.argv[0]] : [];
  return [...new Set([...program, ...launcher, ...reload, ...daemon.envFiles.map((file) => file.path)])];
}

function rootProblems(daemon: Daemon, facts: Facts): Problem[] {
  if (!isRoots(daemon)) return [];
  const common = { daemon: daemon.name, at: daemon.at } as const;
  if (daemon.run.kind === 'command' && !daemon.run.argv[0].startsWith('/')) {
    const message = `as root it would run whatever PATH finds for \`${daemon.run.argv[0]}\``;
    return [{ ...common, severity: 'error', code: 'root-program', message, hint: 'write the whole path' }];
  }
  return rootPaths(daemon)
    .filter((path) => !(facts.rootOwned[path] ?? !facts.thisMachine))
    .map((path) => {
      const message = `root would use ${path}, and it or a folder above it is not root's own: whoever may write there would be root`;
      return {
        ...common,
        severity: 'error',
        code: 'root-path',
        message,
        hint: 'sudo chown root and chmod go-w it and every folder above, or run it as another user',
      };
    });
}
