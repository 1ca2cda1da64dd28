import { expect, test } from 'vitest';
import { askOnPage, foreseeOnPage } from '../../../app/github/buttons/ask-on-page.ts';
import type { RepositoryRef } from '../../../app/domain/hosted.ts';
import { hiddenFields, postForm } from '../../web/models/asked-of-pages.ts';
import { openPages } from '../../web/open-pages.ts';
import { openPromotion, PIPELINE } from './open-promotion.ts';
import { say } from './say.ts';

const CHURN = '/repos/acme/churn/models/churn';

/** Two versions of churn, of which the older is deployed and the newer waits, and the pages in front of them. */
async function openWithPages() {
  const world = await openPromotion(PIPELINE, { approvals: 0, restricted: true });
  const { repo, github, newest, store, deps, installation, until } = world;
  repo.collaborator('root', 'admin');
  const push = async (text: string) => {
    await repo.commit({ files: { 'src/train.py': text }, by: 'ada' });
    return newest();
  };
  const first = await push('print(2)\n');
  await say(world, 'cat', `/mlp approve #${first.number}`);
  await until(first.id);
  const second = await push('print(3)\n');
  const { id } = repo.record;
  const place = { owner: 'acme', name: 'churn', defaultBranch: 'main' };
  const repository: RepositoryRef = { id, installation, ...place };
  const api = deps.api(installation);
  const opened = await openPages({
    store,
    runtime: { onChange: () => () => {} },
    clock: world.clock,
    findRepository: async () => repository,
    mayRead: async (_, person) => (await api.permission(repository, person)) !== 'none',
    login: {
      authorizeUrl: ({ state }) => `https://github.com/login/oauth/authorize?state=${state}`,
      identify: async (code) => ({ id: github.user(code).account.id, login: code }),
    },
    askOfModel: (asked) => askOnPage(deps, asked),
    foresee: (asked) => foreseeOnPage(deps, asked),
  });
  const look = async (login: string, fields: Readonly<Record<string, string>>) => {
    const cookie = await opened.signIn(login);
    const path = `${CHURN}/ask?${new URLSearchParams(fields).toString()}`;
    return { cookie, page: await (await opened.get(path, cookie)).text() };
  };
  const confirm = ({ cookie, page }: Awaited<ReturnType<typeof look>>) =>
    postForm(opened, `${CHURN}/ask`, { cookie, fields: hiddenFields(page) });
  return { ...world, world, first, second, opened, look, confirm };
}

test('a rollback on the page says from where to where, starts one run, and waits for its approval', async () => {
  const { world, look, confirm, first, second, versionOf, production, until, runs, newest } =
    await openWithPages();
  const [older, newer] = [await versionOf(first.id), await versionOf(second.id)];
  await say(world, 'cat', `/mlp approve #${second.number}`);
  await until(second.id);
  const seen = await look('dan', { wish: 'rollback', alias: 'production' });
  expect(seen.page).toContain(`<code>churn@production</code> from v${newer} to v${older}`);
  const other = await look('cat', { wish: 'rollback', alias: 'production' });
  const count = (await runs()).length;
  const answers = [await confirm(seen), await confirm(seen)];
  const run = await newest();
  expect(answers.map(({ headers }) => headers.get('location'))).toEqual([
    `/runs/${run.id}`,
    `/runs/${run.id}`,
  ]);
  expect(await runs()).toHaveLength(count + 1);
  expect(run).toMatchObject({ trigger: 'promotion', status: 'waiting', actor: 'dan' });
  expect(await production()).toBe(newer);
  await say(world, 'cat', `/mlp approve #${run.number}`);
  await until(run.id);
  expect(await production()).toBe(older);
  // What cat was shown is done: it does not go back from there to what was rolled back.
  const late = await confirm(other);
  expect([late.status, await late.text()]).toEqual([
    403,
    expect.stringContaining(`is at v${older} already`),
  ]);
  expect(await runs()).toHaveLength(count + 1);
});

test('a promotion on the page goes by the law of the command: a freeze is told, an emergency is for administrators', async () => {
  const opening = await openWithPages();
  const { world, opened, look, confirm, second, versionOf, production } = opening;
  const { until, runs, row, store, repo } = world;
  const version = `${await versionOf(second.id)}`;
  const wanted = { wish: 'promote', version, alias: 'production' };
  await say(world, 'root', '/mlp freeze churn until=3d reason="holidays"');
  const cookie = await opened.signIn('dan');
  const waiting = await (await opened.get(`/runs/${second.id}`, cookie)).text();
  expect(waiting).toMatch(/<strong>churn is frozen until [^<]* by root: holidays\.<\/strong>/);
  await say(world, 'cat', `/mlp reject #${second.number}`);
  const seen = await look('dan', wanted);
  expect(seen.page).toContain('before that ends nothing is deployed');
  const urgent = { ...wanted, emergency: 'sold out' };
  expect((await look('dan', urgent)).page).toContain('Only administrators may promote');
  const loud = await look('root', urgent);
  expect(loud.page).toContain('Somebody else has to review it within 24 hours');
  expect(loud.page).not.toContain('before that ends nothing is deployed');
  const count = (await runs()).length;
  const id = (await confirm(loud)).headers.get('location')?.replace('/runs/', '') ?? '';
  await until(id);
  expect(await runs()).toHaveLength(count + 1);
  expect(await production()).toBe(Number(version));
  expect((await row(id, 'deploy'))?.result).toBe('success');
  const of = { repository: repo.record.id, of: { model: 'churn' } } as const;
  const audits = await store.audits.list({ ...of, first: 'newest', limit: 50 });
  expect(audits.filter(({ surface }) => surface === 'page')).toMatchObject([
    {
      actor: 'root',
      decision: 'granted',
      reason: 'sold out',
      about: { type: 'alias.ask', kind: 'promote', emergency: true },
    },
  ]);
});
