// src/ → dist/: main.cjs (everything), daemonsync.cjs (the bin, which loads it), and THIRD_PARTY_LICENSES.
// The same source gives the same bytes. `--outdir DIR` builds elsewhere.
import { createHash } from 'node:crypto';
import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { build, transform } from 'esbuild';
import { generate } from './generate.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const { values } = parseArgs({ options: { outdir: { type: 'string' } } });
const out = resolve(values.outdir ?? join(root, 'dist'));
const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));

const common = {
  absWorkingDir: root,
  bundle: true,
  write: false,
  platform: 'node',
  format: 'cjs',
  charset: 'ascii',
  legalComments: 'none', // they are all in THIRD_PARTY_LICENSES
  logLevel: 'warning',
};

await generate();
const [bundle, inputs] = await wrapped('src/main.ts');
const [quick] = await wrapped('src/quick.ts');
const ascii = [bundle, quick].every((text) => text.every((byte) => byte < 128));
if (!ascii)
  console.error(
    `build: not ASCII, and so a little slower: ${/.{0,30}[^\0-\x7f].{0,30}/.exec(`${bundle}${quick}`)?.[0]}`,
  );

/** The wrapper that boot.ts calls is in the file, so that a start need not copy a megabyte to put one around it. */
async function wrapped(entry) {
  const built = await build({
    ...common,
    entryPoints: [entry],
    target: 'node20',
    // The bundle runs as a vm.Script, where import() does not exist: lazy imports become lazy requires.
    supported: { 'dynamic-import': false },
    minifySyntax: true,
    minifyWhitespace: true, // names stay, for the stack of a bug report
    metafile: true,
    plugins: [{ name: 'only what is used', setup: onlyWhatIsUsed }],
  });
  // ASCII need not be decoded, and takes half the memory. Only raw templates can keep esbuild from escaping the rest.
  const text = `(function (exports, require, module, __filename, __dirname) {${built.outputFiles[0].text}\n})\n`;
  return [Buffer.from(text), built.metafile];
}

const boot = await build({
  ...common,
  entryPoints: ['src/boot.ts'],
  target: 'node12', // must parse where it only has to say that Node is too old
  define: {
    DAEMONSYNC_BUILD: JSON.stringify({
      version,
      build: createHash('sha256').update(bundle).update(quick).digest('hex').slice(0, 16),
    }),
    DAEMONSYNC_ENCODING: JSON.stringify(ascii ? 'latin1' : 'utf8'),
    DAEMONSYNC_COMMANDS: JSON.stringify(await commandNames()),
  },
  banner: { js: '#!/usr/bin/env node' },
});

mkdirSync(out, { recursive: true });
write(join(out, 'main.cjs'), bundle, 0o644);
write(join(out, 'quick.cjs'), quick, 0o644);
write(join(out, 'daemonsync.cjs'), boot.outputFiles[0].contents, 0o755);
write(join(values.outdir ? out : root, 'THIRD_PARTY_LICENSES'), licenses(inputs), 0o644);

/** By renaming: it may be running. */
function write(path, content, mode) {
  writeFileSync(`${path}.${process.pid}`, content);
  chmodSync(`${path}.${process.pid}`, mode);
  renameSync(`${path}.${process.pid}`, path);
}

/**
 * plist does not say that its modules have no side effects, and so its reader would be loaded by whoever writes: 11 ms of
 * tables of entities. They have none.
 */
function onlyWhatIsUsed({ onResolve, resolve: resolveAgain }) {
  onResolve({ filter: /^plist$|^\.\/(parse|build|parse-binary|parse-openstep|build-binary)\.js$/ }, async (args) => {
    if (args.pluginData === 'asked' || (args.path !== 'plist' && !/node_modules\/plist\//.test(args.importer)))
      return undefined;
    const found = await resolveAgain(args.path, {
      kind: args.kind,
      importer: args.importer,
      resolveDir: args.resolveDir,
      pluginData: 'asked',
    });
    return { ...found, sideEffects: false };
  });
}

/** From the same table that the program reads; it imports nothing but types until a command is loaded. */
async function commandNames() {
  const { code } = await transform(readFileSync(join(root, 'src/commands/table.ts'), 'utf8'), { loader: 'ts' });
  const { COMMANDS } = await import(`data:text/javascript;base64,${Buffer.from(code).toString('base64')}`);
  return COMMANDS.map((command) => command.name);
}

function licenses(metafile) {
  const folders = new Set(
    Object.keys(metafile.inputs).flatMap((path) => /^(?:.*\/)?node_modules\/(?:@[^/]+\/)?[^/]+/.exec(path)?.[0] ?? []),
  );
  // The helpers of the generated validator are ajv's.
  folders.add('node_modules/ajv');
  const texts = [...folders].sort().map((folder) => {
    const { name, version: its, license } = JSON.parse(readFileSync(join(root, folder, 'package.json'), 'utf8'));
    const file = readdirSync(join(root, folder))
      .sort()
      .find((entry) => /^(licen[cs]e|copying)(\.|$)/i.test(entry));
    const text =
      file && existsSync(join(root, folder, file))
        ? readFileSync(join(root, folder, file), 'utf8').trim()
        : '(the package has no license file)';
    return `${name} ${its} (${license ?? 'no license given'})\n\n${text}\n`;
  });
  return `daemonsync contains code of these packages.\n\n${texts.join(`\n${'-'.repeat(80)}\n\n`)}`;
}
