import type { NormalizedSchema } from '@smithy/core/schema';
import type { Ec2Error } from '../../state/ec2-error.ts';
import type { OperationSchema } from './operation-schemas.ts';

const HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n';

/**
 * Writes an answer as EC2 does, by the SDK's schema. Throws where the answer holds something that EC2 has no member for:
 * a lie of the stand-in.
 */
export function encodeAnswer(
  { name, output }: OperationSchema,
  answer: object,
  requestId: string,
): string {
  const body = output.isStructSchema() ? structure(output, answer, name) : '';
  return (
    `${HEAD}<${name}Response xmlns="http://ec2.amazonaws.com/doc/2016-11-15/">` +
    `<requestId>${requestId}</requestId>${body}</${name}Response>`
  );
}

/** https://docs.aws.amazon.com/ec2/latest/devguide/errors-overview.html#api-error-response */
export function encodeError({ code, message }: Ec2Error, requestId: string): string {
  return (
    `${HEAD}<Response><Errors><Error><Code>${escaped(code)}</Code>` +
    `<Message>${escaped(message)}</Message></Error></Errors>` +
    `<RequestID>${requestId}</RequestID></Response>`
  );
}

function structure(schema: NormalizedSchema, value: object, path: string): string {
  const members = membersOf(schema);
  return Object.entries(value)
    .filter(([, held]) => held !== undefined && held !== null)
    .map(([name, held]) => {
      const member = members.get(name);
      if (member === undefined) throw new Error(`EC2 has no ${path}.${name}.`);
      return element(member, held, { path: `${path}.${name}`, name });
    })
    .join('');
}

const known = new WeakMap<NormalizedSchema, ReadonlyMap<string, NormalizedSchema>>();

/** Found once: the SDK makes a member's schema anew each time, and an instance has sixty members. */
function membersOf(schema: NormalizedSchema): ReadonlyMap<string, NormalizedSchema> {
  const members = known.get(schema) ?? new Map(schema.structIterator());
  known.set(schema, members);
  return members;
}

const items = new WeakMap<NormalizedSchema, NormalizedSchema>();

function itemOf(schema: NormalizedSchema): NormalizedSchema {
  const item = items.get(schema) ?? schema.getValueSchema();
  items.set(schema, item);
  return item;
}

function element(
  schema: NormalizedSchema,
  value: unknown,
  place: { readonly path: string; readonly name: string },
): string {
  const tag = schema.getMergedTraits().xmlName ?? place.name;
  return `<${tag}>${content(schema, value, place.path)}</${tag}>`;
}

function content(schema: NormalizedSchema, value: unknown, path: string): string {
  if (schema.isListSchema()) return list(schema, value, path);
  if (schema.isStructSchema()) {
    if (typeof value !== 'object' || value === null) throw new Error(`${path} is no structure.`);
    return structure(schema, value, path);
  }
  return escaped(scalar(schema, value, path));
}

function list(schema: NormalizedSchema, value: unknown, path: string): string {
  if (!Array.isArray(value)) throw new Error(`${path} is no list.`);
  const item = itemOf(schema);
  return value.map((held) => element(item, held, { path: `${path}.N`, name: 'item' })).join('');
}

function scalar(schema: NormalizedSchema, value: unknown, path: string): string {
  const expected = [
    [schema.isTimestampSchema(), value instanceof Date],
    [schema.isBooleanSchema(), typeof value === 'boolean'],
    [schema.isNumericSchema(), typeof value === 'number'],
    [schema.isStringSchema(), typeof value === 'string'],
  ];
  if (expected.some(([isMeant, isSo]) => isMeant === true && isSo === false))
    throw new Error(`${path} cannot be ${String(value)}.`);
  return value instanceof Date ? value.toISOString() : String(value);
}

function escaped(text: string): string {
  if (!/[&<>"\r]/.test(text)) return text;
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll('\r', '&#13;');
}
