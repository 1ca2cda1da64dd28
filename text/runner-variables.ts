/**
 * Whether a variable is the runner's or ours, and may hold what lets a job act in the name of the repository: inputs of
 * the action, with its secrets, are variables too. https://docs.github.com/actions/reference/workflows-and-actions/variables
 */
export function isOfRunner(name: string): boolean {
  return /^(?:ACTIONS|GITHUB|INPUT|RUNNER|STATE|MLPIPELINES)_/i.test(name);
}
