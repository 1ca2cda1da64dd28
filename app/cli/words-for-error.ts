import { GitFailure } from '../../content/git/git-failure.ts';
import { InvalidTree } from '../../content/manifest/check-entries.ts';
import { StorageError } from '../../content/storage-error.ts';
import { ForeignFolder } from '../../content/refuse-links.ts';
import { RuntimeProblem } from '../runtime/runtime.ts';
import { StoreTooNew } from '../store/database/migrate.ts';
import { StoreProblem, storeProblemOf } from '../runtime/ports/store.ts';
import { UsageError } from './usage-error.ts';

/** What a person reads of an error: of one that is theirs to mend what to do, of a mistake of ours what to report. */
export function wordsFor(error: unknown): string {
  const told = storeProblemOf(error) ?? error;
  if (isTheirs(told)) {
    const hint = 'hint' in told ? told.hint : null;
    return `error: ${told.message}\n${hint === null ? '' : `  ${hint}\n`}`;
  }
  if (!(error instanceof Error)) return `error: ${String(error)}\n`;
  // The system or a program such as git refused: its words say why.
  if ('syscall' in error || error instanceof GitFailure) return `error: ${error.message}\n`;
  return `error: this is a fault of mlpipelines itself. Please report it:\n${error.stack ?? error.message}\n`;
}

type Theirs =
  | UsageError
  | ForeignFolder
  | StoreProblem
  | RuntimeProblem
  | StoreTooNew
  | InvalidTree
  | StorageError;

function isTheirs(error: unknown): error is Theirs {
  return THEIRS.some((kind) => error instanceof kind);
}

const THEIRS = [
  UsageError,
  ForeignFolder,
  StoreProblem,
  RuntimeProblem,
  StoreTooNew,
  InvalidTree,
  StorageError,
] as const;
