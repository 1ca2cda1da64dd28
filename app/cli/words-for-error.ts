import { GitFailure } from '../../content/git/git-failure.ts';
import { ForeignFolder } from '../../content/refuse-links.ts';
import { RuntimeProblem } from '../runtime/runtime.ts';
import { UsageError } from './usage-error.ts';

/** What a person reads of an error: of one that is theirs to mend what to do, of a mistake of ours what to report. */
export function wordsFor(error: unknown): string {
  if (error instanceof RuntimeProblem) return `error: ${error.message}\n`;
  if (error instanceof UsageError || error instanceof ForeignFolder) {
    return `error: ${error.message}\n${error.hint === null ? '' : `  ${error.hint}\n`}`;
  }
  if (!(error instanceof Error)) return `error: ${String(error)}\n`;
  // The system or a program such as git refused: its words say why.
  if ('syscall' in error || error instanceof GitFailure) return `error: ${error.message}\n`;
  return `error: mlpipelines itself went wrong. Please report this:\n${error.stack ?? error.message}\n`;
}
