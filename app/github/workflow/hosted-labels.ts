/**
 * Labels of the runners that GitHub hosts for everyone, that the action runs on: fresh for each job and gone after it.
 * https://docs.github.com/en/actions/reference/runners/github-hosted-runners
 */
export const HOSTED_LABELS = [
  'ubuntu-latest',
  'ubuntu-24.04',
  'ubuntu-22.04',
  'ubuntu-slim',
  'ubuntu-24.04-arm',
  'ubuntu-22.04-arm',
  'macos-latest',
  'macos-26',
  'macos-15',
  'macos-14',
] as const;

/** Whether a job with this `runs-on` gets a runner that GitHub hosts, as far as its name says. */
export function isHostedLabel(runsOn: unknown): runsOn is string {
  return HOSTED_LABELS.some((label) => label === runsOn);
}
