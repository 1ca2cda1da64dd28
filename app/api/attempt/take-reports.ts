import type { StandingAnswer } from '../../../schemas/action-answer.generated.ts';
import type { ReportsRequest } from '../../../schemas/action-request.generated.ts';
import type { AttemptReport } from '../../../schemas/attempt-report.generated.ts';
import { validate } from '../../../schemas/validate.ts';
import type { Claim } from '../../runtime/ports/hosted/claims.ts';
import type { AttemptState } from '../../runtime/runtime.ts';
import type { ActionApiDeps } from '../action-api-deps.ts';
import type { BlobRights } from '../blobs/blob-rights.ts';
import { checkReport } from '../blobs/check-report.ts';
import { Refusal } from '../refusal.ts';

export type Kept = Pick<StandingAnswer, 'standing' | 'reported'>;

/**
 * Keeps reports in their order. One that came before changes nothing; one behind a gap is refused, so that none is ever
 * lost in between. Must not run twice at once for a claim.
 */
export async function takeReports(
  { deps, rights }: { readonly deps: ActionApiDeps; readonly rights: BlobRights },
  claim: Claim,
  { first, reports: values }: ReportsRequest,
): Promise<Kept> {
  const reports = values.map(reportOf);
  const state = await deps.runtime.heartbeat(claim);
  const known = (await deps.claims.find(claim.id)) ?? claim;
  let last: Kept = { standing: state.type, reported: known.reported };
  // Its own end included: whoever sends that again is told what it may know.
  if (state.type === 'over') return last;
  if (first > known.reported + 1) throw gap(known.reported);
  for (const report of reports.slice(known.reported + 1 - first)) {
    const { type } = await keep({ deps, rights }, claim, report);
    const reported = last.reported + 1;
    await deps.claims.advance(claim.id, reported);
    last = { standing: type, reported };
  }
  return last;
}

async function keep(
  { deps, rights }: { readonly deps: ActionApiDeps; readonly rights: BlobRights },
  claim: Claim,
  report: AttemptReport,
): Promise<AttemptState> {
  await checkReport({ blobs: deps.blobs, rights }, claim, report);
  const { run, key, attempt } = claim;
  const state = await deps.runtime.report({ run, key, attempt }, report);
  if (report.type === 'ended') await deps.claims.end(claim.id);
  return state;
}

function reportOf(value: unknown): AttemptReport {
  const read = validate('attempt-report', value);
  if (read.valid) return read.value;
  const [error] = read.errors;
  throw new Refusal(
    'unreadable-request',
    `This is no report of an attempt (${error?.pointer ?? ''}: ${error?.message ?? 'malformed'}). Run \`mlpipelines init --update\` to get the action that belongs to this app.`,
  );
}

function gap(reported: number): Refusal {
  return new Refusal(
    'report-gap',
    `Reports must come without gaps: ${reported} are kept, so the next one is ${reported + 1}.`,
  );
}
