import { touchPublications } from '../hosted/publications/touch-publications.ts';
import type { Write } from '../write.ts';
import { writeRunRows } from './write-run-rows.ts';

/** What a decision made of runs, once their headers are guarded (`guardRuns`), and that GitHub is to see it. */
export const writeRuns: Write<'run.change'> = async (query, tables, changes) => {
  await writeRunRows(query, tables, changes);
  await touchPublications(query, tables, changes);
};
