import type { Plan } from '../../../domain/plan.ts';
import type { Curve } from '../../../reports/plots/curve-plot.ts';

export type PlotKind =
  | { readonly type: 'image'; readonly mime: string }
  | { readonly type: 'curve'; readonly curve: Curve };

const IMAGES: Readonly<Record<string, string>> = {
  png: 'image/png',
  jpg: 'image/jpeg',
  jpeg: 'image/jpeg',
  gif: 'image/gif',
  webp: 'image/webp',
  svg: 'image/svg+xml',
};

/** How a file among a step's plots is shown: a picture as it is, a table as the curves that the pipeline file names; null: not at all. */
export function plotKind(plan: Plan, key: string, path: string): PlotKind | null {
  const mime = IMAGES[/\.([a-z]+)$/i.exec(path)?.[1]?.toLowerCase() ?? ''];
  if (mime !== undefined) return { type: 'image', mime };
  const step = plan.steps.find(({ id }) => id === key || key.startsWith(`${id}[`));
  const curve = step?.plots.find((plot) => plot.type === 'curve' && plot.path === path);
  return curve?.type === 'curve' ? { type: 'curve', curve } : null;
}
