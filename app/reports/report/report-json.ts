import type {
  ReportBaseline,
  ReportChange,
  ReportFile,
  ReportMetric,
  ReportSlice,
} from '../../../schemas/report.generated.ts';
import type { Estimate } from '../../../evaluation/judge/agreement.ts';
import { ownValue } from '../../domain/own-value.ts';
import { isEqualParam, paramRows } from '../view/param-rows.ts';
import { runNumber } from '../words/run-words.ts';
import { timeBetween } from '../words/step-time.ts';
import { gateReason, judgedGates } from '../words/verdict-words.ts';
import { nothingMeasured } from './nothing-measured.ts';
import type { Change, Report, ReportedMetric, ReportedSlice, Side } from './report.ts';
import type { ReportedJudge } from './reported-judge.ts';
import { leakageWarnings } from './leakage-notes.ts';
import { headNotes, reportNotes } from './report-notes.ts';
import type { RunReport } from './run-report.ts';
import { trainingIn, type Training } from './training.ts';

/** The report of a run for programs; matches `schemas/report.schema.json`. */
export function reportFile(told: RunReport): ReportFile {
  const { view, report, baseCommits } = told;
  const sides = report?.sides ?? [];
  const isAwaited = sides.some(
    ({ found, compared }) => found.type === 'under-way' || compared?.type === 'under-way',
  );
  return {
    format: 1,
    run: view.id,
    number: runNumber(view),
    pipeline: view.pipeline,
    step: report?.step ?? null,
    sha: view.sha,
    dirty: view.dirty,
    state: view.endedAt === null || isAwaited ? 'partial' : 'final',
    baselines: sides.map((side) => baselineOf(side, baseCommits)),
    ...measuredOf(report),
    ...slicesOf(report),
    gates: judgedGates(view).map(({ key, gate }) => {
      const { id, metric, op, value, threshold, verdict } = gate;
      return { step: key, id, metric, op, value, threshold, verdict, message: gateReason(gate) };
    }),
    ...(told.plots !== undefined && { plots: told.plots.map((plot) => ({ ...plot })) }),
    changed: changedOf(told),
    looks: report?.looks ?? null,
    warnings: warningsOf(told),
    work: workOf(told),
  };
}

function warningsOf({ view, plan, report }: RunReport): string[] {
  return report === null
    ? [nothingMeasured(view, plan).why]
    : [...leakageWarnings(report), ...headNotes(report), ...reportNotes(report)];
}

function measuredOf(report: Report | null): Pick<ReportFile, 'metrics' | 'judge'> {
  if (report === null) return { metrics: [], judge: null };
  const metrics = report.metrics.map((metric) => metricOf(metric, report));
  return { metrics, judge: judgeOf(report.judge ?? null) };
}

function baselineOf(
  { name, is, run, version, found, otherwise = [] }: Side,
  commits: readonly string[],
): ReportBaseline {
  const back = is === 'merge-base' ? backOf(run?.sha ?? null, commits) : null;
  return {
    name,
    kind: is,
    run: run?.id ?? null,
    sha: run?.sha ?? null,
    version,
    back,
    missing: found.type === 'measured' ? null : found.type,
    otherwise: [...otherwise],
  };
}

/** Null: it is not among them. */
function backOf(sha: string | null, commits: readonly string[]): number | null {
  const at = sha === null ? -1 : commits.indexOf(sha);
  return at === -1 ? null : at;
}

const GOALS = { up: 'maximize', down: 'minimize' } as const;

function metricOf(metric: ReportedMetric, { sides, training }: Report): ReportMetric {
  const { name, goal, isPrimary, value, interval, n } = metric;
  const against = sides.flatMap((side): [string, ReportChange][] => {
    const change = ownValue(metric.against, side.name);
    if (change !== undefined) return [[side.name, changeOf(change, isPrimary ? null : 'holm')]];
    const old = side.found.type === 'measured' ? ownValue(side.found.metrics, name) : undefined;
    return old === undefined ? [] : [[side.name, unmeasured(old)]];
  });
  return {
    name,
    goal: goal === null ? null : GOALS[goal],
    primary: isPrimary,
    value,
    noise: {
      test:
        interval === null
          ? null
          : { ...interval, from: n === undefined ? 'written' : 'examples', n: n ?? null },
      training: trainingOf(training, name),
    },
    against: Object.fromEntries(against),
  };
}

function slicesOf(report: Report | null): Pick<ReportFile, 'slices'> {
  if (report?.slices === undefined) return {};
  return { slices: report.slices.map((slice) => sliceOf(slice, report)) };
}

function sliceOf({ by, n, metrics }: ReportedSlice, { sides, training }: Report): ReportSlice {
  const trained = training && trainingIn(training, by);
  return {
    by: { ...by },
    n,
    gated: metrics.some(({ isGated }) => isGated),
    metrics: metrics.map((metric): ReportMetric => {
      const adjusted = metric.isGated ? 'holm' : 'benjamini-hochberg';
      const against = sides.flatMap(({ name }): [string, ReportChange][] => {
        const change = ownValue(metric.against, name);
        return change === undefined ? [] : [[name, changeOf(change, adjusted)]];
      });
      return {
        name: metric.name,
        goal: metric.goal === null ? null : GOALS[metric.goal],
        primary: metric.isPrimary,
        value: metric.value,
        noise: {
          test: metric.interval === null ? null : { ...metric.interval, from: 'written', n: null },
          training: trainingOf(trained, metric.name),
        },
        against: Object.fromEntries(against),
      };
    }),
  };
}

function changeOf(told: Change, adjusted: ReportChange['adjusted']): ReportChange {
  const { value, change, interval, claim, by, restsOn = null } = told;
  const how = { method: methodOf(told), n: by?.n ?? null, noise: restsOn };
  return {
    value,
    change,
    relative: value === 0 ? null : change / Math.abs(value),
    interval: interval === null ? null : { ...interval, ...how },
    claim,
    adjusted: interval === null ? null : adjusted,
  };
}

function methodOf({ by, restsOn }: Change): Method {
  return restsOn === 'training' ? 'trainings' : (by?.method.type ?? 'independent');
}

type Method = NonNullable<ReportChange['interval']>['method'];

function trainingOf(training: Training | undefined, metric: string): Noise['training'] {
  const spread = ownValue(training?.spreads ?? {}, metric);
  if (training === undefined || spread === undefined) return null;
  const { sd, n, from, step } = spread;
  return { sd, n, from, step, meanOf: training.of };
}

type Noise = ReportMetric['noise'];

/** Only the other measured it. */
function unmeasured(value: number): ReportChange {
  const unknown = { change: null, relative: null, interval: null, adjusted: null };
  return { value, ...unknown, claim: 'cannot-tell' };
}

function judgeOf(judge: ReportedJudge | null): NonNullable<ReportFile['judge']> | null {
  if (judge === null) return null;
  const { metric, model, against, kept, agreement, uncalibrated } = judge;
  const { digest, counts, cost } = kept;
  return {
    metric,
    model,
    digest,
    against: against?.name ?? null,
    ...counts,
    ...(cost && { cost: { ...cost } }),
    agreement:
      agreement === null
        ? null
        : {
            ...agreement,
            kappa: estimateOf(agreement.kappa),
            sensitivity: estimateOf(agreement.sensitivity),
            specificity: estimateOf(agreement.specificity),
          },
    uncalibrated,
  };
}

function estimateOf(estimate: Estimate | null) {
  return estimate === null ? null : { value: estimate.value, ...estimate.interval };
}

function changedOf({ view, changed }: RunReport): ReportFile['changed'] {
  if (changed === null) return null;
  const { since, other, differences } = changed;
  const differing = paramRows(view, other).filter((row) => !isEqualParam(row));
  return {
    since: since.name,
    params: differing.map(({ name, value = null, other: then = null }) => [name, then, value]),
    files: differences.files?.map(({ path }) => path) ?? null,
    steps: differences.steps.map(({ step, changes }) => ({ step, changes: [...changes] })),
  };
}

function workOf({ view }: RunReport): ReportFile['work'] {
  const attempts = view.steps.flatMap((step) => step.attempts);
  return {
    ms: timeBetween(view),
    attempts: attempts.length,
    lostMs: attempts.reduce((sum, { workLostMs }) => sum + (workLostMs ?? 0), 0),
  };
}
