import type { PublishDeps } from '../publish-deps.ts';
import { failureSources } from '../report/failure-sources.ts';
import { loadRun, type LoadedReport } from '../report/load-report.ts';
import { loadStory } from './facts/load-story.ts';

/** A run as a pull request's comment shows it; null: the store has forgotten it. */
export async function loadComment(deps: PublishDeps, run: string): Promise<LoadedReport | null> {
  const loaded = await loadRun(deps, run);
  if (loaded === null) return null;
  const [sources, story] = await Promise.all([
    failureSources(deps, { ...loaded, tails: loaded.report.tails }),
    loadStory(deps, loaded, loaded.report.report ?? null),
  ]);
  return { ...loaded.report, sources, story };
}
