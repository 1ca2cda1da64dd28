import { toldCosts } from '../../../costs/told-costs.ts';
import { estimateOfRun } from '../../../runtime/costs/estimate-of-run.ts';
import { machinesOf } from '../../../runtime/costs/load-cost.ts';
import type { UrlOfSource } from '../../../reports/markdown/source-link.ts';
import type { CommentedRun } from '../../../reports/comment/commented-run.ts';
import { makeRunView } from '../../../reports/view/run-view.ts';
import type { Report } from '../../../reports/report/report.ts';
import { makeReport } from '../../../reports/report/make-report.ts';
import { reportedStep } from '../../../reports/report/reported-step.ts';
import { looksOf } from '../../../runtime/looks/looks-of.ts';
import { withTrainings } from '../../../runtime/trainings/with-trainings.ts';
import { withDifferences } from '../../../runtime/baselines/with-differences.ts';
import { learnedFrom } from '../../../runtime/baselines/learned-from.ts';
import { loadSides } from '../../../runtime/baselines/load-sides.ts';
import type { Watched } from '../../../runtime/ports/hosted/watched.ts';
import type { LoadedRun } from './loaded-run.ts';
import { failedTails } from './failed-tails.ts';
import { frozenWaits } from '../../../runtime/promotion/frozen-waits.ts';
import { withFreezes } from '../../../reports/view/with-freezes.ts';
import type { Instant } from '../../../domain/run/run.ts';
import { savedTime } from './saved-time.ts';
import { comparedSides } from './compared-sides.ts';
import { watchedByReport } from './watched-by-report.ts';
import type { PublishDeps } from '../publish-deps.ts';

/** A run as one line tells of it; null: the store has forgotten it. */
export async function loadReport(deps: PublishDeps, run: string): Promise<LoadedReport | null> {
  return (await loadRun(deps, run))?.report ?? null;
}

export type RunWithReport = LoadedRun & { readonly report: LoadedReport };

/** A run with what the store knows of it, and with its report; null: the store has forgotten it. */
export async function loadRun(deps: PublishDeps, run: string): Promise<RunWithReport | null> {
  const { store, clock, pageOf, sourceUrl } = deps;
  const rows = await store.runs.load(run);
  if (rows === null) return null;
  const plan = await store.runs.plan(rows.header.plan);
  if (plan === null) return null;
  const { header, steps, attempts } = rows;
  const models = (await store.registry.ofRun(run)).map(({ version }) => version);
  const record = { plan, header, steps, attempts };
  const machines = await machinesOf(store, run);
  const costs = toldCosts({ ...record, machines });
  const { frozen, watched, until } = await frozenWaits(store, record, clock.now());
  const view = withFreezes(makeRunView({ ...record, models, aliases: [], costs }), frozen);
  const tails = await failedTails(store.logTails, view);
  const compared = await reportOf(deps, { view, plan, header });
  const savedMs = await savedTime(store.runs, rows);
  const estimate = await estimateOfRun(deps, record);
  const { hosted, sha } = header;
  const urlOf: UrlOfSource = (source) =>
    hosted === undefined || sha === null ? null : sourceUrl(hosted.repository, sha, source);
  const report = {
    view,
    plan,
    tails,
    ...compared,
    watched: [...compared.watched, ...watched],
    againAt: until,
    savedMs,
    estimate,
    urlOf,
    page: pageOf(run),
  };
  return { header, plan, steps, view, report };
}

/** With what makes another report of it once it moves. */
export type LoadedReport = CommentedRun & {
  readonly watched: readonly Watched[];
  /** When something that it tells is over by itself; null: nothing is. */
  readonly againAt: Instant | null;
};

/** What finding out what a run says of its model takes. */
export type ReportDeps = Pick<
  PublishDeps,
  'store' | 'comparer' | 'clock' | 'commitsBefore' | 'changedFiles' | 'pageOf' | 'warn'
>;

/** Null: nothing is measured yet that a run is judged by. */
export async function reportOf(
  deps: ReportDeps,
  { view, plan, header }: Pick<LoadedRun, 'view' | 'plan' | 'header'>,
): Promise<{ readonly report: Report | null; readonly watched: readonly Watched[] }> {
  const step = reportedStep(view, plan);
  const planned = plan.steps.find(({ id }) => id === step?.id);
  if (step === null || planned === undefined) return { report: null, watched: [] };
  const sides = await loadSides(deps, header, planned);
  const { examples, slices } = step;
  const reported = { header, plan, step: planned };
  const compared = await comparedSides(
    deps,
    { header, step: planned, examples, slices, learned: await learnedFrom(deps.store, reported) },
    await withDifferences(deps, reported, sides),
  );
  const { sides: told, training } = await withTrainings(deps, reported, compared.sides);
  const looks = await looksOf(deps.store, reported);
  const known = { measured: compared.measured, training, ...(looks !== null && { looks }) };
  return {
    report: { ...makeReport(step, plan, told, known), leakage: compared.leakage },
    watched: [...watchedByReport(header, planned, sides), ...compared.watched],
  };
}
