/** Git does not answer: says where, and what git said. `exitCode` null: it did not run at all. */
export class GitFailure extends Error {
  override name = 'GitFailure';
  readonly exitCode: number | null;

  constructor(folder: string, cause: unknown) {
    super(wordsFor(folder, cause), { cause });
    const code = field(cause, 'code');
    this.exitCode = typeof code === 'number' ? code : null;
  }
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

function field(error: unknown, name: 'code' | 'stderr'): unknown {
  return error instanceof Error ? Object.entries(error).find(([key]) => key === name)?.[1] : null;
}
