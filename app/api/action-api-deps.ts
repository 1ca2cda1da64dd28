import type { BlobStore } from '../../content/blob-store.ts';
import type { ActionPace } from '../../schemas/action-answer.generated.ts';
import type { RepositoryRef } from '../domain/hosted.ts';
import type { JsonMap } from '../domain/json.ts';
import type { Policy } from '../domain/policy.ts';
import type { Claims } from '../runtime/ports/hosted/claims.ts';
import type { Dispatches } from '../runtime/ports/hosted/dispatches.ts';
import type { Uploads } from '../runtime/ports/hosted/uploads.ts';
import type { Clock } from '../runtime/ports/clock.ts';
import type { Registry } from '../runtime/ports/registry.ts';
import type { Store } from '../runtime/ports/store.ts';
import type { Runs } from '../runtime/ports/runs.ts';
import type { Runtime } from '../runtime/runtime.ts';
import type { PeopleApiDeps } from './people/people-api-deps.ts';
import type { ByteBudget } from '../wire/byte-budget.ts';

/** What the HTTP side of the action needs. */
export type ActionApiDeps = {
  /** Where jobs reach this app, without a slash at its end; the audience of their identity tokens. */
  readonly url: string;
  /** Who signs identity tokens: `https://token.actions.githubusercontent.com`, or a GHES host's. Never taken from a token. */
  readonly issuer: string;
  /** At least 32 random bytes, the same for all replicas: signs attempts' tokens and blobs' links. */
  readonly key: Uint8Array;
  readonly runtime: Pick<Runtime, 'report' | 'heartbeat'>;
  readonly dispatches: Dispatches;
  readonly claims: Claims;
  readonly blobs: BlobStore;
  readonly uploads: Uploads;
  readonly runs: Pick<Runs, 'header'>;
  /** Bytes that the runs of one installation may store together. */
  readonly installationBytes: number;
  readonly models: ModelDeps;
  readonly people: PeopleApiDeps;
  readonly clock: Pick<Clock, 'now'>;
  /** A folder for blobs on their way. */
  readonly temporary: string;
  /** Room for what those send who have proved nothing yet. */
  readonly budget: ByteBudget;
  readonly pace: ActionPace;
  /** One line for the operator; never a token or a link. */
  readonly log: (message: string, about: JsonMap) => void;
};

/** For jobs of other repositories that ask for models. */
export type ModelDeps = {
  readonly registry: Registry;
  readonly commit: Store['commit'];
  /** The repository of this name, if the App is installed on it; else null. */
  readonly findRepository: (owner: string, name: string) => Promise<RepositoryRef | null>;
  /** As the default branch has it; throws when GitHub cannot be asked. */
  readonly policyOf: (repository: RepositoryRef) => Promise<Policy>;
};
