import type { ReportedOutcome } from '../../schemas/attempt-report.generated.ts';

export type FailureClass = NonNullable<ReportedOutcome['class']>;

/** An end that the executor itself names: its class and a message for a person. `cause` is kept for the log. */
export class StepFailure extends Error {
  override readonly name = 'StepFailure';
  readonly class: FailureClass;

  constructor(failureClass: FailureClass, message: string, options?: ErrorOptions) {
    super(message, options);
    this.class = failureClass;
  }
}

/** The preparation was told to stop before the command began. */
export class Stopped extends Error {
  override readonly name = 'Stopped';
}
