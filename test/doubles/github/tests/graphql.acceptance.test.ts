import { expect, test } from 'vitest';
import { clientOf, openTestGitHub } from '../testing/open-test-github.ts';

async function scene(permissions: Readonly<Record<string, 'read' | 'write'>>) {
  const github = await openTestGitHub();
  const repo = github.repository('acme/model', { collaborators: { ann: 'write', eve: 'read' } });
  await repo.commit({
    files: { '.mlpipelines/train.yml': 'name: train\n', '.mlpipelines/deep/x.yml': 'x: 1\n' },
  });
  const app = github.app({ permissions });
  const kit = clientOf(github, app, app.install([repo]));
  return { github, repo, kit };
}

const TREE = `query ($owner: String!, $name: String!, $expression: String!) {
  repository(owner: $owner, name: $name) {
    object(expression: $expression) {
      ... on Tree {
        oid
        entries { name path type mode oid object { ... on Blob { byteSize isBinary isTruncated text } ... on Tree { entries { name } } } }
      }
    }
  }
}`;

test('all files of a folder at a commit come in one call', async () => {
  const { github, repo, kit } = await scene({ contents: 'read' });
  github.requests().clear();
  const at = { owner: 'acme', name: 'model' };
  const answer = await kit.graphql(TREE, { ...at, expression: `${await repo.sha()}:.mlpipelines` });
  expect(answer).toMatchObject({
    repository: {
      object: {
        entries: [
          { name: 'deep', type: 'tree', object: { entries: [{ name: 'x.yml' }] } },
          {
            name: 'train.yml',
            mode: 33_188,
            object: { isTruncated: false, text: 'name: train\n' },
          },
        ],
      },
    },
  });
  expect(await kit.graphql(TREE, { ...at, expression: 'main:nowhere' })).toEqual({
    repository: { object: null },
  });
  expect(github.requests().count({ resource: 'graphql' })).toBe(2);
  expect(await kit.graphql('{ rateLimit { limit used } }')).toEqual({
    rateLimit: { limit: 5_000, used: 3 },
  });
  await expect(kit.graphql(TREE, { ...at, name: 'none', expression: 'main:' })).rejects.toThrow(
    /Could not resolve to a Repository/,
  );
});

test('reviews of a pull request say who may write and which commit they saw', async () => {
  const { github, repo, kit } = await scene({ pull_requests: 'read' });
  repo.protect('main', { approvals: 1 });
  const head = await repo.commit({ branch: 'topic', files: { 'a.txt': 'a' }, by: 'ann' });
  const number = await github.user('bob').openPull(repo, { head: 'topic' });
  github.user('eve').review(repo, number, { state: 'APPROVED' });
  github.user('ann').review(repo, number, { state: 'CHANGES_REQUESTED' });
  github.user('ann').review(repo, number, { state: 'APPROVED' });
  github.user('ann').review(repo, number, { state: 'COMMENTED', body: 'nice' });
  const answer = await kit.graphql(
    `query { repository(owner: "acme", name: "model") { pullRequest(number: ${number}) {
      headRefOid reviewDecision
      latestOpinionatedReviews(first: 50, writersOnly: true) {
        nodes { state author { login } commit { oid } authorCanPushToRepository onBehalfOf(first: 5) { nodes { slug } } }
      } } } }`,
  );
  expect(answer).toEqual({
    repository: {
      pullRequest: {
        headRefOid: head,
        reviewDecision: 'APPROVED',
        latestOpinionatedReviews: {
          nodes: [
            {
              state: 'APPROVED',
              author: { login: 'ann' },
              commit: { oid: head },
              authorCanPushToRepository: true,
              onBehalfOf: { nodes: [] },
            },
          ],
        },
      },
    },
  });
});

test('one mutation commits several files, where the branch stands as expected', async () => {
  const { repo, kit } = await scene({ contents: 'write' });
  const mutation = `mutation ($input: CreateCommitOnBranchInput!) { createCommitOnBranch(input: $input) { commit { oid } } }`;
  const input = {
    branch: { repositoryNameWithOwner: 'acme/model', branchName: 'main' },
    expectedHeadOid: await repo.sha(),
    message: { headline: 'Two files', body: 'and one gone' },
    fileChanges: {
      additions: [
        { path: 'a.txt', contents: Buffer.from('a').toString('base64') },
        { path: 'b/c.txt', contents: Buffer.from('c').toString('base64') },
      ],
      deletions: [{ path: '.mlpipelines/train.yml' }],
    },
  };
  const answer = await kit.graphql(mutation, { input });
  expect(answer).toEqual({ createCommitOnBranch: { commit: { oid: await repo.sha() } } });
  expect(await repo.file('b/c.txt')).toBe('c');
  expect(await repo.file('.mlpipelines/train.yml')).toBeNull();
  await expect(kit.graphql(mutation, { input })).rejects.toThrow(/Expected branch to point to/);
});

test('a comment is hidden', async () => {
  const { github, repo, kit } = await scene({ issues: 'write' });
  const number = github.user('ann').openIssue(repo, 'x');
  const { data } = await kit.rest.issues.createComment({
    owner: 'acme',
    repo: 'model',
    issue_number: number,
    body: 'old',
  });
  await kit.graphql(
    `mutation ($id: ID!) { minimizeComment(input: { subjectId: $id, classifier: OUTDATED }) { minimizedComment { isMinimized } } }`,
    { id: data.node_id },
  );
  expect(repo.comments(number)[0]?.minimized).toBe('OUTDATED');
});

test("a query against GitHub's schema, and a field that is not modelled, are problems", async () => {
  const { github, kit } = await scene({ contents: 'read' });
  await expect(
    kit.graphql('query { repository(owner: "acme", name: "model") { colour } }'),
  ).rejects.toThrow(/Cannot query field "colour" on type "Repository"/);
  await expect(
    kit.graphql('query { repository(owner: "acme", name: "model") { forkCount } }'),
  ).rejects.toThrow(/does not model Repository.forkCount/);
  expect(github.takeProblems().map(({ kind }) => kind)).toEqual(['bad-query', 'not-modelled']);
});
