import type { Said } from '../../runtime/audit/audit-of-event.ts';
import type { Person } from '../../runtime/ports/provenance.ts';
import type { RunRows } from '../../runtime/ports/runs.ts';
import type { Change } from '../../runtime/ports/store.ts';
import type { Approval, StepRow } from '../../domain/run/run.ts';
import type { GitHubApi, Review } from '../reads/api-port.ts';
import { auditRefusal } from '../approvals/audit-refusal.ts';
import { decideRow, waitingRows } from '../approvals/decide-row.ts';
import { latestOpinions } from '../approvals/latest-opinions.ts';
import type { Weighed } from '../approvals/weigh-decision.ts';
import { nameOf, quoted } from '../conversation.ts';
import { readReview, type PullRequestReviewEvent } from '../inbox/read-delivery.ts';
import type { Delivery } from '../inbox/work-deliveries.ts';
import { messageChange } from '../message.ts';
import type { IngressDeps } from '../ingress-deps.ts';

const HEARD = new Set(['submitted', 'edited', 'dismissed']);

/**
 * A review: its approval counts for steps that wait at the commit that was reviewed. What is decided on are all
 * reviews as GitHub has them now, since deliveries come in any order and an objection may just have gone.
 */
export async function handleReview(
  deps: IngressDeps,
  { id, payload }: Delivery,
): Promise<readonly Change[]> {
  const event = readReview(payload);
  if (event === null || !HEARD.has(event.action)) return [];
  const waiting = await waitingRuns(deps, event);
  if (waiting.length === 0) return [];
  const api = deps.api(event.repository.installation);
  const { repository, pull } = event;
  const opinions = latestOpinions(await api.reviews(repository, pull));
  const head = (await api.pull(repository, pull))?.headSha ?? null;
  const changes: Change[] = [];
  for (const rows of waiting) {
    for (const row of waitingRows(rows)) {
      const step = { deps, api, event, rows, row, head, delivery: id };
      changes.push(...(await weighAll(step, opinions)));
    }
  }
  return changes;
}

/** Runs of the commits that the review may be about with a step that waits for a person. */
async function waitingRuns(
  { store }: IngressDeps,
  { repository, shas }: PullRequestReviewEvent,
): Promise<readonly RunRows[]> {
  const found: RunRows[] = [];
  for (const sha of shas) {
    const query = { pipeline: null, open: true, limit: 100, repository: repository.id, sha };
    for (const { id, counts } of await store.runs.list(query)) {
      const rows = counts.approvals === 0 ? null : await store.runs.load(id);
      if (rows !== null) found.push(rows);
    }
  }
  return found;
}

type Step = {
  readonly deps: IngressDeps;
  readonly api: GitHubApi;
  readonly event: PullRequestReviewEvent;
  readonly rows: RunRows;
  readonly row: StepRow;
  /** Null: the pull request is gone. */
  readonly head: string | null;
  readonly delivery: string;
};

async function weighAll(step: Step, opinions: readonly Review[]): Promise<readonly Change[]> {
  const { deps, rows, row, event } = step;
  const changes: Change[] = [];
  const { reviewer } = event;
  const mine = opinions.find(({ by }) => by.id === reviewer.id);
  const hadApproved = row.approvals.some((approval) => isOf(approval, reviewer));
  if (hadApproved && mine?.state !== 'approved') {
    const who = { by: reviewer.login, ...(reviewer.id !== null && { byId: reviewer.id }) };
    const withdrawn = { type: 'approval.withdrawn', key: row.key, ...who } as const;
    const reason = 'their latest review does not approve any more';
    await deps.runtime.handle(rows.header.id, withdrawn, { ...saidIn(step, reviewer), reason });
  }
  for (const review of opinions) {
    const isKnown = row.approvals.some(({ byId }) => byId === review.by.id);
    if (review.state !== 'approved' || isKnown) continue;
    const weighed = await weigh(step, review);
    changes.push(note(step, review, weighed));
  }
  return changes;
}

async function weigh(step: Step, review: Review): Promise<Weighed> {
  const { deps, api, rows, row, delivery } = step;
  const { by, id, sha, submittedAt: saidAt } = review;
  const evidence = { pull: step.event.pull, review: { id, sha } };
  const said = { ...saidIn(step, by), evidence };
  const once = `review ${delivery} ${rows.header.id} ${by.id}`;
  const wanted = { row, by, decision: 'approved', saidAt, said, once } as const;
  const reason = whyElsewhere(step, review);
  if (reason === null) return decideRow(deps, api, rows, wanted);
  await auditRefusal(deps, rows.header, { ...wanted, reason });
  return { counts: false, reason };
}

/** Why it is not about what waits; null: it is. */
function whyElsewhere({ rows, head }: Step, review: Review): string | null {
  const { sha } = rows.header;
  if (review.sha !== sha) {
    const seen = review.sha?.slice(0, 10) ?? 'a commit that is gone';
    return `it is about ${seen}, and this run about another commit`;
  }
  return head === sha ? null : 'the pull request has moved on to another commit';
}

function saidIn({ event, rows, row }: Step, { id: actorId }: Person): Said {
  const asked = `review in #${event.pull}: ${nameOf(rows.header)} ${row.key}`;
  return { actorId, permission: 'asked for the decision', surface: 'review', asked };
}

/** Whoever approved sees in the check why that does not count; once it does, nothing needs saying. */
function note({ deps, event, rows, row, delivery }: Step, review: Review, weighed: Weighed) {
  const { id: run, sha } = rows.header;
  const about = `approval ${row.key} ${review.by.id}`;
  const text = weighed.counts
    ? null
    : `The approval by ${quoted(review.by.login)} does not count for ${quoted(row.key)}: ${weighed.reason}.`;
  const { repository } = event;
  const message = { type: 'remark', repository, run, sha: sha ?? '', about, text } as const;
  return messageChange(`remark ${delivery} ${run} ${about}`, message, deps.clock.now());
}

/** What was written down before numbers were may be theirs, by its login. */
function isOf({ by, byId }: Approval, { id, login }: Person): boolean {
  return byId === undefined ? by.toLowerCase() === login.toLowerCase() : byId === id;
}
