import { brokenFileCheck } from '../../reports/check/broken-file-check.ts';
import { runCheck } from '../../reports/check/run-check.ts';
import type { Publication } from '../../runtime/ports/hosted/publications.ts';
import { renderAggregate } from './aggregate/render-aggregate.ts';
import { renderAnswer } from './answers/render-answer.ts';
import { renderMention } from './answers/render-mention.ts';
import { withCheckNotes } from './check/check-notes.ts';
import { loadCheck } from './check/load-check.ts';
import { isClosed } from './comment/comment-notes.ts';
import { renderComment } from './comment/render-comment.ts';
import { renderDeployment } from './deployment/render-deployment.ts';
import { renderIssue } from './issue/scheduled-issue.ts';
import type { PublishDeps } from './publish-deps.ts';
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
      const watched = report.watched.filter(({ type }) => type !== 'alias');
      return { ...rendered, watched, others: report.shownElsewhere, againAt: report.againAt };
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
    case 'deployment':
      return renderDeployment(deps, target, state);
    case 'issue':
      return renderIssue(deps, target.pipeline, notes);
    case 'comment':
      return renderComment(deps, { target, notes, state });
  }
}

/** Whether a publication is shown anew for nothing but itself, whatever moves elsewhere. */
export function watchesNothing({ target, notes }: Pick<Publication, 'target' | 'notes'>): boolean {
  return target.type === 'comment' && isClosed(notes);
}
