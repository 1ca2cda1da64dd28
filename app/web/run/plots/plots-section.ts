import { html } from 'hono/html';
import type { AttemptId } from '../../../runtime/ports/attempts.ts';
import type { Html } from '../../frame/document.ts';
import type { PagesDeps } from '../../pages-deps.ts';
import type { RunData } from '../load-run.ts';
import { drawPlot } from '../../../drawing/kept/draw-plot.ts';
import { plotFigure } from './plot-figure.ts';
import { isDrawn } from '../../../drawing/kept/kept-plots.ts';
import { drawnAgainst } from '../../../drawing/kept/drawn-against.ts';
import { late } from './late.ts';
import { plotsOf } from '../../../drawing/kept/plots-of.ts';

export type PlotsDeps = Pick<PagesDeps, 'store' | 'blobs' | 'warn' | 'drawing'>;

const MOST_PLOTS = 20;

/** The plots of an attempt, the first twenty; null: it left none, or they are no longer kept. */
export async function plotsSection(
  deps: PlotsDeps,
  data: Pick<RunData, 'plan' | 'story' | 'repository'>,
  of: AttemptId,
): Promise<Html | null> {
  const before = await drawnAgainst(deps, data.story.report);
  const { plots, base } = await plotsOf(deps, { plan: data.plan, base: before }, of);
  if (plots.length === 0) return null;
  const asker = String(data.repository.id);
  const isLate = late();
  const figures = plots.slice(0, MOST_PLOTS).map(async (plot) => {
    if (!isDrawn(plot)) return plotFigure(of, plot, null);
    const drawing = drawPlot(deps, plot, { asker, base, form: 'svg' });
    return plotFigure(of, plot, await Promise.race([drawing, isLate]));
  });
  const more = plots.length - MOST_PLOTS;
  return html`<div class="plots">${await Promise.all(figures)}</div>
    ${more > 0 ? html`<p class="dim">… and ${more} more: at most ${MOST_PLOTS} are shown</p>` : ''}`;
}
