import type { Auth } from '../state/accounts.ts';
import type { World } from '../state/world.ts';
import type { Cost } from './limits/costs.ts';
import type { Faults } from './faults/faults.ts';
import type { FoundOperation } from './find-operation.ts';
import type { Limits } from './limits/limits.ts';
import type { RequestLog } from './limits/request-log.ts';

export type ApiServer = {
  readonly world: World;
  readonly limits: Limits;
  readonly log: RequestLog;
  readonly faults: Faults;
};

/** What is known of a request on its way; `auth` is filled in as soon as it is known. */
export type Asked = {
  readonly request: Request;
  readonly url: URL;
  readonly operation: FoundOperation | null;
  readonly cost: Cost;
  auth: Auth;
};
