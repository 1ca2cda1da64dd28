import { expect, test } from 'vitest';
import { openStory } from '../stories/open-story.ts';

test('a branch that no rule can protect deploys by an administrator’s word, as long as that holds', async () => {
  const story = await openStory();
  const { github, repo, note, change, runs, store } = story;
  repo.record.protections.clear();
  repo.collaborator('bob', 'admin');
  const issue = github.user('ada').openIssue(repo, 'Who deploys?');
  const ask = async (login: string, text: string) => {
    const before = repo.comments(issue).length;
    github.user(login).comment(repo, issue, text);
    await note(text, await repo.sha());
    return repo
      .comments(issue)
      .slice(before + 1)
      .map(({ body }) => body)
      .join('\n');
  };
  const pushed = async (text: string) => {
    const sha = await change('main', text);
    await note(text, sha);
    const check = repo.checkRuns(sha).findLast(({ name }) => name === 'mlpipelines');
    const run = (await runs()).find((each) => each.sha === sha);
    return { trust: run?.hosted?.trust, deploys: run?.options.deploy, said: check?.summary ?? '' };
  };
  const first = await pushed('1');
  expect(first).toMatchObject({ trust: 'writer', deploys: false });
  expect(first.said).toContain('no rule requires an approved pull request');

  expect(await ask('ada', '/mlp trust main')).toContain('needs administration');
  expect((await pushed('2')).trust).toBe('writer');

  expect(await ask('bob', '/mlp trust nope')).toContain('There is no branch `nope` here.');
  expect(await ask('bob', '/mlp trust main')).toContain('count as reviewed');
  const trusted = await pushed('3');
  expect(trusted).toMatchObject({ trust: 'protected', deploys: true });
  expect(trusted.said).toContain('because bob ran /mlp trust main');
  expect(await ask('bob', '/mlp trust')).toMatch(/- `main`, by `bob` on 2026-05-01/);
  const audits = await store.audits.list({
    repository: repo.record.id,
    first: 'newest',
    limit: 10,
  });
  const audited = audits.find(({ asked }) => asked.startsWith('push'));
  expect(audited).toMatchObject({ actor: 'ada', asked: 'push to refs/heads/main' });

  expect(await ask('bob', '/mlp trust main off')).toContain('no longer deploy');
  expect((await pushed('4')).trust).toBe('writer');
  expect(await ask('bob', '/mlp trust main off')).toContain('is not trusted');
});

test('an administrator’s word counts where what the owner pays for has no rules at all', async () => {
  const { github, repo, note, change, runs } = await openStory();
  repo.record.protections.clear();
  repo.record.offersRules = false;
  repo.collaborator('bob', 'admin');
  const pushed = async (text: string) => {
    const sha = await change('main', text);
    await note(text, sha);
    return (await runs()).find((each) => each.sha === sha)?.hosted?.trust;
  };
  expect(await pushed('1')).toBe('writer');
  const issue = github.user('ada').openIssue(repo, 'Who deploys?');
  github.user('bob').comment(repo, issue, '/mlp trust main');
  await note('trust', await repo.sha());
  expect(await pushed('2')).toBe('protected');
});
