import type { StepView } from '../../../schemas/run-view.generated.ts';
import { attemptCause } from './attempt-words.ts';
import { placeWords } from './place-words.ts';
import { printable } from '../../../text/printable.ts';

/** Why a step ended or waits, in a few words, for a table or a line; its whole story is told elsewhere. */
export function shortReason(step: StepView): string {
  const last = step.attempts.at(-1);
  const cause = last === undefined ? null : attemptCause(last);
  if (cause !== null && step.result === 'failure') return cause;
  if (step.state === 'backoff') return `${cause ?? 'it failed'}; another attempt follows`;
  const reason = step.result === 'rejected' ? rejection(step) : firstLine(step.reason);
  const isToldWhole = step.result === 'failure' && last !== undefined && last.message !== null;
  return printable(isToldWhole ? beginning(reason) : reason);
}

/** The same for a row of a table, with the machine that the newest attempt was given once its command has begun. */
export function reasonAndPlace(step: StepView): string {
  const last = step.attempts.at(-1);
  const isTelling = last !== undefined && last.startedAt !== null && step.state !== 'backoff';
  const place = isTelling ? placeWords(last) : null;
  return [shortReason(step), ...(place === null ? [] : [`on ${place}`])]
    .filter((part) => part !== '')
    .join('; ');
}

/** Where a person sees what keeps a step from beginning, as a job in GitHub's queue; null: nothing with an address does. */
export function waitsAt(step: StepView): string | null {
  return step.attempts.at(-1)?.waitsAt ?? null;
}

const LONGEST = 80;

/** An attempt's message is told whole with its failure. */
function beginning(reason: string): string {
  if (reason.length <= LONGEST) return reason;
  const end = reason.lastIndexOf(' ', LONGEST);
  return `${reason.slice(0, end > 0 ? end : LONGEST)} …`;
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
