import type { AttemptOutcome } from '../executor/run-attempt.ts';
import type { AppAway } from './app-errors.ts';

export function notClaimed({ message }: AppAway): string {
  return `${message}. Nothing was run. Check the input \`app\` and that the app is up, then use “Re-run failed” of the mlpipelines check.`;
}

export function notTold({ status }: AttemptOutcome, { message: why }: AppAway): string {
  return `The step ${status}, but the app could not be told of it: ${why}. Check that the app is up; once it is back it ends this attempt as lost and tries again where the step's retries allow it, else use \`/mlp rerun\`.`;
}

export function takenBeforeClaim(): string {
  return 'The machine was taken back before its step began. The app starts the step on another one.';
}

export function takenAndNotTold({ message: why }: AppAway): string {
  return `The machine was taken back, and the app could not be told of it: ${why}. Once it is back it finds the machine gone, and the step goes on from its last checkpoint.`;
}
