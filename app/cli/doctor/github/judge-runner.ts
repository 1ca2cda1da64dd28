import { ok, warning, type Finding } from '../doctor-finding.ts';
import type { RunnerFacts } from './ask-runner.ts';

/**
 * Machines run the runner that GitHub names: it takes none that is 30 days older than a newer one.
 * https://docs.github.com/actions/reference/runners/self-hosted-runners#runner-software-updates-on-self-hosted-runners
 */
export function judgeRunner(runner: RunnerFacts | null): readonly Finding[] {
  const checked = 'runner for machines';
  if (runner === null) return [];
  if (!runner.ok) {
    const fix = 'Look again later: without it a machine has nothing to run jobs with.';
    return [warning(checked, `GitHub does not name one (${runner.message})`, fix)];
  }
  if (!runner.hasDigest) {
    const fix = 'Look again later: machines run no download that cannot be verified.';
    return [warning(checked, `GitHub names ${runner.file} without its digest`, fix)];
  }
  return [ok(checked, runner.file)];
}
