// Manifests that are right but will bite: a secret in the open, a path that the next upgrade deletes, `~` that
// nobody expands. Warnings only.

import type { Daemon, Facts, Problem } from '../model.ts';
import { directiveVersion, nearestDirective } from '../systemd/versions.ts';
import type { Effective } from './merge.ts';
import { child, keyPlace, type Node, place } from './tree.ts';

/** Where version managers and package managers put what they will delete again, and what to write instead. */
const FLEETING: readonly (readonly [RegExp, string, string])[] = [
  [
    /\/\.?venv\/bin\//,
    'a virtual environment, which is deleted and made again',
    'write `launcher: {uv: DIR}` or `launcher: {venv: DIR}` and the bare program name',
  ],
  [
    /\/node_modules\/\.bin\//,
    'node_modules, which is deleted and made again',
    'write `launcher: {node: DIR}` and the bare program name',
  ],
  [/\/\.nvm\/versions\//, 'one version of Node that nvm installed', 'write `launcher: {node: DIR}`'],
  [
    /\/\.pyenv\/versions\//,
    'one version of Python that pyenv installed',
    'write `launcher: {venv: DIR}` or `launcher: {uv: DIR}`',
  ],
  [/\/\.local\/share\/mise\/installs\//, 'one version that mise installed', 'write `launcher: {mise: DIR}`'],
  [
    /\/Cellar\/[^/]+\/[^/]+\//,
    'one version that Homebrew installed, which its next upgrade deletes',
    'write the path under `bin` or `opt` of the Homebrew folder',
  ],
  [
    /^\/nix\/store\/[a-z0-9]{32}-/,
    'one build in the Nix store, which a garbage collection deletes',
    'write `launcher: {nix: DIR}`, or the path in your profile',
  ],
];

export function lint(daemon: Daemon, fields: Effective, facts: Facts, problems: Problem[]): void {
  if (facts.platform === 'systemd') lintRaw(daemon, child(fields.merged, 'systemd'), problems);
  const warn = (at: Node | undefined, code: string, message: string, hint: string): void => {
    problems.push({ severity: 'warning', code, message, daemon: daemon.name, at: at ? place(at) : daemon.at, hint });
  };
  const env = child(fields.merged, 'env');
  for (const name of daemon.secrets) {
    const message = `\`${name}\` looks like a secret, and a unit or plist can be read by others`;
    warn(
      child(env, name),
      'secret',
      message,
      'put it into a file that only you can read, and name that under `env_file`; or say {value: …, public: true}',
    );
  }
  const { memoryBytes, cpuPercent } = daemon.limits;
  if (memoryBytes !== null && memoryBytes < 1024 * 1024) {
    const message = `${memoryBytes} bytes of memory are less than any program needs`;
    warn(
      child(child(fields.merged, 'limits'), 'memory'),
      'limit',
      message,
      `a bare number is bytes: write ${memoryBytes}MiB`,
    );
  }
  if (cpuPercent !== null && cpuPercent <= 16) {
    const message = `${cpuPercent}% of one processor is very little`;
    warn(
      child(child(fields.merged, 'limits'), 'cpu'),
      'limit',
      message,
      `a bare number is percent; for whole processors write ${cpuPercent * 100}%`,
    );
  }
  const words = daemon.run.kind === 'command' ? daemon.run.argv : [];
  const rewritten = daemon.launcher.kind === 'uv' || daemon.launcher.kind === 'venv';
  const ownVenv = daemon.launcher.kind === 'direct' ? '' : daemon.launcher.dir;
  for (const [pattern, what, hint] of FLEETING) {
    const venv = pattern.source.includes('venv');
    const word = words.find((one) => pattern.test(one) && !(venv && rewritten && one.startsWith(`${ownVenv}/`)));
    if (word !== undefined)
      warn(
        child(fields.merged, 'command'),
        'fleeting-path',
        `${word === words[0] ? 'the program' : word} is in ${what}`,
        hint,
      );
    const onPath = (daemon.env['PATH'] ?? '').split(':').find((dir) => pattern.test(`${dir}/`));
    if (onPath !== undefined)
      warn(child(env, 'PATH') ?? env, 'fleeting-path', `PATH holds ${onPath}: it is in ${what}`, hint);
  }
  for (const [name, { value }] of env?.kind === 'map' ? env.entries : []) {
    const found = value.kind === 'scalar' ? /(?<!\$)\$(?:PATH|HOME|USER)\b/.exec(value.text)?.[0] : undefined;
    if (!found) continue;
    const hint =
      found === '$PATH' ? 'write the whole PATH: nothing of yours is added to it' : `write \`\${${found.slice(1)}}\``;
    warn(value, 'variable', `\`${found}\` in \`${name}\` stays as it is: nothing expands it`, hint);
  }
  if (daemon.run.kind === 'command') {
    const tilde = daemon.run.argv.slice(1).find((word) => /^--?[\w-]+=~\//.test(word));
    if (tilde !== undefined) {
      const hint = 'write the option and the path as two words, or `${HOME}` in place of `~`';
      warn(
        child(fields.merged, 'command'),
        'tilde',
        `\`~\` in \`${tilde}\` stays as it is: it expands only at the start of a word`,
        hint,
      );
    }
  }
}

/** systemd ignores what it does not know, with a word in the journal that nobody reads. */
function lintRaw(daemon: Daemon, raw: Node | undefined, problems: Problem[]): void {
  const has: Readonly<Record<string, boolean>> = {
    Timer: daemon.schedule !== null,
    Path: daemon.watchPaths.length > 0,
    Socket: daemon.sockets.length > 0,
  };
  const warn = (node: Node | undefined, key: string, code: string, message: string, hint: string): void => {
    problems.push({
      severity: 'warning',
      code,
      message,
      daemon: daemon.name,
      at: keyPlace(node, key) ?? daemon.at,
      hint,
    });
  };
  for (const [section, keys] of Object.entries(daemon.systemd)) {
    if (has[section] === false) {
      warn(
        raw,
        section,
        'no-such-unit',
        `\`systemd.${section}\` is for a unit that this daemon does not have`,
        'take it out, or give the daemon its trigger',
      );
    }
    for (const key of Object.keys(keys)) {
      if (directiveVersion(section, key) !== 'unknown') continue;
      const close = nearestDirective(section, key);
      const hint = close
        ? `did you mean \`${close.key}=\`${close.section === section ? '' : ` in [${close.section}]`}?`
        : 'see `man systemd.directives`';
      warn(
        child(raw, section),
        key,
        'unknown-directive',
        `systemd knows no \`${key}=\` in [${section}] and will ignore it`,
        hint,
      );
    }
  }
}
