import type { RunView } from '../../../schemas/run-view.generated.ts';
import { stepIdOf } from '../../domain/cell.ts';
import { isList, isMap, type JsonMap } from '../../domain/json.ts';
import { aggregateCheck, type CommitRemarks } from '../../reports/check/aggregate-check.ts';
import { brokenFileCheck } from '../../reports/check/broken-file-check.ts';
import { runCheck } from '../../reports/check/run-check.ts';
import type { PipelineState } from '../../reports/check/pipeline-summary.ts';
import type { CommentedRun } from '../../reports/comment/commented-run.ts';
import {
  COMMENT_MARKER,
  stickyComment,
  type BesideRuns,
} from '../../reports/comment/sticky-comment.ts';
import { publicationId, type Publication } from '../../runtime/ports/hosted/publications.ts';
import { newestOf, newestRuns, runsAt } from '../reads/newest-runs.ts';
import { loadCheck, loadComment } from './load-report.ts';
import type { PublishDeps } from './publish-deps.ts';
import { withCheckNotes } from './check-notes.ts';
import { withOverrides } from './aggregate/with-overrides.ts';
import { demandsIn } from './aggregate/demand-notes.ts';
import { stateOf, unmetDemands } from './aggregate/unmet-demands.ts';
import { renderAnswer } from './answers/render-answer.ts';
import { renderMention } from './answers/render-mention.ts';
import { renderIssue } from './scheduled-issue.ts';
import { refusedComments } from './refused.ts';
import { renderedCheck, type Rendered } from './rendered.ts';

/** What a publication is to say as things stand; null: nothing. */
export async function render(
  deps: PublishDeps,
  { target, notes, state }: Publication,
): Promise<Rendered | null> {
  switch (target.type) {
    case 'run': {
      const report = await loadCheck(deps, target.run);
      if (report === null) return null;
      const rendered = renderedCheck(withCheckNotes(runCheck(report), notes), report.page);
      // A check says how a version stood that an alias pointed to then; it is there to be looked up.
      return { ...rendered, watched: report.watched.filter(({ type }) => type === 'step') };
    }
    case 'broken':
      return renderedCheck(
        brokenFileCheck(target),
        deps.pageOfCommit(target.repository, target.sha),
      );
    case 'aggregate':
      return renderAggregate(deps, target, notes);
    case 'answer':
      return renderAnswer(deps, { target, notes, state });
    case 'mention':
      return renderMention(deps, target, state);
    case 'issue':
      return renderIssue(deps, target.pipeline, notes);
    case 'comment':
      return renderComment(deps, { target, notes, state });
  }
}

async function renderAggregate(
  deps: PublishDeps,
  target: Extract<Publication['target'], { type: 'aggregate' }>,
  notes: JsonMap,
): Promise<Rendered> {
  const all = await runsAt(deps.store, target.repository.id, target.sha);
  const runs = newestOf(all);
  const ran = new Set(runs.map(({ pipeline }) => pipeline));
  const noted = notedStates(notes, target.sha).filter(
    // Someone has let it run since.
    (state) => state.type !== 'held' || !ran.has(state.pipeline),
  );
  const awaited = awaitedIn(notes).filter(({ pipeline }) => !ran.has(pipeline));
  const known = [...runs.map(stateOf), ...noted, ...awaited];
  const unmet = await unmetDemands(deps, notes, { runs: all, states: known });
  const bases = demandsIn(notes).flatMap(({ base }) => base ?? []);
  const states = await withOverrides(deps, target, { states: [...known, ...unmet], bases });
  const remarks = await refusedComments(deps, target, pullsOf(notes));
  const check = withCheckNotes(aggregateCheck(states, remarksOf(notes)), { remarks });
  const rendered = renderedCheck(check, deps.pageOfCommit(target.repository, target.sha));
  return states.length > 0 ? rendered : { ...rendered, notBefore: heardFully(notes) };
}

/** GitHub tells of a push to a pull request twice, in no order; that nothing is affected is known when both were heard. */
const TOLD_TWICE_WITHIN_MS = 5000;

function heardFully({ since }: JsonMap): number {
  return typeof since === 'number' ? since + TOLD_TWICE_WITHIN_MS : 0;
}

type CommentAt = {
  readonly target: Extract<Publication['target'], { type: 'comment' }>;
  readonly notes: JsonMap;
  readonly state: Publication['state'];
};

async function renderComment(
  deps: PublishDeps,
  { target: { repository, pull }, notes: { sha, closed }, state: { remote, shown } }: CommentAt,
): Promise<Rendered | null> {
  if (typeof sha !== 'string') return null;
  const isClosed = closed === true;
  const headers = await newestRuns(deps.store, repository.id, sha);
  // Nothing is affected, or nothing runs: the checks say so, and that is enough.
  if (headers.length === 0 && remote === null) return null;
  // It keeps what was decided by.
  if (isClosed && shown?.standing === standingOfRuns(sha, headers)) return null;
  const found = await Promise.all(headers.map(({ id }) => loadComment(deps, id)));
  const runs = found.filter((report) => report !== null);
  const aggregate = publicationId({ type: 'aggregate', repository, sha });
  const notes = (await deps.store.publications.find(aggregate))?.notes ?? {};
  const states = notedStates(notes, sha);
  return {
    kind: 'comment',
    marker: COMMENT_MARKER,
    issue: pull,
    ifDeleted: 'make-again',
    body: stickyComment(runs, { sha, states }),
    state: standingOfRuns(
      sha,
      runs.map(({ view }) => view),
    ),
    since: null,
    isLive: runs.some(tellsLive),
    isFinal: runs.every(({ view }) => view.endedAt !== null),
    watched: isClosed ? [] : runs.flatMap(({ watched }) => watched),
  };
}

function standingOfRuns(sha: string, runs: readonly Pick<RunView, 'id' | 'status'>[]): string {
  return [sha, ...runs.map(({ id, status }) => `${id} ${status}`)].join('\n');
}

/** Whether a step at work may tell live metrics. */
function tellsLive({ story, plan }: CommentedRun): boolean {
  const telling = new Set(
    plan.steps.flatMap(({ id, metrics }) => (metrics?.live == null ? [] : [id])),
  );
  return (story?.running ?? []).some(({ key }) => telling.has(stepIdOf(key)));
}

/** What the push summaries of a commit say beside its runs (`notePushSummary`). */
function notedStates(notes: JsonMap, sha: string): BesideRuns['states'] {
  const files = isMap(notes['files']) ? notes['files'] : {};
  return Object.entries(files).flatMap(([file, note]): BesideRuns['states'] => {
    if (!isMap(note)) return [];
    const { problems, reason, refused, unread } = note;
    const pipeline = typeof note['pipeline'] === 'string' ? note['pipeline'] : file;
    if (typeof problems === 'number') return [{ type: 'broken', file, problems }];
    if (typeof unread === 'string') return [{ type: 'unread', pipeline, reason: unread }];
    if (typeof refused === 'string') return [{ type: 'refused', pipeline, reason: refused }];
    return typeof reason === 'string' ? [{ type: 'held', pipeline, reason, sha }] : [];
  });
}

/** What is to be known of a commit as a whole. */
function remarksOf(notes: JsonMap): CommitRemarks {
  const steps = demandsIn(notes).flatMap(({ changedSteps }) => changedSteps);
  const changedSteps = [...new Map(steps.map((each) => [each.step, each])).values()];
  return { changedSteps, note: typeof notes['note'] === 'string' ? notes['note'] : null };
}

/** The pipelines that a pull request of a commit would start; none once there is one, which says what it starts itself. */
function awaitedIn(notes: JsonMap): readonly Extract<PipelineState, { type: 'awaits' }>[] {
  if (pullsOf(notes).length > 0 || !isMap(notes['files'])) return [];
  return Object.values(notes['files']).flatMap((note) =>
    isMap(note) && note['awaits'] === true && typeof note['pipeline'] === 'string'
      ? [{ type: 'awaits', pipeline: note['pipeline'] }]
      : [],
  );
}

/** The pull requests in which a commit is shown. */
export function pullsOf(notes: JsonMap): readonly number[] {
  const { pulls } = notes;
  return isList(pulls) ? pulls.filter((pull) => typeof pull === 'number') : [];
}
