import type { RunHeader } from '../../domain/run/run.ts';
import type { RunView } from '../../../schemas/run-view.generated.ts';
import type { FailureSource } from './failure-source.ts';
import type { RunRecord } from '../view/run-view.ts';
import type { Report } from '../report/report.ts';

/** A run that is loaded already, and as people read it. */
export type ToldRun = Pick<RunRecord, 'header' | 'plan' | 'steps' | 'attempts'> & {
  readonly view: RunView;
};

/** What the page of a run tells beside its rows. */
export type PageStory = {
  /** Null: nothing is measured yet that the run is judged by. */
  readonly report: Report | null;
  /**
   * The run whose curves and plots lie under those of this one: the first that the report holds it against, or where there
   * is none yet the one that its commit grew from. Null: there is none.
   */
  readonly below: RunHeader | null;
  /** By key, the lines of the repository at which steps and cells failed. */
  readonly sources: ReadonlyMap<string, FailureSource>;
  /** What the work took that all came from the cache; null: some was done, or nobody knows. */
  readonly savedMs: number | null;
};
