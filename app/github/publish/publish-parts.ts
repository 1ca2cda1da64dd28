import type { RunView } from '../../../schemas/run-view.generated.ts';
import type { Clock, Owner, Trouble } from '../../runtime/ports.ts';
import type { Store } from '../../runtime/store-port.ts';
import type { InstallationClients } from '../client/installation-clients.ts';

/** What publishing on GitHub needs. */
export type PublishParts = {
  readonly store: Pick<Store, 'runs' | 'registry' | 'publications' | 'queues' | 'commit'>;
  readonly clients: InstallationClients;
  readonly clock: Clock;
  readonly owner: Pick<Owner, 'id'>;
  /** Where a person sees a run; null: nowhere. */
  readonly pageOf: (run: string) => string | null;
  /** The last lines of what failed, by the step's or cell's key. */
  readonly tailsOf: (view: RunView) => Promise<ReadonlyMap<string, readonly string[]>>;
  readonly trouble: Trouble;
};
