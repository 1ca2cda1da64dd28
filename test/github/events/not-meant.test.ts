import { beforeAll, describe, expect, test } from 'vitest';
import { digestOfJson } from '../../../app/domain/digest.ts';
import type { JsonMap } from '../../../app/domain/json.ts';
import { createHandlers } from '../../../app/github/events/create-handlers.ts';
import { trimPayload } from '../../../app/github/inbox/trim-payload.ts';
import type { IngressDeps } from '../../../app/github/ingress-deps.ts';
import type { Change, Store } from '../../../app/runtime/ports/store.ts';
import { aPlan, anApproval, aStep as planStep } from '../../support/build-plan.ts';
import { aPlace } from '../../support/hosted.ts';
import { openRuntime } from '../../support/open-runtime.ts';
import { aHeader, aStep, creation } from '../../support/rows.ts';

const SHA = 'a'.repeat(40);
const ADA = { id: 1, login: 'ada', type: 'User' };
const BOT = { id: 8, login: 'renovate[bot]', type: 'Bot' };
const US = 'mlpipelines[bot]';
const REPOSITORY = { id: 1, name: 'churn', owner: { login: 'acme' }, default_branch: 'main' };
const COMMON = { installation: { id: 1 }, repository: REPOSITORY, sender: ADA };
const PULL = {
  number: 7,
  user: ADA,
  head: { sha: SHA, ref: 'topic', repo: { id: 1 } },
  base: { ref: 'main', sha: 'b'.repeat(40) },
};
const COMMENT = { id: 5, body: '/mlp status', user: ADA, created_at: '2026-05-01T00:00:00Z' };
const GROUP = {
  head_sha: SHA,
  head_ref: 'refs/heads/gh-readonly-queue/main/pr-7',
  base_sha: 'b'.repeat(40),
  base_ref: 'refs/heads/main',
};

/** What each kind of event says where something is to be done: GitHub is asked about it. */
const MEANT: Readonly<Record<string, JsonMap>> = {
  push: { ...COMMON, ref: 'refs/heads/main', before: 'b'.repeat(40), after: SHA },
  pull_request: { ...COMMON, action: 'synchronize', before: 'b'.repeat(40), pull_request: PULL },
  merge_group: { ...COMMON, action: 'checks_requested', merge_group: GROUP },
  issue_comment: {
    ...COMMON,
    action: 'created',
    comment: COMMENT,
    issue: { number: 7, state: 'open' },
  },
  pull_request_review: {
    ...COMMON,
    action: 'submitted',
    pull_request: PULL,
    review: { id: 3, state: 'approved', commit_id: SHA, user: ADA },
  },
  check_run: {
    ...COMMON,
    action: 'requested_action',
    requested_action: { identifier: 'rerun-failed' },
    check_run: { id: 9, external_id: 'a check of ours', head_sha: SHA },
  },
  check_suite: { ...COMMON, action: 'rerequested', check_suite: { id: 9, head_sha: SHA } },
};

/** What makes nothing of it: nobody is asked, and nothing is written down. */
const NOT_MEANT: Readonly<Record<string, readonly (readonly [string, JsonMap])[]>> = {
  push: [
    ['that deletes its branch', { deleted: true }],
    ['that ends at no commit', { after: '0'.repeat(40) }],
    ['of our own', { sender: { login: US, type: 'Bot' } }],
    ['to the branch of a merge queue’s group', { ref: GROUP.head_ref }],
    ['of a tag without a commit', { ref: 'refs/tags/v1' }],
  ],
  pull_request: [
    ['that gets a label', { action: 'labeled' }],
    ['that is edited and merges where it did', { action: 'edited' }],
    ['that is marked as ready', { action: 'ready_for_review' }],
  ],
  merge_group: [
    ['of which something else is told', { action: 'renamed' }],
    ['that was merged', { action: 'destroyed', reason: 'merged' }],
    ['whose base is no branch', { merge_group: { ...GROUP, base_ref: 'refs/tags/v1' } }],
  ],
  issue_comment: [
    ['that is edited', { action: 'edited' }],
    ['that is deleted', { action: 'deleted' }],
    ['by a bot', { comment: { ...COMMENT, user: BOT }, sender: BOT }],
    ['that a bot posts for a person', { sender: { ...ADA, type: 'Bot' } }],
    ['of a person that somebody else sends', { sender: { id: 2, login: 'bob', type: 'User' } }],
    ['of our own', { comment: { ...COMMENT, user: { login: US, type: 'User' } } }],
    ['without a command', { comment: { ...COMMENT, body: 'looks good, see mlp status' } }],
    ['with a bare word in an issue', { comment: { ...COMMENT, body: '/retrain' } }],
    ['without a text', { comment: { ...COMMENT, body: null } }],
  ],
  pull_request_review: [
    ['of which something else is told', { action: 'requested' }],
    [
      'of a commit that nothing waits at',
      {
        pull_request: { ...PULL, head: { ...PULL.head, sha: 'c'.repeat(40) } },
        review: { id: 3, state: 'approved', commit_id: 'c'.repeat(40), user: ADA },
      },
    ],
  ],
  check_run: [
    ['that is created', { action: 'created' }],
    ['that is completed', { action: 'completed' }],
    ['with a button of somebody else', { requested_action: { identifier: 'fix-lint' } }],
    ['with a button that is cut short', { requested_action: { identifier: 'approve:12' } }],
    ['without a button', { requested_action: null }],
    ['of others', { check_run: { id: 9, external_id: '', head_sha: SHA } }],
    [
      'of a commit without runs',
      { check_run: { id: 9, external_id: 'x', head_sha: 'c'.repeat(40) } },
    ],
    [
      'of a run of another repository',
      { check_run: { id: 9, external_id: 'run/foreign#1', head_sha: SHA } },
    ],
  ],
  check_suite: [
    ['that is completed', { action: 'completed' }],
    ['that GitHub asks for', { action: 'requested' }],
  ],
};

const UNREADABLE: readonly JsonMap[] = [
  { repository: null },
  { installation: null },
  { sender: null },
  { repository: { ...REPOSITORY, owner: null } },
  { action: null, ref: null },
];

let store: Store;
let deps: IngressDeps;
beforeAll(async () => {
  const test = await openRuntime({ scope: 'all' });
  store = test.store;
  const waiting = aHeader({ sha: SHA, hosted: aPlace(1), status: 'waiting' });
  const waits = aStep('deploy', { state: 'approval' });
  const counts = { ...waiting.counts, approvals: 1 };
  const plan = aPlan([planStep('deploy', { approval: anApproval() })]);
  const digest = digestOfJson(plan);
  await store.commit([
    { type: 'plan.save', digest, plan },
    creation({ ...waiting, counts, plan: digest }, { steps: [waits] }),
  ]);
  const over = { sha: SHA, status: 'failed', endedAt: 2000 } as const;
  await store.commit([creation(aHeader({ ...over, hosted: aPlace(1), pipeline: 'other' }))]);
  await store.commit([creation(aHeader({ ...over, id: 'foreign', hosted: aPlace(2) }))]);
  deps = {
    runtime: test.runtime,
    store,
    clock: test.clock,
    clients: { of: ask, asApp: {} } as unknown as IngressDeps['clients'],
    api: ask,
    host: { heard: async () => {} },
    pageOf: () => null,
    pageOfAudit: () => null,
    hold: null,
    self: US,
  };
});

describe.each(Object.entries(NOT_MEANT))('%s', (event, cases) => {
  test('is asked about where it is meant', async () => {
    expect(await heard(event, {})).toBe('asked');
  });

  test.each(cases)('%s is nothing to do', async (_, change) => {
    expect(await heard(event, change)).toEqual([]);
  });

  test.each(UNREADABLE)('that lacks what it must say is nothing to do: %j', async (change) => {
    expect(await heard(event, change)).toEqual([]);
  });
});

/** Whoever is asked anything on GitHub says so. */
function ask(): never {
  throw new Asked();
}

class Asked extends Error {}

/** What becomes of a delivery that is as it is meant but for this. */
async function heard(event: string, change: JsonMap): Promise<readonly Change[] | 'asked'> {
  const handle = createHandlers(deps)[event];
  if (handle === undefined) throw new Error(`nothing hears ${event}`);
  const payload = trimPayload(event, { ...MEANT[event], ...change });
  try {
    return await handle({ id: 'x', installation: 1, event, tries: 1, at: 0, payload });
  } catch (error) {
    if (error instanceof Asked) return 'asked';
    throw error;
  }
}
