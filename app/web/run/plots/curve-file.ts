import { ownValue } from '../../../domain/own-value.ts';
import type { CurveLine } from '../../../reports/plots/charts/curve-chart.ts';
import { joinAttempts } from '../../../reports/plots/join-attempts.ts';
import type { AttemptId, Sample } from '../../../runtime/ports/attempts.ts';
import type { PagesDeps } from '../../pages-deps.ts';
import { baseAttempt, type BaseAttempt } from '../../../drawing/kept/attempt-of.ts';
import { runBelow, type ReadableRun } from '../readable-run.ts';
import type { PlotFile } from './plot-file.ts';
import { thinnedSeries } from './thinned-series.ts';

type Asked = {
  readonly key: string;
  readonly attempt: number;
  readonly metric: string;
  /** Changes where it is to be drawn anew. */
  readonly at: string;
  /** The run whose curve lies under it, as the page that shows it says. */
  readonly vs: string | null;
};

/** A live metric over its steps, over that of the run below; null: nothing was told of it. */
export async function curveFile(
  deps: Pick<PagesDeps, 'store' | 'drawing'>,
  run: ReadableRun,
  { key, attempt, metric, at, vs }: Asked,
): Promise<PlotFile | null> {
  if (!Number.isSafeInteger(attempt) || !/^\d{1,15}$/.test(at)) return null;
  const of: AttemptId = { run: run.header.id, key, attempt };
  const base = await baseAttempt(deps, await runBelow(deps.store, run, vs), key);
  const drawn = await deps.drawing.draw({
    asker: String(run.repository.id),
    name: JSON.stringify(['curve', of, metric, at, base]),
    gather: async () => {
      const lines = await linesOf(deps, metric, { of, base });
      return { of: { type: 'curves', lines, x: null, size: SMALL }, form: 'svg' };
    },
  });
  if (drawn.type !== 'picture') return null;
  return { bytes: new Uint8Array(drawn.bytes), mime: 'image/svg+xml' };
}

const SMALL = { width: 230, height: 110 };

async function linesOf(
  { store }: Pick<PagesDeps, 'store'>,
  metric: string,
  { of, base }: { readonly of: AttemptId; readonly base: BaseAttempt | null },
): Promise<readonly CurveLine[]> {
  const sides = [{ name: 'this run', of }, ...(base === null ? [] : [base])];
  const lines = sides.map(async ({ name, of }): Promise<CurveLine> => {
    const samples = joinAttempts(await thinnedSeries(store.attempts, of));
    return { series: metric, side: name, points: pointsOf(samples, metric) };
  });
  const told = await Promise.all(lines);
  return told.filter(({ points }) => points.length > 0);
}

function pointsOf(samples: readonly Sample[], metric: string): CurveLine['points'] {
  return samples.flatMap(({ step, values }) => {
    const value = ownValue(values, metric);
    return value === undefined || !Number.isFinite(value) ? [] : [{ x: step, value }];
  });
}
