import type { Said } from '../../runtime/audit/audit-of-event.ts';
import type { Person } from '../../runtime/ports/provenance.ts';
import type { RunRows } from '../../runtime/ports/runs.ts';
import type { Change } from '../../runtime/ports/store.ts';
import type { Approval } from '../../domain/run/approval.ts';
import type { StepRow } from '../../domain/run/run.ts';
import type { GitHubApi, Review } from '../reads/api-port.ts';
import { decideRow, waitingRows } from '../approvals/decide-row.ts';
import { doubtTakenOver } from '../approvals/doubt-approvals.ts';
import { answersFor, askAboutRun, type Answers, type RunAnswers } from '../approvals/ask-facts.ts';
import type { Judged } from '../approvals/judge-approval.ts';
import { nameOf, quoted } from '../conversation.ts';
import { mayWrite } from '../trust.ts';
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
  await doubtTakenOver(deps, event);
  const waiting = await waitingRuns(deps, event);
  if (waiting.length === 0) return [];
  const api = deps.api(event.repository.installation);
  const changes: Change[] = [];
  for (const rows of waiting) {
    const asked = await askOnce(deps, api, event, rows);
    if (asked === null) continue;
    for (const row of waitingRows(rows)) {
      const answers = await answersFor(api, asked, row);
      changes.push(...(await weighAll({ deps, api, event, rows, row, answers, delivery: id })));
    }
  }
  return changes;
}

/** However many of its steps wait. Null: nothing is known of its steps any more. */
async function askOnce(
  deps: IngressDeps,
  api: GitHubApi,
  { pull }: PullRequestReviewEvent,
  { header }: RunRows,
): Promise<RunAnswers | null> {
  const { hosted } = header;
  const plan = await deps.store.runs.plan(header.plan);
  if (hosted === undefined || plan === null) return null;
  return askAboutRun(deps, api, { header: { ...header, hosted }, plan, reviewedIn: [pull] });
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
  readonly answers: Answers;
  readonly delivery: string;
};

/** Anybody who may read may review: of so many it is asked who they are, whoever this is about first. */
const MOST_OPINIONS = 50;

async function weighAll(step: Step): Promise<readonly Change[]> {
  const { row, event, answers } = step;
  const pull = answers.pulls.find(({ number }) => number === event.pull);
  const opinions = (pull?.opinions ?? []).toReversed();
  const mine = opinions.filter(({ by }) => by.id === event.reviewer.id);
  const changes: Change[] = [...(await takeBack(step, mine[0]))];
  const others = opinions.filter(({ by }) => by.id !== event.reviewer.id);
  for (const review of [...mine, ...others].slice(0, MOST_OPINIONS)) {
    const isKnown = row.approvals.some((approval) => isHeard(approval, review));
    if (review.state !== 'approved' || isKnown || isEdited(event, review)) continue;
    const judged = await weigh(step, review);
    const reason = judged.counts ? null : judged.reason;
    changes.push(note(step, review.by, reason));
  }
  return changes;
}

/** Whether it was counted already, or something that they said later. */
function isHeard({ byId, evidence }: Approval, { by, submittedAt }: Review): boolean {
  return byId === by.id && (evidence === undefined || evidence.saidAt >= submittedAt);
}

/** Forgets what its reviewer approved, where that no longer counts. */
async function takeBack(step: Step, mine: Review | undefined): Promise<readonly Change[]> {
  const { deps, rows, row, event } = step;
  const { reviewer } = event;
  const edited = mine !== undefined && isEdited(event, mine) && (await mayCount(step));
  const reason = edited ? EDITED : whyTakenBack(step, mine);
  if (reason === null) return [];
  const who = { by: reviewer.login, ...(reviewer.id !== null && { byId: reviewer.id }) };
  const withdrawn = { type: 'approval.withdrawn', key: row.key, ...who } as const;
  const review = edited ? { review: event.review } : {};
  // Nobody needs a right to take back their own word.
  const said = { ...saidIn(step, reviewer), permission: 'not asked for', reason };
  await deps.runtime.handle(rows.header.id, { ...withdrawn, ...review }, said);
  return edited ? [note(step, reviewer, reason)] : [];
}

/** What those write whose approval never counts is nothing to keep. */
async function mayCount({ api, row, event: { repository, reviewer } }: Step): Promise<boolean> {
  if (row.approvals.some((approval) => isOf(approval, reviewer))) return true;
  return mayWrite(await api.permission(repository, reviewer));
}

const EDITED = 'its review was edited after it was given; submit a new one';

function isEdited({ action, review }: PullRequestReviewEvent, { id, state }: Review): boolean {
  return action === 'edited' && id === review && state === 'approved';
}

/** Why what they approved no longer counts; null: it is as it was, or there is nothing. */
function whyTakenBack({ event, row }: Step, mine: Review | undefined): string | null {
  const given = row.approvals.find((approval) => isOf(approval, event.reviewer));
  if (given === undefined) return null;
  // What was said elsewhere than in a review ends by a review that says otherwise alone.
  const isReview = given.evidence?.review !== null;
  const isOtherwise = isReview ? mine?.state !== 'approved' : mine?.state === 'changes_requested';
  return isOtherwise ? 'their latest review does not approve any more' : null;
}

function weigh(step: Step, review: Review): Promise<Judged> {
  const { deps, api, rows, row, event, answers } = step;
  const { by, submittedAt: saidAt, id, sha } = review;
  const evidence = { pull: event.pull, review: { id, sha } };
  const said = { ...saidIn(step, by), evidence };
  // Each delivery weighs them all: what one person said is one entry.
  const once = `review ${id} ${rows.header.id} ${row.key}`;
  const wanted = { row, by, decision: 'approved', saidAt, said, once, answers } as const;
  return decideRow(deps, api, rows, { ...wanted, review: { pull: event.pull, id } });
}

function saidIn({ event, rows, row }: Step, { id: actorId }: Person): Omit<Said, 'permission'> {
  const asked = `review in #${event.pull}: ${nameOf(rows.header)} ${row.key}`;
  return { actorId, surface: 'review', asked };
}

/** Whoever approved sees in the check why that does not count; once it does, nothing needs saying. */
function note({ deps, event, rows, row, delivery }: Step, by: Person, reason: string | null) {
  const { id: run, sha } = rows.header;
  const about = `approval ${row.key} ${by.id}`;
  const text =
    reason === null
      ? null
      : `The approval by ${quoted(by.login)} does not count for ${quoted(row.key)}: ${reason}.`;
  const { repository } = event;
  const message = { type: 'remark', repository, run, sha: sha ?? '', about, text } as const;
  return messageChange(`remark ${delivery} ${run} ${about}`, message, deps.clock.now());
}

/** What was written down before numbers were may be theirs, by its login. */
function isOf({ by, byId }: Approval, { id, login }: Person): boolean {
  return byId === undefined ? by.toLowerCase() === login.toLowerCase() : byId === id;
}
