import { beforeEach, describe, expect, onTestFinished, test } from 'vitest';
import { digestOf } from '../../../app/domain/digest.ts';
import type { RunHeader } from '../../../app/domain/run/run.ts';
import { noteAnswer, noteEnded } from '../../../app/github/publish/answers/note-answer.ts';
import { renderAnswer } from '../../../app/github/publish/answers/render-answer.ts';
import { renderMention } from '../../../app/github/publish/answers/render-mention.ts';
import { ratesInRun } from '../../../app/compute/wish/rate-of.ts';
import type { PublishDeps } from '../../../app/github/publish/publish-deps.ts';
import { refusedComments } from '../../../app/github/publish/refused.ts';
import { noteScheduled, renderIssue } from '../../../app/github/publish/issue/scheduled-issue.ts';
import {
  publicationId,
  type Publication,
  type PublicationTarget,
} from '../../../app/runtime/ports/hosted/publications.ts';
import { openStore } from '../../../app/store/open-store.ts';
import { aPlan } from '../../support/build-plan.ts';
import { freshFolder } from '../../support/fresh-folder.ts';
import { aPlace } from '../../support/hosted.ts';
import { ManualClock } from '../../support/manual-clock.ts';
import { aHeader, change, creation } from '../../support/rows.ts';

const PLACE = aPlace(7, { pull: 12 });
const { repository } = PLACE;
const NEW: Publication['state'] = {
  remote: null,
  generation: 1,
  shown: null,
  failures: 0,
  refused: null,
};
const HALF_AN_HOUR = 1_800_000;

let deps: PublishDeps;
beforeEach(async () => {
  const store = await openStore({ sqliteFile: `${freshFolder()}/state.db` });
  onTestFinished(() => store.close());
  const pageOf = (run: string) => `https://mlp.example/runs/${run}`;
  deps = {
    store,
    clock: new ManualClock(5),
    pageOf,
    commitsBefore: async () => [],
    filesSince: async () => null,
    warn: () => {},
    ratesOf: ratesInRun,
  } as unknown as PublishDeps;
});

async function keep(part: Partial<RunHeader> = {}): Promise<RunHeader> {
  const plan = aPlan([]);
  const digest = digestOf(JSON.stringify(plan));
  const header = aHeader({ hosted: PLACE, sha: 'head', actor: 'ada', plan: digest, ...part });
  const save = { type: 'plan.save', digest, plan } as const;
  expect((await deps.store.commit([save, creation(header)])).type).toBe('committed');
  return header;
}

const find = (target: PublicationTarget) => deps.store.publications.find(publicationId(target));
/** What is due, by its id. */
const due = async () => (await deps.store.publications.lease(5, 6, 99)).map(({ id }) => id);

describe('a run that a clock started', () => {
  const issue = { type: 'issue', repository, pipeline: 'churn' } as const;
  const note = (once: string, end: 'failed' | 'succeeded', run: string | null = null) =>
    noteScheduled(deps, {
      type: 'scheduled',
      repository,
      pipeline: 'churn',
      once,
      end,
      run,
      reason: 'it is held back',
    });
  const failures = async () => (await find(issue))?.notes['failures'];

  test('says nothing where it succeeded and none had failed', async () => {
    await note('one', 'succeeded');
    expect(await find(issue)).toBeNull();
  });

  test('is counted once, in a row with those that failed before it', async () => {
    // Two processes that hear of it at once.
    await Promise.all([note('one', 'failed'), note('one', 'failed')]);
    expect(await failures()).toBe(1);
    const told = await find(issue);
    await note('one', 'failed');
    expect(await find(issue)).toEqual(told);
    expect(await due()).toEqual(['issue/7/churn']);
    await note('two', 'failed');
    expect(await failures()).toBe(2);
    await note('three', 'succeeded');
    expect(await failures()).toBe(0);
    await note('four', 'failed');
    expect(await failures()).toBe(1);
  });

  test('is told with why it did not start, or with its run as long as that is kept', async () => {
    const notes = { run: null, reason: 'it is held back', failures: 2 };
    const held = await renderIssue(deps, 'churn', notes);
    expect(held).toMatchObject({ kind: 'issue', isOpen: true, state: 'failing', isFinal: true });
    expect(JSON.stringify(held)).toMatch(/could not start: it is held back.* 2 scheduled starts/);
    expect(await renderIssue(deps, 'churn', { ...notes, run: 'gone' })).toBeNull();
    const { id: run } = await keep({ number: 3, status: 'succeeded' });
    const well = await renderIssue(deps, 'churn', { run, reason: null, failures: 0 });
    expect(well).toMatchObject({ isOpen: false, state: 'well' });
    expect(JSON.stringify(well)).toContain(`[run 3](https://mlp.example/runs/${run})`);
    const bare = await renderIssue(deps, 'churn', { run: null });
    expect(bare).toMatchObject({ isOpen: false });
    expect(JSON.stringify(bare)).not.toContain('/mlp schedule');
  });
});

describe('the answer to a comment that started runs', () => {
  const at = (comment: number) => ({ type: 'answer', repository, issue: 12, comment }) as const;
  const note = (comment: number, ...lines: { text: string; run: string | null }[]) =>
    noteAnswer(deps, { type: 'reply', repository, issue: 12, text: 'x' }, { comment, lines });
  const answer = (notes: Publication['notes'], state = NEW) =>
    renderAnswer(deps, { target: at(1), notes, state });
  const textOf = async (...lines: { text: string; run: string | null }[]) => {
    const rendered = await answer({ lines });
    return rendered?.kind === 'comment' ? [rendered.body, rendered.state] : rendered;
  };
  const MARKER = '<!-- mlpipelines:reply-1 -->';

  test('is due with its lines, and each run that it tells of knows of it', async () => {
    const { id: run } = await keep();
    const local = await keep({ sha: null, hosted: undefined as never });
    const lines = [
      { text: 'a started', run },
      { text: 'b did not', run: null },
      { text: 'c is gone', run: 'gone' },
      { text: 'd has no commit', run: local.id },
    ];
    await note(1, ...lines);
    expect((await find(at(1)))?.notes).toEqual({ lines });
    expect((await due()).toSorted()).toEqual(['answer/7/1', `run/${run}`].toSorted());
  });

  test('is known to a run once, beside twenty at most, the last of them', async () => {
    const { id: run } = await keep();
    const check = { type: 'run', repository, run, sha: 'head' } as const;
    const known = async () =>
      (((await find(check))?.notes['answers'] ?? []) as { comment: number }[]).map(
        ({ comment }) => comment,
      );
    for (const comment of [1, 2, 1]) await note(comment, { text: 'a', run });
    expect(await known()).toEqual([2, 1]);
    for (let comment = 3; comment <= 22; comment += 1) await note(comment, { text: 'a', run });
    expect(await known()).toEqual(Array.from({ length: 20 }, (_, index) => index + 3));
  });

  test('is due once more when a run that it tells of is over', async () => {
    const { id: run } = await keep();
    await note(1, { text: 'a', run });
    await note(2, { text: 'a', run: null });
    await due();
    await noteEnded(deps, { type: 'ended', repository, run });
    for (const comment of [1, 2]) {
      const publication = await find(at(comment));
      expect(publication?.touched).toBe(comment === 1 ? 2 : 1);
    }
  });

  test('says of a run that started that it did, until it is over and says what it came to', async () => {
    const { id: run, ...rest } = await keep({ number: 3 });
    const header = { id: run, ...rest };
    expect(await textOf({ text: 'a started', run })).toEqual([`${MARKER}\na started`, '1 open']);
    const ended = { ...header, status: 'succeeded', endedAt: 9 } as const;
    await deps.store.commit([change(header, { header: ended })]);
    const result = `**[churn #3](https://mlp.example/runs/${run})**`;
    const [alone, state] = (await textOf({ text: '- a started', run })) as string[];
    expect([alone?.includes(`\n✅ ${result}`), state]).toEqual([true, 'over']);
    const other = { text: '- b did not', run: null };
    const [listed] = (await textOf({ text: '- a started', run }, other)) as string[];
    expect(listed).toContain(`\n- ✅ ${result}`);
    expect(listed).toContain('\n- b did not');
    const [bare] = (await textOf({ text: 'a started', run }, other)) as string[];
    expect(bare).toContain(`\n✅ ${result}`);
    expect(await textOf({ text: 'of one that is gone', run: 'gone' })).toEqual([
      `${MARKER}\nof one that is gone`,
      'over',
    ]);
  });

  test('stays as it is once all was said, and is none without lines', async () => {
    const shown = { digest: 'x', standing: 'over', at: 1 };
    const lines = [{ text: 'a', run: null }];
    expect(await answer({ lines }, { ...NEW, shown })).toBeNull();
    const open = { ...shown, standing: '1 open' };
    expect(await answer({ lines }, { ...NEW, shown: open })).not.toBeNull();
    expect(await answer({ lines: [] })).toBeNull();
    expect(await answer({ lines: [{ text: 5 }, 'x', null] })).toBeNull();
    expect(await answer({})).toBeNull();
  });
});

describe('whoever started a run that took long', () => {
  const long = { status: 'succeeded', startedAt: 0, endedAt: HALF_AN_HOUR + 1 } as const;
  const told = async (part: Partial<RunHeader>) => {
    const { id: run } = await keep({ ...long, ...part });
    await noteEnded(deps, { type: 'ended', repository, run });
    return (await due()).filter((id) => id === `mention/7/${run}`).length === 1;
  };

  test('is told of its end', async () => {
    expect(await told({})).toBe(true);
    expect(await told({ status: 'failed' })).toBe(true);
    expect(await told({ hosted: { ...PLACE, mentionAfterMs: HALF_AN_HOUR + 1 } })).toBe(false);
    expect(await told({ endedAt: 2, hosted: { ...PLACE, mentionAfterMs: 1 } })).toBe(true);
  });

  test.each<readonly [string, Partial<RunHeader>]>([
    ['took no longer', { endedAt: HALF_AN_HOUR }],
    ['was cancelled', { status: 'cancelled' }],
    ['never began', { startedAt: null }],
    ['is not over', { endedAt: null }],
    ['is of no pull request', { hosted: { ...PLACE, pull: null } }],
    ['nobody is told of', { hosted: { ...PLACE, mentionAfterMs: null } }],
    ['nobody started', { actor: null }],
    ['a bot started', { actor: 'renovate[bot]' }],
    ['has no commit', { sha: null }],
  ])('is told nothing of one that %s', async (_, part) => {
    expect(await told(part)).toBe(false);
  });

  test('is told nothing of one that is gone', async () => {
    await noteEnded(deps, { type: 'ended', repository, run: 'gone' });
    expect(await due()).toEqual([]);
  });

  test('is named once, with what it came to', async () => {
    const { id: run } = await keep({ ...long, number: 3 });
    const target = { type: 'mention', repository, run, pull: 12 } as const;
    const mention = await renderMention(deps, target, NEW);
    expect(mention).toMatchObject({ kind: 'comment', issue: 12, ifDeleted: 'leave' });
    expect(JSON.stringify(mention)).toContain(`@ada ✅ **[churn #3]`);
    const shown = { digest: 'x', standing: 'said', at: 1 };
    expect(await renderMention(deps, target, { ...NEW, shown })).toBeNull();
    expect(await renderMention(deps, { ...target, run: 'gone' }, NEW)).toBeNull();
    const { id: other } = await keep({ ...long, actor: 'renovate[bot]' });
    expect(await renderMention(deps, { ...target, run: other }, NEW)).toBeNull();
    // Its plan is swept away.
    const { id: bare } = await keep({ ...long, plan: digestOf('gone') });
    expect(await renderMention(deps, { ...target, run: bare }, NEW)).toBeNull();
  });
});

test('a commit’s check says of three comments at most that GitHub does not take them, and of no other', async () => {
  const pulls = [1, 2, 3, 4];
  for (const pull of pulls) {
    const target = { type: 'comment', repository, pull } as const;
    await deps.store.publications.touch([{ target }], 5);
    const [leased] = await deps.store.publications.lease(5, 6, 1);
    if (leased === undefined) throw new Error('it is not due');
    const refused = { digest: 'x', times: 1, at: 5, words: `no ${pull}` };
    const state = { ...leased.state, refused: pull === 2 ? null : refused };
    await deps.store.publications.release({ ...leased, state }, null, 5);
  }
  const target = { type: 'aggregate', repository, sha: 'head' } as const;
  expect(await refusedComments(deps, target, [9, ...pulls])).toEqual({
    'comment/7/1': 'The comment in #1 is out of date: no 1',
  });
  expect(await refusedComments(deps, target, pulls)).toEqual({
    'comment/7/1': 'The comment in #1 is out of date: no 1',
    'comment/7/3': 'The comment in #3 is out of date: no 3',
  });
});
