import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { BlobStore } from '../../content/blob-store.ts';
import { saveTree } from '../../content/save-tree.ts';
import type { ExamplesSpec } from '../../evaluation/examples-file.ts';
import type { StoredExamples } from '../../app/domain/kept-examples.ts';
import { freshFolder } from './fresh-folder.ts';

/** Examples with one answer each, of which the mean is the metric. */
export const ACCURACY: ExamplesSpec = {
  path: 'predictions.csv',
  id: 'id',
  cluster: null,
  show: [],
  metrics: { acc: { type: 'mean', column: 'correct' } },
};

/** So many examples, of which these are answered rightly. */
export function answersTable(count: number, isRight: (at: number) => boolean): string {
  const rows = Array.from({ length: count }, (_, at) => `e${at},${isRight(at) ? 1 : 0}\n`);
  return `id,correct\n${rows.join('')}`;
}

/** Stores a table as a step that measured it does. */
export async function storeTable(blobs: BlobStore, text: string): Promise<StoredExamples> {
  const path = join(freshFolder(), 'predictions.csv');
  await writeFile(path, text);
  const { digest, size } = await saveTree(blobs, path);
  return { digest, size, rows: text.split('\n').length - 2, format: 'csv' };
}
