import type { GateComparison, GateTraining } from '../../../app/domain/gate.ts';
import type { GateSpec } from '../../../app/domain/gate-spec.ts';
import type { Finding } from '../simulate/finding.ts';
import { chanceOf } from '../simulate/random.ts';
import { drawReport, GATE_DESIGNS, METRICS, type ReportDesign } from './report-designs.ts';
import { monteCarlo, percent } from './shares.ts';
import type { Reporting } from './reporting.ts';

const [PRIMARY = ''] = METRICS;
/** In standard deviations of one training. */
const TOLERANCE = 1;

const GATE: GateSpec = {
  id: 'no-worse',
  metric: PRIMARY,
  severity: 'fail',
  test: {
    type: 'baseline',
    baseline: { type: 'merge-base' },
    goal: 'maximize',
    tolerance: { type: 'absolute', amount: TOLERANCE },
    ifMissing: 'pass',
    bound: { confidence: 0.95, onInconclusive: 'warn' },
  },
};

/** A gate lets what is worse by all of its tolerance pass in 2.5 % at most, and what is far better passes. */
export function* gateLaws(
  tried: Reporting,
  { runs, seed }: { readonly runs: number; readonly seed: number },
): Iterable<Finding> {
  for (const design of GATE_DESIGNS) {
    const verdictsAt = (shift: number) =>
      Array.from({ length: runs }, (_, run) =>
        verdictOf(tried, design, { seed: `gate ${design.name} ${seed} ${run}`, shift }),
      );
    const shareOf = (shift: number, verdict: string) =>
      verdictsAt(shift).filter((each) => each === verdict).length / runs;
    const passed = shareOf(-TOLERANCE, 'pass');
    yield {
      law: `a gate passes what is worse by its tolerance: ${design.name}`,
      holds: passed <= 0.025 + 2 * monteCarlo(0.025, runs),
      figures: `in ${percent(passed)} of ${runs}`,
    };
    const seen = shareOf(FAR * Math.SQRT2 * Math.hypot(1, design.test) - TOLERANCE, 'pass');
    yield {
      law: `a gate passes what is far better: ${design.name}`,
      holds: seen >= 0.8 - 2 * monteCarlo(0.8, runs),
      figures: `in ${percent(seen)} of ${runs}`,
    };
  }
}

/** Standard errors of two single trainings, each with its test set. */
const FAR = 3.5;

function verdictOf(
  tried: Reporting,
  design: ReportDesign,
  { seed, shift }: { readonly seed: string; readonly shift: number },
): string | undefined {
  const told = drawReport(tried, design, { chance: chanceOf(seed), shift });
  const sides = { metric: PRIMARY, now: told.now.training, before: told.before.training };
  const error = tried.trainingError(sides);
  const training: GateTraining | null =
    error === null
      ? null
      : { type: 'known', ...error, luck: tried.luckOf({ ...sides, goal: 'up' }) };
  const found = told.comparisons?.[PRIMARY];
  const comparison: GateComparison | null = found?.type === 'compared' ? found : null;
  const [outcome] = tried.judgeGates(
    [GATE],
    { metrics: told.now.metrics, facts: {} },
    {
      [GATE.id]: {
        type: 'found',
        run: 'r0',
        metrics: told.before.metrics,
        ...(comparison && { comparison }),
        ...(training && { training }),
      },
    },
  );
  return outcome?.verdict;
}
