import { describe, expect, test } from 'vitest';
import type { Review } from '../../../app/github/reads/api-port.ts';
import { aPlan, anApproval, aRequest, aStep } from '../../support/build-plan.ts';
import {
  ADA,
  CAT,
  HEAD,
  messagesIn,
  openPlainGitHub,
  PLACE,
  PULL,
  type PlainGitHub,
} from '../open-plain-github.ts';

const DAN = { id: 3, login: 'dan', isBot: false };
const OTHER = 'c'.repeat(40);
const PLAN = aPlan([aStep('live', { approval: anApproval({ count: 2 }) })]);

function payloadOf(action = 'submitted', { id, login } = CAT, commit = HEAD) {
  return {
    action,
    installation: { id: 1 },
    repository: { id: 7, name: 'churn-7', owner: { login: 'acme' }, default_branch: 'main' },
    sender: { id, login, type: 'User' },
    pull_request: { number: 7, head: { sha: HEAD, ref: 'topic' } },
    review: { id: 5, commit_id: commit, user: { id, login, type: 'User' } },
  };
}

/** A run of the head whose `live` waits for two, and reviews that a test gives. */
async function waiting(given: PlainGitHub = {}, plan = PLAN) {
  const reviews: Review[] = [];
  const pull = { ...PULL };
  const asked = { reviews: 0 };
  const list = async () => {
    asked.reviews += 1;
    return reviews;
  };
  const api = { reviews: list, pull: async () => pull, ...given.api };
  const opened = await openPlainGitHub({ ...given, api });
  const { runtime, until, store, clock } = opened;
  const start = async (part: Partial<Parameters<typeof aRequest>[0]> = {}) => {
    const allotted = await runtime.allot(PLACE.repository.id);
    const request = aRequest({ ...allotted, sha: HEAD, hosted: PLACE, ...part });
    const { id } = await runtime.start(plan, request);
    await until(id, ({ status }) => status === 'waiting');
    return id;
  };
  const run = await start();
  return {
    ...opened,
    asked,
    run,
    start,
    pull,
    review: (by: typeof CAT, state: Review['state'], sha: string | null = HEAD) => {
      clock.advance(1000);
      reviews.push({
        id: reviews.length,
        by,
        state,
        sha,
        submittedAt: clock.now(),
        editedAt: null,
      });
    },
    approvals: async (of = run) => {
      const [live] = (await store.runs.load(of))?.steps ?? [];
      return live?.state === 'approval' ? live.approvals.map(({ by }) => by) : (live?.state ?? '');
    },
    audits: async () => {
      const all = await store.audits.list({ repository: 7, first: 'newest', limit: 100 });
      return all.map(({ actor, decision, reason }) => `${actor} ${decision}: ${reason}`);
    },
  };
}

describe('a review', () => {
  test('counts for what waits at its commit, together with all others that GitHub has by now', async () => {
    const { review, heard, approvals, audits } = await waiting();
    review(DAN, 'approved');
    review(ADA, 'approved');
    const changes = await heard('pull_request_review', payloadOf('submitted', DAN));
    expect(await approvals()).toEqual(['dan']);
    expect(messagesIn(changes)).toMatchObject([
      { type: 'remark', about: 'approval live 3', sha: HEAD, text: null },
      {
        type: 'remark',
        about: 'approval live 1',
        text: expect.stringMatching(/^The approval by `ada` does not count for `live`: `ada` had/),
      },
    ]);
    expect(await audits()).toEqual(
      expect.arrayContaining([
        'dan granted: done',
        expect.stringMatching(/^ada refused: `ada` had/),
      ]),
    );
    review(CAT, 'approved');
    const more = await heard('pull_request_review', payloadOf(), { id: 'y' });
    expect(await approvals()).not.toEqual(['dan']);
    // Who has approved is not asked for it again.
    expect(messagesIn(more).map((told) => 'about' in told && told.about)).toEqual([
      'approval live 2',
      'approval live 1',
    ]);
  });

  test('is asked about once for a run, however many of its steps wait', async () => {
    const steps = PLAN.steps.flatMap((step) => [step, { ...step, id: 'dark' }]);
    const { review, heard, asked } = await waiting({}, { ...PLAN, steps });
    review(CAT, 'commented');
    await heard('pull_request_review', payloadOf());
    expect(asked.reviews).toBe(1);
  });

  test('that takes an approval back is heard, and that of another does not take it back', async () => {
    const { review, heard, approvals, audits } = await waiting();
    review(CAT, 'approved');
    await heard('pull_request_review', payloadOf());
    expect(await approvals()).toEqual(['cat']);
    review(DAN, 'changes_requested');
    await heard('pull_request_review', payloadOf('submitted', DAN), { id: 'y' });
    expect(await approvals()).toEqual(['cat']);
    expect((await audits()).filter((line) => line.includes('does not approve any more'))).toEqual(
      [],
    );
    review(CAT, 'commented');
    await heard('pull_request_review', payloadOf(), { id: 'z' });
    expect(await approvals()).toEqual(['cat']);
    review(CAT, 'dismissed');
    await heard('pull_request_review', payloadOf('dismissed'), { id: 'last' });
    expect(await approvals()).toEqual([]);
    expect(await audits()).toContain('cat granted: their latest review does not approve any more');
  });

  test('that takes back one from before numbers were known does so by the login', async () => {
    const { run, runtime, review, heard, approvals } = await waiting();
    const said = { decision: 'approved', standsFor: null, comment: null } as const;
    await runtime.handle(run, { type: 'approval.decided', key: 'live', by: 'Cat', ...said });
    review(DAN, 'dismissed');
    await heard('pull_request_review', payloadOf('dismissed', DAN));
    expect(await approvals()).toEqual(['Cat']);
    review(CAT, 'dismissed');
    await heard('pull_request_review', payloadOf('dismissed'), { id: 'y' });
    expect(await approvals()).toEqual([]);
  });

  test('that was edited after it was given no longer counts, whatever becomes of it', async () => {
    const { review, heard, approvals, audits } = await waiting();
    review(CAT, 'approved');
    await heard('pull_request_review', payloadOf());
    const edited = { ...payloadOf('edited'), review: { ...payloadOf().review, id: 0 } };
    const told = messagesIn(await heard('pull_request_review', edited, { id: 'y' }));
    expect(await approvals()).toEqual([]);
    expect(told).toMatchObject([{ text: expect.stringContaining('submit a new one') }]);
    expect((await audits()).join()).toContain('its review was edited after it was given');
    review(DAN, 'approved');
    await heard('pull_request_review', payloadOf('submitted', DAN), { id: 'z' });
    expect(await approvals()).toEqual(['dan']);
    review(CAT, 'approved');
    await heard('pull_request_review', payloadOf(), { id: 'last' });
    expect(await approvals()).toEqual(['dan', 'cat']);
  });

  test('stands in the audit with what GitHub says of its author, counted or refused, so that strangers fill no writer’s place', async () => {
    const permissions = { cat: 'admin', dan: 'read' } as const;
    const { review, heard, store } = await waiting({ permissions });
    for (const by of [ADA, CAT, DAN]) review(by, 'approved');
    await heard('pull_request_review', payloadOf());
    review(CAT, 'dismissed');
    await heard('pull_request_review', payloadOf('dismissed'), { id: 'y' });
    const all = await store.audits.list({ repository: 7, first: 'oldest', limit: 100 });
    const rights = all.map(
      ({ actor, permission, decision }) => `${actor} ${permission} ${decision}`,
    );
    expect(rights.toSorted()).toEqual([
      'ada write refused',
      'cat admin granted',
      'cat not asked for granted',
      'dan read refused',
    ]);
  });

  test.each(['submitted', 'edited', 'dismissed'])('that is %s is heard', async (action) => {
    const { review, heard, approvals } = await waiting();
    review(CAT, 'approved');
    await heard('pull_request_review', payloadOf(action));
    expect(await approvals()).toEqual(['cat']);
  });

  test('of another commit, or of one that is the head no more, does not count', async () => {
    const { review, heard, approvals, pull } = await waiting();
    const why = async (id: string) => {
      const [told] = messagesIn(await heard('pull_request_review', payloadOf(), { id }));
      return told?.type === 'remark' ? told.text : null;
    };
    review(CAT, 'approved', OTHER);
    expect(await why('a')).toContain('it is about cccccccccc, and this run about another commit');
    review(CAT, 'approved', null);
    expect(await why('b')).toContain('it is about a commit that is gone, and');
    review(CAT, 'approved');
    Object.assign(pull, { headSha: OTHER });
    expect(await why('c')).toContain('the pull request has moved on to another commit');
    expect(await approvals()).toEqual([]);
    const gone = await waiting({ api: { pull: async () => null } });
    gone.review(CAT, 'approved');
    await gone.heard('pull_request_review', payloadOf());
  });

  test('is about runs of its commit and of the head alone, in its repository, that wait', async () => {
    const { review, heard, approvals, start, run } = await waiting();
    const seen = await start({ sha: OTHER });
    const elsewhere = await start({
      hosted: { ...PLACE, repository: { ...PLACE.repository, id: 8 } },
    });
    const later = await start({ sha: 'f'.repeat(40) });
    review(CAT, 'approved');
    const changes = await heard('pull_request_review', payloadOf('submitted', CAT, OTHER));
    const told = messagesIn(changes).map((one) => (one.type === 'remark' ? one.run : ''));
    expect(told.toSorted()).toEqual([run, seen].toSorted());
    expect(await approvals()).toEqual(['cat']);
    expect(await approvals(elsewhere)).toEqual([]);
    expect(await approvals(later)).toEqual([]);
  });
});
