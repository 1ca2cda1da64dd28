import type { PublishDeps } from '../publish-deps.ts';
import { failureSources } from '../report/failure-sources.ts';
import { loadRun, type LoadedReport } from '../report/load-report.ts';

/** A run as its check shows it, of one that is over with the lines at which it failed; null: the store has forgotten it. */
export async function loadCheck(deps: PublishDeps, run: string): Promise<LoadedReport | null> {
  const loaded = await loadRun(deps, run);
  if (loaded === null) return null;
  return {
    ...loaded.report,
    sources: await failureSources(deps, { ...loaded, tails: loaded.report.tails }),
  };
}
