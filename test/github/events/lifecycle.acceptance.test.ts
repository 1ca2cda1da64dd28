import { describe, expect, test } from 'vitest';
import { publicationId } from '../../../app/runtime/ports/hosted/publications.ts';
import { openTestIngress } from '../open-ingress.ts';

const FILE = '.mlpipelines/churn.yml';
const PIPELINE = `name: churn
on: { push: {} }
steps: { train: { run: echo train } }
`;

/** A repository with a run that is under way. */
async function opened() {
  const ingress = await openTestIngress();
  await ingress.repo.commit({ files: { [FILE]: PIPELINE }, by: 'ada' });
  await ingress.settle();
  const [run] = await ingress.runs();
  if (run === undefined) throw new Error('no run has started');
  return { ...ingress, run, header: async () => (await ingress.runs())[0] };
}

const GONE = 'the repository was deleted, or the app was removed from it';

type Opened = Awaited<ReturnType<typeof opened>>;

describe('a run ends, and says why,', () => {
  test.each<readonly [string, (at: Opened) => void, string]>([
    ['is archived', ({ repo }) => repo.archive(), 'the repository was archived'],
    ['is deleted', ({ repo }) => repo.remove(), GONE],
    [
      'is taken from the app',
      ({ app, installation, repo }) => app.select(installation, { remove: [repo] }),
      GONE,
    ],
    ['goes to an owner without the app', ({ repo }) => repo.transfer('umbrella'), GONE],
    [
      'goes to another owner with the app',
      ({ app, repo }) => {
        app.install('umbrella');
        repo.transfer('umbrella');
      },
      'the repository was transferred to umbrella',
    ],
    [
      'has its app suspended',
      ({ app, installation }) => app.suspend(installation),
      'the app was suspended',
    ],
    [
      'has its app uninstalled',
      ({ app, installation }) => app.uninstall(installation),
      'the app was uninstalled',
    ],
  ])('when its repository %s', async (_, happens, reason) => {
    const at = await opened();
    happens(at);
    await at.settle();
    expect((await at.header())?.cancel).toMatchObject({ reason, by: 'acme' });
    expect(at.troubles).toEqual([]);
  });
});

test('what was taken back before it was heard of ends nothing', async () => {
  const { repo, app, installation, settle, header, troubles } = await opened();
  repo.archive();
  repo.archive(false);
  app.suspend(installation);
  app.unsuspend(installation);
  app.select(installation, { remove: [repo] });
  app.select(installation, { add: [repo] });
  await settle();
  expect((await header())?.cancel).toBeNull();
  expect(troubles).toEqual([]);
});

describe('a run goes on while GitHub does not say how its repository stands', () => {
  test.each<readonly [number, string, (at: Opened) => void]>([
    [403, 'apps/get-repo-installation', ({ repo }) => repo.rename('better')],
    // An address that is not on the organisation's list: https://docs.github.com/organizations/keeping-your-organization-secure/managing-security-settings-for-your-organization/managing-allowed-ip-addresses-for-your-organization
    [403, 'repos/get', ({ repo }) => repo.rename('better')],
    [451, 'repos/get', ({ repo }) => repo.archive()],
    [403, 'apps/get-installation', ({ app, installation }) => app.suspend(installation)],
  ])('but answers %i to %s', async (status, operationId, happens) => {
    const at = await opened();
    at.github.faults.rule({ operationId, fault: { kind: 'status', status } });
    happens(at);
    await at.settle();
    expect((await at.header())?.cancel).toBeNull();
    expect(at.troubles).not.toEqual([]);
  });
});

test('runs of other repositories go on', async () => {
  const { github, app, installation, settle, runs } = await opened();
  const other = github.repository('acme/other');
  app.select(installation, { add: [other] });
  await other.commit({ files: { [FILE]: PIPELINE }, by: 'ada' }).catch(() => {});
  await settle();
  other.archive();
  await settle();
  const ended = (await runs()).filter(({ cancel }) => cancel !== null);
  expect(ended.every(({ hosted }) => hosted?.repository.name === 'other')).toBe(true);
  expect((await runs()).some(({ cancel }) => cancel === null)).toBe(true);
});

test('a renamed repository is called by its new name everywhere, also where another takes the old one', async () => {
  const { github, repo, settle, publish, header, run } = await opened();
  repo.rename('better');
  await settle();
  const stranger = github.repository('acme/churn');
  expect((await header())?.hosted?.repository).toMatchObject({ owner: 'acme', name: 'better' });
  await publish();
  const names = repo.checkRuns(run.sha ?? '').map(({ name }) => name);
  expect(names.toSorted()).toEqual(['mlpipelines', 'mlpipelines: churn']);
  expect(stranger.checkRuns()).toEqual([]);
});

describe('a repository that is called otherwise than it was known', () => {
  const OTHER = { 'a.txt': 'a' };
  /** The App's installation was not granted the event `repository`, as those of before it was asked for. */
  const unheard = ({ github }: Opened, installation: number) => {
    const known = github.world.installations.get(installation);
    if (known === undefined) throw new Error('the app is not installed');
    Object.assign(known, { events: known.events.filter((event) => event !== 'repository') });
  };
  /** Its name was written down. */
  async function renamed() {
    const at = await opened();
    at.repo.rename('better');
    await at.settle();
    return { ...at, called: async () => (await at.header())?.hosted?.repository };
  }

  test('is followed by any delivery, where the app does not hear of repositories', async () => {
    const at = await renamed();
    unheard(at, at.installation);
    at.repo.rename('best');
    await at.repo.commit({ branch: 'next', files: OTHER, by: 'ada' });
    await at.settle();
    expect(await at.called()).toMatchObject({ name: 'best', defaultBranch: 'main' });
    await at.repo.setDefaultBranch('next');
    await at.repo.commit({ branch: 'x', files: OTHER, by: 'ada' });
    await at.settle();
    expect(await at.called()).toMatchObject({ name: 'best', defaultBranch: 'next' });
    expect((await at.header())?.cancel).toBeNull();
    expect(at.troubles).toEqual([]);
  });

  test('is asked for, whatever an old delivery says', async () => {
    const at = await renamed();
    const { id } = at.repo.record;
    const repository = { id, name: 'churn', owner: { login: 'acme' }, default_branch: 'main' };
    const installation = { id: at.installation };
    const sender = { login: 'ada', type: 'User' };
    const payload = { action: 'completed', installation, repository, sender };
    const item = { id: 'old', installation: at.installation, at: 1 };
    const body = { event: 'check_suite', payload };
    await at.store.commit([{ type: 'queue.add', topic: 'delivery', item: { ...item, body } }]);
    await at.settle();
    expect(await at.called()).toMatchObject({ name: 'better' });
    expect((await at.header())?.cancel).toBeNull();
  });

  test('has another default branch', async () => {
    const at = await opened();
    await at.repo.commit({ branch: 'next', files: OTHER, by: 'ada' });
    await at.repo.setDefaultBranch('next');
    await at.settle();
    expect((await at.header())?.hosted?.repository.defaultBranch).toBe('next');
  });

  test('is seen through a new installation, also before it has any run', async () => {
    const ingress = await openTestIngress();
    const { app, repo, served, settle, runs, troubles } = ingress;
    repo.rename('better');
    await settle();
    app.uninstall(ingress.installation);
    served.add(4711);
    app.install([repo], undefined, 4711);
    await settle();
    const known = await ingress.store.repositories.find(repo.record.id);
    expect(known).toMatchObject({ name: 'better', installation: 4711 });
    await repo.commit({ files: { [FILE]: PIPELINE }, by: 'ada' });
    await settle();
    const [run] = await runs();
    expect(run?.hosted?.repository.installation).toBe(4711);
    expect(troubles).toEqual([]);
  });

  test('ends what it was before, and nobody’s word holds, where it has another owner', async () => {
    const at = await renamed();
    const { id: repository } = at.repo.record;
    const trusted = { branch: 'main', by: 'ada', byId: 2, at: 1 };
    await at.store.commit([{ type: 'branch.trust', repository, branch: 'main', trusted }]);
    at.served.add(4711);
    at.app.install('umbrella', undefined, 4711);
    unheard(at, 4711);
    await at.settle();
    at.served.delete(at.installation);
    at.repo.transfer('umbrella');
    await at.repo.commit({ files: OTHER, by: 'ada' });
    await at.settle();
    const old = (await at.runs()).find(({ id }) => id === at.run.id);
    expect(old?.cancel).toMatchObject({ reason: 'the repository was transferred to umbrella' });
    expect(await at.store.provenance.trustedBranch(repository, 'main')).toBeNull();
  });
});

function aggregateOf({ hosted, sha }: Opened['run']) {
  if (hosted === undefined || sha === null) throw new Error('the run belongs to no commit');
  return { repository: hosted.repository, sha };
}

describe('what GitHub refused is offered again', () => {
  test.each<readonly [string, (at: Opened) => void | Promise<void>]>([
    [
      'when the repository is unarchived',
      ({ repo }) => {
        repo.archive();
        repo.archive(false);
      },
    ],
    ['when the app is no longer suspended', ({ app, installation }) => app.unsuspend(installation)],
    [
      'when the repository is given to the app again',
      ({ app, installation, repo }) => app.select(installation, { add: [repo] }),
    ],
    ['when the repository is renamed', ({ repo }) => repo.rename('better')],
    ['when the app is granted more', ({ app, installation }) => app.grant(installation, {})],
    [
      'when a conversation is unlocked',
      async ({ github, repo }) => {
        const ada = github.user('ada');
        await repo.commit({ branch: 'x', files: { 'a.txt': 'a' }, by: 'ada' });
        await ada.setLocked(repo, await ada.openPull(repo, { head: 'x' }), false);
      },
    ],
  ])('%s', async (_, happens) => {
    const at = await opened();
    const { store, run } = at;
    const id = publicationId({ ...aggregateOf(run), type: 'run', run: run.id });
    const known = await store.publications.find(id);
    if (known === null) throw new Error('the run has no check');
    const refused = { digest: 'd', times: 10, at: 1, words: 'GitHub refused.' };
    const state = { ...known.state, refused };
    await store.publications.release({ ...known, state }, null, 1);
    await happens(at);
    await at.settle();
    expect((await store.publications.find(id))?.state.refused).toMatchObject({ times: 0 });
    expect(at.troubles).toEqual([]);
  });
});
