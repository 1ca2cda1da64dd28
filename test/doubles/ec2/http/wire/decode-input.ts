import type { NormalizedSchema } from '@smithy/core/schema';
import { Ec2Error } from '../../state/ec2-error.ts';

/** `LaunchTemplateConfigs.1.Overrides.2.SubnetId` as branches of a tree. */
type Branch = Map<string, Branch | string>;

/**
 * Reads the parameters of a request, as the ec2Query protocol has them, by the SDK's schema of its operation. Throws an
 * Ec2Error for a parameter that EC2 does not know, and for a value that is not of the parameter's kind.
 * https://smithy.io/2.0/aws/protocols/aws-ec2-query-protocol.html
 */
export function decodeInput(
  schema: NormalizedSchema,
  parameters: Iterable<readonly [string, string]>,
): unknown {
  const tree: Branch = new Map();
  for (const [name, value] of parameters) plant(tree, name.split('.'), value);
  return readStructure(schema, tree, '');
}

function plant(tree: Branch, names: readonly string[], value: string): void {
  const [name = '', ...rest] = names;
  if (rest.length === 0) {
    tree.set(name, value);
    return;
  }
  const branch = tree.get(name) ?? new Map();
  if (typeof branch === 'string') throw unknown(names.join('.'));
  tree.set(name, branch);
  plant(branch, rest, value);
}

function readValue(schema: NormalizedSchema, node: Branch | string, path: string): unknown {
  if (schema.isStructSchema()) return readStructure(schema, asBranch(node, path), path);
  if (schema.isListSchema()) return readList(schema, asBranch(node, path), path);
  if (typeof node !== 'string') throw unknown(`${path}.${[...node.keys()][0] ?? ''}`);
  return readScalar(schema, node, path);
}

function readStructure(schema: NormalizedSchema, tree: Branch, path: string): object {
  const members = membersOf(schema);
  const read = [...tree].map(([key, node]) => {
    const found = members.get(key);
    const place = path === '' ? key : `${path}.${key}`;
    if (found === undefined) throw unknown(place);
    return [found.name, readValue(found.schema, node, place)];
  });
  return Object.fromEntries(read) as object;
}

function readList(schema: NormalizedSchema, tree: Branch, path: string): unknown[] {
  const items = [...tree].sort(([a], [b]) => Number(a) - Number(b));
  return items.map(([key, node], index) => {
    if (key !== String(index + 1)) throw unknown(`${path}.${key}`);
    return readValue(schema.getValueSchema(), node, `${path}.${key}`);
  });
}

function readScalar(schema: NormalizedSchema, text: string, path: string): unknown {
  if (schema.isBooleanSchema()) return readBoolean(text, path);
  if (schema.isNumericSchema()) return readNumber(text, path);
  if (schema.isTimestampSchema()) return readTime(text, path);
  if (schema.isBlobSchema()) return Buffer.from(text, 'base64');
  return text;
}

function readBoolean(text: string, path: string): boolean {
  if (text !== 'true' && text !== 'false') throw malformed(text, path);
  return text === 'true';
}

function readNumber(text: string, path: string): number {
  if (!/^-?\d+(?:\.\d+)?$/.test(text)) throw malformed(text, path);
  return Number(text);
}

function readTime(text: string, path: string): Date {
  const time = new Date(text);
  if (Number.isNaN(time.getTime())) throw malformed(text, path);
  return time;
}

type Member = { readonly name: string; readonly schema: NormalizedSchema };
const members = new WeakMap<object, ReadonlyMap<string, Member>>();

/** By the names that they have on the wire: ec2QueryName, else xmlName or the name itself with a capital. */
function membersOf(schema: NormalizedSchema): ReadonlyMap<string, Member> {
  const known = members.get(schema);
  if (known !== undefined) return known;
  const found = new Map<string, Member>();
  for (const [name, member] of schema.structIterator()) {
    const { ec2QueryName, xmlName } = member.getMergedTraits();
    const key = xmlName ?? name;
    const capital = key.slice(0, 1).toUpperCase() + key.slice(1);
    found.set(typeof ec2QueryName === 'string' ? ec2QueryName : capital, { name, schema: member });
  }
  members.set(schema, found);
  return found;
}

function asBranch(node: Branch | string, path: string): Branch {
  if (typeof node === 'string') throw malformed(node, path);
  return node;
}

function unknown(path: string): Ec2Error {
  return new Ec2Error('UnknownParameter', `The parameter ${path} is not recognized`);
}

function malformed(text: string, path: string): Ec2Error {
  return new Ec2Error('InvalidParameterValue', `Invalid value '${text}' for ${path}`);
}
