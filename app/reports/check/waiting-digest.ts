import { digestOf } from '../../domain/digest.ts';

/** Names the steps that wait for a person in eight digits: an identifier of a button has room for 20 characters. */
export function waitingDigest(steps: readonly { readonly key: string }[]): string {
  const keys = steps.map(({ key }) => key).toSorted();
  return digestOf(JSON.stringify(keys)).slice('sha256:'.length, 'sha256:'.length + 8);
}
