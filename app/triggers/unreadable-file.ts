import type { Started } from './start-order.ts';

/** A file of a commit of which not even the text could be had, and why, as a broken one. */
export function unreadableFile(file: string, message: string): Started {
  return brokenWith(file, 'unreadable-file', message);
}

/** A file whose commit asks for more than all its files may, as a broken one. */
export function overLimit(file: string, message: string): Started {
  return brokenWith(file, 'over-limit', message);
}

function brokenWith(file: string, code: string, message: string): Started {
  const place = { line: 1, column: 1, endLine: 1, endColumn: 1 };
  const problem = { code, severity: 'error', message, hint: null, ...place } as const;
  return { type: 'broken', file, pipeline: null, problems: [problem] };
}
