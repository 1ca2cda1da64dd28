/** What is told of a code that people meet in messages: `mlpipelines explain CODE`, and a section of docs/troubleshooting.md. */
export type Explanation = {
  /** A message with it, as people see one. */
  readonly says: string;
  readonly means: string;
  readonly fix: string;
};
