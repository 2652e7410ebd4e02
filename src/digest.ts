// The digest that memory keeps of a text instead of the text.

// The one call, and not createHash: an object for each of a thousand texts takes seven times as long.
import { hash } from 'node:crypto';

export const digestOf = (text: string): string => hash('sha256', text, 'base64url');
