import { Buffer } from 'node:buffer';
import { timingSafeEqual } from 'node:crypto';

/** Takes as long wherever they differ. */
export function isSameDigest(one: string, other: string): boolean {
  const [a, b] = [Buffer.from(one), Buffer.from(other)];
  return a.byteLength === b.byteLength && timingSafeEqual(a, b);
}
