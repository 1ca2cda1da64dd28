import type { Faults } from '../../github/http/faults/faults.ts';
import type { World } from '../state/world.ts';
import type { Refusals } from './limits/refusals.ts';
import type { RequestRecord } from './limits/request-record.ts';
import type { Throttles } from './limits/throttles.ts';
import type { Credentials } from './verify-signature.ts';

export type Ec2Server = {
  readonly world: World;
  readonly keys: Map<string, Credentials & { readonly isExpired: boolean }>;
  readonly throttles: Throttles;
  readonly refusals: Refusals;
  /** What breaks the wire: requests and answers that are lost. */
  readonly faults: Faults;
  readonly record: RequestRecord;
};
