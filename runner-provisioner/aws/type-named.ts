import { _InstanceType } from '@aws-sdk/client-ec2';

const KNOWN: ReadonlyMap<string, _InstanceType> = new Map(
  Object.values(_InstanceType).map((type) => [type, type]),
);

/** A type as the SDK has it; undefined: it is newer than the SDK, and never chosen (`read-types.ts`). */
export function typeNamed(name: string): _InstanceType | undefined {
  return KNOWN.get(name);
}
