import { shortened } from '../../text/shortened.ts';
import { findMoved } from '../compare/find-moved.ts';
import type { ExamplesSpec } from '../examples-file.ts';
import type { Flip, Flips } from '../flips.ts';
import { BadExamples } from './bad-examples.ts';
import type { TableFile } from './examples-source.ts';
import { readCells } from './read-cells.ts';
import { readAsExamples } from './read-as-examples.ts';

export type FlipsAsk = {
  /** The metric by which an example is better or worse. */
  readonly metric: string;
  /** More of a plain number is better. */
  readonly isUp: boolean;
  readonly against: string;
};

type Sides = { readonly now: TableFile; readonly before: TableFile };

const LONGEST_CELL = 200;

/** The examples on which two sides differ most, with the columns that may be shown. */
export async function findFlips(
  spec: ExamplesSpec,
  { metric, isUp, against }: FlipsAsk,
  { now, before }: Sides,
): Promise<Flips> {
  const common = { against, metric };
  const statistic = spec.metrics[metric];
  if (statistic === undefined) return { ...common, type: 'not-found', reason: NOTHING };
  try {
    const ofMetric = { ...spec, metrics: { [metric]: statistic } };
    const read = (file: TableFile) => readAsExamples(ofMetric, file);
    const moved = findMoved(await read(now), await read(before), { statistic, isUp });
    const wantedIds = new Set([...moved.better, ...moved.worse]);
    const [after, then] = [
      await cellsOf(now, spec, wantedIds),
      await cellsOf(before, spec, wantedIds),
    ];
    const flip = (id: string): Flip => ({
      id,
      cells: spec.show.map((column, at) => ({
        column,
        now: after.get(id)?.[at] ?? null,
        before: then.get(id)?.[at] ?? null,
      })),
    });
    const { counts } = moved;
    const flips = { better: moved.better.map(flip), worse: moved.worse.map(flip) };
    return { ...common, type: 'found', counts, ...flips };
  } catch (error) {
    if (!(error instanceof BadExamples)) throw error;
    return { ...common, type: 'not-found', reason: error.message };
  }
}

const NOTHING = 'its examples do not say how it is computed';

type Shown = ReadonlyMap<string, readonly (string | null)[]>;

/** What may be shown of these examples; of several rows the first stands for all. */
async function cellsOf(
  file: TableFile,
  { id, show }: ExamplesSpec,
  ids: ReadonlySet<string>,
): Promise<Shown> {
  const found = new Map<string, readonly (string | null)[]>();
  if (show.length === 0) return found;
  await readCells(file, [id, ...show], ([name, ...cells]) => {
    if (name == null || !ids.has(name) || found.has(name)) return;
    found.set(
      name,
      cells.map((cell) => (cell === null ? null : shortened(cell, LONGEST_CELL))),
    );
  });
  return found;
}
