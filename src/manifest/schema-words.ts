// The schema as a source of words: what stands at an error's path, how it calls what it expects, which choices there are.
// Follows references; judges nothing.

import schemaJson from '../../schema/daemons.schema.json' with { type: 'json' };

export interface SchemaNode {
  readonly $ref?: string;
  readonly properties?: Readonly<Record<string, SchemaNode>>;
  readonly enum?: readonly unknown[];
  readonly anyOf?: readonly SchemaNode[];
  readonly 'x-expects'?: string;
  readonly [key: string]: unknown;
}
const schema = schemaJson as unknown as SchemaNode;
export const daemonFields = schemaJson.$defs.daemon.properties;

export const split = (pointer: string): string[] =>
  pointer === ''
    ? []
    : pointer
        .slice(1)
        .split('/')
        .map((part) => part.replaceAll('~1', '/').replaceAll('~0', '~'));

/** The schema that an error's path runs through, `up` steps above its keyword; references followed where need be. */
export function schemaAt(schemaPath: string, up = 0): SchemaNode | undefined {
  const steps = split(schemaPath.replace(/^#/, '')).slice(0, up === 0 ? undefined : -up);
  let node: SchemaNode | undefined = schema;
  for (const step of steps) node = (node?.[step] ?? followed(node)?.[step]) as SchemaNode | undefined;
  return node;
}

export const followed = (node: SchemaNode | undefined): SchemaNode | undefined =>
  node?.$ref ? followed(schemaAt(node.$ref)) : node;

/** What the nearest schema around an error says it wants, in its own words. */
export function expects(schemaPath: string, from = 1): string | undefined {
  const depth = split(schemaPath.replace(/^#/, '')).length;
  for (let up = from; up <= depth; up++) {
    const node = schemaAt(schemaPath, up);
    const words = node?.['x-expects'] ?? followed(node)?.['x-expects'];
    if (words) return words;
  }
  return undefined;
}

export function enumAt(schemaPath: string): string[] {
  const node = followed(schemaAt(schemaPath, 1));
  const options = [node, ...(node?.anyOf ?? [])].flatMap((one) => one?.enum ?? []);
  return options.filter((one): one is string => typeof one === 'string');
}
