import type { Pusher } from '../../runtime/ports/provenance.ts';
import type { Change } from '../../runtime/ports/store.ts';
import {
  readInstallationEvent,
  readRepositoryAction,
  type NamedRepository,
} from '../inbox/read-lifecycle.ts';
import type { Delivery } from '../inbox/work-deliveries.ts';
import type { IngressDeps } from '../ingress-deps.ts';
import { readInstallation, readStanding } from '../reads/read-standing.ts';
import { cancelRuns, follow, offerAgain, openRuns, settleRepository } from './settle-repository.ts';

const CHANGES: ReadonlySet<string> = new Set([
  'archived',
  'unarchived',
  'renamed',
  'transferred',
  'deleted',
  'edited',
]);

const ENDS: ReadonlySet<string> = new Set(['deleted', 'suspend']);

/** A repository was archived, renamed, handed on, deleted …: how it stands now decides, since events come late and in any order. */
export async function handleRepository(
  deps: IngressDeps,
  { payload }: Delivery,
): Promise<readonly Change[]> {
  const event = readRepositoryAction(payload);
  if (event === null || !CHANGES.has(event.action)) return [];
  if (event.action === 'edited' && !event.hasNewDefault) return [];
  return settleRepository(deps, event.repository, event.sender);
}

/** Repositories were taken from the App, or given to it. */
export async function handleRepositories(
  deps: IngressDeps,
  { payload, installation }: Delivery,
): Promise<readonly Change[]> {
  const event = readInstallationEvent(payload);
  if (event === null) return [];
  const changes: Change[] = [];
  for (const repository of event.removed) {
    if (!(await isKnown(deps, repository))) continue;
    changes.push(...(await settleRepository(deps, repository, event.sender)));
  }
  const by = event.sender;
  return [...changes, ...(await welcome(deps, { installation, by }, event.added))];
}

/** The App was uninstalled, suspended, let in again, or granted more. */
export async function handleInstallation(
  deps: IngressDeps,
  { payload, installation }: Delivery,
): Promise<readonly Change[]> {
  const event = readInstallationEvent(payload);
  if (event === null) return [];
  if (!ENDS.has(event.action)) {
    const welcomed = await welcome(deps, { installation, by: event.sender }, event.all);
    return [offerAgain(deps, { installation }), ...welcomed];
  }
  const standing = await readInstallation(deps.clients, installation);
  // It was let in again meanwhile.
  if (standing === 'well') return [];
  const runs = await openRuns(deps);
  const theirs = runs.filter(({ hosted }) => hosted?.repository.installation === installation);
  const reason = standing === 'left' ? 'the app was uninstalled' : 'the app was suspended';
  await cancelRuns(deps, theirs, { by: event.sender, reason });
  return [];
}

/** Those that were known before are shown again, by their names of today. */
async function welcome(
  deps: IngressDeps,
  { installation, by }: { readonly installation: number; readonly by: Pusher },
  repositories: readonly NamedRepository[],
): Promise<readonly Change[]> {
  const changes: Change[] = [];
  for (const repository of repositories) {
    if (!(await isKnown(deps, repository))) continue;
    const standing = await readStanding(deps.clients, repository);
    const isHere = standing.type === 'well' && standing.repository.installation === installation;
    if (isHere) changes.push(...(await follow(deps, standing.repository, by)));
  }
  return changes;
}

/** Of others there is nothing to end or to show; many may be given or taken at once. */
async function isKnown({ store }: IngressDeps, { id: repository }: NamedRepository) {
  if ((await store.repositories.find(repository)) !== null) return true;
  const runs = await store.runs.list({ pipeline: null, open: false, repository, limit: 1 });
  return runs.length > 0 || (await store.schedules.list(repository)).length > 0;
}
