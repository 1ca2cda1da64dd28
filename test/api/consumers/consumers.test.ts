import { describe, expect, it } from 'vitest';
import { digestOf } from '../../../app/domain/digest.ts';
import { readPolicy } from '../../../app/compile/grants/read-policy.ts';
import { encodeManifest } from '../../../content/manifest/manifest.ts';
import { aModelVersion } from '../../support/rows.ts';
import { openApp } from '../open-app.ts';
import type { Oddity } from '../open-issuer.ts';

const ACME = { id: 7, installation: 3, owner: 'acme', name: 'churn', defaultBranch: 'main' };
const WEIGHTS = Buffer.from('weights');
const FILE = {
  path: 'weights.bin',
  type: 'file',
  mode: 0o644,
  size: WEIGHTS.length,
  digest: digestOf(WEIGHTS),
} as const;
const MANIFEST = encodeManifest({ format: 1, single: false, entries: [FILE] });
const DIGEST = digestOf(MANIFEST);
const CHURN = '/api/repos/acme/churn/models/churn@production';
const JOB = {
  repository: 'acme/serving',
  repository_id: '55',
  ref: 'refs/heads/main',
  environment: 'production',
};
const DISPATCHED = {
  repositoryId: 55,
  workflowRunId: 12,
  workflowRunAttempt: 1,
  checkRunId: 3,
  workflowRef: 'acme/serving/.github/workflows/deploy.yml@refs/heads/main',
  workflowSha: 'a'.repeat(40),
};

const OPEN = 'consumers: [{ repository: Acme/Serving }]';

/** An app whose acme/churn has production at version 1 of churn, and a policy. */
async function openShop(policy = OPEN) {
  const asked = { policy: 0, isAway: false };
  const app = await openApp({
    models: {
      findRepository: async (owner, name) => (`${owner}/${name}` === 'acme/churn' ? ACME : null),
      policyOf: async () => {
        asked.policy += 1;
        if (asked.isAway) throw new Error('502');
        return readPolicy(policy).policy;
      },
    },
  });
  const { store, blobs } = app.now();
  await blobs.putBytes(WEIGHTS);
  await blobs.putBytes(MANIFEST);
  const artifact = { ...aModelVersion().artifact, digest: DIGEST, size: WEIGHTS.length, files: 1 };
  const to = { model: 'churn', alias: 'production', version: 1, movedAt: 1, movedBy: 'ada' };
  await store.commit([
    { type: 'model.register', version: aModelVersion({ artifact }), scope: '7' },
    { type: 'alias.move', alias: { ...to, run: 'r' }, from: null, scope: '7' },
  ]);
  const token = (odd: Oddity = {}, audience = app.url) =>
    app.issuer.token(DISPATCHED, audience, { ...odd, claims: { ...JOB, ...odd.claims } });
  const get = async (path = CHURN, shown?: string) => {
    const authorization = `Bearer ${shown ?? (await token())}`;
    return read(await fetch(`${app.url}${path}`, { headers: { authorization } }));
  };
  const say = async (body: unknown, shown?: string) => {
    const authorization = `Bearer ${shown ?? (await token())}`;
    const method = 'POST';
    const sent = { method, headers: { authorization }, body: JSON.stringify(body) };
    return read(await fetch(`${app.url}${CHURN}/deployed`, sent));
  };
  return { app, asked, store, token, get, say };
}

async function read(response: Response): Promise<Record<string, unknown>> {
  const body = (await response.json()) as Record<string, unknown>;
  return { ...body, status: response.status };
}

describe('a job of a repository that the policy names', () => {
  it('is told the version behind an alias, with links to its files', async () => {
    const { get, asked } = await openShop();
    const answer = await get();
    expect(answer).toMatchObject({ status: 200, version: 1, digest: DIGEST, next: null });
    const [file] = (answer as unknown as { contents: { url: string; path: string }[] }).contents;
    expect(file?.path).toBe('weights.bin');
    expect(await (await fetch(file?.url ?? '')).text()).toBe('weights');
    await get();
    expect(asked.policy).toBe(1);
  });

  it('gets links for what it asked for alone, and to fetch only', async () => {
    const { get } = await openShop();
    const { contents } = (await get()) as unknown as { contents: { url: string }[] };
    const url = contents[0]?.url ?? '';
    expect((await fetch(url, { method: 'PUT', body: 'x' })).status).toBe(403);
    expect((await fetch(url.replace(FILE.digest, DIGEST))).status).toBe(403);
  });

  it('says what runs where, and hears whether that is what stands behind the alias', async () => {
    const { say, store } = await openShop();
    const other = digestOf('other');
    expect(await say({ environment: 'eu', digest: DIGEST })).toMatchObject({ differs: false });
    expect(await say({ environment: 'eu', digest: other })).toMatchObject({ differs: true });
    expect(await store.registry.deployed('churn', '7')).toMatchObject([
      { environment: 'eu', digest: other, by: { repository: 'acme/serving', workflowRun: 12 } },
    ]);
  });

  it('has its word taken in a bounded form, for a bounded number of environments', async () => {
    const { say, store } = await openShop();
    for (const body of [
      null,
      {},
      { environment: '', digest: DIGEST },
      { environment: 'a\nb', digest: DIGEST },
      { environment: 'eu', digest: 'sha256:1' },
    ]) {
      expect(await say(body)).toMatchObject({ status: 400, code: 'unreadable-request' });
    }
    expect(await say({ environment: 'e'.repeat(5000), digest: DIGEST })).toMatchObject({
      status: 413,
    });
    const by = { repository: 'acme/serving', repositoryId: 55, workflowRun: 1 };
    const at = { model: 'churn', alias: 'production', digest: DIGEST, at: 1, by };
    const names = Array.from({ length: 50 }, (_, place) => `eu-${place}`);
    await store.commit(
      names.map((environment) => {
        const deployed = Object.assign({ environment }, at);
        return { type: 'model.deployed', scope: '7', deployed } as const;
      }),
    );
    expect(await say({ environment: 'eu', digest: DIGEST })).toMatchObject({ status: 409 });
    expect(await say({ environment: 'eu-3', digest: DIGEST })).toMatchObject({ status: 200 });
  });

  it('speaks for its own environment alone where the policy names one', async () => {
    const { say } = await openShop(
      'consumers: [{ repository: acme/serving, environment: production }]',
    );
    expect(await say({ environment: 'staging', digest: DIGEST })).toMatchObject({
      status: 403,
      code: 'wrong-environment',
    });
    expect(await say({ environment: 'production', digest: DIGEST })).toMatchObject({ status: 200 });
  });

  it('writes over nothing that another repository said, unless the policy names the environment for it', async () => {
    const policy = (more: string) =>
      `consumers: [{ repository: acme/serving }, { repository: acme/other${more} }]`;
    const theirs = { claims: { repository: 'acme/other', repository_id: '56' } };
    const { say, token, store } = await openShop(policy(''));
    expect(await say({ environment: 'eu', digest: DIGEST })).toMatchObject({ status: 200 });
    const other = { environment: 'eu', digest: digestOf('other') };
    expect(await say(other, await token(theirs))).toMatchObject({
      status: 403,
      code: 'wrong-environment',
      message: expect.stringContaining('acme/serving'),
    });
    expect(await store.registry.deployed('churn', '7')).toMatchObject([{ digest: DIGEST }]);
    const named = await openShop(policy(', environment: production'));
    const mine = { environment: 'production', digest: DIGEST };
    expect(await named.say(mine)).toMatchObject({ status: 200 });
    expect(await named.say(mine, await named.token(theirs))).toMatchObject({ status: 200 });
  });
});

describe('whoever else asks for a model', () => {
  it.each<[string, string, Oddity['claims']]>([
    ['another repository', OPEN, { repository: 'acme/other' }],
    ['no policy', '', {}],
    ['a broken policy', `${OPEN}\nconsumer: []\n`, {}],
    ['another number of the repository', 'consumers: [{ repository: acme/serving, id: 56 }]', {}],
    ['another model', 'consumers: [{ repository: acme/serving, models: [fraud] }]', {}],
    [
      'another branch',
      'consumers: [{ repository: acme/serving, ref: refs/heads/main }]',
      { ref: 'refs/pull/3/merge' },
    ],
    [
      'no environment',
      'consumers: [{ repository: acme/serving, environment: production }]',
      { environment: undefined },
    ],
  ])('gets nothing: %s', async (_, policy, claims = {}) => {
    const { get, say, token, store } = await openShop(policy);
    const shown = await token({ claims });
    expect(await get(CHURN, shown)).toMatchObject({ status: 404, code: 'no-such-model' });
    expect(await say({ environment: 'eu', digest: DIGEST }, shown)).toMatchObject({ status: 404 });
    expect(await store.registry.deployed('churn', '7')).toEqual([]);
  });

  it('is told the same of a model that is not there as of one that is not theirs', async () => {
    const { get } = await openShop('consumers: [{ repository: acme/serving, models: [fraud] }]');
    const [there, away] = [await get(), await get('/api/repos/acme/none/models/churn@production')];
    const text = (answer: Record<string, unknown>) => String(answer['message']);
    expect(text(away).replace('none', 'churn')).toBe(text(there));
  });

  it.each<[string, string, (shop: Awaited<ReturnType<typeof openShop>>) => Promise<string>]>([
    ['a forged token', 'identity-signature', ({ token }) => token({ forged: true })],
    ['an old token', 'identity-expired', ({ token }) => token({ shiftMs: -3_600_000 })],
    ['a token for others', 'wrong-audience', ({ token }) => token({}, 'https://example.org')],
    ['another issuer', 'wrong-issuer', ({ token }) => token({ issuer: 'https://evil.example' })],
    ['no token', 'no-token', async () => ''],
  ])('is refused before anything is looked up: %s', async (_, code, shown) => {
    const shop = await openShop();
    expect(await shop.get(CHURN, await shown(shop))).toMatchObject({ status: 401, code });
    expect(shop.asked.policy).toBe(0);
  });

  it('is refused while GitHub does not say who may, and when they ask too often', async () => {
    const { get, asked, token } = await openShop();
    asked.isAway = true;
    expect(await get()).toMatchObject({ status: 503, code: 'policy-unavailable' });
    asked.isAway = false;
    const shown = await token();
    const answers = [];
    for (let time = 0; time < 62; time += 1) answers.push((await get(CHURN, shown)).status);
    expect(answers.slice(0, 59)).toEqual(Array.from({ length: 59 }, () => 200));
    expect(answers.at(-1)).toBe(429);
  });

  it('takes no place from those who show a token, however often they ask without one', async () => {
    const { app, get } = await openShop();
    const unsigned = Array.from({ length: 130 }, () => fetch(`${app.url}${CHURN}`));
    for (const answer of await Promise.all(unsigned)) expect(answer.status).toBe(401);
    expect(await get()).toMatchObject({ status: 200 });
  });

  it('learns of an alias that nothing was promoted to, and of an address that is none', async () => {
    const { get } = await openShop();
    const path = (reference: string) => `/api/repos/acme/churn/models/${reference}`;
    expect(await get(path('churn@staging'))).toMatchObject({ code: 'no-such-alias' });
    expect(await get(path('churn'))).toMatchObject({ status: 400 });
  });
});
