import { existsSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { PlanStep, TablePlot } from '../../domain/plan.ts';
import type { Drawn } from '../../drawing/drawing-question.ts';
import { openDrawing, type Drawing } from '../../drawing/open-drawing.ts';
import { withEarlierRows } from '../../reports/plots/with-earlier-rows.ts';

/** What became of one picture of a step: where it is, or why there is none. */
export type PlotFile = { readonly path: string; readonly problem: string | null };

type Earlier = Parameters<typeof withEarlierRows>[1];

/**
 * Draws what a step's `plots` want drawn from the tables in `folder`, each as an SVG beside its table: `history.csv` →
 * `history.csv.svg`. A table that was not made is left out. The live file is drawn with what `earlier` attempts told in it.
 */
export async function drawPlots(
  step: PlanStep,
  folder: string,
  earlier: Earlier,
): Promise<readonly PlotFile[]> {
  const made = tablesOf(step).filter(({ plot }) => existsSync(join(folder, plot.path)));
  if (made.length === 0) return [];
  const drawing = openDrawing();
  try {
    const live = step.metrics?.live ?? null;
    const drawn = made.map(async ({ plot, path }): Promise<PlotFile> => {
      const text = await readFile(join(folder, plot.path), 'utf8');
      const told = plot.path === live ? withEarlierRows(text, earlier) : text;
      const picture = await draw(drawing, plot, told);
      if (picture.type !== 'picture') {
        return { path, problem: picture.type === 'rows' ? picture.note : picture.message };
      }
      await writeFile(join(folder, path), picture.bytes);
      return { path, problem: null };
    });
    return await Promise.all(drawn);
  } finally {
    await drawing.close();
  }
}

function draw(drawing: Drawing, plot: TablePlot, text: string): Promise<Drawn> {
  const sides = [{ name: 'this run', bytes: new TextEncoder().encode(text) }];
  return drawing.draw({
    asker: '',
    name: JSON.stringify(plot),
    gather: async () => ({ of: { type: 'table', plot, sides }, form: 'svg' }),
  });
}

type Named = { readonly plot: TablePlot; readonly path: string };

/** Several pictures of one table are told apart by their kind, and by their number. */
function tablesOf({ plots }: PlanStep): readonly Named[] {
  const taken = new Set<string>();
  return plots.flatMap((plot): Named[] => {
    if (plot.type === 'files') return [];
    const name = plot.type === 'curve' ? plot.path : `${plot.path}.${plot.type}`;
    let path = `${name}.svg`;
    for (let n = 2; taken.has(path); n += 1) path = `${name}.${n}.svg`;
    taken.add(path);
    return [{ plot, path }];
  });
}
