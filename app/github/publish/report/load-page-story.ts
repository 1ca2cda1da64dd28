import type { RunHeader } from '../../../domain/run/run.ts';
import { drawnAgainst } from '../../../drawing/kept/drawn-against.ts';
import type { PageStory, ToldRun } from '../../../reports/check/page-story.ts';
import type { Report } from '../../../reports/report/report.ts';
import { baseOf } from './base-of.ts';
import { failedTails } from './failed-tails.ts';
import { failureSources } from './failure-sources.ts';
import { reportOf, type ReportDeps } from './load-report.ts';
import { savedTime } from './saved-time.ts';
import type { PublishDeps } from '../publish-deps.ts';

export type PageStoryDeps = ReportDeps & Pick<PublishDeps, 'filesOf'>;

/** What the page of a run tells beside its rows, from the same makers as its check and its comment. */
export async function loadPageStory(deps: PageStoryDeps, run: ToldRun): Promise<PageStory> {
  const { store } = deps;
  const [{ report }, savedMs, tails] = await Promise.all([
    reportOf(deps, run),
    savedTime(store.runs, run),
    failedTails(store.logTails, run.view),
  ]);
  const [below, sources] = await Promise.all([
    runBelow(deps, run, report),
    failureSources(deps, { ...run, tails }),
  ]);
  return { report, below, savedMs, sources };
}

/** While a training tells of itself nothing is measured yet, and its curves are what people look at. */
async function runBelow(
  deps: PageStoryDeps,
  { plan, header }: ToldRun,
  report: Report | null,
): Promise<RunHeader | null> {
  if (report !== null) return drawnAgainst(deps, report);
  const telling = plan.steps.findLast(({ metrics }) => metrics?.live != null);
  return telling === undefined ? null : baseOf(deps, header, telling.id);
}
