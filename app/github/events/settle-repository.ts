import type { RepositoryRef } from '../../domain/hosted.ts';
import type { RunHeader } from '../../domain/run/run.ts';
import type { Pusher } from '../../runtime/ports/provenance.ts';
import type { Change } from '../../runtime/ports/store.ts';
import { refusalOf } from '../client/what-failed.ts';
import { readRepositoryEvent } from '../inbox/read-delivery.ts';
import type { NamedRepository } from '../inbox/read-lifecycle.ts';
import type { Delivery } from '../inbox/work-deliveries.ts';
import type { IngressDeps } from '../ingress-deps.ts';
import { readStanding, type Standing } from '../reads/read-standing.ts';

/** More runs than any store has open at once. */
const MOST_RUNS = 10_000;

/** Brings what is kept of a repository to how it stands now: runs that it can no longer have end, and its name is followed. */
export async function settleRepository(
  deps: IngressDeps,
  repository: NamedRepository,
  sender: Pusher,
): Promise<readonly Change[]> {
  const runs = await openRuns(deps, repository.id);
  const standing = await readStanding(deps.clients, repository);
  const reason = reasonOf(standing);
  if (reason !== null) await cancelRuns(deps, runs, { by: sender, reason });
  if (standing.type === 'archived') return [seen(standing.repository)];
  return standing.type === 'well' ? follow(deps, standing.repository, sender) : [];
}

/**
 * Before a delivery is worked off: where it calls its repository otherwise than the store does, GitHub is asked what it is
 * called now, since deliveries come late and in any order. Whoever installed the App before it asked for the event
 * `repository` tells of a new name by nothing else.
 */
export async function followDelivery(
  deps: IngressDeps,
  { event, payload }: Pick<Delivery, 'event' | 'payload'>,
): Promise<void> {
  const told = readRepositoryEvent(payload);
  // That one's handler asks itself.
  if (told === null || event === 'repository') return;
  const known = await deps.store.repositories.find(told.repository.id);
  if (known === null || isSame(known, told.repository)) return;
  const standing = await standingNow(deps, told.repository);
  if (standing === null || isSame(known, standing)) return;
  await deps.store.commit(await follow(deps, standing, told.sender));
}

/** Null: it is nobody's whom the App serves, or GitHub refuses to say; the handler is refused, too. */
async function standingNow(
  { clients }: IngressDeps,
  repository: NamedRepository,
): Promise<RepositoryRef | null> {
  try {
    const standing = await readStanding(clients, repository);
    return 'repository' in standing ? standing.repository : null;
  } catch (error) {
    if (refusalOf(error) === null) throw error;
    return null;
  }
}

function isSame(a: RepositoryRef, b: RepositoryRef): boolean {
  const { installation, owner, name, defaultBranch, isPublic } = a;
  const isCalledSo = owner === b.owner && name === b.name;
  // What was kept before deliveries were asked for it does not say.
  const isAsOpen = b.isPublic === undefined || isPublic === b.isPublic;
  return (
    isCalledSo && isAsOpen && installation === b.installation && defaultBranch === b.defaultBranch
  );
}

/** Its name of today from now on, and all that GitHub refused there once more. What another installation started ends. */
export async function follow(
  deps: IngressDeps,
  repository: RepositoryRef,
  by: Pusher,
): Promise<readonly Change[]> {
  const { id, installation, owner } = repository;
  for (const run of await openRuns(deps, id)) {
    const before = run.hosted?.repository;
    if (before === undefined || before.installation === installation) continue;
    const isTheirs = before.owner.toLowerCase() === owner.toLowerCase();
    const moved = `the repository was transferred to ${owner}`;
    const reason = isTheirs ? 'the app was uninstalled, and installed again' : moved;
    await cancelRuns(deps, [run], { by, reason });
  }
  return [seen(repository), offerAgain(deps, { repository: id })];
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

export function openRuns(
  { store }: Pick<IngressDeps, 'store'>,
  repository?: number,
): Promise<readonly RunHeader[]> {
  const where = repository === undefined ? {} : { repository };
  return store.runs.list({ pipeline: null, open: true, limit: MOST_RUNS, ...where });
}

export async function cancelRuns(
  { runtime }: Pick<IngressDeps, 'runtime'>,
  runs: readonly RunHeader[],
  { by, reason }: { readonly by: Pusher; readonly reason: string },
): Promise<void> {
  for (const { id } of runs) {
    const event = { type: 'run.cancel-requested', by: by.login, reason, forced: false } as const;
    await runtime.handle(id, event);
  }
}
