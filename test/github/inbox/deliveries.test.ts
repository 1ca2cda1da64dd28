import webhooksExamples from '@octokit/webhooks-examples' with { type: 'json' };
import { sign } from '@octokit/webhooks-methods';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { generateKeyPairSync } from 'node:crypto';
import { receiveDeliveries } from '../../../app/github/inbox/receive-deliveries.ts';
import { openStore } from '../../../app/store/open-store.ts';
import type { Store } from '../../../app/runtime/ports/store.ts';
import { freshFolder } from '../../support/fresh-folder.ts';
import { serveProbot } from '../../support/serve-probot.ts';

const SECRET = 'a secret of this test';
const OURS = 4242;
// It is a CommonJS module whose types say that it has a default export.
const examples = webhooksExamples as unknown as typeof webhooksExamples.default;
type Sent = { readonly id: string; readonly event: string; readonly payload: object };

let store: Store;
let url: string;
let close: () => void;
beforeAll(async () => {
  store = await openStore({ sqliteFile: `${freshFolder()}/state.db` });
  const { privateKey } = generateKeyPairSync('rsa', {
    modulusLength: 2048,
    publicKeyEncoding: { type: 'spki', format: 'pem' },
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  });
  const app = receiveDeliveries({
    store,
    clock: { now: () => 1000 },
    serves: (installation) => installation === OURS,
    received: () => {},
  });
  const served = await serveProbot(app, { appId: 1, privateKey, secret: SECRET });
  url = `${served.url}/api/github/webhooks`;
  ({ close } = served);
});
afterAll(async () => {
  close();
  await store.close();
});

function send({ id, event, payload }: Sent, secret = SECRET): Promise<number> {
  return sendText({ id, event, body: JSON.stringify(payload) }, secret);
}

async function sendText(
  { id, event, body }: Omit<Sent, 'payload'> & { readonly body: string },
  secret = SECRET,
): Promise<number> {
  const headers = {
    'content-type': 'application/json',
    'x-github-delivery': id,
    'x-github-event': event,
    'x-hub-signature-256': await sign(secret, body),
  };
  return (await fetch(url, { method: 'POST', headers, body })).status;
}

const take = () => store.queues.lease('delivery', { owner: 'test', now: 1e6, until: 1e12 }, 10_000);

describe('deliveries', () => {
  test('of every kind that GitHub has are kept once and answered at once, shuffled and twice', async () => {
    const all = examples.flatMap(({ name, examples: payloads }) =>
      payloads.map((payload, index) => ({
        id: `${name} ${index}`,
        event: name,
        payload: { ...payload, installation: { id: OURS, node_id: 'x' } },
      })),
    );
    expect(all).toHaveLength(329);
    const twice = [...all, ...all].toSorted((a, b) => order(a) - order(b));
    const statuses = new Set<number>();
    for (const one of twice) statuses.add(await send(one));
    expect([...statuses]).toEqual([200]);
    const kept = await take();
    expect(kept.map(({ id }) => id).toSorted()).toEqual(all.map(({ id }) => id).toSorted());
    expect(kept.every(({ installation }) => installation === OURS)).toBe(true);
    const sizes = kept.map(({ body }) => JSON.stringify(body).length);
    expect(Math.max(...sizes)).toBeLessThan(3000);
  });

  test('that are deeper than a stack are kept without their depth', async () => {
    const deep = JSON.stringify({
      installation: { id: OURS },
      repository: { id: 5 },
      ref: 0,
      x: 0,
    }).replaceAll(/(?<="(?:ref|x)":)0/g, `${'['.repeat(20_000)}${']'.repeat(20_000)}`);
    expect(await sendText({ id: 'deep', event: 'push', body: deep })).toBe(200);
    expect(await take()).toMatchObject([
      { id: 'deep', body: { payload: { repository: { id: 5 }, ref: [[]] } } },
    ]);
  });

  test.each(['id', 'full_name'])(
    'keep of a repository whose %s is deep that there is one',
    async (name) => {
      const deep = JSON.stringify({
        installation: { id: OURS },
        repositories_added: [{ id: 5, full_name: 'a/b', [name]: 'DEEP' }],
      }).replace('"DEEP"', () => '['.repeat(20_000) + ']'.repeat(20_000));
      const event = 'installation_repositories';
      expect(await sendText({ id: `deep ${name}`, event, body: deep })).toBe(200);
      const kept = [{ id: 5, full_name: 'a/b', [name]: null }];
      expect(await take()).toMatchObject([
        { id: `deep ${name}`, body: { payload: { repositories_added: kept } } },
      ]);
    },
  );

  test('of a push are kept with who pushed its head, those of a deletion without', async () => {
    const [pushed, deleted] = ['a'.repeat(40), 'b'.repeat(40)];
    const repository = { id: 31, name: 'churn', owner: { login: 'acme' } };
    const sender = { id: 1, login: 'ada', type: 'User' };
    const push = { installation: { id: OURS }, repository, sender, ref: 'refs/heads/x' };
    const before = '0'.repeat(40);
    const sendPush = (after: string, gone: boolean) =>
      send({ id: after, event: 'push', payload: { ...push, before, after, deleted: gone } });
    expect(await sendPush(pushed, false)).toBe(200);
    expect(await sendPush(deleted, true)).toBe(200);
    expect(await take()).toHaveLength(2);
    const by = { id: 1, login: 'ada', isBot: false };
    expect(await store.provenance.pusherOf(31, pushed)).toEqual(by);
    expect(await store.provenance.pusherOf(31, deleted)).toBeNull();
  });

  test('with a wrong signature are refused, and of foreign installations dropped', async () => {
    const payload = { action: 'x', installation: { id: OURS }, repository: { id: 1 } };
    const event = 'push';
    expect(await send({ id: 'forged', event, payload }, 'another secret')).toBe(400);
    const foreign = { ...payload, installation: { id: 7 } };
    expect(await send({ id: 'foreign', event, payload: foreign })).toBe(200);
    expect(await send({ id: 'none', event, payload: { repository: { id: 1 } } })).toBe(200);
    expect(await take()).toEqual([]);
  });

  test('of a repository of which too much waits are refused for now, those first that anybody can cause', async () => {
    const of = (repository: number) => ({
      installation: { id: OURS },
      repository: { id: repository },
    });
    const waiting = Array.from({ length: 1001 }, (_, n) => {
      const item = { id: `w${n}`, installation: OURS, repository: 8, at: 2000, body: {} };
      return { type: 'queue.add', topic: 'delivery', item } as const;
    });
    await store.commit(waiting);
    const sent = (id: string, event: string, repository: number) =>
      send({ id, event, payload: { action: 'created', ...of(repository) } });
    expect(await sent('one too many', 'issue_comment', 8)).toBe(500);
    expect(await sent('of its owner', 'push', 8)).toBe(200);
    expect(await sent('elsewhere', 'issue_comment', 6)).toBe(200);
    const known = await store.queues.known('delivery', ['one too many', 'of its owner']);
    expect(known).toEqual(new Set(['of its owner']));
    const done = waiting.slice(0, 2).map(({ item: { id } }) => {
      const item = { topic: 'delivery', id } as const;
      return { type: 'queue.finish', item, owner: 'test' } as const;
    });
    await store.queues.lease('delivery', { owner: 'test', now: 1e6, until: 1e12 }, 8000);
    await store.commit(done);
    expect(await sent('one too many', 'issue_comment', 8)).toBe(200);
  });
});

/** The same shuffle each time. */
function order({ id }: Sent): number {
  let hash = 7;
  for (const char of id) hash = (hash * 31 + (char.codePointAt(0) ?? 0)) % 9973;
  return hash;
}
