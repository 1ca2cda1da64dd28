import { digestOf } from '../../domain/digest.ts';
import type { Json } from '../../domain/json.ts';
import type { PlanStep } from '../../domain/plan.ts';
import type { JobOrder } from '../../runtime/ports/hosted/dispatches.ts';
import { machineLabel } from '../../runtime/ports/hosted/machine-label.ts';
import type { MachineWish } from '../../runtime/ports/hosted/machines.ts';
import type { AttemptId } from '../../runtime/ports/attempts.ts';
import type { Ticket } from '../../../schemas/ticket.generated.ts';
import { isHostedLabel } from '../workflow/hosted-labels.ts';

/**
 * Of a job on a runner that GitHub hosts, and on one of the user's: https://docs.github.com/actions/reference/limits; the
 * smallest has a limit of its own: https://docs.github.com/actions/reference/runners/github-hosted-runners#single-cpu-runners
 */
const MOST_MINUTES = { slim: 15, hosted: 360, own: 5 * 24 * 60 };
/** For what surrounds the step: checkout, inputs, outputs. */
const SPARE_MINUTES = 15;

/** A runner that is there, or a machine that is to be started. */
export type JobPlace = { readonly ok: true } & (
  { readonly runsOn: Json } | { readonly machine: MachineWish }
);

/** An attempt as a job of the workflow. The step's own clocks are kept by the executor; the job's is behind them. */
export function jobOrder(
  of: AttemptId,
  { clocks, approval }: Pick<PlanStep, 'clocks' | 'approval'>,
  {
    pipeline,
    place,
    ticket,
  }: { readonly pipeline: string; readonly place: JobPlace; readonly ticket: Ticket },
): JobOrder {
  const hint = digestOf(`${of.run}\n${of.attempt}\n${of.key}`).slice('sha256:'.length, 27);
  const { timeoutMs, gracePeriodMs } = clocks;
  const minutes = Math.ceil((timeoutMs + gracePeriodMs) / 60_000) + SPARE_MINUTES;
  const runsOn = 'machine' in place ? machineLabel(hint) : place.runsOn;
  return {
    name: jobName(`${pipeline}: ${of.key}`, hint),
    hint,
    runsOn,
    timeoutMinutes: Math.min(mostMinutes(runsOn), minutes),
    environment: approval?.environment ?? '',
    ticket,
    ...('machine' in place && { machine: place.machine }),
  };
}

function mostMinutes(runsOn: Json): number {
  if (runsOn === 'ubuntu-slim') return MOST_MINUTES.slim;
  return isHostedLabel(runsOn) ? MOST_MINUTES.hosted : MOST_MINUTES.own;
}

/** Names of secrets that the job is given; its ticket was made with names in place of values. */
export function secretsOf({ ticket }: JobOrder): readonly string[] {
  return [...new Set(Object.values(ticket.secrets))].sort();
}

/**
 * Those of one group may share a dispatch: one run, hence one trust, one set of secrets, one environment. A job on a machine
 * of its own shares none: GitHub cancels no single job, and one whose machine was taken is to go without its siblings.
 */
export function groupOf(of: AttemptId, job: JobOrder): string {
  const alone = job.machine === undefined ? [] : [job.hint];
  return JSON.stringify([of.run, secretsOf(job), job.environment, ...alone]);
}

// Jobs are told apart by their names: what GitHub might show otherwise than we wrote it is named by its hint as well.
function jobName(name: string, hint: string): string {
  if (/^[!-~](?:[ -~]{0,98}[!-~])?$/.test(name) && !/ {2}/.test(name)) return name;
  return `${name.replaceAll(/[^ -~]+| {2,}/g, '-').slice(0, 80)} ${hint}`;
}
