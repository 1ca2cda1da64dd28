import type { Slices, Step } from '../../../schemas/pipeline.generated.ts';
import { measures } from '../measures.ts';
import { finding, type Finding, type Path } from '../problems/finding.ts';
import { sliceSelector } from '../slice-selector.ts';
import { eachStep, type Check } from './checked-file.ts';
import { unreadableTable } from './unreadable-table.ts';

/** What a step measures on parts of its data can be read, and gates name parts that there can be. */
export const checkSlices: Check = (checked) =>
  eachStep(checked, ({ step, path }) => {
    const place = [...path, 'slices'];
    if (checked.damage.touches(place)) return [];
    const isTold = ['metrics', 'run', 'report'].some((key) =>
      checked.damage.touches([...path, key]),
    );
    const isBlind = step.run !== undefined && !measures(step) && !isTold;
    return [
      ...(step.slices === undefined
        ? []
        : [
            ...(isBlind ? [withoutMetrics(place)] : []),
            ...checkEnding(step.slices, place),
            ...checkColumns(step.slices, place),
          ]),
      ...checkGates(step, path),
    ];
  });

function withoutMetrics(place: Path): Finding {
  const hint = 'write `metrics: metrics.json`, the file that the command writes them to';
  const message = 'this step has `slices`, but no `metrics` that they are parts of';
  return finding('slices-form', place, message, { part: 'key', hint });
}

function checkEnding({ path }: Slices, place: Path): Finding[] {
  const message = unreadableTable(path);
  if (message === null) return [];
  const hint = 'let the step write a table that ends in .csv, .tsv, .jsonl or .parquet';
  return [finding('slices-form', [...place, 'path'], message, { hint })];
}

function checkColumns({ by }: Slices, place: Path): Finding[] {
  return by.flatMap((name, index) => {
    const at = [...place, 'by', index];
    if (by.indexOf(name) < index) {
      const message = `\`${name}\` is listed twice in \`by\``;
      return [finding('slices-form', at, message, { hint: 'keep one of the two' })];
    }
    if (name !== 'n') return [];
    const message = '`n` says how many rows a slice has, and names none';
    return [finding('slices-form', at, message, { hint: 'name the column that says which it is' })];
  });
}

function checkGates({ gates = {}, slices }: Step, path: Path): Finding[] {
  return Object.entries(gates).flatMap(([name, gate]) => {
    const place = [...path, 'gates', name];
    if (gate.slice === undefined) return gate['min-n'] === undefined ? [] : [withoutSlice(place)];
    if (slices === undefined) return [withoutTable(place)];
    const selected = sliceSelector(gate.slice, slices.by);
    if (typeof selected !== 'string') return [];
    const hint = `write \`slice: "${slices.by[0]}=*"\` for each of them`;
    return [finding('slices-form', [...place, 'slice'], `\`slice\` ${selected}`, { hint })];
  });
}

function withoutSlice(place: Path): Finding {
  const message = '`min-n` belongs to `slice`: the whole is judged whatever its size';
  const hint = 'write `slice: "<column>=*"` beside it, or leave it out';
  return finding('slices-form', [...place, 'min-n'], message, { part: 'key', hint });
}

function withoutTable(place: Path): Finding {
  const message = '`slice` needs `slices` in this step, the table that has them';
  const hint = 'write `slices: { path: slices.csv, by: [segment] }`';
  return finding('slices-form', [...place, 'slice'], message, { part: 'key', hint });
}
