import { describe, expect, test } from 'vitest';
import { digestOf } from '../../../app/domain/digest.ts';
import type { ModelVersion } from '../../../app/domain/model.ts';
import { askOnPage, foreseeOnPage } from '../../../app/github/buttons/ask-on-page.ts';
import { openPlainGitHub, type PlainGitHub } from '../../github/open-plain-github.ts';
import { openPages } from '../open-pages.ts';
import { hiddenFields, postForm } from './asked-of-pages.ts';

const CHURN = '/repos/acme/churn/models/churn';
const PEOPLE = ['ada', 'cat', 'bob', 'root'].map((login, at) => ({ id: at + 1, login }));
const FREEZE = { wish: 'freeze', until: '3d', reason: 'holidays <b>' };

/** A model with a version, and its page in the hands of people who are signed in. */
async function openAsking(given: PlainGitHub = {}) {
  const permissions = { bob: 'read', root: 'admin' } as const;
  const plain = await openPlainGitHub({ permissions, ...given });
  const { store, clock, runtime, deps } = plain;
  const artifact = { digest: digestOf('w'), type: 'model', path: 'm', size: 1, files: 1 } as const;
  const version: ModelVersion = {
    model: 'churn',
    version: 1,
    artifact,
    run: 'gone',
    key: 'register',
    metrics: {},
    metricsStep: null,
    createdAt: 1,
  };
  await store.commit([{ type: 'model.register', version, scope: '7' }]);
  const opened = await openPages({
    store,
    runtime,
    clock,
    mayRead: async (_, { login }) => login !== 'eve',
    login: {
      authorizeUrl: ({ state }) => `https://github.com/login/oauth/authorize?state=${state}`,
      identify: async (code) =>
        PEOPLE.find(({ login }) => login === code) ?? { id: 66, login: code },
    },
    askOfModel: (asked) => askOnPage(deps, asked),
    foresee: (asked) => foreseeOnPage(deps, asked),
  });
  /** The page that says what would happen. */
  const look = async (login: string, fields: Readonly<Record<string, string>>) => {
    const cookie = await opened.signIn(login);
    const path = `${CHURN}/ask?${new URLSearchParams(fields).toString()}`;
    const answer = await opened.get(path, cookie);
    return { cookie, status: answer.status, page: await answer.text() };
  };
  const post = (
    cookie: string,
    fields: Readonly<Record<string, string>>,
    headers?: Record<string, string>,
  ) => postForm(opened, `${CHURN}/ask`, { cookie, fields }, headers);
  /** Looks, and confirms. */
  const ask = async (login: string, fields: Readonly<Record<string, string>>) => {
    const { cookie, page } = await look(login, fields);
    return post(cookie, hiddenFields(page));
  };
  const frozen = () => store.registry.freeze('churn', '7');
  const audits = async () => {
    const all = await store.audits.list({ repository: 7, first: 'newest', limit: 9 });
    return all.map(({ actor, surface, asked, decision, reason }) => [
      actor,
      surface,
      asked,
      decision,
      reason,
    ]);
  };
  return { ...plain, opened, look, post, ask, frozen, audits };
}

describe('on the page of a model', () => {
  test('one freezes it, after the page has said what that means, and the audit keeps it', async () => {
    const { look, post, frozen, audits, opened } = await openAsking();
    const { cookie, page } = await look('cat', FREEZE);
    expect(page).toContain('none of the aliases of <code>churn</code> moves');
    expect(page).toContain('2026-05-04');
    expect(page).toContain('holidays &lt;b&gt;');
    expect(await frozen()).toBeNull();
    const answer = await post(cookie, hiddenFields(page));
    expect([answer.status, answer.headers.get('location')]).toEqual([303, CHURN]);
    expect(await frozen()).toMatchObject({ by: 'cat', byId: 2, reason: 'holidays <b>' });
    expect(await (await opened.get(CHURN, cookie)).text()).toContain('churn is frozen until');
    const asked = 'page freeze churn until=3d reason="holidays <b>"';
    expect(await audits()).toEqual([['cat', 'page', asked, 'granted', 'holidays <b>']]);
  });

  test('whoever froze it ends that, others are told who may, before and when they press', async () => {
    const { ask, look, post, frozen, audits } = await openAsking();
    const { cookie, page } = await look('ada', FREEZE);
    await ask('cat', FREEZE);
    const early = await look('ada', { wish: 'unfreeze' });
    expect(early.status).toBe(403);
    expect(early.page).toContain('they, or an administrator, may end that earlier.');
    const shorter = await post(cookie, { ...hiddenFields(page), until: '1h' });
    expect(await shorter.text()).toContain('Nothing is frozen');
    expect(await frozen()).not.toBeNull();
    expect((await ask('root', { wish: 'unfreeze' })).status).toBe(303);
    expect(await frozen()).toBeNull();
    expect((await audits()).map(([who, , , decision]) => [who, decision])).toEqual([
      ['root', 'granted'],
      ['ada', 'refused'],
      ['cat', 'granted'],
    ]);
  });

  test('who may not write is told what they lack, and once they press the audit keeps it', async () => {
    let held: 'read' | 'write' = 'read';
    const { look, post, frozen, audits } = await openAsking({
      api: { permission: async () => held },
    });
    const denied = await look('bob', FREEZE);
    expect(denied.status).toBe(403);
    expect(denied.page).toContain('This needs write access to this repository.');
    expect(await audits()).toEqual([]);
    held = 'write';
    const { cookie, page } = await look('bob', FREEZE);
    held = 'read';
    const answer = await post(cookie, hiddenFields(page));
    expect([answer.status, await answer.text()]).toEqual([
      403,
      expect.stringContaining('Nothing is frozen'),
    ]);
    expect((await audits()).map(([who, , , decision, why]) => [who, decision, why])).toEqual([
      ['bob', 'refused', 'this needs write access to this repository'],
    ]);
    expect(await frozen()).toBeNull();
  });

  test('only a form of our own page counts, in the session that it was shown to', async () => {
    const { opened, look, post, frozen } = await openAsking();
    const { cookie, page } = await look('cat', FREEZE);
    const form = hiddenFields(page);
    const other = hiddenFields((await look('cat', FREEZE)).page);
    const answers = [
      await post(cookie, form, { 'sec-fetch-site': 'cross-site' }),
      await post(cookie, form, { origin: 'https://evil.example' }),
      await post(cookie, form, {}),
      await post(cookie, { ...form, token: other['token'] ?? '' }),
      await post(cookie, { ...form, token: '' }),
    ];
    expect(answers.map(({ status }) => status)).toEqual([403, 403, 403, 403, 403]);
    const strange = [
      { ...form, wish: 'delete' },
      { ...form, wish: 'constructor' },
      { ...form, once: ' ' },
      { ...form, until: '' },
      { ...form, wish: 'promote', version: '1e3', alias: 'production' },
      { ...form, wish: 'rollback', alias: 'production', to: '-1' },
    ];
    for (const fields of strange) expect((await post(cookie, fields)).status).toBe(400);
    expect((await post(cookie, { ...form, reason: 'x'.repeat(20_000) })).status).toBe(413);
    const away = await post('', form);
    expect(away.headers.get('location')).toBe(`/login?to=${encodeURIComponent(CHURN)}`);
    const eve = await opened.signIn('eve');
    expect((await post(eve, form)).status).toBe(404);
    expect((await opened.get(`${CHURN}x/ask?wish=unfreeze`, cookie)).status).toBe(404);
    expect(await frozen()).toBeNull();
  });

  test('nothing is promoted that cannot be, and the page says why beforehand', async () => {
    const { look, audits } = await openAsking();
    const said = async (login: string, fields: Readonly<Record<string, string>>) =>
      (await look(login, fields)).page;
    expect(await said('cat', { wish: 'promote', version: '9', alias: 'production' })).toContain(
      'There is no <code>churn v9</code> here.',
    );
    expect(await said('cat', { wish: 'promote', version: '1', alias: 'production' })).toContain(
      'No run of a protected branch registered',
    );
    expect(await said('cat', { wish: 'rollback', alias: 'production' })).toContain(
      'has never pointed anywhere',
    );
    expect(
      await said('cat', { wish: 'promote', version: '1', alias: 'production', emergency: 'fire' }),
    ).toContain('Only administrators');
    expect(await audits()).toEqual([]);
  });

  test('each freeze is a decision of its own, whatever name its press was given', async () => {
    const { ask, look, post, audits, clock } = await openAsking();
    const { cookie, page } = await look('cat', FREEZE);
    const { token = '', ...rest } = hiddenFields(page);
    const form = { ...rest, token, once: 'x' };
    await post(cookie, form);
    clock.advance(1000);
    await post(cookie, { token, once: 'x', wish: 'unfreeze' });
    clock.advance(1000);
    await post(cookie, form);
    expect((await audits()).map(([, , asked]) => asked)).toHaveLength(3);
    expect((await ask('cat', { wish: 'unfreeze' })).status).toBe(303);
  });

  test('nothing is done while GitHub cannot be asked, nor more than thirty times a minute', async () => {
    let isAway = false;
    const permission = async () =>
      isAway ? Promise.reject(new Error('away')) : ('write' as const);
    const { look, post, frozen } = await openAsking({ api: { permission } });
    const { cookie, page } = await look('cat', FREEZE);
    isAway = true;
    const form = hiddenFields(page);
    expect((await post(cookie, form)).status).toBe(502);
    expect(await frozen()).toBeNull();
    for (let times = 0; times < 28; times += 1) await post(cookie, form);
    const late = await post(cookie, form);
    expect([late.status, late.headers.get('retry-after')]).toEqual([429, '60']);
  });
});
