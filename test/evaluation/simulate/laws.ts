import type { Interval } from '../../../evaluation/comparison.ts';
import { benjaminiHochberg } from '../../../math/benjamini-hochberg.ts';
import { holm } from '../../../math/holm.ts';
import { DESIGNS, loss, pairOf, type Design } from './designs.ts';
import type { Effort, Evaluation, Finding } from './finding.ts';
import { scipyLaws } from './scipy-laws.ts';
import { sliceLaws } from './slice-laws.ts';
import { chanceOf } from './random.ts';
import { twoModels } from './two-models.ts';

/** The laws of design §6, the fast ones first. */
export const LAWS: readonly ((tried: Evaluation, effort: Effort) => readonly Finding[])[] = [
  scipyLaws,
  ...DESIGNS.map((design) => (tried: Evaluation, effort: Effort) => [
    coverageOf(design, tried, effort),
  ]),
  (tried, effort) => [powerOf(tried, effort)],
  (tried, effort) => errorsAmongMany(tried, effort),
  twoModels,
  // What reports make of it, whatever computes it.
  (_tried, effort) => sliceLaws(effort),
];

function coverageOf(design: Design, tried: Evaluation, effort: Effort): Finding {
  const said: Interval[] = [];
  for (let run = 0; run < effort.runs; run += 1) {
    const interval = intervalOf(design, tried, { ...effort, seed: `${effort.seed} ${run}` });
    if (interval !== null) said.push(interval);
  }
  const above = said.filter(({ low }) => low > 0).length;
  const below = said.filter(({ high }) => high < 0).length;
  const share = said.length === 0 ? 1 : 1 - (above + below) / said.length;
  const { least, most } = design.coverage;
  // Of a thousand pairs the bounds hold as they stand; fewer say less.
  const slack = effort.runs >= 1000 ? 0 : 2 * monteCarlo(0.95, Math.max(said.length, 1));
  return {
    law: `coverage: ${design.name}`,
    holds: share >= least - slack && share <= most + slack,
    figures: `${percent(share)} (${above} above, ${below} below), too few in ${effort.runs - said.length} of ${effort.runs}`,
  };
}

/** Null: the examples are too few to tell. */
function intervalOf(
  { name, statistic, draw }: Design,
  { compareExamples }: Evaluation,
  { seed, resamples }: { readonly seed: string; readonly resamples: number },
): Interval | null {
  const { now, before } = draw(chanceOf(`${name} ${seed}`));
  const found = compareExamples(now, before, { m: statistic }, { seed, resamples }).metrics['m'];
  if (found?.type === 'compared') return found.interval;
  if (found?.type === 'too-few') return null;
  throw new Error(`${name}: ${found?.reason}`);
}

/** A true difference of 3 standard errors is called in 80 % or more. */
function powerOf({ compareExamples }: Evaluation, { runs, seed, resamples }: Effort): Finding {
  const rows = 400;
  // Of `shared * (a - b)` with the deviation of each 0.5, and the mean square of `shared` exp(0.5).
  const error = Math.sqrt((2 * 0.25 * Math.exp(0.5)) / rows);
  const { statistic, draw } = loss({ rows, clusters: null, shift: 3 * error });
  let called = 0;
  for (let run = 0; run < runs; run += 1) {
    const { now, before } = draw(chanceOf(`power ${seed} ${run}`));
    const { metrics } = compareExamples(
      now,
      before,
      { m: statistic },
      { seed: `${run}`, resamples },
    );
    if (metrics['m']?.type === 'compared' && metrics['m'].interval.low > 0) called += 1;
  }
  const slack = runs >= 1000 ? 0 : 2 * monteCarlo(0.8, runs);
  return {
    law: 'power: a true difference of 3 standard errors',
    holds: called / runs >= 0.8 - slack,
    figures: `called in ${percent(called / runs)}`,
  };
}

const METRICS = 240;

/** Of reports with 240 metrics that did not change: Holm colours one in 5 % at most, Benjamini–Hochberg in 10 %. */
function errorsAmongMany({ compareExamples }: Evaluation, effort: Effort): readonly Finding[] {
  const reports = Math.max(20, Math.round(effort.runs / 5));
  const names = Array.from({ length: METRICS }, (_, at) => `m${at}`);
  const statistics = Object.fromEntries(
    names.map((column) => [column, { type: 'mean', column } as const]),
  );
  let [byHolm, byBh] = [0, 0];
  for (let report = 0; report < reports; report += 1) {
    const { normal } = chanceOf(`many ${effort.seed} ${report}`);
    const row = (): Record<string, number> =>
      Object.fromEntries(names.map((name) => [name, normal()]));
    const { now, before } = pairOf(100, null, () => [row(), row()]);
    const { metrics } = compareExamples(now, before, statistics, {
      seed: `${report}`,
      resamples: effort.resamples,
    });
    const ps = Object.values(metrics).map((each) => (each.type === 'compared' ? each.p : 1));
    if (holm(ps, 0.05).includes(true)) byHolm += 1;
    if (benjaminiHochberg(ps, 0.1).includes(true)) byBh += 1;
  }
  const finding = (law: string, count: number, most: number): Finding => ({
    law: `${law} of ${METRICS} metrics that did not change`,
    holds: count / reports <= most + 2 * monteCarlo(most, reports),
    figures: `one is called in ${percent(count / reports)} of ${reports} reports`,
  });
  return [finding('Holm', byHolm, 0.05), finding('Benjamini–Hochberg', byBh, 0.1)];
}

function monteCarlo(share: number, runs: number): number {
  return Math.sqrt((share * (1 - share)) / runs);
}

function percent(share: number): string {
  return `${(100 * share).toFixed(1)} %`;
}
