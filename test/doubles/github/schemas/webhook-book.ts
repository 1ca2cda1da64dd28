import { SchemaBook } from './schema-book.ts';

let book: SchemaBook<object> | undefined;

/** What is wrong with a payload by GitHub's own description of the webhook; one line each. */
export function payloadFaults(name: string, payload: unknown): string[] {
  book ??= new SchemaBook<object>('webhooks.json');
  const schema = book.entries[name];
  if (schema === undefined) return [`/ no webhook is called ${name}`];
  return book.faults(name, schema, payload);
}
