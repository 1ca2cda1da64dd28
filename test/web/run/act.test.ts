import { describe, expect, test } from 'vitest';
import { pressOnPage } from '../../../app/github/buttons/press-on-page.ts';
import { aPlan, anApproval, aRequest, aStep } from '../../support/build-plan.ts';
import { begun, failed } from '../../support/script-host.ts';
import {
  ADA,
  CAT,
  HEAD,
  openPlainGitHub,
  PLACE,
  type PlainGitHub,
} from '../../github/open-plain-github.ts';
import { openPages } from '../open-pages.ts';

const BOB = { id: 5, login: 'bob' };
const PEOPLE = new Map([ADA, CAT, BOB].map(({ id, login }) => [login, { id, login }]));
const PLAN = aPlan([
  aStep('data'),
  aStep('train', { needs: ['data'] }),
  aStep('deploy', { needs: ['data'], approval: anApproval() }),
]);

/** A run whose `train` failed and whose `deploy` waits, and its page in the hands of people who are signed in. */
async function openActing(given: PlainGitHub = {}) {
  const plain = await openPlainGitHub({ permissions: { bob: 'read' }, ...given });
  const { runtime, store, host, until, clock } = plain;
  host.acts.set('train', () => [begun(), failed()]);
  const request = aRequest({ ...(await runtime.allot(7)), sha: HEAD, hosted: PLACE });
  const run = await runtime.start(PLAN, request);
  await until(run.id, ({ status }) => status === 'waiting');
  clock.advance(1000);
  const opened = await openPages({
    store,
    runtime,
    clock,
    mayRead: async (_, { login }) => login !== 'eve',
    login: {
      authorizeUrl: ({ state }) => `https://github.com/login/oauth/authorize?state=${state}`,
      identify: async (code) => PEOPLE.get(code) ?? { id: 66, login: code },
    },
    press: (pressed) => pressOnPage(plain.deps, pressed),
  });
  const see = async (cookie: string) => (await opened.get(`/runs/${run.id}`, cookie)).text();
  const hidden = (page: string, name: string) =>
    new RegExp(`name="${name}"\\s+value="([^"]*)"`).exec(page)?.[1] ?? '';
  const buttons = (page: string) =>
    [...page.matchAll(/name="wish"\s+value="([^"]*)"/g)].map(([, wish = '']) => wish);
  const post = async (cookie: string, fields: Record<string, string>, headers = OURS) => {
    const body = new URLSearchParams(fields);
    const all = { cookie, 'content-type': 'application/x-www-form-urlencoded', ...headers };
    return opened.pages.request(`/runs/${run.id}/act`, { method: 'POST', headers: all, body });
  };
  /** What somebody sees who loads the page and presses the button whose name begins so. */
  const press = async (login: string, begins: string) => {
    const cookie = await opened.signIn(login);
    const page = await see(cookie);
    const wish = buttons(page).find((each) => each.startsWith(begins)) ?? begins;
    const form = { token: hidden(page, 'token'), once: hidden(page, 'once'), wish };
    return { answer: await post(cookie, form), again: () => post(cookie, form) };
  };
  const step = async (key: string) => {
    return (await store.runs.load(run.id))?.steps.find((row) => row.key === key)?.state;
  };
  const audits = async () => {
    const all = await store.audits.list({ repository: 7, first: 'newest', limit: 9 });
    return all.map(({ actor, asked, decision, reason }) => [actor, asked, decision, reason]);
  };
  const checked = () => plain.checked(run.id);
  return { ...plain, opened, run, see, hidden, buttons, post, press, step, audits, checked };
}

const OURS: Record<string, string> = { 'sec-fetch-site': 'same-origin' };

describe('a button on the page of a run', () => {
  test('approves by the law of approvals: whoever had a hand in the change does not, others do', async () => {
    const { press, step, audits, checked } = await openActing();
    const own = await press('ada', 'approve');
    expect(own.answer.status).toBe(403);
    const page = await own.answer.text();
    expect(page).toContain('Nothing was approved');
    expect(page).toContain('<code>ada</code> had a hand in this change');
    expect(await step('deploy')).toBe('approval');
    const { answer } = await press('cat', 'approve');
    expect(answer.status).toBe(303);
    await checked();
    expect(await step('deploy')).not.toBe('approval');
    const asked = expect.stringMatching(/^page approve:/);
    expect(await audits()).toEqual([
      ['cat', asked, 'granted', 'done'],
      ['ada', asked, 'refused', expect.stringContaining('had a hand in this change')],
    ]);
  });

  test('rejects and cancels for whoever may write, and says what others lack', async () => {
    const { press, step, runs } = await openActing();
    const denied = await press('bob', 'reject');
    expect(await denied.answer.text()).toContain('This needs write access to this repository.');
    expect(await step('deploy')).toBe('approval');
    expect((await press('cat', 'cancel')).answer.status).toBe(303);
    expect((await runs())[0]?.cancel).toMatchObject({ by: 'cat' });
  });

  test('runs again once, however often it is pressed on one showing of the page', async () => {
    const { press, until, run, runs } = await openActing();
    await press('cat', 'reject');
    await until(run.id, ({ endedAt }) => endedAt !== null);
    const { answer, again } = await press('cat', 'rerun-failed');
    const second = await again();
    expect(answer.headers.get('location')).not.toBe(`/runs/${run.id}`);
    expect(second.headers.get('location')).toBe(answer.headers.get('location'));
    expect((await runs()).map(({ attempt }) => attempt)).toEqual([2, 1]);
    await press('cat', 'rerun-all');
    expect(await runs()).toHaveLength(3);
  });

  test('is another one than its neighbour on the same showing of the page', async () => {
    const { opened, see, hidden, post, press, until, run, runs } = await openActing();
    await press('cat', 'reject');
    await until(run.id, ({ endedAt }) => endedAt !== null);
    const cookie = await opened.signIn('cat');
    const page = await see(cookie);
    const form = { token: hidden(page, 'token'), once: hidden(page, 'once') };
    for (const wish of ['rerun-failed', 'rerun-all']) await post(cookie, { ...form, wish });
    expect(await runs()).toHaveLength(3);
  });

  test('decides nothing about steps for which it was not shown', async () => {
    const { press, step } = await openActing();
    const { answer } = await press('cat', 'approve:00000000');
    expect(await answer.text()).toContain('Other steps wait by now');
    expect(await step('deploy')).toBe('approval');
  });

  test('is kept in the audit for all that it did, whatever name its press was given', async () => {
    const { opened, see, hidden, buttons, post, audits } = await openActing();
    const cookie = await opened.signIn('cat');
    const page = await see(cookie);
    const approve = buttons(page).find((each) => each.startsWith('approve')) ?? '';
    const form = { token: hidden(page, 'token'), once: 'x' };
    const wishes = ['reject:00000000', approve, 'cancel', approve];
    for (const wish of wishes) await post(cookie, { ...form, wish });
    expect(
      (await audits()).map(([, asked, decision]) => `${asked} ${decision}`).toSorted(),
    ).toEqual(
      [
        `page ${approve} granted`,
        `page ${approve} refused`,
        'page cancel granted',
        'page reject:00000000 refused',
      ].toSorted(),
    );
  });

  test('works from our own page in the session that it was shown to, and from nowhere else', async () => {
    const { opened, post, see, hidden, buttons, step, checked } = await openActing();
    const cookie = await opened.signIn('cat');
    const page = await see(cookie);
    const wish = buttons(page).find((each) => each.startsWith('approve')) ?? '';
    const form = { token: hidden(page, 'token'), once: hidden(page, 'once'), wish };
    const elsewhere = { 'sec-fetch-site': 'cross-site' };
    const other = { ...form, token: hidden(await see(await opened.signIn('cat')), 'token') };
    const answers = [
      await post(cookie, form, elsewhere),
      await post(cookie, form, { origin: 'https://evil.example' }),
      await post(cookie, form, {}),
      await post(cookie, other),
      await post(cookie, { ...form, token: '' }),
    ];
    expect(answers.map(({ status }) => status)).toEqual([403, 403, 403, 403, 403]);
    expect((await post('', form)).headers.get('location')).toContain('/login?to=');
    expect((await post(cookie, { ...form, wish: 'let-run' })).status).toBe(400);
    expect((await post(cookie, { ...form, once: ' ' })).status).toBe(400);
    expect((await post(cookie, { ...form, more: 'x'.repeat(5000) })).status).toBe(413);
    expect(await step('deploy')).toBe('approval');
    expect((await post(cookie, form, { origin: 'http://127.0.0.1' })).status).toBe(303);
    await checked();
    expect(await step('deploy')).not.toBe('approval');
  });

  test('does nothing while GitHub cannot be asked, nor for those who may not read the repository', async () => {
    const permission = () => Promise.reject(new Error('GitHub is away'));
    const { opened, press, see, step, post } = await openActing({ api: { permission } });
    const { answer } = await press('cat', 'approve');
    expect([answer.status, await answer.text()]).toEqual([
      502,
      expect.stringContaining('This may not have been done'),
    ]);
    expect(await step('deploy')).toBe('approval');
    const eve = await opened.signIn('eve');
    expect(await see(eve)).toContain('There is nothing here for you');
    expect((await post(eve, { token: 'x', once: 'y', wish: 'cancel' })).status).toBe(403);
  });

  test('is pressed thirty times a minute by one person at most', async () => {
    const { opened, see, hidden, post } = await openActing();
    const cookie = await opened.signIn('bob');
    const page = await see(cookie);
    const form = { token: hidden(page, 'token'), once: 'x', wish: 'cancel' };
    for (let times = 0; times < 30; times += 1) await post(cookie, form);
    const late = await post(cookie, form);
    expect([late.status, late.headers.get('retry-after')]).toEqual([429, '60']);
  });
});
