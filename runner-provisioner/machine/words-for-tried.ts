import type { Tried } from './machine.ts';

const MOST = 4;
/** Another attempt heard it, here or in another run. */
const LEFT_ALONE = 'all that fit were refused minutes ago, and are left alone for some more';

/** Which pools refused, and with which code: `g5.xlarge spot in us-east-1a, us-east-1b: InsufficientInstanceCapacity`. */
export function wordsForTried(tried: readonly Tried[]): string {
  if (tried.length === 0) return LEFT_ALONE;
  const groups = Map.groupBy(
    tried,
    ({ pool, reservation, code }) => `${pool.type} ${reservation ?? pool.market}\n${code}`,
  );
  const lines = [...groups].map(([name, those]) => {
    const [what, code] = name.split('\n');
    const zones = [...new Set(those.map(({ pool }) => pool.zone))].join(', ');
    return `${what} in ${zones}: ${code}`;
  });
  const more = lines.length > MOST ? `; and ${lines.length - MOST} more` : '';
  return lines.slice(0, MOST).join('; ') + more;
}
