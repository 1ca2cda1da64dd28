import { describe, expect, test } from 'vitest';
import { isMap, type Json, type JsonMap } from '../../../app/domain/json.ts';
import {
  readCheckRun,
  readRepositoryEvent,
  readCheckSuite,
  readComment,
  readMergeGroup,
  readPull,
  readPush,
  readReview,
  readWorkflow,
} from '../../../app/github/inbox/read-delivery.ts';
import {
  readInstallationEvent,
  readRepositoryAction,
} from '../../../app/github/inbox/read-lifecycle.ts';
import { trimPayload } from '../../../app/github/inbox/trim-payload.ts';

const [SHA, BASE, MERGE] = ['a'.repeat(40), 'b'.repeat(40), 'c'.repeat(40)];
const NOBODY = '0'.repeat(40);
const ADA = { id: 1, login: 'ada', type: 'User' };
const BOB = { id: 2, login: 'bob', type: 'User' };
const COMMON = {
  installation: { id: 4 },
  repository: { id: 7, name: 'churn', owner: { login: 'acme' }, default_branch: 'trunk' },
  sender: ADA,
};
const ABOUT = {
  repository: { id: 7, installation: 4, owner: 'acme', name: 'churn', defaultBranch: 'trunk' },
  sender: { id: 1, login: 'ada', isBot: false },
};
const EVERY = [
  'installation.id',
  'repository.id',
  'repository.name',
  'repository.owner.login',
  'sender.login',
];

type Kind = {
  readonly event: string;
  readonly read: (payload: JsonMap) => object | null;
  readonly payload: JsonMap;
  readonly says: object;
  /** Without one of these it says nothing. */
  readonly musts: readonly string[];
};

const KINDS: readonly Kind[] = [
  {
    event: 'push',
    read: readPush,
    payload: { ref: 'refs/heads/main', before: BASE, after: SHA, head_commit: { id: MERGE } },
    says: { ref: 'refs/heads/main', before: BASE, after: SHA, deleted: false },
    musts: ['ref', 'before', 'after'],
  },
  {
    event: 'pull_request',
    read: readPull,
    payload: {
      action: 'synchronize',
      before: BASE,
      pull_request: {
        number: 12,
        user: BOB,
        head: { sha: SHA, ref: 'topic', repo: { id: 7 } },
        base: { ref: 'main', sha: BASE },
      },
    },
    says: {
      action: 'synchronize',
      number: 12,
      author: 'bob',
      headSha: SHA,
      headRef: 'topic',
      isFork: false,
      before: BASE,
      base: 'main',
      baseSha: BASE,
      hasNewBase: false,
    },
    musts: [
      'action',
      'pull_request.number',
      'pull_request.user.login',
      'pull_request.head.sha',
      'pull_request.head.ref',
      'pull_request.base.ref',
      'pull_request.base.sha',
    ],
  },
  {
    event: 'merge_group',
    read: readMergeGroup,
    payload: {
      action: 'destroyed',
      reason: 'dequeued',
      merge_group: {
        head_sha: SHA,
        head_ref: 'refs/heads/gh-readonly-queue/main/pr-7',
        base_sha: BASE,
        base_ref: 'refs/heads/main',
      },
    },
    says: {
      action: 'destroyed',
      reason: 'dequeued',
      headSha: SHA,
      headRef: 'refs/heads/gh-readonly-queue/main/pr-7',
      baseSha: BASE,
      base: 'main',
    },
    musts: [
      'action',
      ...['head_sha', 'head_ref', 'base_sha', 'base_ref'].map(within('merge_group')),
    ],
  },
  {
    event: 'issue_comment',
    read: readComment,
    payload: {
      action: 'created',
      comment: { id: 5, body: '/mlp ok', user: BOB, created_at: '1970-01-01T00:00:01Z' },
      issue: { number: 12, state: 'open', pull_request: { url: 'x' } },
    },
    says: {
      action: 'created',
      comment: 5,
      body: '/mlp ok',
      author: { id: 2, login: 'bob', isBot: false },
      issue: 12,
      isPull: true,
      isOpen: true,
      createdAt: 1000,
    },
    musts: ['action', 'comment.id', 'comment.user.login', 'issue.number'],
  },
  {
    event: 'pull_request_review',
    read: readReview,
    payload: {
      action: 'submitted',
      pull_request: { number: 12, head: { sha: SHA } },
      review: { id: 3, commit_id: BASE, user: BOB },
    },
    says: {
      action: 'submitted',
      pull: 12,
      review: 3,
      reviewer: { id: 2, login: 'bob', isBot: false },
      shas: [SHA, BASE],
    },
    musts: [
      'action',
      'pull_request.number',
      'pull_request.head.sha',
      'review.id',
      'review.user.login',
    ],
  },
  {
    event: 'check_run',
    read: readCheckRun,
    payload: {
      action: 'requested_action',
      check_run: { external_id: 'run/x#1', head_sha: SHA },
      requested_action: { identifier: 'rerun-failed' },
    },
    says: {
      action: 'requested_action',
      headSha: SHA,
      externalId: 'run/x#1',
      identifier: 'rerun-failed',
      isOurs: true,
    },
    musts: ['action', 'check_run.head_sha'],
  },
  {
    event: 'check_suite',
    read: readCheckSuite,
    payload: { action: 'rerequested', check_suite: { head_sha: SHA } },
    says: { action: 'rerequested', headSha: SHA, externalId: '', identifier: null, isOurs: true },
    musts: ['action', 'check_suite.head_sha'],
  },
  {
    event: 'workflow_run',
    read: readWorkflow,
    payload: {
      action: 'completed',
      workflow_run: { id: 8, status: 'completed', conclusion: 'failure', path: 'x.yml' },
    },
    says: {
      action: 'completed',
      workflowRun: 8,
      what: 'run',
      status: 'completed',
      conclusion: 'failure',
      path: 'x.yml',
    },
    musts: ['action', 'workflow_run.id'],
  },
  {
    event: 'workflow_job',
    read: readWorkflow,
    payload: {
      action: 'completed',
      workflow_job: { id: 9, run_id: 8, status: 'completed', conclusion: 'success' },
    },
    says: {
      action: 'completed',
      workflowRun: 8,
      what: 'job',
      status: 'completed',
      conclusion: 'success',
      path: null,
    },
    musts: ['action', 'workflow_job.run_id'],
  },
  {
    event: 'repository',
    read: readRepositoryAction,
    payload: { action: 'edited', changes: { default_branch: { from: 'main' } } },
    says: { action: 'edited', hasNewDefault: true },
    musts: ['action'],
  },
];

describe.each(KINDS)('a delivery of $event', ({ event, read, payload, says, musts }) => {
  const kept = (given: JsonMap) => read(trimPayload(event, given));
  const whole = { ...COMMON, ...payload };

  test('is read from what is kept of it', () => {
    expect(kept(whole)).toEqual({ ...ABOUT, ...says });
  });

  test.each([...EVERY, ...musts])('that does not say its %s says nothing', (path) => {
    const names = path.split('.');
    expect(kept(without(whole, names))).toBeNull();
    expect(kept(put(whole, names, { deep: true }))).toBeNull();
  });

  test('of a repository whose default branch is not told is of one with `main`', () => {
    expect(kept(without(whole, ['repository', 'default_branch']))).toMatchObject({
      repository: { defaultBranch: 'main' },
    });
  });
});

describe('a push', () => {
  const PUSH = { ...COMMON, ref: 'refs/heads/main', before: BASE, after: SHA };

  test('that makes its ref comes after nothing', () => {
    expect(readPush({ ...PUSH, before: NOBODY })).toMatchObject({ before: null, after: SHA });
  });

  test('is one of a deletion where it says so, or ends at no commit', () => {
    expect(readPush({ ...PUSH, deleted: true })).toMatchObject({ deleted: true, after: SHA });
    expect(readPush({ ...PUSH, after: NOBODY })).toMatchObject({ deleted: true, after: NOBODY });
    expect(readPush({ ...PUSH, after: `0${SHA.slice(1)}` })).toMatchObject({ deleted: false });
    expect(readPush({ ...PUSH, after: `${SHA.slice(1)}0` })).toMatchObject({ deleted: false });
  });

  test('of a tag is at the commit that it names, and at none where it goes', () => {
    const tag = { ...PUSH, ref: 'refs/tags/v1', head_commit: { id: MERGE } };
    expect(readPush(tag)).toMatchObject({ after: MERGE });
    expect(readPush({ ...tag, head_commit: null })).toBeNull();
    const gone = { ...tag, after: NOBODY, head_commit: null };
    expect(readPush(gone)).toMatchObject({ deleted: true, after: NOBODY });
  });
});

test('a pull request from another repository, or from one that is gone, is one of a fork', () => {
  const head = { sha: SHA, ref: 'topic', repo: { id: 8 } };
  const pull = { number: 12, user: BOB, head, base: { ref: 'main', sha: BASE } };
  const opened = { ...COMMON, action: 'opened', pull_request: pull };
  expect(readPull(opened)).toMatchObject({ isFork: true, before: null });
  const gone = { ...opened, pull_request: { ...pull, head: { ...head, repo: null } } };
  expect(readPull(gone)).toMatchObject({ isFork: true });
  const moved = { ...opened, action: 'edited', changes: { base: { ref: { from: 'dev' } } } };
  expect(readPull(moved)).toMatchObject({ hasNewBase: true });
  const named = { ...moved, changes: { base: { ref: {}, sha: { from: BASE } } } };
  expect(readPull(named)).toMatchObject({ hasNewBase: false });
});

test('a group of a merge queue that is to be tested has no reason to be gone', () => {
  const group = { head_sha: SHA, head_ref: 'x', base_sha: BASE, base_ref: 'refs/heads/a/b' };
  const asked = { ...COMMON, action: 'checks_requested', merge_group: group };
  expect(readMergeGroup(asked)).toMatchObject({ reason: null, base: 'a/b' });
  const ofTag = { ...asked, merge_group: { ...group, base_ref: 'refs/tags/refs/heads/a' } };
  expect(readMergeGroup(ofTag)).toBeNull();
});

test('a comment on an issue is none on a pull request; one without words says none', () => {
  const comment = { id: 5, body: null, user: { ...BOB, type: 'Bot' } };
  const said = { ...COMMON, action: 'created', comment, issue: { number: 12, state: 'closed' } };
  expect(readComment(said)).toMatchObject({
    isPull: false,
    isOpen: false,
    body: '',
    author: { isBot: true },
    createdAt: Number.NaN,
  });
});

test('a review of the head, or of a commit that is not told, is of the head alone', () => {
  const review = { id: 3, commit_id: SHA, user: { login: 'bob', type: 'User' } };
  const given = { ...COMMON, action: 'submitted', pull_request: { number: 1, head: { sha: SHA } } };
  expect(readReview({ ...given, review })).toMatchObject({ shas: [SHA], reviewer: { id: null } });
  expect(readReview({ ...given, review: { ...review, commit_id: null } })).toMatchObject({
    shas: [SHA],
  });
});

test.each([
  [{ private: true }, { isPublic: false }],
  [{ private: false }, { isPublic: true }],
  [{}, {}],
])('a repository is public, private or unknown as a delivery says of it: %j', (said, isPublic) => {
  const payload = { ...COMMON, repository: { ...COMMON.repository, ...said } };
  expect(readRepositoryEvent(trimPayload('push', payload))).toEqual({
    ...ABOUT,
    repository: { ...ABOUT.repository, ...isPublic },
  });
});

test('a check without a name of ours is none of ours, and without a button none was pressed', () => {
  const created = { ...COMMON, action: 'created', check_run: { head_sha: SHA } };
  expect(readCheckRun(created)).toMatchObject({ isOurs: false, externalId: '', identifier: null });
});

test('a workflow run that is under way has no end, and perhaps no file', () => {
  const run = { ...COMMON, action: 'requested', workflow_run: { id: 8 } };
  expect(readWorkflow(run)).toMatchObject({ status: null, conclusion: null, path: null });
});

test('a repository that is edited keeps its default branch unless another was named', () => {
  expect(readRepositoryAction({ ...COMMON, action: 'edited', changes: {} })).toMatchObject({
    hasNewDefault: false,
  });
});

describe('what happens to an installation', () => {
  const of = (...names: string[]) => names.map((full_name, id) => ({ id, full_name }));
  const named = (name: string, id = 0) => ({ id, owner: 'acme', name });
  const told = { action: 'added', sender: ADA };

  test('names the repositories that it sees, and those that came and went', () => {
    const payload = {
      ...told,
      repositories: of('acme/a'),
      repositories_added: of('acme/b', 'acme/c'),
      repositories_removed: of('acme/d'),
    };
    expect(readInstallationEvent(trimPayload('installation', payload))).toEqual({
      action: 'added',
      sender: ABOUT.sender,
      all: [named('a')],
      added: [named('b'), named('c', 1)],
      removed: [named('d')],
    });
  });

  test('names none that has no number, or no name of an owner and of its own', () => {
    const odd = [{ id: 1, full_name: 'a/b/c' }, { id: 1, full_name: 'a' }, { full_name: 'a/b' }];
    const all = [...odd, { id: 'x', full_name: 'a/b' }, { id: 2 }, 'a/b', null];
    const payload = { ...told, repositories: all, repositories_added: 'acme/a' };
    expect(readInstallationEvent(payload)).toMatchObject({ all: [], added: [], removed: [] });
  });

  test('says nothing where nobody did it, or it is not said what was done', () => {
    expect(readInstallationEvent({ sender: ADA })).toBeNull();
    expect(readInstallationEvent({ action: 'added' })).toBeNull();
  });
});

function within(name: string) {
  return (path: string) => `${name}.${path}`;
}

/** The same with something else at a path. */
function put(
  into: Json | undefined,
  [name = '', ...rest]: readonly string[],
  value: Json,
): JsonMap {
  const map = into !== undefined && isMap(into) ? into : {};
  return { ...map, [name]: rest.length === 0 ? value : put(map[name], rest, value) };
}

function without(from: Json | undefined, [name = '', ...rest]: readonly string[]): JsonMap {
  const map = from !== undefined && isMap(from) ? from : {};
  const others = Object.fromEntries(Object.entries(map).filter(([key]) => key !== name));
  return rest.length === 0 ? others : { ...others, [name]: without(map[name], rest) };
}
