import { byteLength } from '../../../text/bytes.ts';

const MOST_FILES = 200;
const MOST_MIB = 4;
/** Of all pipelines of a commit, cells of matrices counted each. */
const MOST_STEPS = 10_000;

/** What is wrong with the number or the size of a commit's pipeline files, in words; null: nothing. */
export function whyTooMuchText(files: readonly { readonly text: string }[]): string | null {
  if (files.length > MOST_FILES) {
    return `this commit has ${files.length} pipeline files, at most ${MOST_FILES} are read: remove some, or let one file do the work of several by a matrix`;
  }
  const bytes = files.reduce((sum, { text }) => sum + byteLength(text), 0);
  if (bytes <= MOST_MIB * 1024 * 1024) return null;
  const mib = (bytes / 1024 / 1024).toFixed(1);
  return `the pipeline files of this commit have ${mib} MiB, at most ${MOST_MIB} MiB are read: move scripts into files of their own`;
}

/** The same for the steps of all of them. */
export function whyTooManySteps(steps: number): string | null {
  if (steps <= MOST_STEPS) return null;
  return `the pipelines of this commit have ${steps} steps after expansion, at most ${MOST_STEPS} are run: make fewer cells, and let each do more`;
}
