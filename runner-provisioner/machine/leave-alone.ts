import { quotaOf } from '../ec2/quota-of.ts';
import type { Act } from './decision.ts';
import type { Machine } from './machine.ts';

/** As SkyPilot's "eager next region" has it: where capacity was taken back, more of it will be. */
const TAKEN_FOR_MS = 30 * 60_000;

/** The pool that EC2 takes a machine back from is left alone for a while: the next attempt looks elsewhere. */
export function leaveAlone({ instance }: Machine, code: string): readonly Act[] {
  if (instance === null) return [];
  const { region, type, zone, market } = instance;
  const pools = [{ region, type, zone, market, family: quotaOf(type) }];
  const closing = { pools, scope: 'pool', class: 'capacity', code, forMs: TAKEN_FOR_MS } as const;
  return [{ type: 'close', closing }];
}
