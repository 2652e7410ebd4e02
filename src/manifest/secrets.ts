// Which names look like secrets. One rule for the warning, for masking and for what may be kept in history.

const LOOKS = /TOKEN|SECRET|PASSWORD|PASSWD|_KEY$/i;
const HARMLESS = /PUBLIC|_FILE$|_PATH$/i;

export const looksSecret = (name: string): boolean => LOOKS.test(name) && !HARMLESS.test(name);
