// What `sfltool dumpbtm` prints of the background items → by label, may it start at login? Pure. Its form is nobody's promise:
// what is not understood is left out, and of what is left out nothing is said.
//
// A record has an identifier, `8.LABEL` for an agent (L68), and a disposition, a number of bits: 1 enabled, 2 allowed, 8
// notified. Without the second a login passes it over, though it can still be loaded by hand (L69).

export interface BackgroundItem {
  readonly label: string;
  readonly allowed: boolean;
}

const ALLOWED = 0x2;

export function readBackgroundItems(text: string): readonly BackgroundItem[] {
  const items: BackgroundItem[] = [];
  let bits: number | null = null;
  let label: string | null = null;
  const end = (): void => {
    if (bits !== null && label !== null) items.push({ label, allowed: (bits & ALLOWED) !== 0 });
    bits = null;
    label = null;
  };
  for (const line of text.split('\n')) {
    // `#12:` begins a record, and so does another user's list.
    if (/^\s*(?:#\d+:|Records for UID\b|=+\s*$)/.test(line)) end();
    const [, key, value] = /^\s*([A-Za-z ]+?):\s*(.*?)\s*$/.exec(line) ?? [];
    if (key === 'Disposition') bits = disposition(value ?? '');
    if (key === 'Identifier') label = /^\d+\.(.+)$/.exec(value ?? '')?.[1] ?? null;
  }
  end();
  return items;
}

/** `[enabled, allowed, notified] (0xb)`, or the number alone. */
function disposition(value: string): number | null {
  const number = /(?:^|\()(0x[0-9a-fA-F]+|\d+)\)?$/.exec(value)?.[1];
  return number === undefined ? null : Number(number);
}
