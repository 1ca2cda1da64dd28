import { isList, isMap, type Json, type JsonMap } from '../../domain/json.ts';
import type { Change } from '../../runtime/ports/store.ts';
import { valueAt } from '../inbox/trim-payload.ts';
import type { Delivery, DeliveryHandler } from '../inbox/work-deliveries.ts';
import { onboardRepository, type OnboardingDeps } from './onboard-repository.ts';

/** Who chose more than these at once, or all of an organisation, did not choose each of them to be written to. */
const MOST_REPOSITORIES = 10;

/** Handlers of the events that tell of an installation: repositories that were chosen for it one by one are onboarded. */
export function onboardingHandlers(
  deps: OnboardingDeps,
): Readonly<Record<'installation' | 'installation_repositories', DeliveryHandler>> {
  return {
    installation: (delivery) => onboard(deps, delivery, { action: 'created', at: 'repositories' }),
    installation_repositories: (delivery) =>
      onboard(deps, delivery, { action: 'added', at: 'repositories_added' }),
  };
}

async function onboard(
  deps: OnboardingDeps,
  { installation, payload }: Delivery,
  wanted: { readonly action: string; readonly at: string },
): Promise<readonly Change[]> {
  if (payload['action'] !== wanted.action) return [];
  const chosen = chosenIn(payload, wanted.at);
  if (!isOneByOne(payload) || chosen.length > MOST_REPOSITORIES) {
    deps.note(UNASKED, { installation, repositories: chosen.length });
    return [];
  }
  const { octokit } = deps.clients.of(installation);
  const failures: unknown[] = [];
  for (const repository of chosen) {
    // One that fails keeps no other waiting; the delivery is then tried again, which finds what is done.
    await onboardRepository(octokit, deps, repository).catch((error) => failures.push(error));
  }
  if (failures.length > 0) throw failures[0];
  return [];
}

const UNASKED = `repositories were chosen all together, or more than ${MOST_REPOSITORIES} at once: none gets a pull request unasked; in each that is to have pipelines, \`mlpipelines init --app\` writes what it needs`;

function isOneByOne(payload: JsonMap): boolean {
  return valueAt(payload, ['installation', 'repository_selection']) === 'selected';
}

function chosenIn(payload: JsonMap, at: string) {
  const list = payload[at];
  return isList(list) ? list.flatMap(repositoryOf) : [];
}

function repositoryOf(value: Json) {
  const fullName = isMap(value) ? value['full_name'] : undefined;
  const [owner, name, ...more] = typeof fullName === 'string' ? fullName.split('/') : [];
  return owner === undefined || name === undefined || more.length > 0 ? [] : [{ owner, name }];
}
