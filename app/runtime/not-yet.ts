import type { SubmittedEvent } from './decide/submission.ts';

/** What is waited for has not come about. The effect is delayed as after a failure, but nothing went wrong. */
export class NotYet extends Error {
  override readonly name = 'NotYet';
  /** What the run is told of the wait; null: nothing. */
  readonly told: SubmittedEvent | null;

  constructor(message: string, told: SubmittedEvent | null = null) {
    super(message);
    this.told = told;
  }
}
