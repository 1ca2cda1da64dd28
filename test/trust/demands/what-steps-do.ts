import type { RunHeader } from '../../../app/domain/run/run.ts';
import type { Store } from '../../../app/runtime/ports/store.ts';
import type { Measure, Measures } from './demand-trial.ts';
import type { PlayedHost } from './played-host.ts';

/** What steps measure and hand on in a trial. `shas`: the commits of its change. */
export function whatStepsDo(
  { runs }: Pick<Store, 'runs'>,
  measures: Measures,
  shas: readonly string[],
): PlayedHost['act'] {
  const { changed, cells } = measures;
  const outputs = { changed, cells: cells.map((seed) => ({ seed })) };
  return async (run, step) => {
    const header = await runs.header(run);
    const isJudged = step !== 'detect' && step !== 'train';
    const measure = header !== null && isJudged ? measureOf(header, measures, shas) : 'good';
    const end = measure === 'fails' || measure === 'stays' ? measure : 'succeeds';
    return { end, metrics: METRICS[measure] ?? {}, outputs };
  };
}

function measureOf(
  { options, ref, number, sha }: RunHeader,
  { runs, typed, main }: Measures,
  shas: readonly string[],
): Measure {
  if (ref === 'refs/heads/main' && !shas.includes(sha ?? '')) return main;
  if (Object.keys(options.params ?? {}).length > 0) return typed;
  return runs[Math.min(number, runs.length) - 1] ?? 'good';
}

const METRICS: Readonly<Partial<Record<Measure, Readonly<Record<string, number>>>>> = {
  good: { auc: 0.95, loss: 0.005, floor: 0.5 },
  fair: { auc: 0.92, loss: 0.005, floor: 0.5 },
  bad: { auc: 0.3, loss: 0.9, floor: 0.5 },
};
