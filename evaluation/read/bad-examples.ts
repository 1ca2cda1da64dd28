/** A file that cannot be read as examples; its message says why, to follow "not compared: ". */
export class BadExamples extends Error {
  override readonly name = 'BadExamples';
}
