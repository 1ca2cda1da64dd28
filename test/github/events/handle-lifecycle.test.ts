import { RequestError } from '@octokit/request-error';
import { describe, expect, test } from 'vitest';
import type { JsonMap } from '../../../app/domain/json.ts';
import type { RepositoryRef } from '../../../app/domain/hosted.ts';
import { followDelivery } from '../../../app/github/events/settle-repository.ts';
import type { IngressDeps } from '../../../app/github/ingress-deps.ts';
import { aPlan, aRequest, aStep } from '../../support/build-plan.ts';
import { openPlainGitHub, PLACE } from '../open-plain-github.ts';

const CHURN = PLACE.repository;
const OTHER = { ...CHURN, id: 8, name: 'other' };
const LEFT = 'the repository was deleted, or the app was removed from it';

type Standing = {
  /** Null: there is no such repository any more. */
  readonly repository?: Partial<RepositoryRef> | null;
  readonly archived?: boolean;
  readonly suspended?: boolean;
  /** What GitHub says instead of all that. */
  readonly error?: Error;
};

/** Runs of two repositories, of which GitHub says of `churn` how it stands. */
async function opened(standing: Standing = {}) {
  const asked: string[] = [];
  const now = { standing };
  const stands = () => {
    if (now.standing.error !== undefined) throw now.standing.error;
    if (now.standing.repository === null) throw refusal(404, 'Not Found');
    return { ...CHURN, ...now.standing.repository };
  };
  const seen = { suspended_at: () => (now.standing.suspended === true ? '2026' : null) };
  const apps = {
    getRepoInstallation: async ({ owner, repo }: { owner: string; repo: string }) => {
      asked.push(`${owner}/${repo}`);
      return { data: { id: stands().installation, suspended_at: seen.suspended_at() } };
    },
    getInstallation: async () => {
      stands();
      return { data: { suspended_at: seen.suspended_at() } };
    },
  };
  const get = async () => {
    const { id, owner, name, defaultBranch: default_branch, isPublic } = stands();
    const said = { archived: now.standing.archived === true, private: isPublic !== true };
    return { data: { id, owner: { login: owner }, name, default_branch, ...said } };
  };
  const clients = {
    asApp: () => ({ octokit: { rest: { apps } } }),
    of: () => ({ octokit: { rest: { repos: { get } } } }),
  } as unknown as IngressDeps['clients'];
  const opening = await openPlainGitHub({ deps: { clients } });
  const { runtime, runs, store } = opening;
  const start = async (repository: RepositoryRef) => {
    const allotted = await runtime.allot(repository.id);
    const hosted = { ...PLACE, repository };
    const request = aRequest({ ...allotted, sha: 'a', hosted });
    await runtime.start(aPlan([aStep('train')]), request);
  };
  await start(CHURN);
  await start(OTHER);
  const cancelled = async () =>
    (await runs()).flatMap(({ hosted, cancel }) =>
      cancel === null ? [] : [`${hosted?.repository.name}: ${cancel.reason}, ${cancel.by}`],
    );
  const known = async () => {
    const found = await store.repositories.find(CHURN.id);
    return found === null ? null : `${found.owner}/${found.name} ${found.defaultBranch}`;
  };
  return { ...opening, now, asked, start, cancelled, known };
}

function refusal(status: number, message: string) {
  return new RequestError(message, status, {
    request: { method: 'GET', url: 'https://api.github.com/x', headers: {} },
    response: { status, url: '', headers: {}, data: {} },
  });
}

const sender = { id: 1, login: 'ada', type: 'User' };
const repository = {
  id: CHURN.id,
  name: CHURN.name,
  owner: { login: CHURN.owner },
  default_branch: 'main',
};
const told = (action: string, part: JsonMap = {}): JsonMap => ({
  action,
  installation: { id: 1 },
  repository,
  sender,
  ...part,
});
const named = (...all: readonly RepositoryRef[]) =>
  all.map(({ id, owner, name }) => ({ id, full_name: `${owner}/${name}` }));

describe('a repository', () => {
  test.each<readonly [string, Standing, string]>([
    ['archived', { archived: true }, 'the repository was archived'],
    ['deleted', { repository: null }, LEFT],
    ['renamed', { repository: { id: 99 } }, LEFT],
    ['transferred', { suspended: true }, 'the app was suspended'],
  ])('that was %s and can have no runs has none, and others go on', async (action, how, reason) => {
    const { heard, cancelled } = await opened(how);
    await heard('repository', told(action));
    expect(await cancelled()).toEqual([`churn-7: ${reason}, ada`]);
  });

  test('that goes on under another name is followed, with all that GitHub refused there', async () => {
    const { heard, cancelled, known, clock } = await opened({ repository: { name: 'churn-8' } });
    expect(await heard('repository', told('renamed'))).toContainEqual({
      type: 'publication.again',
      repository: CHURN.id,
      installation: null,
      at: clock.now(),
    });
    expect([await known(), await cancelled()]).toEqual(['acme/churn-8 main', []]);
    const kept = await opened({ archived: true, repository: { name: 'churn-8' } });
    expect(await kept.heard('repository', told('archived'))).toHaveLength(1);
    expect(await kept.known()).toBe('acme/churn-8 main');
  });

  test('that another installation has now ends what the one before started', async () => {
    const moved = await opened({ repository: { installation: 2, owner: 'globex' } });
    await moved.start({ ...CHURN, installation: 2 });
    await moved.heard('repository', told('transferred'));
    expect(await moved.cancelled()).toEqual([
      'churn-7: the repository was transferred to globex, ada',
    ]);
    const again = await opened({ repository: { installation: 2, owner: 'Acme' } });
    await again.heard('repository', told('transferred'));
    expect(await again.cancelled()).toEqual([
      'churn-7: the app was uninstalled, and installed again, ada',
    ]);
  });

  test('of which something else is told is not asked about', async () => {
    const { heard, asked, known } = await opened({ repository: { defaultBranch: 'trunk' } });
    for (const payload of [told('publicized'), told('edited'), { action: 'archived' }]) {
      expect(await heard('repository', payload)).toEqual([]);
    }
    expect(asked).toEqual([]);
    await heard('repository', told('edited', { changes: { default_branch: { from: 'main' } } }));
    expect(await known()).toBe('acme/churn-7 trunk');
  });
});

describe('an installation', () => {
  test('that was given or lost repositories settles those that are known', async () => {
    const lost = await opened({ repository: null });
    const unknown = { ...CHURN, id: 99, name: 'unknown' };
    const removed = named(unknown, CHURN);
    await lost.heard(
      'installation_repositories',
      told('removed', { repositories_removed: removed }),
    );
    expect(await lost.cancelled()).toEqual([`churn-7: ${LEFT}, ada`]);
    expect(lost.asked).toEqual(['acme/churn-7']);
    const given = await opened();
    const added = named(unknown, CHURN);
    const changes = await given.heard(
      'installation_repositories',
      told('added', { repositories_added: added }),
    );
    expect(changes.map(({ type }) => type)).toEqual(['repository.seen', 'publication.again']);
    expect([given.asked, await given.cancelled()]).toEqual([['acme/churn-7'], []]);
  });

  test('is not told what another one has', async () => {
    const { heard } = await opened({ repository: { installation: 2 } });
    const added = { repositories_added: named(CHURN) };
    expect(await heard('installation_repositories', told('added', added))).toEqual([]);
    const archived = await opened({ archived: true });
    expect(await archived.heard('installation_repositories', told('added', added))).toEqual([]);
  });

  test('knows a repository by its runs, by its schedules, or since it was seen', async () => {
    const { heard, asked, store } = await opened();
    const [scheduled, seen] = [
      { ...CHURN, id: 20, name: 'b' },
      { ...CHURN, id: 21, name: 'c' },
    ];
    const state = { pipeline: 'x' };
    const about = { repository: 20, expected: null, nextAt: 1, state };
    await store.commit([
      { type: 'schedule.save', id: '20/x', ...about },
      { type: 'repository.seen', repository: seen },
    ]);
    const all = named(CHURN, scheduled, seen, { ...CHURN, id: 22, name: 'd' });
    await heard('installation_repositories', told('added', { repositories_added: all }));
    expect(asked).toEqual(['acme/churn-7', 'acme/b', 'acme/c']);
  });

  test('that is over ends the runs of what it had, unless it was let in again meanwhile', async () => {
    const over = await opened({ repository: null });
    await over.start({ ...CHURN, id: 9, name: 'theirs', installation: 2 });
    await over.heard('installation', told('deleted'));
    const reason = 'the app was uninstalled, ada';
    expect((await over.cancelled()).toSorted()).toEqual([`churn-7: ${reason}`, `other: ${reason}`]);
    const suspended = await opened({ suspended: true });
    await suspended.heard('installation', told('suspend'));
    expect(await suspended.cancelled()).toContain('churn-7: the app was suspended, ada');
    const again = await opened();
    expect(await again.heard('installation', told('deleted'))).toEqual([]);
    expect(await again.cancelled()).toEqual([]);
  });

  test('that is let in, or granted more, is offered what was refused, and what it has is seen', async () => {
    const { heard, known, clock } = await opened();
    const changes = await heard('installation', told('created', { repositories: named(CHURN) }));
    const again = { type: 'publication.again', installation: 1, repository: null, at: clock.now() };
    expect(changes).toContainEqual(again);
    expect(await known()).toBe('acme/churn-7 main');
    expect(await heard('installation', told('new_permissions_accepted'))).toEqual([again]);
    expect(await heard('installation', { action: 'created' })).toEqual([]);
    expect(await heard('installation_repositories', { action: 'added' })).toEqual([]);
  });
});

describe('before a delivery is worked off', () => {
  const payload = told('opened', { repository: { ...repository, name: 'churn-8' } });

  test('its repository is asked for where it is called otherwise than it was', async () => {
    const { deps, store, asked, known, now } = await opened({ repository: { name: 'churn-9' } });
    await followDelivery(deps, { event: 'push', payload });
    expect(asked).toEqual([]);
    await store.commit([{ type: 'repository.seen', repository: CHURN }]);
    await followDelivery(deps, { event: 'push', payload: told('opened') });
    await followDelivery(deps, { event: 'repository', payload });
    await followDelivery(deps, { event: 'push', payload: {} });
    expect(asked).toEqual([]);
    await followDelivery(deps, { event: 'push', payload });
    expect([asked, await known()]).toEqual([['acme/churn-8'], 'acme/churn-9 main']);
    // A late one tells an old name: what stands is what GitHub says.
    Object.assign(now, { standing: { repository: null } });
    await followDelivery(deps, { event: 'push', payload });
    expect(await known()).toBe('acme/churn-9 main');
  });

  test('it is tried again where GitHub cannot be asked, and goes on where it refuses to say', async () => {
    const { deps, store, now, known } = await opened();
    await store.commit([{ type: 'repository.seen', repository: CHURN }]);
    Object.assign(now, { standing: { error: refusal(403, 'Your IP address is not permitted') } });
    await followDelivery(deps, { event: 'push', payload });
    expect(await known()).toBe('acme/churn-7 main');
    Object.assign(now, { standing: { error: new Error('GitHub is away') } });
    const again = followDelivery(deps, { event: 'push', payload });
    await expect(again).rejects.toThrow('GitHub is away');
  });

  test.each<readonly [string, Partial<RepositoryRef>]>([
    ['owner', { owner: 'globex' }],
    ['name', { name: 'churn-9' }],
    ['installation', { installation: 2 }],
    ['default branch', { defaultBranch: 'trunk' }],
    ['visibility', { isPublic: true }],
  ])('another %s alone is followed', async (_, part) => {
    const { deps, store } = await opened({ repository: part });
    await store.commit([{ type: 'repository.seen', repository: CHURN }]);
    await followDelivery(deps, { event: 'push', payload });
    expect(await store.repositories.find(CHURN.id)).toEqual({ ...CHURN, isPublic: false, ...part });
  });
});
