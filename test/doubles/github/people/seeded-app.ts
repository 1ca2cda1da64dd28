import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { issueInstallationToken } from '../acts/tokens.ts';
import { deliverTo } from '../hooks/emit.ts';
import type { App, Installation, Permissions } from '../state/accounts.ts';
import type { Repository } from '../state/repository.ts';
import type { World } from '../state/world.ts';
import { accountView } from '../views/account-view.ts';
import { installationView } from '../views/app-view.ts';
import { shortRepositoryView } from '../views/repository-view.ts';
import type { View } from '../views/scalars.ts';
import { addAccount, addApp, knownAccount } from './seed.ts';
import type { SeededRepository } from './seeded-repository.ts';

export type AppSeed = {
  readonly id?: number;
  readonly slug?: string;
  readonly name?: string;
  /** The login of its owner, a user. */
  readonly owner?: string;
  readonly permissions?: Permissions;
  readonly events?: readonly string[];
  readonly webhookUrl?: string;
  readonly webhookSecret?: string;
  readonly callbackUrls?: readonly string[];
  readonly setupUrl?: string | null;
  readonly deviceFlow?: boolean;
};

/** A registered App: its credentials, and people installing it. */
export class SeededApp {
  readonly world: World;
  readonly record: App;

  constructor(world: World, record: App) {
    this.world = world;
    this.record = record;
  }

  static register(world: World, seed: AppSeed): SeededApp {
    const { slug = 'mlpipelines', name = slug, owner = 'app-owner', permissions, id } = seed;
    const record = addApp(world, {
      ...hooksOf(seed),
      slug,
      name,
      owner: addAccount(world, { login: owner, type: 'User' }),
      permissions: { metadata: 'read', ...permissions },
      clientSecret: randomBytes(20).toString('hex'),
      ...(id !== undefined && { id }),
      ...keysOf(slug),
    });
    return new SeededApp(world, record);
  }

  /** Where GitHub posts events, once the receiver listens. */
  deliverTo(webhookUrl: string): this {
    this.record.webhookUrl = webhookUrl;
    return this;
  }

  /** Installs it on repositories of one owner, or on all of an owner; answers the installation's id. */
  install(where: string | readonly SeededRepository[], by?: string, id?: number): number {
    const { world, record: app } = this;
    const chosen = typeof where === 'string' ? null : where.map((each) => each.record);
    const account =
      typeof where === 'string'
        ? addAccount(world, { login: where, type: 'Organization' })
        : chosen?.[0]?.owner;
    if (account === undefined) throw new Error('Name an owner or at least one repository.');
    const installation: Installation = {
      id: id ?? world.nextId(),
      app,
      account,
      createdAt: world.clock.now(),
      selection: chosen === null ? 'all' : 'selected',
      repositoryIds: new Set(chosen?.map(({ id }) => id)),
      permissions: app.permissions,
      events: app.events,
      suspendedAt: null,
    };
    world.installations.set(installation.id, installation);
    const repositories = this.#repositories(installation).map((each) => shortRepositoryView(each));
    this.#tell(installation, { action: 'created', by, more: { repositories, requester: null } });
    return installation.id;
  }

  uninstall(id: number, by?: string): void {
    const installation = this.#installation(id);
    const repositories = this.#repositories(installation).map((each) => shortRepositoryView(each));
    this.world.installations.delete(id);
    this.#tell(installation, { action: 'deleted', by, more: { repositories, requester: null } });
  }

  /** Asks for more, and the owner of one installation agrees. */
  grant(id: number, more: Pick<AppSeed, 'permissions' | 'events'>, by?: string): void {
    const installation = this.#installation(id);
    const { record: app } = this;
    app.permissions = { ...app.permissions, ...more.permissions };
    app.events = [...new Set([...app.events, ...(more.events ?? [])])];
    Object.assign(installation, { permissions: app.permissions, events: app.events });
    this.#tell(installation, { action: 'new_permissions_accepted', by });
  }

  /** A token of an installation, as the App would get it. */
  token(id: number): string {
    const installation = this.#installation(id);
    const { permissions } = installation;
    const wanted = { installation, permissions, repositoryIds: null };
    return issueInstallationToken(this.world, wanted).value;
  }

  suspend(id: number, by?: string): void {
    const installation = this.#installation(id);
    installation.suspendedAt = this.world.clock.now();
    this.#tell(installation, { action: 'suspend', by });
  }

  unsuspend(id: number, by?: string): void {
    const installation = this.#installation(id);
    installation.suspendedAt = null;
    this.#tell(installation, { action: 'unsuspend', by });
  }

  /** Changes which repositories an installation of selected ones sees. */
  select(
    id: number,
    change: {
      readonly add?: readonly SeededRepository[];
      readonly remove?: readonly SeededRepository[];
    },
    by?: string,
  ): void {
    const installation = this.#installation(id);
    const added = (change.add ?? []).map((each) => each.record);
    const removed = (change.remove ?? []).map((each) => each.record);
    for (const each of added) installation.repositoryIds.add(each.id);
    for (const each of removed) installation.repositoryIds.delete(each.id);
    this.#tell(installation, {
      event: 'installation_repositories',
      action: added.length > 0 ? 'added' : 'removed',
      by,
      more: {
        repository_selection: installation.selection,
        repositories_added: added.map((each) => shortRepositoryView(each)),
        repositories_removed: removed.map((each) => shortRepositoryView(each)),
        requester: null,
      },
    });
  }

  #installation(id: number): Installation {
    const installation = this.world.installations.get(id);
    if (installation === undefined) throw new Error(`There is no installation ${id}.`);
    return installation;
  }

  #repositories(installation: Installation): Repository[] {
    return [...this.world.repositories.values()].filter(
      (each) =>
        each.owner === installation.account &&
        (installation.selection === 'all' || installation.repositoryIds.has(each.id)),
    );
  }

  #tell(
    installation: Installation,
    told: {
      readonly event?: string;
      readonly action: string;
      readonly by: string | undefined;
      readonly more?: View;
    },
  ): void {
    const { world } = this;
    const sender = told.by === undefined ? installation.account : knownAccount(world, told.by);
    deliverTo(world, installation, {
      event: told.event ?? 'installation',
      action: told.action,
      payload: {
        action: told.action,
        installation: installationView(world, installation),
        ...told.more,
        sender: accountView(world, sender),
      },
    });
  }
}

type Keys = { readonly publicKey: string; readonly privateKey: string };
const keys = new Map<string, Keys>();

/** Making keys takes long: in one process, Apps of one slug share theirs. */
function keysOf(slug: string): Keys {
  const known = keys.get(slug);
  if (known !== undefined) return known;
  const made = generateKeyPairSync('rsa', {
    modulusLength: 2048,
    publicKeyEncoding: { type: 'spki', format: 'pem' },
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  });
  keys.set(slug, made);
  return made;
}

function hooksOf({ callbackUrls = [], setupUrl = null, deviceFlow = false, ...seed }: AppSeed) {
  const { events = [], webhookUrl = null } = seed;
  const webhookSecret = seed.webhookSecret ?? randomBytes(20).toString('hex');
  return { events, webhookUrl, webhookSecret, callbackUrls, setupUrl, deviceFlow };
}
