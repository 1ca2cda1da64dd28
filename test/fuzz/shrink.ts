import type { Broken } from './door.ts';

const PATIENCE_MS = 8000;

/** The input with as much of it taken away, by ever smaller parts, as leaves the same law broken. */
export async function shrink(
  input: Buffer,
  broken: string,
  again: (smaller: Buffer) => Promise<Broken>,
): Promise<Buffer> {
  const until = Date.now() + PATIENCE_MS;
  let smallest = input;
  for (
    let part = Math.ceil(input.length / 2);
    part >= 1;
    part = part > 1 ? Math.ceil(part / 2) : 0
  ) {
    for (let at = 0; at < smallest.length && Date.now() < until;) {
      const smaller = Buffer.concat([smallest.subarray(0, at), smallest.subarray(at + part)]);
      if (isAlike(await again(smaller), broken)) smallest = smaller;
      else at += part;
    }
  }
  return smallest;
}

function isAlike(one: Broken, other: string): boolean {
  return one !== null && one.slice(0, ALIKE) === other.slice(0, ALIKE);
}

const ALIKE = 10;
