import type { Estimate } from '../../costs/run-estimate.ts';
import type { Plan } from '../../domain/plan.ts';
import type { RunView } from '../../../schemas/run-view.generated.ts';
import type { ShownDeployment } from '../deployment/shown-deployment.ts';
import type { Report } from '../report/report.ts';
import type { UrlOfSource } from '../markdown/source-link.ts';
import type { FailureSource } from './failure-source.ts';

/** A run as check and comment show it. */
export type ReportedRun = {
  readonly view: RunView;
  readonly plan: Plan;
  /** The last lines that a step or cell printed, by its key. */
  readonly tails: ReadonlyMap<string, readonly string[]>;
  /** Where in the repository steps and cells failed, by their key; left out: not known. */
  readonly sources?: ReadonlyMap<string, FailureSource>;
  /** Where people see a line of its commit; left out: nowhere. */
  readonly urlOf?: UrlOfSource;
  /** Null, or left out: nothing that it is judged by is measured yet. */
  readonly report?: Report | null;
  /** What the work took that was taken from the cache instead; null, or left out: not known. */
  readonly savedMs?: number | null;
  /** What it may cost as it stands; null, or left out: nobody has reckoned it. */
  readonly estimate?: Estimate | null;
  /** What GitHub shows as deployments; left out: nothing. */
  readonly deployments?: readonly ShownDeployment[];
};
