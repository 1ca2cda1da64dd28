import { describe, expect, test } from 'vitest';
import { publishCheck, type Shown } from '../../../app/github/publish/check/publish-check.ts';
import { publishComment } from '../../../app/github/publish/comment/publish-comment.ts';
import { publishIssue } from '../../../app/github/publish/issue/publish-issue.ts';
import { renderedCheck } from '../../../app/github/publish/rendered.ts';
import type { CheckAnnotation, CheckOutput } from '../../../app/reports/check/check-output.ts';
import type { PublicationState } from '../../../app/runtime/ports/hosted/publications.ts';
import { hostedAt } from '../open-hosted.ts';
import { openWorld, type World } from '../open-world.ts';

const PLACE = { owner: 'acme', repo: 'churn' };
const MARKER = '<!-- ours -->';
const clientOf = ({ clients, installation }: World) => clients.of(installation);
const asked = ({ github }: World, operationId: string) => github.requests().count({ operationId });

/** A state that nothing was published in, and what was written down meanwhile. */
function kept() {
  const all: unknown[] = [];
  return { all, keep: async (one: unknown) => void all.push(one) };
}

describe('an issue', () => {
  const rendered = { kind: 'issue', title: 'It fails', marker: MARKER, isOpen: true } as const;
  const wish = (body: string, part: { isOpen?: boolean } = {}) => ({
    ...rendered,
    body: `${MARKER}\n${body}`,
    state: 'x',
    isFinal: true,
    since: null,
    ...part,
  });
  async function opened() {
    const world = await openWorld();
    const { issues } = world.repository.record;
    const show = async (
      body: string,
      remote: PublicationState['remote'],
      part: { isOpen?: boolean } = {},
    ) => {
      const { all, keep } = kept();
      const wanted = { rendered: wish(body, part), remote, keep };
      const number = await publishIssue(clientOf(world), PLACE, wanted);
      return { number, kept: all };
    };
    const shown = () =>
      [...issues.values()].map(({ number, state, body }) => [number, state, body?.split('\n')[1]]);
    return { world, issues, show, shown };
  }

  test('is made once, then follows what it is about', async () => {
    const { world, show, shown } = await opened();
    const { number, kept: written } = await show('one', null);
    expect(written).toEqual(['asking', number]);
    // What was made says what it says: nothing more is asked.
    expect(asked(world, 'issues/update')).toBe(0);
    expect(await show('two', number)).toEqual({ number, kept: [] });
    expect(shown()).toEqual([[number, 'open', 'two']]);
    await show('three', number, { isOpen: false });
    expect(shown()).toEqual([[number, 'closed', 'three']]);
    await show('four', number);
    expect(shown()).toEqual([[number, 'open', 'four']]);
  });

  test('that is to be closed is made and closed', async () => {
    const { show, shown } = await opened();
    const { number } = await show('one', null, { isOpen: false });
    expect(shown()).toEqual([[number, 'closed', 'one']]);
  });

  test('that an earlier try made is found among ours, and says the news', async () => {
    const { world, show, shown } = await opened();
    const octocat = world.github.user('octocat');
    const theirs = octocat.openIssue(world.repository, 'x', `${MARKER}\ntheirs`);
    const { number } = await show('one', null);
    await show('other', null);
    // The newest of ours, since it was made a moment ago.
    const found = await show('two', 'asking');
    expect(found.number).toBeGreaterThan(number);
    expect(shown()).toEqual([
      [theirs, 'open', 'theirs'],
      [number, 'open', 'one'],
      [found.number, 'open', 'two'],
    ]);
  });

  test('is made where an earlier try made none, though somebody wrote the marker elsewhere', async () => {
    const { world, show, shown } = await opened();
    const octocat = world.github.user('octocat');
    const theirs = octocat.openIssue(world.repository, 'x', `${MARKER}\ntheirs`);
    const { number } = await show('one', 'asking');
    expect(shown()).toEqual([
      [theirs, 'open', 'theirs'],
      [number, 'open', 'one'],
    ]);
  });

  test('that is gone is made again, and a refusal is told', async () => {
    const { world, issues, show, shown } = await opened();
    const { number } = await show('one', null);
    issues.delete(number);
    const { number: next, kept: written } = await show('two', number);
    expect(written).toEqual(['asking', next]);
    expect(shown()).toEqual([[next, 'open', 'two']]);
    world.repository.archive();
    await expect(show('three', next)).rejects.toThrow(/archived/);
    world.repository.archive(false);
    world.fault = (request, send) =>
      request.method === 'PATCH' ? Promise.resolve(new Response('', { status: 422 })) : send();
    await expect(show('three', next)).rejects.toThrow();
    expect(shown()).toEqual([[next, 'open', 'two']]);
  });
});

describe('a comment', () => {
  async function opened() {
    const world = await openWorld();
    const octocat = world.github.user('octocat');
    const issue = octocat.openIssue(world.repository, 'A question');
    const show = async (
      text: string,
      remote: PublicationState['remote'],
      ifDeleted: 'make-again' | 'leave' = 'make-again',
    ) => {
      const { all, keep } = kept();
      const wanted = { body: `${MARKER}\n${text}`, marker: MARKER, remote, ifDeleted, keep };
      const id = await publishComment(clientOf(world), { ...PLACE, issue }, wanted);
      return { id, kept: all };
    };
    const shown = () => world.repository.comments(issue).map(({ body }) => body.split('\n')[1]);
    return { world, octocat, issue, show, shown };
  }

  test('is made once, and edited from then on', async () => {
    const { world, show, shown } = await opened();
    const { id, kept: written } = await show('one', null);
    expect(written).toEqual(['asking', id]);
    expect(asked(world, 'issues/update-comment')).toBe(0);
    expect(await show('two', id)).toEqual({ id, kept: [] });
    expect(shown()).toEqual(['two']);
  });

  test('that somebody deleted is made again, or left alone where that is wanted', async () => {
    const { world, octocat, show, shown } = await opened();
    const { id } = await show('one', null);
    octocat.deleteComment(world.repository, id);
    expect(await show('two', id, 'leave')).toEqual({ id, kept: [] });
    expect(shown()).toEqual([]);
    const again = await show('two', id);
    expect(again.kept).toEqual(['asking', again.id]);
    expect(shown()).toEqual(['two']);
    world.repository.archive();
    for (const deleted of ['make-again', 'leave'] as const) {
      await expect(show('three', again.id, deleted)).rejects.toThrow(/archived/);
    }
  });

  test('that an earlier try made is found behind a hundred others, and says the news', async () => {
    const { world, octocat, issue, show, shown } = await opened();
    for (let at = 0; at < 100; at += 1) {
      octocat.comment(world.repository, issue, at === 5 ? `${MARKER}\ntheirs` : 'other');
    }
    const { id } = await show('one', null);
    expect(await show('two', 'asking')).toEqual({ id, kept: ['asking', id] });
    expect(shown().at(-1)).toBe('two');
    expect(shown()).toHaveLength(101);
  });
});

describe('a check', () => {
  const OUTPUT: CheckOutput = {
    name: 'mlpipelines: churn',
    state: { status: 'in_progress' },
    title: 'running',
    summary: 'one',
    text: null,
    annotations: [],
    actions: [],
    startedAt: Date.UTC(2026, 4, 1),
  };
  const NEW: PublicationState = {
    remote: null,
    generation: 1,
    shown: null,
    failures: 0,
    refused: null,
  };
  const annotation = (line: number): CheckAnnotation => ({
    path: 'train.py',
    startLine: line,
    endLine: line,
    columns: line === 1 ? { start: 3, end: 5 } : null,
    level: 'failure',
    title: 'It failed',
    message: `line ${line}`,
  });
  const annotations = (count: number) =>
    Array.from({ length: count }, (_, index) => annotation(index + 1));

  async function opened() {
    const world = await openWorld();
    const { repository } = hostedAt(world);
    const sha = await world.repository.sha();
    const target = { type: 'run', repository, run: 'r', sha } as const;
    const show = async (output: Partial<CheckOutput>, state: Partial<PublicationState> = {}) => {
      const { all, keep } = kept();
      const rendered = renderedCheck({ ...OUTPUT, ...output }, 'https://mlp.example/r');
      const wanted = { target, rendered, state: { ...NEW, ...state }, keep };
      const shown = await publishCheck(clientOf(world), { ...PLACE, sha }, wanted);
      return { shown, kept: all };
    };
    const checks = () => world.repository.checkRuns(sha);
    return { world, show, checks };
  }
  const remoteOf = ({ shown }: { readonly shown: Shown }) => shown.remote;

  test('is made once, with its page, its name of ours and when it began, then updated', async () => {
    const { show, checks } = await opened();
    const first = await show({ annotations: annotations(1) });
    const remote = remoteOf(first);
    expect(first.kept).toMatchObject([{ remote: 'asking', generation: 1 }, { remote }]);
    expect(checks()).toMatchObject([
      {
        externalId: 'run/r#1',
        detailsUrl: 'https://mlp.example/r',
        startedAt: OUTPUT.startedAt,
        summary: 'one',
        annotations: [{ path: 'train.py', start_line: 1, start_column: 3, end_column: 5 }],
      },
    ]);
    expect(await show({ summary: 'two' }, { remote })).toMatchObject({ kept: [] });
    expect(checks()).toMatchObject([{ summary: 'two' }]);
  });

  test('has all of its annotations, fifty a request, each once, whatever was added before', async () => {
    const { show, checks } = await opened();
    const lines = () => checks()[0]?.annotations.map(({ start_line: line }) => line);
    const remote = remoteOf(await show({ annotations: annotations(51) }));
    expect(lines()).toEqual(annotations(51).map(({ startLine }) => startLine));
    await show({ annotations: annotations(120), summary: 'two' }, { remote });
    expect(lines()).toEqual(annotations(120).map(({ startLine }) => startLine));
  });

  test('that an earlier try made is found by its name, and says the news', async () => {
    const { show, checks } = await opened();
    await show({});
    const found = await show({ summary: 'two' }, { remote: 'asking' });
    expect(checks()).toMatchObject([{ summary: 'two' }]);
    expect(found.kept.at(-1)).toMatchObject({ remote: checks()[0]?.id, generation: 1 });
  });

  test('that is gone is made again, and a refusal is told', async () => {
    const { world, show, checks } = await opened();
    const remote = remoteOf(await show({ annotations: annotations(1) }));
    world.repository.record.checkRuns.clear();
    await show({ annotations: annotations(1) }, { remote });
    expect(checks()).toHaveLength(1);
    world.fault = async () => Response.json({ message: 'no' }, { status: 500 });
    const again = show({ annotations: annotations(1) }, { remote });
    await expect(again).rejects.toThrow();
  });

  test('that is completed is another one once it stands otherwise, of the next generation', async () => {
    const { show, checks } = await opened();
    const failed = { status: 'completed', conclusion: 'failure', completedAt: 5000 } as const;
    const remote = remoteOf(await show({ state: failed }));
    expect(checks()).toMatchObject([{ conclusion: 'failure', completedAt: 5000 }]);
    const shown = { digest: 'x', standing: 'completed failure', at: 1 };
    const next = await show({ state: { ...failed, conclusion: 'success' } }, { remote, shown });
    expect(next.shown).toMatchObject({ generation: 2 });
    expect(checks().map(({ externalId, conclusion }) => [externalId, conclusion])).toEqual([
      ['run/r#1', 'failure'],
      ['run/r#2', 'success'],
    ]);
    // Nobody wrote down that it was completed: GitHub's answer tells.
    const third = await show({ state: { ...failed, conclusion: 'neutral' } }, next.shown);
    expect(third.shown).toMatchObject({ generation: 3 });
  });
});
