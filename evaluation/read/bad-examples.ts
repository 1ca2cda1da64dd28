/** A table that cannot be read as it is to be; its message says why, to follow "not compared: " or "not read: ". */
export class BadExamples extends Error {
  override readonly name = 'BadExamples';
}
