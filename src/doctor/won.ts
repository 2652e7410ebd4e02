// Which settings count, and who said so: a flag beats the environment beats config.ini beats the default. What was said in vain
// is told too. Pure.

import type { Settings } from '../settings.ts';

/** manifest: `label_prefix` stands there too, and counts more than config.ini. machine: what the system says of itself. */
export type Source = 'flag' | 'environment' | 'manifest' | 'config.ini' | 'machine' | 'default';

export interface Won {
  readonly name: string;
  readonly value: string;
  readonly from: Source;
  /** How it was written there: `--file`, `NO_COLOR` …; null: nowhere. */
  readonly as: string | null;
  /** Who said something else, in vain. */
  readonly beats: readonly { readonly from: Source; readonly as: string; readonly value: string }[];
}

interface Say {
  readonly from: Source;
  readonly as: string;
  /** null: not said there. */
  readonly value: string | null;
}

export interface SettingsSaid {
  readonly flags: { readonly file: string | null; readonly color: string | null };
  readonly env: {
    readonly DAEMONSYNC_FILE?: string | undefined;
    readonly NO_COLOR?: string | undefined;
    readonly FORCE_COLOR?: string | undefined;
  };
  readonly settings: Settings;
  /** Where it was found at last. */
  readonly manifest: string;
  readonly manifestLabelPrefix: string | null;
  readonly home: string;
  readonly hostname: string;
}

export function settingsThatWon(said: SettingsSaid): readonly Won[] {
  const { flags, env, settings, manifest, home, hostname } = said;
  const ini = (as: string, value: string | null): Say => ({ from: 'config.ini', as, value });
  const color = env.NO_COLOR ? 'never' : env.FORCE_COLOR ? forced(env.FORCE_COLOR) : null;
  const folder = (name: string, value: string | null, below: string): Won =>
    won(name, [ini(name, value)], { from: 'default', value: `${home}/${below}` });
  return [
    won(
      'file',
      [
        { from: 'flag', as: '--file', value: flags.file },
        { from: 'environment', as: '$DAEMONSYNC_FILE', value: env.DAEMONSYNC_FILE || null },
        ini('file', settings.file),
      ],
      { from: 'default', value: manifest },
      manifest,
    ),
    won('host', [ini('host', settings.host)], { from: 'machine', value: hostname }),
    folder('config_dir', settings.configDir, '.config'),
    folder('state_dir', settings.stateDir, '.local/state'),
    folder('data_dir', settings.dataDir, '.local/share'),
    folder('cache_dir', settings.cacheDir, '.cache'),
    won(
      'color',
      [
        { from: 'flag', as: '--color', value: flags.color === 'auto' && color !== null ? null : flags.color },
        { from: 'environment', as: env.NO_COLOR ? '$NO_COLOR' : '$FORCE_COLOR', value: color },
        ini('color', settings.color),
      ],
      { from: 'default', value: 'auto' },
    ),
    won('confirm', [ini('confirm', settings.confirm === null ? null : String(settings.confirm))], {
      from: 'default',
      value: 'true',
    }),
    won('sudo', [ini('sudo', settings.sudo)], { from: 'default', value: 'ask' }),
    won(
      'label_prefix',
      [
        { from: 'manifest', as: 'label_prefix', value: said.manifestLabelPrefix },
        ini('label_prefix', settings.labelPrefix),
      ],
      { from: 'default', value: 'dev.daemonsync' },
    ),
  ];
}

const forced = (value: string): string => (value === '0' || value === 'false' ? 'never' : 'always');

/** `shown`: the same value as it turned out in the end (a whole path). */
function won(
  name: string,
  said: readonly Say[],
  otherwise: { readonly from: Source; readonly value: string },
  shown?: string,
): Won {
  const [first, ...rest] = said.filter((one): one is Say & { readonly value: string } => one.value !== null);
  if (!first) return { name, value: shown ?? otherwise.value, from: otherwise.from, as: null, beats: [] };
  return { name, value: shown ?? first.value, from: first.from, as: first.as, beats: rest };
}
