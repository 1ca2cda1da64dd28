import { readFileSync } from 'node:fs';

type Shape = {
  readonly members?: Readonly<Record<string, string>>;
  readonly member?: string;
  readonly required?: readonly string[];
  readonly enum?: readonly string[];
};
type Model = {
  readonly operations: Readonly<
    Record<string, { readonly input: string; readonly output: string | null }>
  >;
  readonly shapes: Readonly<Record<string, Shape>>;
};

/** What is wrong with a value by EC2's description; `kind` is the code that EC2 refuses it with. */
export type ModelFault = {
  readonly kind: 'MissingParameter' | 'InvalidParameterValue';
  readonly path: string;
  readonly message: string;
};

const MODEL = JSON.parse(
  readFileSync(new URL('model.json', import.meta.url), 'utf8'),
) as unknown as Model;

export const OPERATIONS: readonly string[] = Object.keys(MODEL.operations);

/** What a request of this operation lacks, or says that EC2 has no such word for. */
export function inputFaults(operation: string, input: unknown): ModelFault[] {
  return faults(MODEL.operations[operation]?.input, input, '');
}

export function outputFaults(operation: string, output: unknown): ModelFault[] {
  return faults(MODEL.operations[operation]?.output ?? undefined, output, '');
}

function faults(name: string | undefined, value: unknown, path: string): ModelFault[] {
  const shape = name === undefined ? undefined : MODEL.shapes[name];
  if (shape === undefined || value === undefined || value === null) return [];
  if (shape.enum !== undefined) return wordFaults(shape.enum, value, path);
  if (Array.isArray(value))
    return value.flatMap((item, index) => faults(shape.member, item, `${path}.${index + 1}`));
  if (typeof value !== 'object' || value instanceof Date) return [];
  return [...missing(shape, value, path), ...memberFaults(shape, value, path)];
}

function wordFaults(words: readonly string[], value: unknown, path: string): ModelFault[] {
  if (typeof value === 'string' && words.includes(value)) return [];
  const message = `Invalid value '${String(value)}' for ${path.replace(/^\./, '')}.`;
  return [{ kind: 'InvalidParameterValue', path, message }];
}

function missing({ required = [] }: Shape, value: object, path: string): ModelFault[] {
  const held = value as Readonly<Record<string, unknown>>;
  const lacking = required.filter((member) => held[member] === undefined);
  return lacking.map((member) => ({
    kind: 'MissingParameter',
    path: `${path}.${member}`,
    message: `The request must contain the parameter ${`${path}.${member}`.slice(1)}`,
  }));
}

function memberFaults({ members = {} }: Shape, value: object, path: string): ModelFault[] {
  return Object.entries(value).flatMap(([member, held]) =>
    faults(members[member], held, `${path}.${member}`),
  );
}
