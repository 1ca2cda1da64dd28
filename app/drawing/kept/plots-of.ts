import type { Plan } from '../../domain/plan.ts';
import type { RunHeader } from '../../domain/run/run.ts';
import type { AttemptId } from '../../runtime/ports/attempts.ts';
import type { Runs } from '../../runtime/ports/runs.ts';
import { baseAttempt } from './attempt-of.ts';
import type { BaseFiles } from './draw-plot.ts';
import { keptPlots, plotFiles, type KeptDeps, type KeptPlot } from './kept-plots.ts';

/** The plots of an attempt, and the files that they are held against. */
export type PlotsOf = { readonly plots: readonly KeptPlot[]; readonly base: BaseFiles | null };

export type PlotsDeps = KeptDeps & { readonly store: { readonly runs: Pick<Runs, 'rows'> } };

export async function plotsOf(
  deps: PlotsDeps,
  { plan, base }: { readonly plan: Plan; readonly base: RunHeader | null },
  of: AttemptId,
): Promise<PlotsOf> {
  const plots = keptPlots(plan, of.key, await plotFiles(deps, of));
  if (!plots.some(({ shape }) => shape.type === 'table')) return { plots, base: null };
  const other = await baseAttempt(deps, base, of.key);
  if (other === null) return { plots, base: null };
  return { plots, base: { name: other.name, files: await plotFiles(deps, other.of) } };
}
