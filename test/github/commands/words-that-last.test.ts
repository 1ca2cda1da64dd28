import { describe, expect, test } from 'vitest';
import { isMessage } from '../../../app/github/message.ts';
import { ADA, CAT, HEAD, PLACE } from '../open-plain-github.ts';
import { openConversation, type Given } from './open-conversation.ts';

const OTHER = 'c'.repeat(40);
const { repository } = PLACE;
const FILES = { churn: 'name: churn\nsteps: { train: { run: echo } }\n' };

describe('/mlp trust', () => {
  /** A repository with these branches. */
  const among = (...branches: readonly string[]): Given => ({
    api: { hasBranch: async (_, branch) => branches.includes(branch) },
  });
  const branches = Array.from({ length: 21 }, (_, n) => `b${n}`);

  test('lists, adds and takes back branches, with who said so and whose repository it is', async () => {
    const { say, store } = await openConversation(among('main', 'dev'));
    const reaction = 'rocket';
    expect(await say('/mlp trust')).toEqual({
      reaction,
      text: 'No branch is trusted by `/mlp trust`.',
    });
    expect(await say('/mlp trust main')).toMatchObject({
      reaction,
      text: expect.stringMatching(/pushes to `main` .* `\/mlp trust main off` ends this/),
    });
    expect(await store.provenance.trustedBranch(repository.id, 'main')).toMatchObject({
      by: 'cat',
      byId: CAT.id,
    });
    expect(await store.repositories.find(repository.id)).toEqual(repository);
    await say('/mlp trust dev', ADA);
    expect(await say('/mlp trust')).toEqual({
      reaction,
      text: '- `dev`, by `ada` on 2026-05-01\n- `main`, by `cat` on 2026-05-01',
    });
    expect(await say('/mlp trust main off')).toMatchObject({
      reaction,
      text: expect.stringMatching(/^Pushes to `main` no longer deploy/),
    });
    expect(await say('/mlp trust main off')).toEqual({
      reaction: 'confused',
      text: '`main` is not trusted by `/mlp trust`.',
    });
    expect(await say('/mlp trust')).toEqual({ reaction, text: '- `dev`, by `ada` on 2026-05-01' });
  });

  test('is refused where it is said in no known way, or of no branch', async () => {
    const { say, store } = await openConversation(among('main', 'off'));
    for (const words of ['off', 'main on', 'main off now', 'off off', 'main why=so']) {
      expect(await say(`/mlp trust ${words}`)).toEqual({
        reaction: 'confused',
        text: 'Write `/mlp trust`, `/mlp trust main` or `/mlp trust main off`.',
      });
    }
    expect(await say('/mlp trust nope')).toEqual({
      reaction: 'confused',
      text: 'There is no branch `nope` here.',
    });
    expect(await store.provenance.trustedBranches(repository.id)).toEqual([]);
  });

  test('holds for twenty branches, each of which may be said again', async () => {
    const { say } = await openConversation(among(...branches));
    for (const branch of branches.slice(0, 20)) {
      expect(await say(`/mlp trust ${branch}`)).toMatchObject({ reaction: 'rocket' });
    }
    expect(await say('/mlp trust b20')).toEqual({
      reaction: 'confused',
      text: '20 branches are trusted, and no more can be. `/mlp trust` lists them.',
    });
    expect(await say('/mlp trust b19')).toMatchObject({ reaction: 'rocket' });
  });
});

describe('/mlp override', () => {
  const ADMIN: Given = { files: FILES, permissions: { cat: 'admin', ada: 'admin' } };
  const WHOLE = `/mlp override churn ${HEAD} reason="it is well"`;

  test('is kept with who said it, and why, and the check is judged anew', async () => {
    const { say, store, clock } = await openConversation(ADMIN);
    expect(
      await say(`/mlp override churn ${HEAD.toUpperCase()} reason=" it is well "`),
    ).toMatchObject({
      reaction: 'rocket',
      text: '`cat` overrides `churn` for aaaaaaaaaa: `it is well`. Valid until the head or `main` changes.',
    });
    const said = { by: 'cat', byId: CAT.id, pipeline: 'churn', base: 'main', reason: 'it is well' };
    expect(await store.provenance.overridesAt(repository.id, HEAD)).toMatchObject([said]);
    expect(await store.repositories.find(repository.id)).toEqual(repository);
    const now = clock.now();
    const told = await store.queues.lease('notice', { owner: 'x', now, until: now + 1 }, 10);
    expect(told.map(({ body }) => (isMessage(body) ? body.type : null))).toEqual(['judge']);
    const about = { type: 'commit.override', sha: HEAD, pipeline: 'churn' };
    const [entry] = await store.audits.list({
      repository: repository.id,
      first: 'newest',
      limit: 9,
    });
    expect(entry).toMatchObject({ number: 1, actorId: CAT.id, about, reason: 'it is well' });
  });

  test('names the pipeline, all of the head and why, and nothing else', async () => {
    const { say, ask } = await openConversation(ADMIN);
    const line = `\`/mlp override churn ${HEAD} reason="…"\``;
    for (const words of [
      'churn',
      `churn ${HEAD}`,
      `churn ${HEAD} reason="  "`,
      'churn reason=x',
      `churn ${HEAD} more reason=x`,
      `churn ${HEAD} reason=x why=y`,
    ]) {
      expect(await say(`/mlp override ${words}`)).toEqual({
        reaction: 'confused',
        text: `Name the pipeline, the commit that you have read, and why it may be merged all the same: ${line}.`,
      });
    }
    expect(await ask('/mlp override')).toContain(`/mlp override PIPELINE ${HEAD}`);
    const long = (length: number) =>
      ask(`/mlp override churn ${HEAD} reason=${'x'.repeat(length)}`);
    expect(await long(501)).toBe('The reason can be at most 500 characters long.');
    expect(await long(500)).toContain('overrides `churn`');
    expect(await ask('/mlp override churn abc reason=x')).toBe(
      `The head is \`${HEAD}\` by now, not \`abc\`. Read it, then name it.`,
    );
    expect(await say(WHOLE.replace('churn', 'nope'))).toEqual({
      reaction: 'confused',
      text: 'There is no pipeline `nope` here.',
    });
  });

  test('may be about a pipeline that only the head has, or only the default branch', async () => {
    const other = { other: FILES.churn.replace('churn', 'other') };
    const { ask } = await openConversation({ ...ADMIN, granting: other });
    expect(await ask(WHOLE)).toContain('overrides `churn`');
    expect(await ask(WHOLE.replace('churn', 'other'))).toContain('overrides `other`');
  });

  test('counts from administrators and whom the policy lists', async () => {
    const nobody = await openConversation({ files: FILES });
    expect(await nobody.ask(WHOLE)).toMatch(/^Only administrators may override; `overrides` in/);
    const policy = { overrides: ['@cat', '@acme/leads'] };
    const { ask } = await openConversation({ files: FILES, policy });
    expect(await ask(WHOLE, { id: 3, login: 'dan', isBot: false })).toBe(
      'Administrators and `@cat`, `@acme/leads` may override; as GitHub tells this app, `dan` is none of them.',
    );
    expect(await ask(WHOLE)).toContain('overrides `churn`');
  });

  test.each<readonly [string, Given]>([
    ['who wrote a commit of the change', { authors: { hands: new Set([CAT.id]) } }],
    ['who opened the pull request', { pull: { author: CAT } }],
    ['who pushed its head', { pusher: CAT, authors: { commits: [] } }],
    ['who pushed an earlier commit of it', { pull: { headSha: OTHER }, pusher: CAT }],
  ])('does not count from %s', async (_, given) => {
    const { say, store } = await openConversation({ ...ADMIN, ...given });
    const head = given.pull?.headSha ?? HEAD;
    expect(await say(WHOLE.replace(HEAD, head))).toEqual({
      reaction: 'confused',
      text: '`cat` contributed to this change; someone else has to override it.',
    });
    expect(await store.provenance.overridesAt(repository.id, HEAD)).toEqual([]);
  });

  test('does not count where not everyone is known who wrote the change, nor from nobody that is', async () => {
    const long = await openConversation({ ...ADMIN, authors: null });
    expect(await long.ask(WHOLE)).toMatch(/^GitHub does not list everyone who wrote this change/);
    const unseen = await openConversation({ ...ADMIN, pusher: null });
    expect(await unseen.ask(WHOLE, { ...CAT, id: null })).toContain('contributed to this change');
    expect(await unseen.ask(WHOLE)).toContain('overrides `churn`');
  });
});
