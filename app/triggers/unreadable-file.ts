import type { Started } from './start-order.ts';

/** A file of a commit of which not even the text could be had, and why, as a broken one. */
export function unreadableFile(file: string, message: string): Started {
  const place = { line: 1, column: 1, endLine: 1, endColumn: 1 };
  const problem = { code: 'unreadable-file', severity: 'error', message, hint: null } as const;
  return { type: 'broken', file, pipeline: null, problems: [{ ...problem, ...place }] };
}
