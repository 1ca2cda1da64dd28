import type { RunView } from '../../../../schemas/run-view.generated.ts';
import { stepIdOf } from '../../../domain/cell.ts';
import type { JsonMap } from '../../../domain/json.ts';
import type { CommentedRun } from '../../../reports/comment/commented-run.ts';
import { COMMENT_MARKER, stickyComment } from '../../../reports/comment/sticky-comment.ts';
import { publicationId, type Publication } from '../../../runtime/ports/hosted/publications.ts';
import { newestRuns } from '../../reads/newest-runs.ts';
import { notedStates } from '../aggregate/commit-notes.ts';
import type { PublishDeps } from '../publish-deps.ts';
import type { Rendered } from '../rendered.ts';
import { headIn, isClosed } from './comment-notes.ts';
import { loadComment } from './load-comment.ts';

type CommentAt = {
  readonly target: Extract<Publication['target'], { type: 'comment' }>;
  readonly notes: JsonMap;
  readonly state: Publication['state'];
};

/** The one comment of a pull request; null: there is nothing to say, or nothing more. */
export async function renderComment(
  deps: PublishDeps,
  { target: { repository, pull }, notes, state: { remote, shown } }: CommentAt,
): Promise<Rendered | null> {
  const sha = headIn(notes);
  if (sha === null) return null;
  const headers = await newestRuns(deps.store, repository.id, sha);
  // Nothing is affected, or nothing runs: the checks say so, and that is enough.
  if (headers.length === 0 && remote === null) return null;
  // It keeps what was decided by.
  if (isClosed(notes) && shown?.standing === standingOfRuns(sha, headers)) return null;
  const found = await Promise.all(headers.map(({ id }) => loadComment(deps, id)));
  const runs = found.filter((report) => report !== null);
  const aggregate = publicationId({ type: 'aggregate', repository, sha });
  const ofCommit = (await deps.store.publications.find(aggregate))?.notes ?? {};
  const states = notedStates(ofCommit, sha);
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
    watched: isClosed(notes) ? [] : runs.flatMap(({ watched }) => watched),
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
