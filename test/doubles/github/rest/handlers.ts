import type { Answer, Call } from '../http/handlers.ts';
import { actionSettingsHandlers } from './action-settings.ts';
import { actionsHandlers } from './actions.ts';
import { appsHandlers } from './apps.ts';
import { checksHandlers } from './checks.ts';
import { commitsHandlers } from './commits.ts';
import { contentsHandlers } from './contents.ts';
import { deliveriesHandlers } from './deliveries.ts';
import { deploymentsHandlers } from './deployments.ts';
import { gitHandlers } from './git.ts';
import { issuesHandlers } from './issues.ts';
import { jobsHandlers } from './jobs.ts';
import { pullsHandlers } from './pulls.ts';
import { rateLimitHandlers } from './rate-limit.ts';
import { reactionsHandlers } from './reactions.ts';
import { reposHandlers } from './repos.ts';
import { reviewsHandlers } from './reviews.ts';
import { runnersHandlers } from './runners.ts';
import { suitesHandlers } from './suites.ts';
import { usersHandlers } from './users.ts';

/** Who answers which operation; each is typed by its operation where it is written. */
export const HANDLERS = {
  ...appsHandlers,
  ...deliveriesHandlers,
  ...reposHandlers,
  ...contentsHandlers,
  ...commitsHandlers,
  ...gitHandlers,
  ...checksHandlers,
  ...suitesHandlers,
  ...pullsHandlers,
  ...reviewsHandlers,
  ...issuesHandlers,
  ...reactionsHandlers,
  ...actionsHandlers,
  ...actionSettingsHandlers,
  ...jobsHandlers,
  ...runnersHandlers,
  ...deploymentsHandlers,
  ...usersHandlers,
  ...rateLimitHandlers,
} as unknown as Readonly<Record<string, ((call: Call) => Answer | Promise<Answer>) | undefined>>;
