import { digestOfBytes } from '../../../content/digest-of-bytes.ts';
import { openFolderBlobStore } from '../../artifacts/folder/folder-blob-store.ts';
import { attemptOf } from '../../drawing/kept/attempt-of.ts';
import { drawnAgainst } from '../../drawing/kept/drawn-against.ts';
import { drawPlot, type DrawDeps, type DrawOptions } from '../../drawing/kept/draw-plot.ts';
import { isDrawn, type DrawnPlot, type KeptPlot } from '../../drawing/kept/kept-plots.ts';
import { plotsOf } from '../../drawing/kept/plots-of.ts';
import { titleOf } from '../../drawing/kept/title-of.ts';
import { openDrawing } from '../../drawing/open-drawing.ts';
import type { ReportedPlot } from '../../reports/report/run-report.ts';
import type { Report } from '../../reports/report/report.ts';
import type { RunRecord } from '../../reports/view/run-view.ts';
import type { Warn } from '../../runtime/ports/host.ts';
import type { Workspace } from '../workspace/open-workspace.ts';

/** As many as a page shows. */
const MOST_PLOTS = 20;

/** The plots of the step that a run is judged by, drawn as the App draws them, over those of the run it is held against. */
export async function gatherPlots(
  { store, state }: Workspace,
  { header, plan }: Pick<RunRecord, 'header' | 'plan'>,
  { report, warn }: { readonly report: Report; readonly warn: Warn },
): Promise<readonly ReportedPlot[]> {
  const of = await attemptOf({ store }, header.id, report.step);
  if (of === null) return [];
  const blobs = await openFolderBlobStore(state.objects);
  const below = await drawnAgainst({ store }, report);
  const { plots, base } = await plotsOf({ store, blobs, warn }, { plan, base: below }, of);
  if (plots.length === 0) return [];
  const drawing = openDrawing();
  try {
    const options = { asker: '', base };
    const made = plots
      .slice(0, MOST_PLOTS)
      .map(async (plot) =>
        isDrawn(plot) ? drawn({ blobs, warn, drawing }, plot, options) : asItIs(plot),
      );
    return await Promise.all(made);
  } finally {
    await drawing.close();
  }
}

function asItIs(plot: KeptPlot): ReportedPlot {
  const { shape, digest } = plot;
  const isPng = shape.type === 'image' && shape.mime === 'image/png';
  return { ...named(plot), svg: null, png: isPng ? digest : null, alt: null, why: null };
}

async function drawn(
  deps: DrawDeps,
  plot: DrawnPlot,
  options: Omit<DrawOptions, 'form'>,
): Promise<ReportedPlot> {
  const svg = await drawPlot(deps, plot, { ...options, form: 'svg' });
  if (svg.type !== 'picture') {
    const why = svg.type === 'rows' ? svg.note : svg.message;
    return { ...named(plot), svg: null, png: null, alt: null, why };
  }
  const png = await drawPlot(deps, plot, { ...options, form: 'png' });
  return {
    ...named(plot),
    svg: digestOfBytes(svg.bytes),
    png: png.type === 'picture' ? digestOfBytes(png.bytes) : null,
    alt: svg.alt,
    why: null,
  };
}

function named(plot: KeptPlot): Pick<ReportedPlot, 'title' | 'file' | 'digest'> {
  return { title: titleOf(plot), file: plot.file, digest: plot.digest };
}
