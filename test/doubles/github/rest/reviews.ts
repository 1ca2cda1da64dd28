import { found, invalid } from '../http/api-error.ts';
import { listed, ok, type Call, type Handlers } from '../http/handlers.ts';
import { addReview, dismissReview } from '../acts/pulls.ts';
import type { Review } from '../state/repository.ts';
import { reviewView } from '../views/pull-view.ts';
import { namedPull } from './pulls.ts';

const STATES = {
  APPROVE: 'APPROVED',
  REQUEST_CHANGES: 'CHANGES_REQUESTED',
  COMMENT: 'COMMENTED',
} as const;

export const reviewsHandlers = {
  'pulls/list-reviews': (call) => {
    const issue = namedPull(call);
    return listed([...issue.pull.reviews.values()], (review) =>
      reviewView(call.world, call.repository, { issue, review }),
    );
  },

  'pulls/get-review': (call) => {
    const issue = namedPull(call);
    return ok(reviewView(call.world, call.repository, { issue, review: namedReview(call) }));
  },

  'pulls/create-review': (call) => {
    const { world, repository, body, actor } = call;
    const issue = namedPull(call);
    const state = STATES[body?.event ?? 'COMMENT'];
    if (state !== 'COMMENTED' && issue.author.account === actor.account)
      throw invalid('PullRequestReview', 'event', 'Can not approve your own pull request');
    const review = addReview(world, repository, {
      issue,
      author: actor,
      body: body?.body ?? '',
      state,
      commitId: body?.commit_id,
    });
    return ok(reviewView(world, repository, { issue, review }));
  },

  'pulls/dismiss-review': (call) => {
    const { world, repository, actor } = call;
    const issue = namedPull(call);
    const review = namedReview(call);
    dismissReview(world, repository, { issue, review, actor });
    return ok(reviewView(world, repository, { issue, review }));
  },
} satisfies Handlers;

function namedReview(call: Pick<Call, 'repository' | 'path'>): Review {
  return found(namedPull(call).pull.reviews.get(Number(call.path['review_id'])));
}
