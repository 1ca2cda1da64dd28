import type { RunView } from '../../../schemas/run-view.generated.ts';
import type { Plan } from '../../domain/plan.ts';
import type { RunDifferences } from '../view/run-differences.ts';
import type { Report, Side } from './report.ts';

/** A run with its report, as a terminal, a page and a document tell of it. */
export type RunReport = {
  readonly view: RunView;
  readonly plan: Plan;
  /** Null: nothing is measured that it is judged by. */
  readonly report: Report | null;
  /** Null: nothing else measured it, or the run that did has been forgotten. */
  readonly changed: ChangedSince | null;
  /** The commits that it grew from on the default branch, the nearest first. */
  readonly baseCommits: readonly string[];
  /** Pictures of the step that is judged; left out: nobody drew them. */
  readonly plots?: readonly ReportedPlot[];
};

/** A picture of a step, by the digests of what it is drawn from and of itself. */
export type ReportedPlot = {
  readonly title: string;
  readonly file: string;
  readonly digest: string;
  readonly svg: string | null;
  readonly png: string | null;
  readonly alt: string | null;
  /** Why it was not drawn; null: it was, or it is shown as it is. */
  readonly why: string | null;
};

/** What is not as it was in the first run that it is compared with. */
export type ChangedSince = {
  readonly since: Side;
  readonly other: RunView;
  readonly differences: RunDifferences;
};
