import { namesOf, wantedColumns } from '../../../evaluation/examples-file.ts';
import type { Examples } from '../../../schemas/pipeline.generated.ts';
import { EXECUTOR_LIMITS } from '../../../schemas/executor-limits.ts';
import { finding, type Finding, type Path } from '../problems/finding.ts';
import { statisticOf, statisticsOf } from '../statistic-of.ts';
import { eachStep, type Check } from './checked-file.ts';
import { unreadableTable } from './unreadable-table.ts';

const { columns: MOST_COLUMNS } = EXECUTOR_LIMITS.examples;

/** What a step measures example by example can be read, and its metrics computed. */
export const checkExamples: Check = (checked) =>
  eachStep(checked, ({ step, path }) => {
    const examples = step.report?.examples;
    if (examples === undefined) return [];
    const place = [...path, 'report', 'examples'];
    return [
      ...checkEnding(examples, place),
      ...checkStatistics(examples, place),
      ...checkCount(examples, place),
    ];
  });

function checkEnding({ path }: Examples, place: Path): Finding[] {
  const message = unreadableTable(path);
  if (message === null) return [];
  const hint = 'let the step write a table that ends in .csv, .tsv, .jsonl or .parquet';
  return [finding('examples-form', [...place, 'path'], message, { hint })];
}

function checkStatistics({ metrics }: Examples, place: Path): Finding[] {
  return Object.entries(metrics).flatMap(([name, written]) => {
    const statistic = statisticOf(written);
    const [key] = Object.keys(written);
    if (typeof statistic !== 'string' || key === undefined) return [];
    const at = [...place, 'metrics', name, key];
    return [finding('examples-form', at, `\`${key}\` ${statistic}`)];
  });
}

function checkCount({ id, cluster, show = [], metrics }: Examples, place: Path): Finding[] {
  const asked = { id, cluster: cluster ?? null, show, metrics: statisticsOf(metrics) };
  const { length } = namesOf(wantedColumns(asked));
  if (length <= MOST_COLUMNS) return [];
  const message = `${length} columns are named, and at most ${MOST_COLUMNS} are read`;
  const hint = 'keep the metrics that say whether the model got better';
  return [finding('examples-form', place, message, { part: 'key', hint })];
}
