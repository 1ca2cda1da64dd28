import { restBook, type OperationSchema } from '../schemas/rest-book.ts';

export type FoundOperation = {
  readonly id: string;
  readonly schema: OperationSchema;
  readonly path: Readonly<Record<string, string>>;
};

type Route = {
  readonly id: string;
  readonly schema: OperationSchema;
  readonly pattern: RegExp;
  readonly weight: number;
};

/** Parameters that GitHub lets contain slashes. */
const WIDE = new Set(['path', 'ref', 'basehead', 'branch']);

const routes: readonly Route[] = Object.entries(restBook.entries)
  .map(([id, schema]) => ({
    id,
    schema,
    pattern: patternOf(schema.path),
    weight: schema.path.replace(/\{\w+\}/g, '').length,
  }))
  .sort((a, b) => b.weight - a.weight);

/** The operation GitHub describes for a method and path; of several, the one that says most of the path. */
export function findOperation(method: string, pathname: string): FoundOperation | null {
  for (const { id, schema, pattern } of routes) {
    if (schema.method !== method) continue;
    const match = pattern.exec(pathname);
    if (match === null) continue;
    const groups = (match.groups ?? {}) as Readonly<Record<string, string | undefined>>;
    const path = Object.entries(groups).map(([name, text]) => [
      name,
      decodeURIComponent(text ?? ''),
    ]);
    return { id, schema, path: Object.fromEntries(path) as Record<string, string> };
  }
  return null;
}

function patternOf(template: string): RegExp {
  const source = template.replace(/\/\{(\w+)\}/g, (_, name: string) => {
    // The contents of the root have no path at all.
    if (name === 'path') return `(?:/(?<path>.*))?`;
    return WIDE.has(name) ? `/(?<${name}>.+)` : `/(?<${name}>[^/]+)`;
  });
  return new RegExp(`^${source}/?$`);
}
