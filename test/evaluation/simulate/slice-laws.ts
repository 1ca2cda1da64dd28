import { makeReport } from '../../../app/reports/report/make-report.ts';
import type { Report, Side } from '../../../app/reports/report/report.ts';
import { notableSlices, sliceCounts } from '../../../app/reports/report/slice-words.ts';
import { makeRunView } from '../../../app/reports/view/run-view.ts';
import type { GateSpec } from '../../../app/domain/gate-spec.ts';
import { compareSlices } from '../../../evaluation/compare/compare-slices.ts';
import type { Statistic } from '../../../evaluation/examples.ts';
import type { Slice } from '../../../evaluation/slices.ts';
import { aHeader, aPlan, aPlanStep, aStep } from '../../reports/build-run.ts';
import { pairOf } from './designs.ts';
import type { Effort, Finding } from './finding.ts';
import { chanceOf, type Chance } from './random.ts';
import { groupsOf } from '../../support/plain-examples.ts';

/** Some 40 to 300 rows each, as segments of customers are. */
const SLICES = Array.from({ length: 15 }, (_, at) => ({ name: `s${at}`, rows: 40 + 18 * at }));

/** Sixteen metrics, as a report of a classifier has them. */
const STATISTICS: Readonly<Record<string, Statistic>> = {
  accuracy: { type: 'mean', column: 'correct' },
  auc: { type: 'auc', label: 'label', score: 'score' },
  ap: { type: 'average-precision', label: 'label', score: 'score' },
  f1: { type: 'f1', label: 'label', predicted: 'predicted' },
  precision: { type: 'precision', label: 'label', predicted: 'predicted' },
  recall: { type: 'recall', label: 'label', predicted: 'predicted' },
  loss: { type: 'log-loss', label: 'label', probability: 'probability' },
  rmse: { type: 'rmse', actual: 'label', predicted: 'probability' },
  mae: { type: 'mae', actual: 'label', predicted: 'probability' },
  p50: { type: 'quantile', column: 'latency', at: 0.5 },
  p90: { type: 'quantile', column: 'latency', at: 0.9 },
  latency: { type: 'mean', column: 'latency' },
  cost: { type: 'mean', column: 'cost' },
  length: { type: 'mean', column: 'length' },
  toxic: { type: 'mean', column: 'toxic' },
  rated: { type: 'mean', column: 'rated' },
};
const METRICS = Object.keys(STATISTICS);

/** Of whole reports on 16 metrics in 15 slices: how often noise alone colours one, and whether what changed is seen. */
export function sliceLaws({ runs: pairs, seed }: Effort): readonly Finding[] {
  // A report takes as long as fifty pairs.
  const runs = pairs >= 1000 ? pairs : Math.max(20, Math.round(pairs / 5));
  const slack = (share: number) => 2 * Math.sqrt((share * (1 - share)) / runs);
  let [flagged, declared, seen] = [0, 0, 0];
  for (let run = 0; run < runs; run += 1) {
    const equal = reportOf(chanceOf(`slices ${seed} ${run}`), { drop: 0, gates: [] });
    if (isColoured(equal)) flagged += 1;
    const gated = reportOf(chanceOf(`gated ${seed} ${run}`), {
      drop: 0,
      gates: METRICS.map(gateOf),
    });
    if (isColoured(gated)) declared += 1;
    const worse = reportOf(chanceOf(`worse ${seed} ${run}`), { drop: 1, gates: [] });
    if (isFound(worse)) seen += 1;
  }
  const of = `of ${METRICS.length} metrics in ${SLICES.length} slices`;
  const percent = (count: number) => `${((100 * count) / runs).toFixed(1)} % of ${runs} reports`;
  return [
    {
      law: `${of} that did not change one is flagged in 10 % of reports at most`,
      holds: flagged / runs <= 0.1 + slack(0.1),
      figures: percent(flagged),
    },
    {
      law: `${of} with gates that did not change one is coloured in 5 % of reports at most`,
      holds: declared / runs <= 0.05 + slack(0.05),
      figures: percent(declared),
    },
    {
      law: `a metric that is worse by 5 standard errors in one slice stands first`,
      holds: seen / runs >= 0.8 - slack(0.8),
      figures: percent(seen),
    },
  ];
}

function isColoured(report: Report): boolean {
  return (report.slices ?? []).some(({ metrics }) =>
    metrics.some(({ against }) => ['better', 'worse'].includes(against['main']?.claim ?? '')),
  );
}

/** The slice in which `cost` rose, and nothing else, is what a reader sees first. */
function isFound(report: Report): boolean {
  const [side] = report.sides;
  if (side === undefined || sliceCounts(report, side).worse === 0) return false;
  const [first] = notableSlices(report, side);
  return first?.slice.by['segment'] === 's7' && first.metric.name === 'cost';
}

function gateOf(metric: string): GateSpec {
  const test = { type: 'value', op: '>=', value: -1e9 } as const;
  return { id: metric, metric, severity: 'fail', slice: { by: { segment: null }, minN: 0 }, test };
}

type Given = { readonly drop: number; readonly gates: readonly GateSpec[] };

/** Of two models that are equal, but that one costs more in one slice where there is a `drop`. */
function reportOf(chance: Chance, { drop, gates }: Given): Report {
  const slices = SLICES.map(({ name }) => ({ segment: name }));
  const segments = SLICES.flatMap(({ name, rows }) => Array.from({ length: rows }, () => name));
  const { now, before } = pairOf(segments.length, null, (row) => {
    const shared = chance.normal();
    const label = chance.uniform() < 0.4 ? 1 : 0;
    const isWorse = drop > 0 && segments[row] === 's7';
    return [
      answerOf(chance, { shared, label, isWorse }),
      answerOf(chance, { shared, label, isWorse: false }),
    ];
  });
  const groups = { segment: groupsOf(segments) };
  const compared = compareSlices({ ...now, groups }, { ...before, groups }, STATISTICS, {
    slices,
    seed: 's',
  });
  const tables = (pick: 'value' | 'before'): Slice[] =>
    compared.map(({ by, pairs, metrics }) => ({
      by,
      n: pairs.paired,
      metrics: Object.fromEntries(
        Object.entries(metrics).flatMap(([name, found]) =>
          found.type === 'not-compared' ? [] : [[name, found[pick]]],
        ),
      ),
    }));
  const side: Side = {
    name: 'main',
    is: 'merge-base',
    run: null,
    version: null,
    found: { type: 'measured', metrics: {}, slices: { rows: tables('before') } },
    compared: {
      type: 'compared',
      pairs: { by: 'id', paired: segments.length, onlyNow: 0, onlyBefore: 0 },
      metrics: {},
      slices: compared,
    },
  };
  const step = aPlanStep('evaluate', {
    gates,
    metrics: {
      path: 'metrics.json',
      live: null,
      primary: 'accuracy',
      maximize: ['accuracy', 'auc', 'ap', 'f1', 'precision', 'recall', 'rated'],
      minimize: ['loss', 'rmse', 'mae', 'p50', 'p90', 'latency', 'cost', 'length', 'toxic'],
    },
  });
  const plan = aPlan([step]);
  const header = aHeader({});
  const row = aStep('evaluate', { metrics: { accuracy: 0.8 }, slices: { rows: tables('value') } });
  const view = makeRunView({ plan, header, steps: [row], attempts: [], models: [], aliases: [] });
  const [judged] = view.steps;
  if (judged === undefined) throw new Error('no step');
  return makeReport(judged, plan, [side]);
}

type Example = { readonly shared: number; readonly label: number; readonly isWorse: boolean };

/** What one model says of an example: most of it is decided by the example. */
function answerOf({ normal, uniform }: Chance, { shared, label, isWorse }: Example) {
  const score = 1.3 * (2 * label - 1) + 0.8 * shared + 0.7 * normal();
  const predicted = score > 0 ? 1 : 0;
  return {
    label,
    score,
    predicted,
    probability: 1 / (1 + Math.exp(-score)),
    correct: predicted === label ? 1 : 0,
    latency: Math.exp(0.5 * (shared + 0.6 * normal())),
    cost: shared + normal() + (isWorse ? 0.55 : 0),
    length: Math.exp(0.8 * normal()),
    toxic: uniform() < 0.1 + 0.05 * Math.tanh(shared) ? 1 : 0,
    rated: Math.round(3 + shared + 0.5 * normal()),
  };
}
