import { describe, expect, test } from 'vitest';
import { publicationId } from '../../../app/runtime/ports/publications.ts';
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
