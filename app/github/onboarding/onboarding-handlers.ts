import type { JsonMap } from '../../domain/json.ts';
import type { Change } from '../../runtime/ports/store.ts';
import { repositoriesIn } from '../inbox/read-lifecycle.ts';
import { valueAt } from '../inbox/trim-payload.ts';
import type { Delivery, DeliveryHandler } from '../inbox/work-deliveries.ts';
import { ACTION_SHAPE } from '../workflow/action-ref.ts';
import { onboardRepository, type OnboardingDeps } from './onboard-repository.ts';
import { initCommand } from './onboarding-words.ts';

/** Who chose more than these at once, or all of an organisation, did not choose each of them to be written to. */
const MOST_REPOSITORIES = 10;

export type OnboardingHandlerDeps = Omit<OnboardingDeps, 'actionRef'> & {
  /** Null: no action is known that a workflow file could name. */
  readonly actionRef: OnboardingDeps['actionRef'] | null;
};

/** Handlers of the events that tell of an installation: repositories that were chosen for it one by one are onboarded. */
export function onboardingHandlers(
  deps: OnboardingHandlerDeps,
): Readonly<Record<'installation' | 'installation_repositories', DeliveryHandler>> {
  return {
    installation: (delivery) => onboard(deps, delivery, { action: 'created', at: 'repositories' }),
    installation_repositories: (delivery) =>
      onboard(deps, delivery, { action: 'added', at: 'repositories_added' }),
  };
}

async function onboard(
  { actionRef, ...deps }: OnboardingHandlerDeps,
  { installation, payload }: Delivery,
  wanted: { readonly action: string; readonly at: string },
): Promise<readonly Change[]> {
  if (payload['action'] !== wanted.action) return [];
  const chosen = repositoriesIn(payload[wanted.at]);
  if (!isOneByOne(payload) || chosen.length > MOST_REPOSITORIES) {
    const unasked = `${UNASKED}; in each that is to have pipelines, \`${initCommand(deps.appUrl, actionRef)}\` writes what it needs`;
    deps.note(unasked, { installation, repositories: chosen.length });
    return [];
  }
  if (actionRef === null) {
    deps.note(NO_ACTION, { installation, repositories: chosen.length });
    return [];
  }
  const { octokit } = deps.clients.of(installation);
  const failures: unknown[] = [];
  for (const repository of chosen) {
    // One that fails keeps no other waiting; the delivery is then tried again, which finds what is done.
    await onboardRepository(octokit, { ...deps, actionRef }, repository).catch((error) =>
      failures.push(error),
    );
  }
  if (failures.length > 0) throw failures[0];
  return [];
}

const UNASKED = `repositories were chosen all together, or more than ${MOST_REPOSITORIES} at once: none gets a pull request unasked`;

/** For the operator, who alone can help it. */
export const NO_ACTION = `no version of the action is published yet, so no workflow file can be written and no repository gets a pull request with them: set MLPIPELINES_ACTION to ${ACTION_SHAPE} of a copy of yours (“Publish the action” in docs/run-the-app.md), and restart the App`;

function isOneByOne(payload: JsonMap): boolean {
  return valueAt(payload, ['installation', 'repository_selection']) === 'selected';
}
