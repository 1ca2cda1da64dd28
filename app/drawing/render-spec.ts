import { logger, None, parse, View, type Loader } from 'vega';
import { expressionInterpreter } from 'vega-interpreter';
import { compile, type TopLevelSpec } from 'vega-lite';
import { PlotProblem } from '../reports/plots/charts/chart.ts';
import { RASTER } from './svg-schema.ts';
import { shortened } from '../../text/shortened.ts';

/**
 * A specification in Vega-Lite as SVG. It loads nothing, and what it wants computed is interpreted and never becomes
 * JavaScript: https://vega.github.io/vega/usage/interpreter/
 */
export async function renderSpec(spec: TopLevelSpec): Promise<string> {
  const asked: string[] = [];
  const { spec: vega } = compile(spec, { logger: SILENT });
  const view = new View(parse(vega, undefined, { ast: true }), {
    renderer: 'none',
    expr: expressionInterpreter,
    loader: loadsNothing(asked),
    logger: SILENT,
  });
  try {
    const svg = await view.toSVG();
    const [uri] = asked;
    if (uri !== undefined) throw new PlotProblem(refusal(uri));
    return svg;
  } finally {
    view.finalize();
  }
}

/** What cannot be drawn is thrown; a warning is of no use to who looks at the picture. */
const SILENT = logger(None);

/** https://vega.github.io/vega/docs/api/view/#view_loader */
function loadsNothing(asked: string[]): Loader {
  const refuse = (uri: string): Promise<never> => {
    asked.push(uri);
    return Promise.reject(new Error('nothing is loaded'));
  };
  // Addresses of links and images; only an image that holds itself stays.
  const sanitize = (uri: string, { context }: { readonly context?: string }) => {
    const isOwn = RASTER.test(uri);
    if (context === 'image' && !isOwn) asked.push(uri);
    return Promise.resolve({ href: isOwn ? uri : '#' });
  };
  return { load: refuse, sanitize, http: refuse, file: refuse };
}

const MOST_OF_URI = 80;

function refusal(uri: string): string {
  return `it wants to load ${shortened(uri, MOST_OF_URI)}, and pictures are drawn from what they hold themselves: write the rows under \`data.values\`.`;
}
