import type { StepView } from '../../../schemas/run-view.generated.ts';
import { attemptCause } from './attempt-words.ts';
import { printable } from '../../../text/printable.ts';

/** Why a step ended or waits, in a few words, for a table or a line; its whole story is told elsewhere. */
export function shortReason(step: StepView): string {
  const last = step.attempts.at(-1);
  const cause = last === undefined ? null : attemptCause(last);
  if (cause !== null && step.result === 'failure') return cause;
  if (step.state === 'backoff') return `${cause ?? 'it failed'}; another attempt follows`;
  return printable(step.result === 'rejected' ? rejection(step) : firstLine(step.reason));
}

function rejection({ gates, reason }: StepView): string {
  const failed = gates.filter(({ verdict }) => verdict === 'fail').map(({ id }) => id);
  if (failed.length === 0) return firstLine(reason);
  return `${failed.length === 1 ? 'gate' : 'gates'} ${failed.join(', ')} failed`;
}

/** Of several lines the first says what, the others quote. */
function firstLine(reason: string | null): string {
  return reason?.split('\n', 1)[0] ?? '';
}
