import type { InstallationClients } from '../github/client/installation-clients.ts';
import type { Clock } from '../runtime/ports/clock.ts';
import type { Warn } from '../runtime/ports/host.ts';
import type { ByteBudget } from '../wire/byte-budget.ts';
import type { AppCredentials, ServerConfig } from './server-config.ts';
import type { StateFiles } from './state-files.ts';

/** What the App is put together from. */
export type ServiceDeps = {
  readonly config: ServerConfig;
  readonly credentials: AppCredentials;
  readonly files: StateFiles;
  readonly clock: Clock;
  readonly warn: Warn;
  /** What an operator may want to know, and nothing went wrong. */
  readonly note: Warn;
  readonly clients: InstallationClients;
  /** Room for what those send who have proved nothing yet. */
  readonly budget: ByteBudget;
  /** The App's own login: `mlpipelines[bot]`. */
  readonly self: string;
};
