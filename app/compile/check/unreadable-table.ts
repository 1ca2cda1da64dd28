import { examplesFormat } from '../../../evaluation/examples-file.ts';

/** What is wrong with the name of a table; null: it says how to read it. */
export function unreadableTable(path: string): string | null {
  if (examplesFormat(path) !== null) return null;
  return `${path} cannot be read: its file extension is not known`;
}
