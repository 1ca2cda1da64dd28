import { join } from 'node:path';
import { cellFolder } from '../../domain/cell.ts';
import { ownValue } from '../../domain/own-value.ts';
import type { Shell } from '../command.ts';
import { printJson, printLines, printValue } from '../terminal/print.ts';
import type { Found } from './find-output.ts';
import { placeLine, restoreArtifact, targetOf, type Means } from './restore-artifact.ts';
import { valueText } from './value-text.ts';

/** Of a matrix step: each cell's artifact under the cell's name, as a step gets them that takes all cells; or the values. */
export async function fetchCells(
  { shell, ...means }: Means & { readonly shell: Shell },
  { cells, name }: Extract<Found, { cells: unknown }>,
  to: string | null,
  json: boolean,
): Promise<void> {
  const values = cells.flatMap((row) => {
    const value = ownValue(row.outputs, name);
    return value === undefined ? [] : [{ cell: row.cell, key: row.key, value }];
  });
  if (values.length > 0) {
    if (json) printJson(shell, { format: 1, cells: values });
    else values.forEach(({ key, value }) => printValue(shell, `${key} ${valueText(value)}`));
    return;
  }
  const folder = targetOf(shell.cwd, name, to);
  const placed = cells.flatMap((row) => {
    const artifact = ownValue(row.artifacts, name);
    if (artifact === undefined || row.cell === null) return [];
    const path = join(folder, cellFolder(row.cell));
    return [{ cell: row.cell, artifact, path }];
  });
  for (const { artifact, path } of placed) await restoreArtifact(means, artifact, path);
  if (json) {
    const told = placed.map(({ cell, path, artifact: { digest, size, files } }) => {
      return { cell, path, digest, size, files };
    });
    printJson(shell, { format: 1, path: folder, cells: told });
  } else {
    printLines(
      shell,
      placed.map(({ path, artifact }) => placeLine(shell.cwd, path, artifact)),
    );
  }
}
