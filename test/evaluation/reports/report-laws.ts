import type { Report, Side } from '../../../app/reports/report/report.ts';
import { makeRunView } from '../../../app/reports/view/run-view.ts';
import { aHeader, aPlan, aPlanStep, aStep } from '../../reports/build-run.ts';
import type { Effort, Finding } from '../simulate/finding.ts';
import { chanceOf, type Chance } from '../simulate/random.ts';
import { drawReport, METRICS, REPORT_DESIGNS, SEEN, type ReportDesign } from './report-designs.ts';
import { gateLaws } from './gate-laws.ts';
import type { Reporting } from './reporting.ts';
import { monteCarlo, percent } from './shares.ts';
import { sliceNoiseLaws } from './slice-noise-laws.ts';

export type ReportEffort = Pick<Effort, 'runs' | 'seed'>;

/** What a report may say by chance, and must see: design §6. */
export function* reportLaws(tried: Reporting, effort: ReportEffort): Iterable<Finding> {
  yield powerOf(tried, effort);
  for (const design of REPORT_DESIGNS) yield* chanceFindings(tried, design, effort);
  yield* gateLaws(tried, effort);
  yield* sliceNoiseLaws(tried, effort);
}

/** Of reports in which nothing changed: the headline says better in 2.5 % at most, and a metric beside it is coloured in 5 %. */
function chanceFindings(
  tried: Reporting,
  design: ReportDesign,
  { runs, seed }: ReportEffort,
): readonly Finding[] {
  let [better, coloured] = [0, 0];
  for (let run = 0; run < runs; run += 1) {
    const report = reportOf(tried, design, { chance: chanceOf(`${design.name} ${seed} ${run}`) });
    const [headline, ...others] = report.metrics.map(({ against }) => against['main']?.claim);
    if (headline === 'better') better += 1;
    if (others.some((claim) => claim === 'better' || claim === 'worse')) coloured += 1;
  }
  const finding = (law: string, count: number, most: number): Finding => ({
    law: `${law}: ${design.name}`,
    holds: count / runs <= most + 2 * monteCarlo(most, runs),
    figures: `in ${percent(count / runs)} of ${runs} reports in which nothing changed`,
  });
  return [
    finding('the headline says better', better, 0.025),
    finding('a metric beside it is coloured', coloured, 0.05),
  ];
}

/** A true difference of 3 standard errors is called in 80 % or more. */
function powerOf(tried: Reporting, { runs, seed }: ReportEffort): Finding {
  const { design, error } = SEEN;
  let called = 0;
  for (let run = 0; run < runs; run += 1) {
    const chance = chanceOf(`power ${design.name} ${seed} ${run}`);
    const { metrics } = reportOf(tried, design, { chance, shift: 3 * error });
    if (metrics[0]?.against['main']?.claim === 'better') called += 1;
  }
  return {
    law: `power: a true difference of 3 standard errors: ${design.name}`,
    holds: called / runs >= 0.8 - 2 * monteCarlo(0.8, runs),
    figures: `called in ${percent(called / runs)}`,
  };
}

const [PRIMARY = ''] = METRICS;
const STEP = 'evaluate';

function planOf({ isPaired }: ReportDesign) {
  const metrics = {
    path: 'm.json',
    live: null,
    primary: PRIMARY,
    maximize: METRICS,
    minimize: [],
  };
  const told = METRICS.map((column) => [column, { type: 'mean', column }] as const);
  const examples = {
    path: 'p.csv',
    id: 'id',
    cluster: null,
    show: [],
    metrics: Object.fromEntries(told),
  };
  const compare = [{ type: 'merge-base' }] as const;
  const report = { compare, ...(isPaired && { examples }) };
  return aPlan([aPlanStep(STEP, { metrics, report })]);
}

function reportOf(
  tried: Reporting,
  design: ReportDesign,
  { chance, shift = 0 }: { readonly chance: Chance; readonly shift?: number },
): Report {
  const { now, before, comparisons } = drawReport(tried, design, { chance, shift });
  const plan = planOf(design);
  const over = { state: 'over', result: 'success' } as const;
  const steps = [aStep(STEP, { ...over, order: 0, metrics: now.metrics })];
  const record = { plan, header: aHeader(), steps, attempts: [], models: [], aliases: [] };
  const step = makeRunView(record).steps[0];
  if (step === undefined) throw new Error('There is no step.');
  const pairs = { by: 'id', paired: 1000, onlyNow: 0, onlyBefore: 0 } as const;
  const side: Side = {
    name: 'main',
    is: 'merge-base',
    run: null,
    version: null,
    found: { type: 'measured', metrics: before.metrics },
    training: before.training,
    ...(comparisons !== null && { compared: { type: 'compared', pairs, metrics: comparisons } }),
  };
  return tried.makeReport(step, plan, [side], { training: now.training });
}
