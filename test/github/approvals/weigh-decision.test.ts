import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { weighDecision, type Wanted } from '../../../app/github/approvals/weigh-decision.ts';
import type {
  Authorship,
  GitHubApi,
  Permission,
  Review,
} from '../../../app/github/reads/api-port.ts';
import type { Store } from '../../../app/runtime/ports/store.ts';
import { openStore } from '../../../app/store/open-store.ts';
import { anApproval } from '../../support/build-plan.ts';
import { aPlace } from '../../support/hosted.ts';
import { freshFolder } from '../../support/fresh-folder.ts';
import { aHeader, aStep } from '../../support/rows.ts';

const ADA = { id: 1, login: 'ada', isBot: false };
const CAT = { id: 2, login: 'cat', isBot: false };
const DAN = { id: 3, login: 'dan', isBot: false };
const CREATED = 60_500;
const SPEC = anApproval();
const row = aStep('deploy', { state: 'approval' });
const run = { ...aHeader({ sha: 'a'.repeat(40), createdAt: CREATED }), hosted: aPlace(7) };

type World = {
  readonly authors?: Partial<Authorship> | null;
  readonly pulls?: readonly number[];
  readonly reviews?: Readonly<Record<number, readonly Review[]>>;
  readonly permissions?: Readonly<Record<string, Permission>>;
};

const made = { hands: new Set([ADA.id]), commits: [], isOfGitHub: false };

/** GitHub, where everybody writes unless said otherwise, and ada made the change. */
function gitHub({ authors = {}, pulls = [], reviews = {}, permissions = {} }: World) {
  const named = authors && { ...made, hasPeople: true, hasUnknown: false, ...authors };
  return {
    permission: async (_, { login }) => permissions[login] ?? 'write',
    loginOf: async ({ login }) => login,
    membership: async () => 'none',
    pullsOf: async () => pulls.map((number) => ({ number, isMerge: false, base: 'main' })),
    authors: async () => named,
    reviews: async (_, pull) => reviews[pull] ?? [],
  } satisfies Partial<GitHubApi> as Partial<GitHubApi> as GitHubApi;
}

let store: Store;
beforeAll(async () => {
  store = await openStore({ sqliteFile: join(freshFolder(), 'state.db') });
});
afterAll(() => store.close());

/** What a decision comes to: `counts`, or why it does not. */
async function weighed(wanted: Partial<Wanted>, world: World = {}) {
  const said = { run, row, spec: SPEC, timers: [], by: CAT, decision: 'approved' } as const;
  const found = await weighDecision({ store }, gitHub(world), { ...said, saidAt: 1e9, ...wanted });
  return found.counts ? `counts, ${found.atLeast} needed` : found.reason;
}

const timer = (purpose: 'approval' | 'backoff', since: number, key: string | null = 'deploy') => ({
  id: `${purpose} ${key}`,
  key,
  purpose,
  dueAt: since + SPEC.expiresMs,
  attempt: null,
});

describe('what is said', () => {
  const EARLY = 'it was said before `deploy` had anything to show; say it again now';
  test('before a step waits does not count; within the second in which it began to wait it does', async () => {
    const timers = [timer('approval', 5_000_900)];
    expect(await weighed({ timers, saidAt: 4_999_000 })).toBe(EARLY);
    expect(await weighed({ timers, saidAt: 4_999_000, decision: 'rejected' })).toBe(EARLY);
    expect(await weighed({ timers, saidAt: 5_000_000 })).toMatch(/^counts/);
  });

  test('is held against the clock of its own step, and that of its approval', async () => {
    const others = [timer('backoff', 9_000_000), timer('approval', 9_000_000, 'other')];
    const after = [timer('backoff', 1000), timer('approval', 1000, 'other')];
    const timers = [...others, timer('approval', 5_000_000), ...after];
    expect(await weighed({ timers, saidAt: 4_999_000 })).toBe(EARLY);
    expect(await weighed({ timers, saidAt: 5_000_000 })).toMatch(/^counts/);
  });

  test('of a step without a clock counts from when its run was made', async () => {
    expect(await weighed({ saidAt: 59_000 })).toBe(EARLY);
    expect(await weighed({ saidAt: 60_000 })).toMatch(/^counts/);
  });
});

describe('an approval', () => {
  test('does not count from who made the change, from nobody that is known, nor where not all who made it are', async () => {
    expect(await weighed({ by: ADA })).toContain('`ada` had a hand in this change');
    expect(await weighed({ by: { ...CAT, id: null } })).toContain('`cat` had a hand in');
    expect(await weighed({}, { authors: null })).toContain('GitHub does not list everyone');
  });

  test('does not count from whoever may not decide, nor does their rejection', async () => {
    const reads = { permissions: { cat: 'read' } } as const;
    for (const decision of ['approved', 'rejected'] as const) {
      expect(await weighed({ decision }, reads)).toContain('`cat` may not write');
    }
  });

  test('is stopped by any pull request of the change in which somebody who may decide asks for changes', async () => {
    const review = { id: 1, sha: null, submittedAt: 1 };
    const asks = { ...review, by: DAN, state: 'changes_requested' } as const;
    const fine = { ...review, by: DAN, state: 'approved' } as const;
    const pulls = [7, 9];
    const stopped = '`dan` asks for changes in pull request #9';
    expect(await weighed({}, { pulls, reviews: { 9: [asks] } })).toContain(stopped);
    expect(await weighed({}, { pulls, reviews: { 9: [fine, asks] } })).toContain(stopped);
    const heard = 'counts, 1 needed';
    expect(await weighed({}, { pulls, reviews: { 9: [fine] } })).toBe(heard);
    expect(await weighed({}, { pulls, reviews: { 9: [asks, fine] } })).toBe(heard);
    const reads = { dan: 'read' } as const;
    expect(await weighed({}, { pulls, reviews: { 9: [asks] }, permissions: reads })).toBe(heard);
    expect(await weighed({ decision: 'rejected' }, { pulls, reviews: { 9: [asks] } })).toBe(heard);
  });

  const NAMED = anApproval({ reviewers: ['cat'] });
  test.each([
    ['people made', {}, SPEC, 1],
    ['no person made', { hasPeople: false }, SPEC, 2],
    ['somebody unknown may have made', { hasUnknown: true }, SPEC, 2],
    ['no person made, of a step that names who approves', { hasPeople: false }, NAMED, 1],
    ['somebody unknown made, of a step that names who approves', { hasUnknown: true }, NAMED, 1],
  ] as const)('of a change that %s needs as many as look at it', async (_, authors, spec, eyes) => {
    expect(await weighed({ spec }, { authors })).toBe(`counts, ${eyes} needed`);
  });
});

test('a rejection counts from who made the change, too', async () => {
  expect(await weighed({ by: ADA, decision: 'rejected' })).toBe('counts, 1 needed');
});
