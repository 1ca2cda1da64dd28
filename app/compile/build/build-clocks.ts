import type { Step } from '../../../schemas/pipeline.generated.ts';
import type { Clocks } from '../../domain/plan.ts';
import type { CheckedFile } from '../check/checked-file.ts';
import { finding, type Finding, type Path } from '../finding.ts';
import type { EarlyValues } from './early-values.ts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const DEFAULT_TIMEOUT_MS = 6 * HOUR;
const DEFAULT_QUEUE_TIMEOUT_MS = HOUR;
const DEFAULT_GRACE_PERIOD_MS = 30_000;

/** The limits of a step's time. */
export function buildClocks(
  checked: CheckedFile,
  step: Step,
  path: Path,
  early: EarlyValues,
): Clocks {
  const fallback = checked.pipeline.defaults?.timeout;
  const own = step.timeout;
  const place = own === undefined ? ['defaults', 'timeout'] : [...path, 'timeout'];
  const timeoutMs = early.duration(own ?? fallback, place) ?? DEFAULT_TIMEOUT_MS;
  early.findings.push(...checkTimeout(checked, step, timeoutMs, place));
  return {
    timeoutMs,
    queueTimeoutMs:
      early.duration(step['queue-timeout'], [...path, 'queue-timeout']) ?? DEFAULT_QUEUE_TIMEOUT_MS,
    deadlineMs: early.duration(step.deadline, [...path, 'deadline']),
    stallTimeoutMs: early.duration(step['stall-timeout'], [...path, 'stall-timeout']),
    gracePeriodMs:
      early.duration(step['grace-period'], [...path, 'grace-period']) ?? DEFAULT_GRACE_PERIOD_MS,
  };
}

// Limits of GitHub's runners, so an error only where they are used:
// https://docs.github.com/actions/reference/limits#existing-system-limits
function checkTimeout(checked: CheckedFile, step: Step, timeoutMs: number, place: Path): Finding[] {
  if (step.run === undefined) return [];
  const severity = checked.environment === 'github' ? 'error' : 'warning';
  const runsOn = step['runs-on'] ?? null;
  if (step.resources === undefined && isHosted(runsOn)) {
    if (timeoutMs <= 6 * HOUR) return [];
    const message = 'on GitHub a hosted runner ends every step after 6h';
    const hint = 'name a runner of your own, which may take days: `runs-on: [self-hosted]`';
    return [finding('hosted-timeout', place, message, { severity, hint })];
  }
  if (timeoutMs <= 5 * DAY || step.checkpoint !== undefined) return [];
  const message =
    'on GitHub a job ends after 5d; a longer step goes on in another from its checkpoint, and this one has none';
  const hint = 'write `checkpoint: { path: ckpt/ }`';
  return [finding('timeout-without-checkpoint', place, message, { severity, hint })];
}

/** A runner that GitHub lends to everybody: https://docs.github.com/actions/reference/runners/github-hosted-runners */
function isHosted(runsOn: Step['runs-on'] | null): boolean {
  return (
    runsOn === null || (typeof runsOn === 'string' && /^(?:ubuntu|windows|macos)-/.test(runsOn))
  );
}
