import { agreementOf, type Agreement } from '../../../evaluation/judge/agreement.ts';
import type { KeptJudge } from '../../../evaluation/judge.ts';
import type { StepView } from '../../../schemas/run-view.generated.ts';
import type { JudgeSpec } from '../../domain/judge-spec.ts';
import type { Plan, PlanStep } from '../../domain/plan.ts';

/** Who gave the verdicts that a metric is made of, what became of them, and how far to trust them. */
export type ReportedJudge = {
  readonly metric: string;
  readonly model: string;
  /** Whether that name may mean another model tomorrow. */
  readonly floats: boolean;
  /** Of pairs: whose answers stood beside those of this run; null: answers were judged one by one. */
  readonly against: JudgedAgainst | null;
  readonly kept: KeptJudge;
  /** Whether its verdicts are those of another run, which paid for them. */
  readonly isReused: boolean;
  /** With people; null: nothing is known of it. */
  readonly agreement: Agreement | null;
  /** Why the judge's word is not known to be that of people, for who may read the run; null: it is known how far it is. */
  readonly uncalibrated: string | null;
};

type JudgedAgainst = {
  /** `churn@production`, as a side is called. */
  readonly name: string;
  /** The version that the alias pointed to then; null: nobody knows. */
  readonly version: number | null;
};

/** Null: no judge judged the step, or its verdicts could not be read. */
export function reportedJudge(
  plan: Plan,
  { id, examples, cached }: StepView,
): ReportedJudge | null {
  const step = plan.steps.find((each) => each.id === id);
  const kept = examples !== undefined && 'judge' in examples ? examples.judge : undefined;
  return step?.report?.judge === undefined || kept === undefined
    ? null
    : judgeOf(step, step.report.judge, { kept, isReused: cached });
}

function judgeOf(
  step: PlanStep,
  { metric, model, floats, against }: JudgeSpec,
  { kept, isReused }: Pick<ReportedJudge, 'kept' | 'isReused'>,
): ReportedJudge {
  const { calibration } = kept;
  const agreement = calibration?.type === 'labelled' ? agreementOf(calibration.table) : null;
  const uncalibrated = whyUncalibrated(kept, agreement);
  return {
    metric,
    model,
    floats,
    against: against === null ? null : judgedAgainst(step, against),
    kept,
    isReused,
    agreement,
    uncalibrated,
  };
}

function judgedAgainst(
  { inputs }: PlanStep,
  { model, alias }: NonNullable<JudgeSpec['against']>,
): JudgedAgainst {
  const versions = Object.values(inputs).flatMap((input) =>
    'model' in input && input.model === model && input.alias === alias
      ? [input.frozen?.version ?? null]
      : [],
  );
  return { name: `${model}@${alias}`, version: versions[0] ?? null };
}

/** Of fewer labels nobody can tell a good judge from a bad one: 45 of 50 is anything from 79 to 96 %. */
const FEWEST_LABELS = 50;

function whyUncalibrated({ calibration }: KeptJudge, agreement: Agreement | null): string | null {
  if (calibration === null) return 'people labelled no answers';
  if (calibration.type === 'unknown') return calibration.reason;
  const labels = agreement?.labels ?? 0;
  if (labels < FEWEST_LABELS) {
    const are = labels === 1 ? 'answer was' : 'answers were';
    return `${labels} ${are} labelled by people and judged, and ${FEWEST_LABELS} are needed`;
  }
  return agreement?.kappa === null
    ? `people and judge gave all ${labels} answers one label: nothing was told apart`
    : null;
}
