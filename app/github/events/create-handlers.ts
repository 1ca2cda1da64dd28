import { readCheckRun, readCheckSuite } from '../inbox/read-delivery.ts';
import type { DeliveryHandler } from '../inbox/work-deliveries.ts';
import { handleCheckRun } from './handle-check-run.ts';
import { handleComment } from './handle-comment.ts';
import { handleInstallation, handleRepositories, handleRepository } from './handle-lifecycle.ts';
import { handleMergeGroup } from './handle-merge-group.ts';
import { handlePull } from './handle-pull.ts';
import { handlePush } from './handle-push.ts';
import { handleReview } from './handle-review.ts';
import { handleWorkflow } from './handle-workflow.ts';
import type { IngressDeps } from '../ingress-deps.ts';

/** What is done with deliveries, by event. */
export function createHandlers(deps: IngressDeps): Readonly<Record<string, DeliveryHandler>> {
  return {
    push: (delivery) => handlePush(deps, delivery),
    pull_request: (delivery) => handlePull(deps, delivery),
    merge_group: (delivery) => handleMergeGroup(deps, delivery),
    pull_request_review: (delivery) => handleReview(deps, delivery),
    issue_comment: (delivery) => handleComment(deps, delivery),
    repository: (delivery) => handleRepository(deps, delivery),
    installation: (delivery) => handleInstallation(deps, delivery),
    installation_repositories: (delivery) => handleRepositories(deps, delivery),
    workflow_run: (delivery) => handleWorkflow(deps, delivery),
    workflow_job: (delivery) => handleWorkflow(deps, delivery),
    check_run: (delivery) => handleCheckRun(deps, delivery, readCheckRun(delivery.payload)),
    check_suite: (delivery) => handleCheckRun(deps, delivery, readCheckSuite(delivery.payload)),
  };
}
