/** What is waited for has not come about. The effect is delayed as after a failure, but nothing went wrong. */
export class NotYet extends Error {
  override readonly name = 'NotYet';
}
