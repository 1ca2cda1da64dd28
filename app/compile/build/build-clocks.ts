import type { Step } from '../../../schemas/pipeline.generated.ts';
import type { Clocks } from '../../domain/plan.ts';
import type { CheckedFile } from '../check/checked-file.ts';
import { finding, type Finding, type Path } from '../problems/finding.ts';
import type { EarlyValues } from './early-values.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const DEFAULT_TIMEOUT_MS = 6 * HOUR;
/** Ends before the runner does, so that the step's own clock can say so and save what there is. */
const SLIM_TIMEOUT_MS = 13 * MINUTE;
const DEFAULT_QUEUE_TIMEOUT_MS = HOUR;
const DEFAULT_GRACE_PERIOD_MS = 30_000;

/** The limits of a step's time. */
export function buildClocks(
  checked: CheckedFile,
  step: Step,
  path: Path,
  early: EarlyValues,
): Clocks {
  const timeoutMs = buildTimeout(checked, step, path, early);
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

function buildTimeout(checked: CheckedFile, step: Step, path: Path, early: EarlyValues): number {
  const { timeout: own } = step;
  const fallback = checked.pipeline.defaults?.timeout;
  const place = own === undefined ? ['defaults', 'timeout'] : [...path, 'timeout'];
  const writtenMs = early.duration(own ?? fallback, place) ?? DEFAULT_TIMEOUT_MS;
  const isCapped = own === undefined && checked.environment === 'github' && isSlim(step);
  const timeoutMs = isCapped ? Math.min(writtenMs, SLIM_TIMEOUT_MS) : writtenMs;
  early.findings.push(...checkTimeout(checked, step, timeoutMs, place));
  return timeoutMs;
}

// Limits of GitHub's runners, so an error only where they are used:
// https://docs.github.com/actions/reference/limits#existing-system-limits
function checkTimeout(checked: CheckedFile, step: Step, timeoutMs: number, place: Path): Finding[] {
  if (step.run === undefined) return [];
  const severity = checked.environment === 'github' ? 'error' : 'warning';
  const limit = limitOf(step);
  if (limit !== null) {
    const { mostMs, message, hint } = limit;
    return timeoutMs <= mostMs
      ? []
      : [finding('hosted-timeout', place, message, { severity, hint })];
  }
  if (timeoutMs <= 5 * DAY || step.checkpoint !== undefined) return [];
  const message =
    'on GitHub a job ends after 5d; a longer step goes on in another from its checkpoint, and this one has none';
  const hint = 'write `checkpoint: { path: ckpt/ }`';
  return [finding('timeout-without-checkpoint', place, message, { severity, hint })];
}

const HOSTED = {
  mostMs: 6 * HOUR,
  message: 'on GitHub a hosted runner ends every step after 6h',
  hint: 'give it `resources`, where the app starts machines, or a runner of your own by `runs-on: [self-hosted]`: both may take days',
};
/** https://docs.github.com/actions/reference/runners/github-hosted-runners#single-cpu-runners */
const SLIM = {
  mostMs: 15 * MINUTE,
  message: 'on GitHub `ubuntu-slim` ends every step after 15m',
  hint: 'write a shorter `timeout`, or `runs-on: ubuntu-latest`, which gives 6h',
};

/** What GitHub's runner allows; null: it is one of the user's. What nobody wrote is capped for the smallest one. */
function limitOf(step: Step): typeof HOSTED | null {
  const { resources, timeout, 'runs-on': runsOn = null } = step;
  if (resources !== undefined || !(isHosted(runsOn) || isSlim(step))) return null;
  return isSlim(step) && timeout !== undefined ? SLIM : HOSTED;
}

function isSlim({ 'runs-on': runsOn }: Step): boolean {
  return runsOn === 'ubuntu-slim' || (Array.isArray(runsOn) && String(runsOn) === 'ubuntu-slim');
}

/** A runner that GitHub lends to everybody: https://docs.github.com/actions/reference/runners/github-hosted-runners */
function isHosted(runsOn: Step['runs-on'] | null): boolean {
  return (
    runsOn === null || (typeof runsOn === 'string' && /^(?:ubuntu|windows|macos)-/.test(runsOn))
  );
}
