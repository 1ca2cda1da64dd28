import { expect, test } from 'vitest';
import { refusalOf } from '../../../app/github/client/what-failed.ts';
import { atFirst, openWorld, PERMISSIONS, type World } from '../open-world.ts';

const REPO = { owner: 'acme', repo: 'churn' };

/** Makes a comment; gives the refusal, null for done. */
async function refused({ clients, installation, github, repository }: World, issue?: number) {
  const issue_number = issue ?? github.user('octocat').openIssue(repository, 'A question');
  const { issues } = clients.of(installation).octokit.rest;
  try {
    await issues.createComment({ ...REPO, issue_number, body: 'x' });
    return null;
  } catch (error) {
    return refusalOf(error);
  }
}

test('what an archived, locked, suspended or left repository says is understood as that', async () => {
  const world = await openWorld();
  const { app, github, repository, installation } = world;
  expect(await refused(world)).toBeNull();
  const octocat = github.user('octocat');
  const locked = octocat.openIssue(repository, 'x');
  await octocat.setLocked(repository, locked, true);
  expect(await refused(world, locked)).toMatchObject({ reason: 'locked' });
  repository.archive();
  expect(await refused(world)).toMatchObject({ reason: 'archived' });
  repository.archive(false);
  app.suspend(installation);
  expect(await refused(world)).toMatchObject({ reason: 'suspended' });
  app.unsuspend(installation);
  expect(await refused(world)).toBeNull();
  app.select(installation, { remove: [repository] });
  expect(await refused(world)).toMatchObject({ reason: 'forbidden' });
  app.uninstall(installation);
  expect(await refused(world)).toMatchObject({ reason: 'uninstalled', sentence: 'Not Found' });
});

test('a renamed repository is asked as ever', async () => {
  const world = await openWorld({ permissions: PERMISSIONS });
  world.repository.rename('better');
  expect(await refused(world)).toBeNull();
  expect(world.repository.comments(1)).toHaveLength(1);
});

test('a token that GitHub could not give for a fault of its own is asked for again, for a change too', async () => {
  const world = await openWorld();
  world.tokenFault = atFirst(2, async () => new Response('{}', { status: 502 }));
  expect(await refused(world)).toBeNull();
  expect(world.repository.comments(1)).toHaveLength(1);
});
