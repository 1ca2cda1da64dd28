import type { RepositoryRef } from '../../domain/hosted.ts';
import type { ModelAlias } from '../../domain/model.ts';
import type { Consumer } from '../../domain/policy.ts';
import type { JobOfConsumer } from './consumer-identity.ts';

/** A job that may ask for a model, and what it asks for. */
export type GrantedModel = {
  readonly job: JobOfConsumer;
  readonly consumer: Consumer;
  readonly repository: RepositoryRef;
  readonly alias: ModelAlias;
};
