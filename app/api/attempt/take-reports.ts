import type { StandingAnswer } from '../../../schemas/action-answer.generated.ts';
import type { ReportsRequest } from '../../../schemas/action-request.generated.ts';
import type { AttemptReport } from '../../../schemas/attempt-report.generated.ts';
import { EXECUTOR_LIMITS, weightOfSample } from '../../../schemas/executor-limits.ts';
import type { Ticket } from '../../../schemas/ticket.generated.ts';
import { check as attemptReportCheck } from '../../../schemas/checks/attempt-report.generated.mjs';
import { validate } from '../../../schemas/validate.ts';
import type { Claim } from '../../runtime/ports/hosted/claims.ts';
import type { AttemptState } from '../../runtime/runtime.ts';
import type { ActionApiDeps } from '../action-api-deps.ts';
import type { BlobRights } from '../blobs/blob-rights.ts';
import { checkReport } from '../blobs/check-report.ts';
import { Refusal } from '../refusal.ts';
import { falsehood } from '../reports/falsehood.ts';
import { endRefused } from './end-refused.ts';

export type Kept = Pick<StandingAnswer, 'standing' | 'reported'>;
type Taking = { readonly deps: ActionApiDeps; readonly rights: BlobRights };

/**
 * Keeps reports in their order. One that came before changes nothing; one behind a gap is refused, so that none is ever
 * lost in between; one that is false of the attempt's ticket ends the attempt. Must not run twice at once for a claim.
 */
export async function takeReports(
  taking: Taking,
  claim: Claim,
  { first, reports: values }: ReportsRequest,
): Promise<Kept> {
  const { deps } = taking;
  const reports = values.map((value) => reportOf(value, deps.clock.now()));
  const state = await deps.runtime.heartbeat(claim);
  const known = (await deps.claims.find(claim.id)) ?? claim;
  let last: Kept = { standing: state.type, reported: known.reported };
  // Its own end included: whoever sends that again is told what it may know.
  if (state.type === 'over') return last;
  if (first > known.reported + 1) throw gap(known.reported);
  const ticket = await deps.dispatches.ticketOf(claim);
  if (ticket === null) throw new Refusal('unknown-claim', 'Nothing is known of this attempt.');
  let liveWeight = known.liveWeight;
  for (const report of reports.slice(known.reported + 1 - first)) {
    liveWeight += newWeight(report, liveWeight);
    const { type } = await keep(taking, { claim, ticket }, report);
    const reported = last.reported + 1;
    await deps.claims.advance(claim.id, { reported, liveWeight });
    last = { standing: type, reported };
  }
  return last;
}

/** What is false ends the attempt, and so does an end that names what cannot be kept: nothing better follows it. */
async function keep(
  { deps, rights }: Taking,
  { claim, ticket }: { readonly claim: Claim; readonly ticket: Ticket },
  report: AttemptReport,
): Promise<AttemptState> {
  const why = falsehood(report, ticket);
  if (why !== null) throw await endRefused(deps, claim, { class: 'failure', why: cannotBe(why) });
  try {
    await checkReport({ blobs: deps.blobs, rights, ticket }, claim, report);
  } catch (error) {
    if (report.type !== 'ended' || !(error instanceof Refusal)) throw error;
    throw await endRefused(deps, claim, { class: 'infra', why: error });
  }
  const { run, key, attempt } = claim;
  const state = await deps.runtime.report({ run, key, attempt }, report);
  if (report.type === 'ended') await deps.claims.end(claim.id);
  return state;
}

function reportOf(value: unknown, now: number): AttemptReport {
  const read = validate(attemptReportCheck, value);
  // A runner has a clock of its own; nothing happened after it was told.
  if (read.valid) return { ...read.value, at: Math.min(read.value.at, now) };
  const [error] = read.errors;
  throw new Refusal(
    'unreadable-request',
    `This is not a report of an attempt (${error?.pointer ?? ''}: ${error?.message ?? 'malformed'}). Run \`mlpipelines init --update\` to get the action that belongs to this app.`,
  );
}

/** What a report adds to the live metrics that are kept of its attempt. */
function newWeight(report: AttemptReport, before: number): number {
  if (report.type !== 'metrics') return 0;
  const weight = report.samples.reduce((sum, { values }) => sum + weightOfSample(values), 0);
  if (before + weight <= EXECUTOR_LIMITS.liveWeight) return weight;
  throw new Refusal('too-large', 'More live metrics are told than are kept of one attempt.');
}

function cannotBe(why: string): Refusal {
  return new Refusal(
    'false-report',
    `A report of this attempt cannot be true: ${why}. Its step's own code may have sent it. If none did, action and app are of different versions: run \`mlpipelines init --update\` and merge what it changes.`,
  );
}

function gap(reported: number): Refusal {
  return new Refusal(
    'report-gap',
    `Reports must come without gaps: ${reported} are kept, so the next one is ${reported + 1}.`,
  );
}
