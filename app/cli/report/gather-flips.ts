import type { Flips } from '../../../evaluation/flips.ts';
import type { RunReport } from '../../reports/report/run-report.ts';
import { stepIdOf } from '../../domain/cell.ts';
import type { RunRecord } from '../../reports/view/run-view.ts';
import { flipsQuestion } from '../../runtime/comparing/flips-question.ts';
import { UsageError } from '../usage-error.ts';
import { answerOnLaptop, type LaptopComparing } from './laptop-comparing.ts';

/** The examples of a run that moved most against what its report compares it with. Throws a `UsageError` where there are none to compare. */
export async function gatherFlips(
  source: LaptopComparing,
  { plan, header }: RunRecord,
  { report, view }: RunReport,
): Promise<Flips> {
  const id = report === null ? null : stepIdOf(report.step);
  const step = plan.steps.find((planned) => planned.id === id);
  const examples = view.steps.find(({ key }) => key === report?.step)?.examples;
  const question =
    report === null || step === undefined
      ? null
      : flipsQuestion({ header, step, examples }, report.sides);
  const [found] = question === null ? [] : await answerOnLaptop(source, [question]);
  const flips = found?.flips;
  if (flips !== undefined) return flips;
  throw new UsageError(
    'There are no two tables of examples to compare: both runs need `report.examples`, and answers that differ.',
    'Name a run that has them: mlpipelines report RUN --flips --compare RUN',
  );
}
