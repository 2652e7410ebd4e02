// Whether to colour, and how. Pure: the flags, variables and kind of terminal are handed in.

export type Paint = Readonly<Record<'red' | 'yellow' | 'green' | 'cyan' | 'bold' | 'dim', (text: string) => string>>;

const codes = {
  red: [31, 39],
  yellow: [33, 39],
  green: [32, 39],
  cyan: [36, 39],
  bold: [1, 22],
  dim: [2, 22],
} as const;

function paint(on: boolean): Paint {
  const one = ([start, end]: readonly [number, number]) =>
    on ? (text: string) => (text === '' ? '' : `\u001b[${start}m${text}\u001b[${end}m`) : (text: string) => text;
  return {
    red: one(codes.red),
    yellow: one(codes.yellow),
    green: one(codes.green),
    cyan: one(codes.cyan),
    bold: one(codes.bold),
    dim: one(codes.dim),
  };
}

export const plain: Paint = paint(false);
export const colored: Paint = paint(true);

export interface ColorWish {
  /** The flag, else the settings; null: nobody said. */
  readonly choice: 'auto' | 'always' | 'never' | null;
  readonly NO_COLOR?: string | undefined;
  readonly FORCE_COLOR?: string | undefined;
  readonly TERM?: string | undefined;
  readonly isTTY: boolean;
}

/** A flag beats the environment; an empty variable counts as unset (no-color.org). */
export function wantsColor(wish: ColorWish): boolean {
  if (wish.choice === 'always') return true;
  if (wish.choice === 'never') return false;
  if (wish.NO_COLOR) return false;
  if (wish.FORCE_COLOR) return wish.FORCE_COLOR !== '0' && wish.FORCE_COLOR !== 'false';
  return wish.isTTY && wish.TERM !== 'dumb';
}
