// Made by tools/generate.mjs from schema/daemons.schema.json. Do not edit.
import type { ErrorObject } from 'ajv';

/** After false, `errors` holds all of them. */
export declare const validate: { (data: unknown): boolean; errors?: ErrorObject[] | null };
