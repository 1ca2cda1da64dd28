import { isList, isMap, type Json, type JsonMap } from '../../domain/json.ts';
import type { Change } from '../../runtime/store-port.ts';
import { valueAt } from '../inbox/trim-payload.ts';
import type { Delivery, DeliveryHandler } from '../inbox/work-deliveries.ts';
import { onboardRepository, type OnboardingParts } from './onboard-repository.ts';

/** Who chose more than these at once, or all of an organisation, did not choose each of them to be written to. */
const MOST_REPOSITORIES = 10;

/** Handlers of the events that tell of an installation: repositories that were chosen for it one by one are onboarded. */
export function onboardingHandlers(
  parts: OnboardingParts,
): Readonly<Record<'installation' | 'installation_repositories', DeliveryHandler>> {
  return {
    installation: (delivery) => onboard(parts, delivery, { action: 'created', at: 'repositories' }),
    installation_repositories: (delivery) =>
      onboard(parts, delivery, { action: 'added', at: 'repositories_added' }),
  };
}

async function onboard(
  parts: OnboardingParts,
  { installation, payload }: Delivery,
  wanted: { readonly action: string; readonly at: string },
): Promise<readonly Change[]> {
  const chosen = chosenIn(payload, wanted.at);
  if (payload['action'] !== wanted.action || chosen.length > MOST_REPOSITORIES) return [];
  const { octokit } = parts.clients.of(installation);
  const failures: unknown[] = [];
  for (const repository of chosen) {
    // One that fails keeps no other waiting; the delivery is then tried again, which finds what is done.
    await onboardRepository(octokit, parts, repository).catch((error) => failures.push(error));
  }
  if (failures.length > 0) throw failures[0];
  return [];
}

function chosenIn(payload: JsonMap, at: string) {
  if (valueAt(payload, ['installation', 'repository_selection']) !== 'selected') return [];
  const list = payload[at];
  return isList(list) ? list.flatMap(repositoryOf) : [];
}

function repositoryOf(value: Json) {
  const fullName = isMap(value) ? value['full_name'] : undefined;
  const [owner, name, ...more] = typeof fullName === 'string' ? fullName.split('/') : [];
  return owner === undefined || name === undefined || more.length > 0 ? [] : [{ owner, name }];
}
