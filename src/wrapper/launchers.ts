// A daemon's launcher and argv → what its script does before the last line, and that line's words. What each launcher
// needs is looked for when the daemon starts; where it is missing, one line says so and how to mend it.

import type { Launcher } from '../model.ts';
import { nodeSearch } from './node-version.ts';
import { script, shellQuote } from './shell-text.ts';

export interface Launch {
  readonly prepare: string;
  /** For `exec`. Empty where there was no argv. */
  readonly words: readonly string[];
}

/** A program that takes the daemon's argv, and where its installers put it when that is not on PATH. */
interface Tool {
  readonly name: string;
  readonly places: readonly string[];
  readonly site: string;
}

const BREW = ['/opt/homebrew/bin', '/usr/local/bin', '/home/linuxbrew/.linuxbrew/bin'];
const NIX_PROFILES = [
  '~/.nix-profile/bin',
  '~/.local/state/nix/profile/bin',
  '/run/current-system/sw/bin',
  '/nix/var/nix/profiles/default/bin',
];
const TOOLS = {
  uv: { name: 'uv', places: ['~/.local/bin', '~/.cargo/bin', ...BREW], site: 'https://docs.astral.sh/uv' },
  mise: { name: 'mise', places: ['~/.local/bin', '~/.cargo/bin', ...BREW], site: 'https://mise.jdx.dev' },
  nix: { name: 'nix', places: NIX_PROFILES, site: 'https://nixos.org/download' },
  direnv: { name: 'direnv', places: ['~/.local/bin', ...BREW, ...NIX_PROFILES], site: 'https://direnv.net' },
} as const satisfies Record<string, Tool>;

/** `argv` is null for a script of the person's own: then only what goes before can be done. */
export function launch(launcher: Launcher, argv: readonly string[] | null): Launch {
  if (argv === null) return { prepare: prepareScript(launcher), words: [] };
  const [first = '', ...rest] = argv;
  switch (launcher.kind) {
    case 'direct':
      return { prepare: programCheck(first, 'install it, or apply again: it is then looked up anew'), words: argv };
    case 'uv': {
      const sync = launcher.sync ? [] : ['--no-sync'];
      const words = ['uv', 'run', '--project', launcher.dir, ...sync, '--', inProject(first, launcher.dir), ...rest];
      return { prepare: folderCheck(launcher) + toolSearch(TOOLS.uv), words };
    }
    case 'venv': {
      const name = first.startsWith(`${launcher.dir}/bin/`) ? baseName(first) : inProject(first, launcher.dir);
      const program = name.includes('/') ? name : `${launcher.dir}/bin/${name}`;
      const mend = `install it: ${launcher.dir}/bin/python -m pip install ...`;
      return { prepare: venv(launcher.dir) + programCheck(program, mend), words: [program, ...rest] };
    }
    case 'node':
      return {
        prepare:
          folderCheck(launcher) +
          nodeSearch(launcher.dir) +
          programCheck(first, `install it: npm install --prefix ${launcher.dir}`),
        words: argv,
      };
    case 'mise':
      return {
        prepare: folderCheck(launcher) + toolSearch(TOOLS.mise),
        words: ['mise', 'exec', '-C', launcher.dir, '--', ...argv],
      };
    case 'nix':
      return {
        prepare: folderCheck(launcher) + toolSearch(TOOLS.nix),
        words: ['nix', 'develop', launcher.dir, '-c', ...argv],
      };
    case 'direnv':
      return {
        prepare: folderCheck(launcher) + toolSearch(TOOLS.direnv),
        words: ['direnv', 'exec', launcher.dir, ...argv],
      };
  }
}

function prepareScript(launcher: Launcher): string {
  if (launcher.kind === 'direct') return '';
  if (launcher.kind === 'venv') return venv(launcher.dir);
  if (launcher.kind === 'node') return folderCheck(launcher) + nodeSearch(launcher.dir);
  throw new Error(`a script under ${launcher.kind}, which runs one command, got past the manifest`);
}

/** `DIR/.venv/bin/python` → `python`: the launcher knows which one. A program of another environment stays what it is. */
function inProject(program: string, dir: string): string {
  const below = program.startsWith(`${dir}/`) ? program.slice(dir.length + 1) : program;
  return !below.startsWith('/') && /^(?:\.\/)?\.?v(?:irtual)?env[^/]*\/bin\/[^/]+$/.test(below)
    ? baseName(program)
    : program;
}

const baseName = (path: string): string => path.slice(path.lastIndexOf('/') + 1);

function folderCheck({ kind, dir }: Exclude<Launcher, { kind: 'direct' }>): string {
  const message = `the folder ${dir} is not there; make it, or mend "launcher: {${kind}: ...}" in the manifest`;
  return `[ -d ${shellQuote(dir)} ] || ds_fail 78 ${shellQuote(message)}\n`;
}

function programCheck(program: string, mend: string): string {
  const word = shellQuote(program);
  if (program.includes('/')) return `[ -e ${word} ] || ds_fail 127 ${shellQuote(`${program} is not there; ${mend}`)}\n`;
  return script`
command -v -- ${word} >/dev/null || ds_fail 127 ${shellQuote(`${program} is not on PATH (`)}"\${PATH:-}"${shellQuote(`); ${mend}`)}
`;
}

function toolSearch({ name, places, site }: Tool): string {
  const folders = places.map((place) => (place.startsWith('~/') ? `"\${HOME:-}${place.slice(1)}"` : place));
  return script`

# Find ${name}: on PATH, else where its installers put it.
if ! command -v ${name} >/dev/null; then
  for ds_folder in ${folders.join(' \\\n    ')}; do
    if [ -f "$ds_folder/${name}" ] && [ -x "$ds_folder/${name}" ]; then
      export PATH="\${PATH:+$PATH:}$ds_folder"
      break
    fi
  done
  command -v ${name} >/dev/null ||
    ds_fail 127 "${name} is not on PATH (\${PATH:-}) nor in ${places.join(', ')}; install it: ${site} or set PATH under env"
fi
`;
}

function venv(dir: string): string {
  const bin = shellQuote(`${dir}/bin`);
  const python = shellQuote(`${dir}/bin/python`);
  const missing = `the virtual environment ${dir} is not there; make it: python3 -m venv ${dir}`;
  const broken = `the Python that ${dir} was made with is gone; make it anew: python3 -m venv --clear ${dir}`;
  return script`
# The virtual environment, as its own activate script would set it up.
[ -d ${shellQuote(dir)} ] || ds_fail 78 ${shellQuote(missing)}
if [ -h ${python} ] && [ ! -e ${python} ]; then
  ds_fail 127 ${shellQuote(broken)}
fi
export VIRTUAL_ENV=${shellQuote(dir)}
export PATH=${bin}"\${PATH:+:$PATH}"
`;
}
