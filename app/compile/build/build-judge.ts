import type { ExamplesSpec } from '../../../evaluation/examples-file.ts';
import type { VerdictForm } from '../../../evaluation/judge.ts';
import type { Judge, Step } from '../../../schemas/pipeline.generated.ts';
import type { BaselineRef } from '../../domain/gate-spec.ts';
import type { JudgeSpec } from '../../domain/judge-spec.ts';
import type { MetricsSpec } from '../../domain/plan.ts';
import type { CheckedFile } from '../check/checked-file.ts';
import { isGiven } from '../check/files/is-given.ts';
import { repositoryPath } from '../repository-path.ts';

/** Who judges, and the table of verdicts as one of examples: an item each, whose mean is the metric. */
export function buildJudge(
  judge: Judge,
  folder: string,
): { readonly examples: ExamplesSpec; readonly judge: JudgeSpec } {
  return {
    examples: {
      path: placed(judge.path, folder),
      id: judge.id,
      cluster: judge.cluster ?? null,
      show: [],
      metrics: { [judge.metric]: { type: 'mean', column: verdictOf(judge) } },
      verdicts: formOf(judge),
    },
    judge: {
      metric: judge.metric,
      model: judge.model,
      floats: judge['allow-floating'] ?? false,
      prompt: placed(judge.prompt, folder),
      promptFromCommand: judge.prompt,
      temperature: judge.temperature ?? null,
      seed: judge.seed ?? null,
      against: judge.pairwise === undefined ? null : aliasOf(judge.pairwise.against),
      calibration: calibrationOf(judge, folder),
      ...costOf(judge),
    },
  };
}

function formOf(judge: Judge): VerdictForm {
  const { sample = null, scale, pass = null, pairwise } = judge;
  const [low, high] = scale ?? [];
  return {
    verdict: verdictOf(judge),
    sample,
    first: pairwise === undefined ? null : (pairwise.first ?? 'first'),
    scale: low === undefined || high === undefined ? null : { low, high, pass },
  };
}

function verdictOf({ verdict = 'verdict' }: Judge): string {
  return verdict;
}

function calibrationOf({ calibration }: Judge, folder: string): JudgeSpec['calibration'] {
  if (calibration === undefined) return null;
  const { labels, verdicts } = calibration;
  return { labels: placed(labels, folder), verdicts: placed(verdicts, folder) };
}

function costOf({ tokens = [], cost }: Judge): Pick<JudgeSpec, 'cost'> {
  const isSaid = tokens.length > 0 || cost !== undefined;
  return isSaid ? { cost: { tokens, dollars: cost ?? null } } : {};
}

/** Files of the repository that a judge reads: a step sees them without naming them. */
export function filesOfJudge(checked: CheckedFile, step: Step, folder: string): readonly string[] {
  const { judge } = step.report ?? {};
  if (judge === undefined) return [];
  const { prompt, calibration } = judge;
  const paths = [prompt, ...(calibration === undefined ? [] : [calibration.labels])];
  return paths.map((path) => placed(path, folder)).filter((path) => !isGiven(checked, step, path));
}

/** The metrics of a step with the one that its judge gives; of that one more is better, unless the file says less is. */
export function withJudged(metrics: MetricsSpec | null, { report }: Step): MetricsSpec | null {
  const metric = report?.judge?.metric;
  if (metric === undefined) return metrics;
  const { path, live, primary, maximize, minimize } = metrics ?? NO_METRICS;
  const isSaid = [...maximize, ...minimize].includes(metric);
  return {
    path,
    live,
    primary: primary ?? metric,
    maximize: isSaid ? maximize : [...maximize, metric],
    minimize,
  };
}

const NO_METRICS: MetricsSpec = {
  path: null,
  live: null,
  primary: null,
  maximize: [],
  minimize: [],
};

function aliasOf(written: string): Extract<BaselineRef, { type: 'alias' }> {
  const [model = '', alias = ''] = written.split('@');
  return { type: 'alias', model, alias };
}

function placed(path: string, folder: string): string {
  return repositoryPath(path, folder) ?? path;
}
