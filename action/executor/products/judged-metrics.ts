import { measureExamples } from '../../../evaluation/compare/measure-examples.ts';
import type { Examples } from '../../../evaluation/examples.ts';
import { withLost, type VerdictCounts, type VerdictForm } from '../../../evaluation/judge.ts';
import { EXECUTOR_LIMITS } from '../../../schemas/executor-limits.ts';
import type { Products } from '../outcome.ts';
import type { OutputLog } from '../output/output-log.ts';
import { StepFailure } from '../step-failure.ts';

/** A metric that a judge's verdicts give. */
export type Judged = {
  readonly metric: string;
  readonly form: VerdictForm;
  readonly counts: VerdictCounts;
  readonly examples: Examples;
  /** Decides the resamples. */
  readonly digest: string;
};

/** The mean over the items, and where they are enough how sure it is, as `<metric>.low` and `<metric>.high`, whatever was lost. */
export function judgedMetrics({
  metric,
  form,
  counts,
  examples,
  digest,
}: Judged): Products['metrics'] {
  const statistics = { [metric]: { type: 'mean', column: form.verdict } } as const;
  const measured = measureExamples(examples, statistics, { seed: digest })[metric];
  if (measured === undefined || measured.type === 'not-measured') return {};
  if (measured.type === 'too-few') return { [metric]: measured.value };
  const { low, high } = withLost(measured.interval, counts, form);
  return { [metric]: measured.value, [`${metric}.low`]: low, [`${metric}.high`]: high };
}

/** What the step wrote, with what its judge's verdicts give. Throws `StepFailure`. */
export function withJudgedMetrics(
  written: Products['metrics'],
  judged: Products['metrics'],
  log: OutputLog,
): Products['metrics'] {
  const own = Object.keys(judged).filter((name) => Object.hasOwn(written, name));
  if (own.length > 0) {
    log.say(
      `Its metrics file has ${own.join(', ')}, which the verdicts of its judge give: the verdicts stand.`,
    );
  }
  const all = { ...written, ...judged };
  const count = Object.keys(all).length;
  if (count <= EXECUTOR_LIMITS.metrics) return all;
  throw new StepFailure(
    'failure',
    `With those of its judge the step has ${count} metrics; at most ${EXECUTOR_LIMITS.metrics} are taken.`,
  );
}
