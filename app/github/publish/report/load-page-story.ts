import type { PageStory, ToldRun } from '../../../reports/check/page-story.ts';
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
  return { report, savedMs, sources: await failureSources(deps, { ...run, tails }) };
}
