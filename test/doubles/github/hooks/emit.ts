import { randomUUID } from 'node:crypto';
import type { Actor, Installation } from '../state/accounts.ts';
import type { Repository } from '../state/repository.ts';
import { covers, type Watcher, type World } from '../state/world.ts';
import { payloadFaults } from '../schemas/webhook-book.ts';
import { accountView, organizationView } from '../views/account-view.ts';
import { repositoryView } from '../views/repository-view.ts';
import { nodeId, type View } from '../views/scalars.ts';
import { permissionFor } from './event-permissions.ts';

export type TriggerEvent = {
  readonly event: string;
  readonly action?: string;
  readonly repository: Repository;
  readonly sender: Actor;
  /** What the event is about: `{ check_run: … }`. */
  readonly about: View;
  /** Only this App hears of it, as of presses of its own buttons. */
  readonly onlyApp?: { readonly id: number };
};

/** Tells every App that is installed, subscribed and permitted what happened in a repository. */
export function emit(world: World, triggerEvent: TriggerEvent): void {
  const { event, action, repository, sender, about } = triggerEvent;
  notify(world, { event, action: action ?? null, repository });
  const payload: View = {
    ...(action !== undefined && { action }),
    ...about,
    repository:
      event === 'push'
        ? pushedRepositoryView(world, repository)
        : repositoryView(world, repository),
    ...(repository.owner.type === 'Organization' && {
      organization: organizationView(world, repository.owner),
    }),
    sender: accountView(world, sender.account),
  };
  for (const installation of world.installations.values())
    if (hears(installation, triggerEvent))
      deliverTo(world, installation, { ...triggerEvent, payload });
}

/** Tells those who watch this GitHub, also of what no webhook tells. */
export function notify(world: World, what: Parameters<Watcher>[0]): void {
  for (const watcher of world.watchers) watcher(what);
}

/** Tells one App something, about its installation for instance, whatever it subscribed to. */
export function deliverTo(
  world: World,
  installation: Installation,
  told: Pick<TriggerEvent, 'event' | 'action'> & {
    readonly payload: View;
    readonly repository?: Repository;
  },
): void {
  const { app } = installation;
  if (app.webhookUrl === null) return;
  const payload = {
    ...told.payload,
    installation: told.payload['installation'] ?? {
      id: installation.id,
      node_id: nodeId('Installation', installation.id),
    },
  };
  const name = [told.event, told.action].filter(Boolean).join('-').replaceAll('_', '-');
  const faults = payloadFaults(name, payload);
  if (faults.length > 0) world.problems.add('bad-payload', name, faults.slice(0, 8).join('; '));
  world.deliveries.deliver({
    guid: randomUUID(),
    app,
    event: told.event,
    action: told.action ?? null,
    installationId: installation.id,
    repositoryId: told.repository?.id ?? null,
    payload: JSON.stringify(payload),
  });
}

function hears(installation: Installation, triggerEvent: TriggerEvent): boolean {
  const { event, repository, onlyApp } = triggerEvent;
  const needed = permissionFor(event);
  return (
    installation.suspendedAt === null &&
    covers(installation, repository) &&
    (onlyApp === undefined || onlyApp.id === installation.app.id) &&
    (installation.events.includes(event) || isAutomatic(event, installation)) &&
    needed.some((permission) => installation.permissions[permission] !== undefined)
  );
}

/** Whoever may write checks hears of checks without asking. */
function isAutomatic(event: string, { permissions }: Installation): boolean {
  return ['check_run', 'check_suite'].includes(event) && permissions['checks'] === 'write';
}

/** `push` is older than the rest: its repository has times in seconds and the owner's name. */
function pushedRepositoryView(world: World, repository: Repository): View {
  const view = repositoryView(world, repository);
  return {
    ...view,
    created_at: Math.floor(repository.createdAt / 1000),
    pushed_at: Math.floor(repository.pushedAt / 1000),
    owner: {
      ...accountView(world, repository.owner),
      name: repository.owner.login,
      email: repository.owner.email,
    },
    master_branch: repository.defaultBranch,
    stargazers: 0,
    ...(repository.owner.type === 'Organization' && { organization: repository.owner.login }),
  };
}
