import { beforeEach, describe, expect, test } from 'vitest';
import { notePushSummary } from '../../../app/github/publish/note-push-summary.ts';
import type { Message } from '../../../app/github/message.ts';
import {
  publicationId,
  type PublicationTarget,
} from '../../../app/runtime/ports/hosted/publications.ts';
import type { Started } from '../../../app/triggers/start-order.ts';
import { HEAD, openPlainGitHub, PLACE } from '../open-plain-github.ts';

const { repository } = PLACE;
const AGGREGATE = { type: 'aggregate', repository, sha: HEAD } as const;
const file = 'a.yml';
const about = { file, pipeline: 'a' };
const started: Started = {
  ...about,
  type: 'started',
  run: 'r1',
  number: 1,
  reason: 'a push',
  notYet: [],
  lowered: [],
  warnings: [],
};
type Verdict = Extract<Message, { type: 'verdict' }>;

let world: Awaited<ReturnType<typeof openPlainGitHub>>;
beforeEach(async () => {
  world = await openPlainGitHub();
});

function note(all: readonly Started[], part: Partial<Verdict> = {}): Promise<void> {
  const trust = { trust: 'writer', reason: 'ada may write' } as const;
  const verdict = { type: 'verdict', repository, sha: HEAD, pull: null, trust } as const;
  return notePushSummary(world, { ...verdict, started: all, ...part });
}

const find = (target: PublicationTarget) => world.store.publications.find(publicationId(target));
const notes = async (target: PublicationTarget = AGGREGATE) => (await find(target))?.notes;

const MISTAKE = {
  code: 'unknown-step',
  severity: 'error',
  message: 'there is no step `b`',
  hint: 'did you mean `a`?',
  line: 3,
  column: 1,
  endLine: 3,
  endColumn: 4,
} as const;

describe('what became of the files of a commit', () => {
  test.each<readonly [string, Started, unknown]>([
    [
      'awaits a pull request',
      { ...about, type: 'awaits', reason: 'x' },
      { pipeline: 'a', awaits: true },
    ],
    ['is held back', { ...about, type: 'held', reason: 'x' }, { pipeline: 'a', reason: 'x' }],
    ['was not read', { ...about, type: 'unread', reason: 'x' }, { pipeline: 'a', unread: 'x' }],
    [
      'cannot run there',
      { ...about, type: 'barred', reason: 'x' },
      { pipeline: 'a', refused: 'x' },
    ],
    ['has mistakes', { ...about, type: 'broken', problems: [] }, { problems: 0, pipeline: 'a' }],
    [
      'has one that is said',
      { ...about, type: 'broken', problems: [MISTAKE] },
      { problems: 1, pipeline: 'a', first: 'line 3: there is no step `b` (did you mean `a`?)' },
    ],
    [
      'lost a step',
      { ...about, type: 'ungated', steps: ['b', 'c'] },
      {
        pipeline: 'a',
        refused:
          'The default branch holds b, c to gates, and this commit has no such step any more.',
      },
    ],
  ])('is noted where it %s, until it starts', async (_, one, noted) => {
    await note([one]);
    expect((await notes())?.['files']).toEqual({ [file]: noted });
    await note([started]);
    expect((await notes())?.['files']).toEqual({});
  });

  test('stays as it was where nothing is started by an event, and is forgotten where it was only unread', async () => {
    const held: Started = { ...about, type: 'held', reason: 'x' };
    const unread: Started = { file: 'b.yml', pipeline: 'b', type: 'unread', reason: 'x' };
    await note([held, unread]);
    await note([{ ...about, type: 'passed', reason: 'no' }]);
    expect((await notes())?.['files']).toEqual({ [file]: { pipeline: 'a', reason: 'x' } });
    await note([{ ...about, type: 'refused', problems: [] }]);
    expect((await notes())?.['files']).toEqual({ [file]: { pipeline: 'a', reason: 'x' } });
  });

  test('has each pull request that shows it once, and since when it is known', async () => {
    const since = world.clock.now();
    await note([]);
    world.clock.advance(1000);
    await note([], { pull: 7 });
    await note([], { pull: 9 });
    await note([], { pull: 7 });
    expect(await notes()).toMatchObject({ since, pulls: [7, 9] });
    expect(await notes({ type: 'comment', repository, pull: 9 })).toEqual({ sha: HEAD });
    expect(await find({ type: 'comment', repository, pull: 8 })).toBeNull();
  });

  test('keeps what a push said of the branch, whatever pull requests say', async () => {
    const trust = { trust: 'writer', reason: 'x' } as const;
    expect(await note([], { pull: 7 }).then(() => notes())).toMatchObject({ note: null });
    await note([], { trust: { ...trust, note: 'nothing protects main' } });
    await note([], { pull: 7, trust: { ...trust, note: 'of a pull request' } });
    expect(await notes()).toMatchObject({ note: 'nothing protects main' });
    await note([], { trust });
    expect(await notes()).toMatchObject({ note: null });
  });

  test('has a check of its own where it has mistakes', async () => {
    await note([
      { ...about, type: 'broken', problems: [] },
      { ...about, type: 'held', reason: 'x' },
    ]);
    const broken = {
      type: 'broken',
      repository,
      sha: HEAD,
      file,
      pipeline: 'a',
      problems: [],
    } as const;
    expect((await find(broken))?.target).toMatchObject({ type: 'broken', file, sha: HEAD });
    expect(await find({ ...broken, file: 'b.yml' })).toBeNull();
  });
});

test('a run says in its check what it is not granted yet, and what it gets less of', async () => {
  const run = { type: 'run', repository, run: 'r1', sha: HEAD } as const;
  await note([started, { ...about, type: 'passed', reason: 'no' }]);
  expect(await find(run)).toBeNull();
  await note([{ ...started, notYet: ['no secret', 'no gate'], lowered: ['64 steps', 'one hour'] }]);
  const remarks = await notes(run);
  expect(remarks).toMatchObject({
    remarks: {
      grants:
        'What grants is read from the default branch, not from this change: no secret&#59; no gate.',
      bounds: 'This commit is not trusted, so 64 steps, and one hour.',
    },
  });
  // Each leaves room for others.
  const long = ['x'.repeat(9000)];
  await note([{ ...started, notYet: long, lowered: long }]);
  const told = Object.values<unknown>(Object((await notes(run))?.['remarks']));
  expect(told.map((text) => String(text).length < 600)).toEqual([true, true]);
});
