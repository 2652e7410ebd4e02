// schema/daemons.schema.json → src/generated/validate.js (a validator without ajv in it) and src/generated/manifest.d.ts
// (its type). Does nothing when both are up to date, so that every build and test run may call it.
import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const folder = join(root, 'src/generated');

export async function generate() {
  const text = readFileSync(join(root, 'schema/daemons.schema.json'), 'utf8');
  const maker = createHash('sha256')
    .update(readFileSync(join(root, 'tools/generate.mjs')))
    .update(readFileSync(join(root, 'package-lock.json')));
  const stamps = { validate: maker.copy().update(text).digest('hex').slice(0, 16), types: sha(text) };
  mkdirSync(folder, { recursive: true });
  if (!upToDate('validate.js', stamps.validate))
    write('validate.js', stamps.validate, await validator(JSON.parse(text)));
  if (!upToDate('validate.d.ts', '')) write('validate.d.ts', '', VALIDATE_TYPES);
  if (!upToDate('manifest.d.ts', stamps.types)) write('manifest.d.ts', stamps.types, await types(JSON.parse(text)));
}

const VALIDATE_TYPES = `import type { ErrorObject } from 'ajv';

/** After false, \`errors\` holds all of them. */
export declare const validate: { (data: unknown): boolean; errors?: ErrorObject[] | null };
`;

/** Words for people and editors: they judge nothing, and the validator is read at every start. */
const WORDS = [
  'title',
  'description',
  'examples',
  'default',
  'x-expects',
  'markdownDescription',
  'enumDescriptions',
  'defaultSnippets',
];

async function validator(schema) {
  const { Ajv2020 } = await import('ajv/dist/2020.js');
  const { SchemaEnv } = await import('ajv/dist/compile/index.js');
  const { default: standalone } = await import('ajv/dist/standalone/index.js');
  const { build } = await import('esbuild');
  const ajv = new Ajv2020({
    allErrors: true,
    discriminator: true,
    allowUnionTypes: true,
    // Without it, `required: ['toString']` would be met by every object.
    ownProperties: true,
    strict: true,
    // A type that a $ref brings along is not seen beside it.
    strictTypes: false,
    code: { source: true, esm: true },
  });
  const rules = withoutWords(schema);
  ajv.addSchema(rules, 'manifest');
  // So that every error's schemaPath begins at the root, also in a definition that became a function of its own.
  for (const [name, definition] of Object.entries(rules.$defs ?? {})) {
    const path = `#/$defs/${name}`;
    ajv.refs[`${rules.$id}${path}`] = new SchemaEnv({
      schema: definition,
      root: ajv.schemas.manifest,
      baseId: rules.$id,
      schemaPath: path,
    });
  }
  const code = (standalone.default ?? standalone)(ajv, { validate: 'manifest' });
  // Even as ESM it holds a `require` of ajv's few helpers: put those in.
  const { outputFiles } = await build({
    stdin: { contents: code, resolveDir: root, loader: 'js' },
    bundle: true,
    write: false,
    format: 'esm',
    platform: 'node',
    target: 'node20',
    absWorkingDir: root,
    treeShaking: true,
  });
  return outputFiles[0].text;
}

function withoutWords(node, isSchema = true) {
  if (Array.isArray(node)) return node.map((item) => withoutWords(item));
  if (node === null || typeof node !== 'object') return node;
  return Object.fromEntries(
    Object.entries(node)
      .filter(([key]) => !(isSchema && WORDS.includes(key)))
      // Below these the keys are names that people chose.
      .map(([key, value]) => [
        key,
        withoutWords(value, !(isSchema && ['properties', '$defs', 'patternProperties'].includes(key))),
      ]),
  );
}

async function types(schema) {
  const { compile } = await import('json-schema-to-typescript');
  return compile(schema, 'ManifestFile', { bannerComment: '', additionalProperties: false, cwd: root, format: false });
}

function sha(text) {
  return createHash('sha256').update(text).digest('hex').slice(0, 16);
}

function banner(stamp) {
  return `// Made by tools/generate.mjs from schema/daemons.schema.json${stamp ? ` (${stamp})` : ''}. Do not edit.\n`;
}

function upToDate(name, stamp) {
  try {
    return readFileSync(join(folder, name), 'utf8').startsWith(banner(stamp));
  } catch {
    return false;
  }
}

/** By renaming: another run may be reading it. */
function write(name, stamp, text) {
  const temporary = join(folder, `.${name}.${process.pid}`);
  writeFileSync(temporary, `${banner(stamp)}${text}`);
  renameSync(temporary, join(folder, name));
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await generate();
