import type { StepView } from '../../../schemas/run-view.generated.ts';
import { duration } from '../../../text/duration.ts';
import { placeWords } from './place-words.ts';
import { timeBetween } from './step-time.ts';

/** Less work lost than this is no news. */
const WORTH_TELLING_MS = 1000;

export type AttemptView = StepView['attempts'][number];

/** How one attempt went, and where: `failed (exit code 2) after 3.1s`, `running on g5.xlarge spot, us-east-1a`. */
export function attemptWords(attempt: AttemptView): string {
  const ms = timeBetween(attempt);
  const cause = attemptCause(attempt);
  const status = cause === null ? attempt.status : `${attempt.status} (${cause})`;
  const time = ms === null ? '' : attempt.status === 'succeeded' ? 'in' : 'after';
  const place = placeWords(attempt);
  return [
    status,
    ...(ms === null ? [] : [time, duration(ms)]),
    ...(place === null ? [] : ['on', place]),
  ].join(' ');
}

/** What an attempt left for the next: where it began, and how much work was lost with it. */
export function attemptNotes(attempt: AttemptView): string[] {
  const { resumedFrom, workLostMs, message, machine } = attempt;
  return [
    ...(machine?.because === undefined ? [] : [machine.because]),
    ...(resumedFrom === null ? [] : [`continued from checkpoint ${shortDigest(resumedFrom)}`]),
    ...(message === null ? [] : message.split('\n')),
    ...(workLostMs === null || workLostMs < WORTH_TELLING_MS
      ? []
      : [`${duration(workLostMs)} of work was lost`]),
  ];
}

/** `sha256:1a2b3c4d5e6f`: enough of a digest to tell it from others. */
export function shortDigest(digest: string): string {
  return digest.slice(0, 'sha256:'.length + 12);
}

/**
 * What ended an attempt that did not succeed, in a word or two: `exit code 2`, `oom, SIGKILL`. Null: nothing did, or
 * something that only the attempt's message says, as outputs that a command did not write before it ended well.
 */
export function attemptCause({ class: failure, exitCode, signal }: AttemptView): string | null {
  if (failure === null) return null;
  if (signal !== null) return failure === 'failure' ? signal : `${failure}, ${signal}`;
  if (failure !== 'exit-code' && failure !== 'failure') return failure;
  return exitCode === 0 || exitCode === null ? null : `exit code ${exitCode}`;
}
