import { beforeEach, describe, expect, onTestFinished, test } from 'vitest';
import { digestOf } from '../../../app/domain/digest.ts';
import type { JsonMap } from '../../../app/domain/json.ts';
import type { RunHeader } from '../../../app/domain/run/run.ts';
import { ratesInRun } from '../../../app/compute/wish/rate-of.ts';
import type { PublishDeps } from '../../../app/github/publish/publish-deps.ts';
import { pullsOf } from '../../../app/github/publish/aggregate/commit-notes.ts';
import { render, watchesNothing } from '../../../app/github/publish/render.ts';
import type { Publication } from '../../../app/runtime/ports/hosted/publications.ts';
import { openFolderBlobStore } from '../../../app/artifacts/folder/folder-blob-store.ts';
import { aComparer } from '../../support/a-comparer.ts';
import { openStore } from '../../../app/store/open-store.ts';
import { aPlan, aStep } from '../../support/build-plan.ts';
import { freshFolder } from '../../support/fresh-folder.ts';
import { aPlace } from '../../support/hosted.ts';
import { ManualClock } from '../../support/manual-clock.ts';
import { aHeader, anAttempt, aStep as aRow, creation } from '../../support/rows.ts';

const PLACE = aPlace(7, { pull: 12 });
const { repository } = PLACE;
const SHA = 'a'.repeat(40);
const AGGREGATE = { type: 'aggregate', repository, sha: SHA } as const;
const COMMENT = { type: 'comment', repository, pull: 12 } as const;
const LIVE = { path: 'm.json', live: 'l.jsonl', primary: null, maximize: [], minimize: [] };

let deps: PublishDeps;
beforeEach(async () => {
  const folder = freshFolder();
  const store = await openStore({ sqliteFile: `${folder}/state.db` });
  onTestFinished(() => store.close());
  const blobs = await openFolderBlobStore(`${folder}/objects`);
  deps = {
    store,
    comparer: aComparer(store, blobs),
    clock: new ManualClock(5),
    pageOf: (run: string) => `https://mlp.example/runs/${run}`,
    pageOfCommit: (_: unknown, sha: string) => `https://mlp.example/commits/${sha}`,
    commitsBefore: async () => [],
    filesSince: async () => null,
    changedFiles: { between: async () => null },
    warn: () => {},
    ratesOf: ratesInRun,
  } as unknown as PublishDeps;
});

async function keep(part: Partial<RunHeader> = {}): Promise<RunHeader> {
  const plan = aPlan([aStep('train', { metrics: LIVE })]);
  const digest = digestOf(JSON.stringify(plan));
  const header = aHeader({ hosted: PLACE, sha: SHA, plan: digest, ...part });
  const isOver = header.endedAt !== null;
  const row = isOver ? {} : { state: 'running' as const, attempt: 1 };
  const patch = {
    steps: [aRow('train', row)],
    attempts: isOver ? [] : [anAttempt('train', { status: 'running', startedAt: 1 })],
  };
  const save = { type: 'plan.save', digest, plan } as const;
  expect((await deps.store.commit([save, creation(header, patch)])).type).toBe('committed');
  return header;
}

const OVER = { status: 'succeeded', endedAt: 9 } as const;

function said(
  target: Publication['target'],
  notes: JsonMap = {},
  state: Partial<Publication['state']> = {},
) {
  const blank = { remote: null, generation: 1, shown: null, failures: 0, refused: null };
  return render(deps, { id: 'x', target, notes, state: { ...blank, ...state }, touched: 1 });
}

async function checkOf(notes: JsonMap = {}, target: Publication['target'] = AGGREGATE) {
  const rendered = await said(target, notes);
  if (rendered?.kind !== 'check') throw new Error('it is no check');
  const { title, summary } = rendered.output;
  return { ...rendered, words: `${title}\n${summary}` };
}

const held = { pipeline: 'churn', reason: 'nobody saw who pushed it' };

describe('the check of a commit', () => {
  test('says that nothing is affected once both of its events may have been heard', async () => {
    expect(await checkOf()).toMatchObject({ notBefore: 0 });
    expect(await checkOf({ since: 1000 })).toMatchObject({ notBefore: 6000 });
    await keep(OVER);
    expect((await checkOf({ since: 1000 })).notBefore).toBeUndefined();
    expect((await checkOf()).page).toBe(`https://mlp.example/commits/${SHA}`);
  });

  test('says of a pipeline that is held back why, until somebody let it run', async () => {
    const notes = { files: { 'a.yml': held } };
    expect((await checkOf(notes)).words).toContain('nobody saw who pushed it');
    await keep(OVER);
    const ran = await checkOf(notes);
    expect(ran.words).not.toContain('nobody saw');
    expect(ran.state).toBe('completed success');
  });

  test.each<readonly [string, JsonMap, string]>([
    ['has mistakes', { problems: 2 }, '2 mistakes'],
    ['was not read', { pipeline: 'churn', unread: 'it took too long' }, 'it took too long'],
    ['may not run', { pipeline: 'churn', refused: 'its step is gone' }, 'its step is gone'],
  ])('says of a file that %s what became of it', async (_, note, words) => {
    const { words: all, state } = await checkOf({ files: { 'a.yml': note } });
    expect(all).toContain(words);
    expect(state).not.toBe('completed success');
  });

  test('waits for a pull request that would start something, where there is none yet and it has not run', async () => {
    const files = { 'a.yml': { pipeline: 'churn', awaits: true } };
    const waits = await checkOf({ files });
    expect(waits.notBefore).toBeUndefined();
    expect((await checkOf({ files, pulls: [12] })).notBefore).toBe(0);
    expect((await checkOf({ files: { 'a.yml': { awaits: true } } })).notBefore).toBe(0);
    expect((await checkOf({ files: 'x' })).notBefore).toBe(0);
    await keep(OVER);
    expect((await checkOf({ files })).state).toBe('completed success');
  });

  test('says what is to be known of the commit', async () => {
    await keep(OVER);
    expect((await checkOf({ note: 'Nothing deploys from main.' })).words).toContain(
      'Nothing deploys from main.',
    );
  });
});

describe('the comment of a pull request', () => {
  const standing = async () => {
    const rendered = await said(COMMENT, { sha: SHA });
    return rendered?.state ?? null;
  };
  const shown = (at: string | null) => ({
    remote: 5,
    shown: { digest: 'x', standing: at ?? '', at: 1 },
  });

  test('is none where no head is known, nor where nothing ran and none was made', async () => {
    await keep(OVER);
    expect(await said(COMMENT)).toBeNull();
    const other = { sha: 'b'.repeat(40) };
    expect(await said(COMMENT, other)).toBeNull();
    expect(await said(COMMENT, other, { remote: 5 })).toMatchObject({ kind: 'comment', issue: 12 });
  });

  test('is final once all runs are over, and live while a step may tell how it goes', async () => {
    const run = await keep();
    const rendered = await said(COMMENT, { sha: SHA });
    expect(rendered).toMatchObject({
      isFinal: false,
      isLive: true,
      state: `${SHA}\n${run.id} running`,
    });
    await keep({ ...OVER, pipeline: 'other' });
    expect(await said(COMMENT, { sha: SHA })).toMatchObject({ isFinal: false, isLive: true });
  });

  test('is final and not live where all is over', async () => {
    await keep(OVER);
    expect(await said(COMMENT, { sha: SHA })).toMatchObject({ isFinal: true, isLive: false });
  });

  test('keeps what was decided by once the pull request is closed', async () => {
    const first = await keep(OVER);
    const decided = await standing();
    expect(decided).toBe(`${SHA}\n${first.id} succeeded`);
    const closed = { sha: SHA, closed: true };
    expect(await said(COMMENT, closed, shown(decided))).toBeNull();
    expect(await said(COMMENT, { sha: SHA }, shown(decided))).not.toBeNull();
    await keep({ ...OVER, pipeline: 'other' });
    expect(await said(COMMENT, closed, shown(decided))).toMatchObject({ watched: [] });
  });

  test('leaves out a run whose plan was swept away', async () => {
    const { id } = await keep(OVER);
    await keep({ ...OVER, pipeline: 'other', plan: digestOf('gone') });
    expect(await standing()).toBe(`${SHA}\n${id} succeeded`);
  });

  test('watches what it is compared with, until the pull request is closed', async () => {
    const metrics = { ...LIVE, live: null, primary: 'auc', maximize: ['auc'] };
    const report = { compare: [{ type: 'alias', model: 'churn', alias: 'live' }] } as const;
    const plan = aPlan([aStep('judge', { metrics, report })]);
    const digest = digestOf(JSON.stringify(plan));
    const header = aHeader({ ...OVER, hosted: PLACE, sha: SHA, plan: digest });
    const steps = [aRow('judge', { state: 'over', result: 'success', metrics: { auc: 0.9 } })];
    await deps.store.commit([{ type: 'plan.save', digest, plan }, creation(header, { steps })]);
    const watched = async (notes: JsonMap) =>
      (await said(COMMENT, { sha: SHA, ...notes }))?.watched;
    expect(await watched({})).toEqual([expect.objectContaining({ type: 'alias' })]);
    expect(await watched({ closed: true })).toEqual([]);
    expect(watchesNothing({ target: COMMENT, notes: { sha: SHA, closed: true } })).toBe(true);
    expect(watchesNothing({ target: COMMENT, notes: { sha: SHA } })).toBe(false);
    expect(watchesNothing({ target: AGGREGATE, notes: {} })).toBe(false);
    expect((await said({ type: 'run', repository, run: header.id, sha: SHA }))?.watched).toEqual(
      [],
    );
  });

  test('says what the check of its commit says beside the runs', async () => {
    await keep(OVER);
    const notes = () => ({ files: { 'a.yml': { ...held, pipeline: 'other' } } });
    await deps.store.publications.touch([{ target: AGGREGATE, notes }], 5);
    expect(JSON.stringify(await said(COMMENT, { sha: SHA }))).toContain('nobody saw who pushed it');
  });
});

test('a run that is gone has no check, and one that is kept has its remarks', async () => {
  const gone = { type: 'run', repository, run: 'gone', sha: SHA } as const;
  expect(await said(gone)).toBeNull();
  const { id: run } = await keep(OVER);
  const check = await checkOf({ remarks: { a: 'It was stopped by ada.' } }, { ...gone, run });
  expect(check.words).toContain('> It was stopped by ada.');
  expect(check.page).toBe(`https://mlp.example/runs/${run}`);
});

test('a file with mistakes has a check of its own', async () => {
  const place = { line: 1, column: 1, endLine: 1, endColumn: 1 };
  const problem = { code: 'x', severity: 'error', message: 'no steps', hint: null, ...place };
  const target = { type: 'broken', repository, sha: SHA, file: 'a.yml', pipeline: null } as const;
  const check = await checkOf({}, { ...target, problems: [problem as never] });
  expect(check.page).toBe(`https://mlp.example/commits/${SHA}`);
  expect(check.state).toBe('completed failure');
});

test('pull requests of a commit are numbers in a list', () => {
  expect(pullsOf({ pulls: [1, 'x', 2] })).toEqual([1, 2]);
  expect(pullsOf({ pulls: 'x' })).toEqual([]);
});
