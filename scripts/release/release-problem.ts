/** The release cannot be made as things stand; the message says what to do. */
export class ReleaseProblem extends Error {
  override readonly name = 'ReleaseProblem';
}
