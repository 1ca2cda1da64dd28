import { exactDuration } from '../../text/duration.ts';

/** What git was asked, where, and for how long it was waited for. */
export type Asked = {
  readonly folder: string;
  readonly question: string;
  readonly limitMs: number;
};

/** Git does not answer: says where, and what git said. `exitCode` null: it did not run at all, or not to its end. */
export class GitFailure extends Error {
  override name = 'GitFailure';
  readonly exitCode: number | null;
  /** It was waited for until the limit, and ended. */
  readonly isLate: boolean;

  constructor(asked: Asked, cause: unknown) {
    const isLate = wasLate(cause);
    super(isLate ? wordsForLate(asked) : wordsFor(asked.folder, cause), { cause });
    const code = field(cause, 'code');
    this.exitCode = typeof code === 'number' ? code : null;
    this.isLate = isLate;
  }
}

/**
 * For who can do without an answer: null, in its place. A question that git was waited for is no such case: the next
 * one would be waited for as long.
 */
export function noAnswer(error: unknown): null {
  if (error instanceof GitFailure && error.isLate) throw error;
  return null;
}

// `execFile` kills for two reasons, and names the other one by a code.
function wasLate(cause: unknown): boolean {
  return field(cause, 'killed') === true && field(cause, 'code') === null;
}

function wordsForLate({ folder, question, limitMs }: Asked): string {
  return (
    `git ${question} did not answer about ${folder} within ${exactDuration(limitMs)} and was ended.\n` +
    'It may wait for a named pipe in the place of a file, such as .gitignore: remove what this finds there: find . -type p\n' +
    'Or it has very much to read, or the disk is slow: run git status there once, and git remembers what it read.'
  );
}

function wordsFor(folder: string, cause: unknown): string {
  if (field(cause, 'code') === 'ENOENT') {
    return `${folder} is a git checkout, but git is not on the PATH. Install it.`;
  }
  const stderr = field(cause, 'stderr');
  const said = (typeof stderr === 'string' ? stderr.trim() : '') || String(cause);
  const advice = said.includes('safe.bareRepository') ? `\n${ABOUT_BARE}` : '';
  return `git does not answer about ${folder}: ${said.replace(/^fatal: /, '')}${advice}`;
}

const ABOUT_BARE =
  'The folder looks like a git repository of its own, with a configuration that git would obey. Look at it, and remove it unless you put it there.';

function field(error: unknown, name: 'code' | 'killed' | 'stderr'): unknown {
  return error instanceof Error ? Object.entries(error).find(([key]) => key === name)?.[1] : null;
}
