// Which names look like secrets, and which values cannot be one. One rule for the warning, for masking and for what may
// be kept in history.

const LOOKS = /TOKEN|SECRET|PASSWORD|PASSWD|_KEY$/i;
const HARMLESS = /PUBLIC|_FILE$|_PATH$/i;

/** Of variables, and of options: `--api-key` is one as `API_KEY` is. */
export const looksSecret = (name: string): boolean => {
  const plain = name.replaceAll('-', '_');
  return LOOKS.test(plain) && !HARMLESS.test(plain);
};

/** A switch or a small number, whatever its name looks like. */
export const isHarmless = (value: string): boolean => /^(?:true|false|\d{0,4})$/i.test(value);
