import type { StepView } from '../../schemas/run-view.generated.ts';
import { attemptCause } from './attempt-words.ts';
import { printable } from './printable.ts';

/** Why a step ended or waits, in a few words, for a table or a line; its whole story is told elsewhere. */
export function shortReason(step: StepView): string {
  const failed = step.gates.filter(({ verdict }) => verdict === 'fail');
  if (step.result === 'rejected' && failed.length > 0) {
    return printable(`gate ${failed.map(({ id }) => id).join(', ')} failed`);
  }
  const last = step.attempts.at(-1);
  const cause = last === undefined ? null : attemptCause(last);
  if (cause !== null && step.result === 'failure') return cause;
  if (cause !== null && step.state === 'backoff') return `${cause}; another attempt follows`;
  return printable((step.reason ?? '').replaceAll(/\s*\n\s*/g, ' '));
}
