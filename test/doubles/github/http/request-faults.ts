import { restBook, type OperationSchema } from '../schemas/rest-book.ts';

export type Parts = {
  readonly path: Readonly<Record<string, string>>;
  readonly query: Readonly<Record<string, string>>;
  /** undefined: no body was sent. */
  readonly body: unknown;
};

/** What in a request is not as GitHub describes the operation, one line each. */
export function requestFaults(id: string, schema: OperationSchema, parts: Parts): string[] {
  return [
    ...unknownQuery(schema, parts.query),
    ...schema.parameters.flatMap((parameter) => {
      if (parameter.in === 'header') return [];
      const text = parts[parameter.in][parameter.name];
      if (text === undefined) return parameter.required ? [`${parameter.name} is missing`] : [];
      const key = `${id} ${parameter.in} ${parameter.name}`;
      const faults = [text, ...readings(text)].map((value) =>
        restBook.faults(key, parameter.schema, value),
      );
      return faults.some((each) => each.length === 0)
        ? []
        : (faults[0] ?? []).map((fault) => `${parameter.name}: ${fault}`);
    }),
    ...bodyFaults(id, schema, parts.body),
  ];
}

function bodyFaults(id: string, schema: OperationSchema, body: unknown): string[] {
  if (schema.body === null)
    return body === undefined || isEmpty(body) ? [] : ['/ the operation takes no body'];
  if (body === undefined) return schema.bodyRequired ? ['/ the body is missing'] : [];
  return restBook.faults(`${id} body`, schema.body, body);
}

function unknownQuery(schema: OperationSchema, query: Parts['query']): string[] {
  const known = new Set(
    schema.parameters.flatMap((each) => (each.in === 'query' ? each.name : [])),
  );
  return Object.keys(query)
    .filter((name) => !known.has(name))
    .map((name) => `query ${name} is unknown to the operation`);
}

/** A query is text; what it may mean besides. */
function readings(text: string): unknown[] {
  if (text === 'true' || text === 'false') return [text === 'true'];
  return /^-?\d+$/.test(text) ? [Number(text)] : [];
}

function isEmpty(body: unknown): boolean {
  return typeof body === 'object' && body !== null && Object.keys(body).length === 0;
}
