import type { TopLevelSpec } from 'vega-lite';
import { messageOf } from '../../text/message-of.ts';
import { shortened } from '../../text/shortened.ts';
import { DARK } from '../reports/plots/charts/look.ts';
import { drawCurves } from '../reports/plots/charts/curve-chart.ts';
import { PlotProblem, type Chart } from '../reports/plots/charts/chart.ts';
import { firstRows } from '../reports/plots/charts/first-rows.ts';
import { wholeRows } from '../reports/plots/charts/whole-rows.ts';
import { makeChart } from '../reports/plots/charts/make-chart.ts';
import { cleanSvg, type CleanSvg } from './clean-svg.ts';
import type { Drawable, Drawn, DrawQuestion } from './drawing-question.ts';
import { inBothLooks, inDark } from './colour-schemes.ts';
import { renderSpec } from './render-spec.ts';
import { toPng } from './to-png.ts';

/** Draws, or says why not. What a step wrote is never believed to be harmless. */
export async function draw({ of, form }: DrawQuestion): Promise<Drawn> {
  try {
    const made = await make(of);
    if (made.type !== 'svg') return made;
    const { svg, alt, notes, isOurs } = made;
    const { width, height } = svg;
    const text = isOurs ? themed(svg.text, form) : svg.text;
    const bytes = form === 'svg' ? new TextEncoder().encode(text) : await toPng(text);
    return { type: 'picture', bytes, alt, notes, width, height };
  } catch (error) {
    if (error instanceof PlotProblem) return { type: 'problem', message: error.message };
    throw error;
  }
}

type Made = {
  readonly type: 'svg';
  readonly svg: CleanSvg;
  readonly alt: string | null;
  readonly notes: readonly string[];
  /** Drawn in our colours, which have others on a dark ground. */
  readonly isOurs: boolean;
};

async function make(of: Drawable): Promise<Made | Exclude<Drawn, { readonly type: 'picture' }>> {
  switch (of.type) {
    case 'table': {
      const sides = of.sides.map(({ name, bytes }) => ({ name, text: textOf(bytes) }));
      const made = makeChart(of.plot, sides);
      if (made.type !== 'chart') return { ...made, type: 'rows' };
      const notes = [...made.chart.notes, ...(of.without ?? [])];
      return drawn({ ...made.chart, notes });
    }
    case 'beginning': {
      const table = firstRows(of.path, wholeRows(of.path, textOf(of.bytes)));
      const { length } = table.rows;
      if (length === 0) throw new PlotProblem(of.why);
      return { type: 'rows', table, note: `${of.why} Here are its first ${length} rows.` };
    }
    case 'curves':
      return drawn(drawCurves(of.lines, of.x, of.size));
    case 'svg': {
      const svg = cleanSvg(of.path, textOf(of.bytes));
      return { type: 'svg', svg, alt: svg.title, notes: [], isOurs: false };
    }
    case 'vega-lite':
      return written(of.path, textOf(of.bytes));
  }
}

async function drawn({ spec, alt, notes }: Chart): Promise<Made> {
  const svg = cleanSvg('', await renderSpec(spec));
  return { type: 'svg', svg, alt, notes, isOurs: true };
}

async function written(path: string, json: string): Promise<Made> {
  const spec = specOf(path, json);
  const text = await renderSpec(spec).catch((error: unknown) => {
    throw new PlotProblem(`${path} cannot be drawn: ${messageOf(error)}`);
  });
  const svg = cleanSvg(path, text);
  const alt = typeof spec.description === 'string' ? shortened(spec.description, MOST_ALT) : null;
  return { type: 'svg', svg, alt, notes: [], isOurs: false };
}

const MOST_ALT = 1000;

function specOf(path: string, json: string): TopLevelSpec {
  try {
    // Vega says what is wrong with it.
    const spec: TopLevelSpec = JSON.parse(json);
    return spec;
  } catch (error) {
    throw new PlotProblem(`${path} is not JSON: ${messageOf(error)}`);
  }
}

function textOf(bytes: Uint8Array): string {
  return new TextDecoder().decode(bytes);
}

function themed(svg: string, form: DrawQuestion['form']): string {
  if (form === 'svg') return inBothLooks(svg, DARK);
  return form === 'png-dark' ? inDark(svg, DARK) : svg;
}
