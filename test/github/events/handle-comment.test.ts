import { describe, expect, test } from 'vitest';
import type { JsonMap } from '../../../app/domain/json.ts';
import type { Permission } from '../../../app/github/reads/api-port.ts';
import {
  CAT,
  HEAD,
  messagesIn,
  openPlainGitHub,
  PULL,
  type PlainGitHub,
} from '../open-plain-github.ts';

const FILES = {
  churn:
    'name: churn\non: { command: [retrain], workflow_dispatch: {} }\nsteps: { train: { run: echo } }\n',
};
const PR = {
  number: 7,
  state: 'open',
  pull_request: { url: 'https://api.github.com/repos/acme/churn-7/pulls/7' },
};

/** A comment by cat, in a pull request unless said otherwise. */
async function opened(given: PlainGitHub = {}) {
  const opening = await openPlainGitHub({ files: FILES, ...given });
  const { heard, store, clock } = opening;
  let comments = 0;
  const comment = async (body: string, part: JsonMap = {}) => {
    comments += 1;
    const user = { id: CAT.id, login: 'cat', type: 'User' };
    const changes = await heard('issue_comment', {
      action: 'created',
      installation: { id: 1 },
      repository: { id: 7, name: 'churn-7', owner: { login: 'acme' }, default_branch: 'main' },
      sender: user,
      issue: PR,
      comment: { id: comments, body, user, created_at: '2026-05-01T12:00:00Z' },
      ...part,
    });
    const now = clock.now();
    const told = await store.queues.lease('notice', { owner: 'x', now, until: now + 1e9 }, 100);
    const reactions = told.flatMap(({ body: sent }) => {
      const { type, content } = sent as JsonMap;
      return type === 'reaction' ? [content] : [];
    });
    const [reply, ...others] = messagesIn(changes);
    expect(others).toEqual([]);
    return { reactions, text: reply?.type === 'reply' ? reply.text : null, issue: reply };
  };
  const audits = async () => {
    const all = await store.audits.list({ repository: 7, first: 'newest', limit: 100 });
    return all.map(({ asked, decision, reason, sha }) => `${asked}: ${decision}, ${reason} ${sha}`);
  };
  return { ...opening, comment, audits };
}

describe('the commands of a comment', () => {
  test('are carried out in their order until one is refused, each with its line in the audit', async () => {
    const { comment, audits, runs } = await opened();
    expect(await comment('/mlp run\n/retrain\n/mlp frob\n/mlp run')).toMatchObject({
      reactions: ['eyes', 'confused'],
      text: expect.stringMatching(
        /^- churn #1 started\n\n- churn #2 started\n\nThere is no command/,
      ),
      issue: { issue: 7 },
    });
    expect(await runs()).toHaveLength(2);
    expect((await audits()).toSorted()).toEqual([
      expect.stringMatching(/^\/mlp frob: refused, There is no command .* a{40}$/s),
      `/mlp run: granted, done ${HEAD}`,
      `/retrain: granted, done ${HEAD}`,
    ]);
  });

  test('that were heard before start nothing again', async () => {
    const { comment, runs } = await opened();
    const same = {
      comment: { id: 99, body: '/mlp run', user: { id: 2, login: 'cat', type: 'User' } },
    };
    await comment('', same);
    await comment('', same);
    expect(await runs()).toHaveLength(1);
  });

  test('are for whoever may give them, as the policy of the default branch says', async () => {
    const reader = await opened({ permissions: { cat: 'read' } });
    expect(await reader.comment('/mlp run')).toMatchObject({
      reactions: ['eyes', 'confused'],
      text: '`/mlp run` needs write access to this repository; `cat` has read access.',
    });
    expect((await reader.comment('/retrain')).text).toMatch(/^`\/retrain` needs write access/);
    expect((await reader.comment('/mlp status')).text).toBe('Nothing has run for this commit.');
    expect(await reader.audits()).toHaveLength(3);
    const strict = await opened({ policy: 'commands: { run: admin }\n' });
    expect((await strict.comment('/mlp run')).text).toBe(
      '`/mlp run` needs administration of this repository; `cat` has write access.',
    );
    const broken = await opened({ policy: 'commands: 5\n' });
    expect((await broken.comment('/mlp run')).text).toContain(
      'of the default branch is broken; until that is corrected, only administrators may)',
    );
    expect((await broken.comment('/mlp status')).text).toBe('Nothing has run for this commit.');
    const stranger = await opened({ permissions: { cat: 'none' } });
    expect((await stranger.comment('/mlp status')).text).toContain('`cat` has no access.');
  });

  test('of people who may not write are answered five times an hour', async () => {
    const { comment, audits } = await opened({ permissions: { cat: 'read' } });
    for (let asked = 0; asked < 5; asked += 1) await comment('/mlp status');
    expect(await comment('/mlp status')).toEqual({ reactions: [], text: null, issue: undefined });
    expect(await audits()).toHaveLength(5);
    const may = { now: 'read' as Permission };
    const other = await opened({ api: { permission: async () => may.now } });
    for (let asked = 0; asked < 5; asked += 1) await other.comment('/mlp status');
    may.now = 'write';
    expect((await other.comment('/mlp status')).reactions).toEqual(['eyes', 'rocket']);
  });
});

describe('a bare word', () => {
  test('is a command where a pipeline of the head declares it, also if it cannot be read', async () => {
    const { comment } = await opened();
    expect((await comment('/retrain')).text).toBe('- churn #1 started');
    expect((await comment("/retrain note=it's")).text).toMatch(/^`\/retrain`: .* quote/);
    const nothing = { reactions: [], text: null, issue: undefined };
    expect(await comment('/deploy')).toEqual(nothing);
    expect(await comment("/deploy it's")).toEqual(nothing);
  });

  test('is nobody’s in an issue, where other commands are heard', async () => {
    const { comment, asked } = await opened();
    const issue = { number: 8, state: 'open' };
    expect((await comment('/retrain', { issue })).text).toBeNull();
    expect(asked).toEqual([]);
    const both = await comment('/retrain\n/mlp schedule', { issue });
    expect(both).toMatchObject({
      text: 'No pipeline has a schedule.',
      issue: { issue: 8 },
    });
    expect(asked).toEqual(['HEAD']);
    const odd = await comment('/mlp run a=1 a=2', { issue });
    expect(odd.text).toBe('`/mlp run`: `a` is given twice.');
  });
});

describe('a comment', () => {
  test('in a pull request that is closed, or gone, is about no head', async () => {
    const closed = { pull: async () => ({ ...PULL, isOpen: false }) };
    for (const api of [closed, { pull: async () => null }]) {
      const { comment, asked, audits } = await opened({ api });
      expect((await comment('/mlp status')).text).toContain('works in an open pull request only');
      expect(asked).toEqual(['HEAD']);
      expect(await audits()).toEqual([expect.stringMatching(/ null$/)]);
    }
  });

  test('in a pull request into another branch is held to what that grants', async () => {
    const { comment, asked } = await opened({
      api: { pull: async () => ({ ...PULL, base: 'dev' }) },
    });
    await comment('/mlp status');
    expect(asked).toEqual([`${HEAD} into dev`]);
  });

  test('in a repository that is gone is not answered', async () => {
    const { comment } = await opened({ config: null });
    expect(await comment('/mlp status')).toEqual({ reactions: [], text: null, issue: undefined });
  });
});
