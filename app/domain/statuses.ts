/**
 * The one table of statuses. Words and meanings: `pipeline-file.md`, Results.
 */

/** Of a run. `waiting` means: nothing can go on until a person approves. */
export const RUN_STATUSES = [
  'queued',
  'running',
  'waiting',
  'succeeded',
  'failed',
  'rejected',
  'cancelled',
] as const;
export type RunStatus = (typeof RUN_STATUSES)[number];
export type RunConclusion = Extract<RunStatus, 'succeeded' | 'failed' | 'rejected' | 'cancelled'>;

/** How a step or a cell ended. `stopped` is of a cell only and counts as success without outputs. */
export const STEP_RESULTS = [
  'success',
  'failure',
  'rejected',
  'skipped',
  'cancelled',
  'stopped',
] as const;
export type StepResult = (typeof STEP_RESULTS)[number];

/**
 * Where a step, a matrix step (its group row) or a cell stands.
 *
 * - `waiting`   some need is not over
 * - `approval`  needs are met and `if` holds; a person has not decided yet
 * - `open`      a matrix step whose cells have been made; the cells carry it from here
 * - `looking-up` the cache was asked
 * - `held`      a cell that its matrix's max-parallel holds back
 * - `ready`     may start as soon as the run's max-parallel allows
 * - `pricing`   it holds a slot; whether the budget lets it start was asked
 * - `budget`    it would go over a budget, or did; a person has not raised that yet
 * - `backoff`   a timer starts the next attempt
 * - `starting`  an attempt was ordered and has not reported yet
 * - `running`   an attempt reported that it began
 * - `stopping`  the live attempt was told to end
 * - `judging`   its work is done; its gates wait for a baseline that is being measured
 * - `promoting` `run` succeeded; an alias is being moved
 * - `over`      has a result, changes no more
 */
export const STEP_STATES = [
  'waiting',
  'approval',
  'open',
  'looking-up',
  'held',
  'ready',
  'pricing',
  'budget',
  'backoff',
  'starting',
  'running',
  'stopping',
  'judging',
  'promoting',
  'over',
] as const;
export type StepState = (typeof STEP_STATES)[number];

export const ATTEMPT_STATUSES = [
  'starting',
  'running',
  'succeeded',
  'failed',
  'interrupted',
  'cancelled',
] as const;
export type AttemptStatus = (typeof ATTEMPT_STATUSES)[number];
export type AttemptConclusion = Exclude<AttemptStatus, 'starting' | 'running'>;

/** Why an attempt did not succeed; each class has its own retry budget, but `lost-input` none. `exit-code` carries its number in the attempt. */
export const FAILURE_CLASSES = [
  'exit-code',
  'oom',
  'timeout',
  'stall',
  'failure',
  'infra',
  'capacity',
  'spot-interruption',
  'lost-input',
] as const;
export type FailureClass = (typeof FAILURE_CLASSES)[number];

export const TRIGGER_RULES = [
  'all-success',
  'all-done',
  'all-failed',
  'one-success',
  'one-failed',
  'none-failed',
  'none-failed-min-one-success',
] as const;
export type TriggerRule = (typeof TRIGGER_RULES)[number];

export const GATE_VERDICTS = ['pass', 'fail', 'warn', 'inconclusive', 'no-baseline'] as const;
export type GateVerdict = (typeof GATE_VERDICTS)[number];

export const STEP_KINDS = [
  'ingest',
  'validate',
  'features',
  'train',
  'evaluate',
  'register',
  'deploy',
  'monitor',
] as const;
export type StepKind = (typeof STEP_KINDS)[number];
