/** README.md of an export. */
export const ABOUT_EXPORT = `# An export of mlpipelines

| file            | holds                                                                                              |
| --------------- | -------------------------------------------------------------------------------------------------- |
| \`runs.jsonl\`    | a run a line, newest first: steps, attempts, params, outputs, metrics, gates                       |
| \`metrics.csv\`   | a metric of a step a row                                                                           |
| \`series.csv\`    | a point of a live metric a row                                                                     |
| \`models.jsonl\`  | a model a line: versions, aliases, the history of the aliases                                      |
| \`audit.jsonl\`   | a decision a line, oldest first: who approved, promoted, rolled back or cancelled what             |
| \`artifacts.csv\` | an artifact a row: the run and output, or the version of a model, its digest, and its place here   |
| \`artifacts/\`    | the files themselves, each distinct artifact once                                                  |

An artifact without a place was left out on request, or its bytes are missing or damaged where they were kept.

Lines of JSON are what \`mlpipelines show --json\`, \`models show --json\` and \`audit --json\` print. Texts that a
spreadsheet would take for a formula begin with a single quote in CSV.
`;
