import { RUN_ENDED } from '../../runtime/ports/intake-port.ts';
import { readCheckRun, readCheckSuite } from '../inbox/read-delivery.ts';
import type { DeliveryHandler } from '../inbox/work-deliveries.ts';
import { handleCheckRun } from './handle-check-run.ts';
import { handleComment } from './handle-comment.ts';
import { handlePull } from './handle-pull.ts';
import { handlePush } from './handle-push.ts';
import { handleReview } from './handle-review.ts';
import { handleRunEnded } from './handle-run-ended.ts';
import { handleWorkflow } from './handle-workflow.ts';
import type { IngressParts } from '../ingress-parts.ts';

/** What is done with deliveries, by event. */
export function createHandlers(parts: IngressParts): Readonly<Record<string, DeliveryHandler>> {
  return {
    push: (delivery) => handlePush(parts, delivery),
    pull_request: (delivery) => handlePull(parts, delivery),
    pull_request_review: (delivery) => handleReview(parts, delivery),
    issue_comment: (delivery) => handleComment(parts, delivery),
    workflow_run: (delivery) => handleWorkflow(parts, delivery),
    workflow_job: (delivery) => handleWorkflow(parts, delivery),
    [RUN_ENDED]: (delivery) => handleRunEnded(parts, delivery),
    check_run: (delivery) => handleCheckRun(parts, delivery, readCheckRun(delivery.payload)),
    check_suite: (delivery) => handleCheckRun(parts, delivery, readCheckSuite(delivery.payload)),
  };
}
