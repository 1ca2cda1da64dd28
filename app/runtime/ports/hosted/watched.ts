import type { Digest } from '../../../domain/digest.ts';
import type { Scope } from '../../../domain/scope.ts';

/** What a publication shows of others: once it moves, the publication is due again (`PublicationRows.release`). */
export type Watched =
  /** A step of a pipeline, on the default branch: it measures, and is measured by. */
  | {
      readonly type: 'step';
      readonly repository: number;
      readonly pipeline: string;
      readonly key: string;
    }
  | {
      readonly type: 'alias';
      readonly scope: Scope;
      readonly model: string;
      readonly alias: string;
    }
  /** Whether a model is frozen. */
  | { readonly type: 'freeze'; readonly scope: Scope; readonly model: string }
  /** Examples of it that are being compared. */
  | { readonly type: 'comparison'; readonly id: Digest };

/** The name of what is watched. */
export function watchedId(watched: Watched): string {
  switch (watched.type) {
    case 'comparison':
      return `comparison/${watched.id}`;
    case 'step':
      return `step/${watched.repository}/${watched.pipeline}/${watched.key}`;
    case 'freeze':
      return `freeze/${watched.scope}/${watched.model}`;
    case 'alias':
      return `alias/${watched.scope}/${watched.model}@${watched.alias}`;
  }
}
