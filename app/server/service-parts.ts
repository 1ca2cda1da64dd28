import type { Counted } from '../github/client/guard-request.ts';
import type { Clock, Trouble } from '../runtime/ports.ts';
import type { AppCredentials, ServerConfig } from './server-config.ts';
import type { StateFiles } from './state-files.ts';

/** What the App is put together from. */
export type ServiceParts = {
  readonly config: ServerConfig;
  readonly credentials: AppCredentials;
  readonly files: StateFiles;
  readonly clock: Clock;
  readonly trouble: Trouble;
  /** What an operator may want to know, and nothing went wrong. */
  readonly note: Trouble;
  /** Hears of every request to GitHub. */
  readonly counted: (request: Counted) => void;
  /** The App's own login: `mlpipelines[bot]`. */
  readonly self: string;
};
