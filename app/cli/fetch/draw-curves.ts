import { existsSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { withEarlierRows } from '../../reports/plots/with-earlier-rows.ts';
import type { PlanStep } from '../../domain/plan.ts';

/** What became of one curve of a step: its picture, or why there is none. */
export type DrawnCurve = { readonly path: string; readonly problem: string | null };

/**
 * Draws the curves that a step's `plots` speak of, from the tables in `folder`, each as an SVG beside its table:
 * `history.csv` → `history.csv.svg`. A table that was not made is left out. The live file is drawn with what `earlier`
 * attempts told in it.
 */
export async function drawCurves(
  step: PlanStep,
  folder: string,
  earlier: Parameters<typeof withEarlierRows>[1],
): Promise<readonly DrawnCurve[]> {
  const curves = step.plots.filter((plot) => plot.type === 'curve');
  const made = curves.filter(({ path }) => existsSync(join(folder, path)));
  if (made.length === 0) return [];
  // Vega takes a moment to load: only where there is something to draw.
  const { curvePlot, CurveProblem } = await import('../../reports/plots/curve-plot.ts');
  return Promise.all(
    made.map(async (curve): Promise<DrawnCurve> => {
      const path = `${curve.path}.svg`;
      try {
        const text = await readFile(join(folder, curve.path), 'utf8');
        const isLive = curve.path === step.metrics?.live;
        const svg = await curvePlot(curve, isLive ? withEarlierRows(text, earlier) : text);
        await writeFile(join(folder, path), svg);
        return { path, problem: null };
      } catch (error) {
        if (!(error instanceof CurveProblem)) throw error;
        return { path, problem: error.message };
      }
    }),
  );
}
