import type { StepView } from '../../schemas/run-view.generated.ts';
import { attemptCause } from './attempt-words.ts';
import { printable } from './printable.ts';

/** Why a step ended or waits, in a few words, for a table or a line; its whole story is told elsewhere. */
export function shortReason(step: StepView): string {
  const failed = step.gates.filter(({ verdict }) => verdict === 'fail');
  if (step.result === 'rejected' && failed.length > 0) {
    return printable(
      `${failed.length === 1 ? 'gate' : 'gates'} ${failed.map(({ id }) => id).join(', ')} failed`,
    );
  }
  const last = step.attempts.at(-1);
  const cause = last === undefined ? null : attemptCause(last);
  if (cause !== null && step.result === 'failure') return cause;
  if (step.state === 'backoff') return `${cause ?? 'it failed'}; another attempt follows`;
  return printable((step.reason ?? '').replaceAll(/\s*\n\s*/g, ' '));
}
