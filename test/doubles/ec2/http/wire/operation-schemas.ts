import * as ec2 from '@aws-sdk/client-ec2';
import { NormalizedSchema } from '@smithy/core/schema';
import { OPERATIONS } from '../../schemas/ec2-model.ts';

export type OperationSchema = {
  readonly name: string;
  readonly input: NormalizedSchema;
  readonly output: NormalizedSchema;
};

/** What goes in and out of an operation, by the SDK's own schemas; undefined when the stand-in does not serve it. */
export function schemaOf(operation: string): OperationSchema | undefined {
  return BOOK.get(operation);
}

const BOOK = new Map(OPERATIONS.map((name) => [name, read(name)]));

/** Operations are `[9, namespace, name, traits, input, output]`: https://www.npmjs.com/package/@smithy/core */
function read(name: string): OperationSchema {
  const found: unknown = Reflect.get(ec2, `${name}$`);
  if (!Array.isArray(found)) throw new Error(`The SDK has no schema of ${name}.`);
  return { name, input: NormalizedSchema.of(found[4]), output: NormalizedSchema.of(found[5]) };
}
