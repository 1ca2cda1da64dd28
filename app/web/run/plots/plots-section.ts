import { html } from 'hono/html';
import type { AttemptId } from '../../../runtime/ports/attempts.ts';
import type { Html } from '../../frame/document.ts';
import type { PagesDeps } from '../../pages-deps.ts';
import type { RunHeader } from '../../../domain/run/run.ts';
import type { RunData } from '../load-run.ts';
import { drawPlot } from '../../../drawing/kept/draw-plot.ts';
import { plotFigure } from './plot-figure.ts';
import { isDrawn } from '../../../drawing/kept/kept-plots.ts';
import { late } from './late.ts';
import { plotsOf } from '../../../drawing/kept/plots-of.ts';

export type PlotsDeps = Pick<PagesDeps, 'store' | 'blobs' | 'warn' | 'drawing'>;

const MOST_PLOTS = 20;

/** The plots of an attempt, the first twenty; null: it left none, or they are no longer kept. */
export async function plotsSection(
  deps: PlotsDeps,
  { plan, repository }: Pick<RunData, 'plan' | 'repository'>,
  { of, below }: { readonly of: AttemptId; readonly below: RunHeader | null },
): Promise<Html | null> {
  const { plots, base } = await plotsOf(deps, { plan, base: below }, of);
  const where = { of, vs: base === null ? null : (below?.id ?? null) };
  if (plots.length === 0) return null;
  const asker = String(repository.id);
  const isLate = late();
  const figures = plots.slice(0, MOST_PLOTS).map(async (plot) => {
    if (!isDrawn(plot)) return plotFigure(where, plot, null);
    const drawing = drawPlot(deps, plot, { asker, base, form: 'svg' });
    return plotFigure(where, plot, await Promise.race([drawing, isLate]));
  });
  const more = plots.length - MOST_PLOTS;
  return html`<div class="plots">${await Promise.all(figures)}</div>
    ${more > 0 ? html`<p class="dim">… and ${more} more: at most ${MOST_PLOTS} are shown</p>` : ''}`;
}
