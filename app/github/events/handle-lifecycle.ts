import type { RepositoryRef } from '../../domain/hosted.ts';
import type { RunHeader } from '../../domain/run/run.ts';
import type { Pusher } from '../../runtime/ports/provenance.ts';
import type { Change } from '../../runtime/ports/store.ts';
import {
  readInstallationEvent,
  readRepositoryAction,
  type NamedRepository,
} from '../inbox/read-lifecycle.ts';
import type { Delivery } from '../inbox/work-deliveries.ts';
import type { IngressDeps } from '../ingress-deps.ts';
import { readInstallation, readStanding, type Standing } from '../reads/read-standing.ts';

/** More runs than any store has open at once. */
const MOST_RUNS = 10_000;
const CHANGES: ReadonlySet<string> = new Set([
  'archived',
  'unarchived',
  'renamed',
  'transferred',
  'deleted',
]);

const ENDS: ReadonlySet<string> = new Set(['deleted', 'suspend']);

/** A repository was archived, renamed, handed on, deleted …: how it stands now decides, since events come late and in any order. */
export async function handleRepository(
  deps: IngressDeps,
  { payload }: Delivery,
): Promise<readonly Change[]> {
  const event = readRepositoryAction(payload);
  if (event === null || !CHANGES.has(event.action)) return [];
  return settle(deps, event.repository, event.sender);
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
    changes.push(...(await settle(deps, repository, event.sender)));
  }
  return [...changes, ...(await welcome(deps, installation, event.added))];
}

/** The App was uninstalled, suspended, let in again, or granted more. */
export async function handleInstallation(
  deps: IngressDeps,
  { payload, installation }: Delivery,
): Promise<readonly Change[]> {
  const event = readInstallationEvent(payload);
  if (event === null) return [];
  if (!ENDS.has(event.action)) {
    return [offerAgain(deps, { installation }), ...(await welcome(deps, installation, event.all))];
  }
  const standing = await readInstallation(deps.clients, installation);
  // It was let in again meanwhile.
  if (standing === 'well') return [];
  const runs = await openRuns(deps);
  const theirs = runs.filter(({ hosted }) => hosted?.repository.installation === installation);
  const reason = standing === 'left' ? 'the app was uninstalled' : 'the app was suspended';
  await cancel(deps, theirs, { by: event.sender, reason });
  return [];
}

async function settle(
  deps: IngressDeps,
  repository: NamedRepository,
  sender: Pusher,
): Promise<readonly Change[]> {
  const runs = await openRuns(deps, repository.id);
  const standing = await readStanding(deps.clients, repository);
  const reason = reasonOf(standing);
  if (reason !== null) await cancel(deps, runs, { by: sender, reason });
  if (standing.type === 'archived') return [seen(standing.repository)];
  if (standing.type !== 'well') return [];
  const { installation, owner } = standing.repository;
  const others = runs.filter(({ hosted }) => hosted?.repository.installation !== installation);
  const moved = `the repository was transferred to ${owner}`;
  await cancel(deps, others, { by: sender, reason: moved });
  return follow(deps, standing.repository);
}

/** Those that were known before are shown again, by their names of today. */
async function welcome(
  deps: IngressDeps,
  installation: number,
  repositories: readonly NamedRepository[],
): Promise<readonly Change[]> {
  const changes: Change[] = [];
  for (const repository of repositories) {
    if (!(await isKnown(deps, repository))) continue;
    const standing = await readStanding(deps.clients, repository);
    const isHere = standing.type === 'well' && standing.repository.installation === installation;
    if (isHere) changes.push(...follow(deps, standing.repository));
  }
  return changes;
}

/** Its name of today from now on, and all that GitHub refused there once more. */
function follow(deps: IngressDeps, repository: RepositoryRef): readonly Change[] {
  return [seen(repository), offerAgain(deps, { repository: repository.id })];
}

function seen(repository: RepositoryRef): Change {
  return { type: 'repository.seen', repository };
}

/** What GitHub refused there is offered once more. */
export function offerAgain(
  { clock }: Pick<IngressDeps, 'clock'>,
  where: { readonly repository?: number; readonly installation?: number },
): Change {
  const { repository = null, installation = null } = where;
  return { type: 'publication.again', repository, installation, at: clock.now() };
}

function reasonOf({ type }: Standing): string | null {
  switch (type) {
    case 'well':
      return null;
    case 'archived':
      return 'the repository was archived';
    case 'suspended':
      return 'the app was suspended';
    case 'left':
      // GitHub tells of a deletion twice, and whether one or the other it was is not to be seen afterwards.
      return 'the repository was deleted, or the app was removed from it';
  }
}

/** Of others there is nothing to end or to show; many may be given or taken at once. */
async function isKnown({ store }: IngressDeps, { id: repository }: NamedRepository) {
  return (await store.runs.list({ ...ANY, repository, limit: 1 })).length > 0;
}

function openRuns({ store }: IngressDeps, repository?: number): Promise<readonly RunHeader[]> {
  const where = repository === undefined ? {} : { repository };
  return store.runs.list({ ...ANY, open: true, limit: MOST_RUNS, ...where });
}

const ANY = { pipeline: null, open: false } as const;

async function cancel(
  { runtime }: IngressDeps,
  runs: readonly RunHeader[],
  { by, reason }: { readonly by: Pusher; readonly reason: string },
): Promise<void> {
  for (const { id } of runs) {
    const event = { type: 'run.cancel-requested', by: by.login, reason, forced: false } as const;
    await runtime.handle(id, event);
  }
}
