// The text of a wrapper of ours → what it will look for when it starts, taken from its own lines: it and nothing else is what
// will run. Pure. (launchers.ts writes these lines; a test holds the two together.)

export interface WrapperNeeds {
  /** Without it the wrapper ends at once; the message is its own. */
  readonly folder: { readonly path: string; readonly message: string } | null;
  readonly program: { readonly path: string; readonly message: string } | null;
  /** `uv` and the like: on PATH, or in one of these folders (`~/` for the home). */
  readonly tool: { readonly name: string; readonly places: readonly string[]; readonly site: string } | null;
  /** A bare name that has to be on PATH, as the wrapper will have set it. */
  readonly bare: string | null;
  /** It looks for a Node in many places, and puts this project's programs on PATH. */
  readonly nodeProject: string | null;
  /** It goes to the folder itself. */
  readonly changesTo: string | null;
}

const WORD = String.raw`('(?:[^']|'\\'')*'|[A-Za-z0-9_/.:,@%+=-]+)`;
const at = (pattern: string): RegExp => new RegExp(pattern.replaceAll('WORD', WORD), 'm');

const FOLDER = at(String.raw`^\[ -d WORD \] \|\| ds_fail 78 WORD$`);
const PROGRAM = at(String.raw`^\[ -e WORD \] \|\| ds_fail 127 WORD$`);
const BARE = at(String.raw`^command -v -- WORD >/dev/null \|\| ds_fail 127 `);
const PROJECT = at(String.raw`^ds_project=WORD$`);
const CHANGE = at(String.raw`^cd WORD 2>/dev/null \|\| ds_fail 78 `);
const TOOL = /^# Find (\S+): on PATH, else where its installers put it\.$/m;
const PLACES = /^ {2}for ds_folder in ([^;]*); do$/m;
const SITE = /install it: (\S+) or set PATH under env"$/m;

/** Only of the part that is ours: a `shell:` may say anything. */
export function wrapperNeeds(text: string): WrapperNeeds {
  const own = text.split('\n# The script, as the manifest has it.\n')[0] ?? '';
  const pair = (pattern: RegExp): { path: string; message: string } | null => {
    const [, path, message] = pattern.exec(own) ?? [];
    return path === undefined || message === undefined ? null : { path: plain(path), message: plain(message) };
  };
  const one = (pattern: RegExp): string | null => {
    const word = pattern.exec(own)?.[1];
    return word === undefined ? null : plain(word);
  };
  const name = TOOL.exec(own)?.[1];
  const places = (PLACES.exec(own)?.[1] ?? '').split(/[\s\\]+/).filter(Boolean);
  const home = (place: string): string => place.replace(/^"\$\{HOME:-\}(.*)"$/, '~$1');
  return {
    folder: pair(FOLDER),
    program: pair(PROGRAM),
    tool: name === undefined ? null : { name, places: places.map(home), site: SITE.exec(own)?.[1] ?? '' },
    bare: one(BARE),
    nodeProject: one(PROJECT),
    changesTo: one(CHANGE),
  };
}

const plain = (word: string): string =>
  word.startsWith("'") ? word.slice(1, -1).replaceAll(String.raw`'\''`, "'") : word;
