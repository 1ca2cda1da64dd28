import { createHmac, generateKeyPairSync } from 'node:crypto';
import { request } from 'node:http';
import { Hono } from 'hono';
import { pino } from 'pino';
import { expect, onTestFinished, test } from 'vitest';
import { ByteBudget } from '../../app/wire/byte-budget.ts';
import { openRawClient } from '../wire/raw-client.ts';
import { serve, webhookHandler } from '../../app/server/listen.ts';

const SECRET = 'known to GitHub alone';
const MEGABYTE = Buffer.alloc(1024 * 1024, ' ');

/** The server's door for webhooks, with a real Probot behind it. */
async function openDoor() {
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const pem = privateKey.export({ type: 'pkcs1', format: 'pem' }).toString();
  const credentials = { appId: 1, privateKey: pem, webhookSecret: SECRET };
  const heard: string[] = [];
  const budget = new ByteBudget(64 * MEGABYTE.byteLength);
  const webhooks = await webhookHandler(
    (app) => app.onAny(async ({ id }) => void heard.push(id)),
    { ...credentials, clientId: '', clientSecret: '' },
    { log: pino({ level: 'silent' }), budget },
  );
  const answering = { routes: new Hono(), webhooks };
  const { port, close } = await serve(
    { listen: { host: '127.0.0.1', port: 0 }, proxies: 0 },
    answering,
  );
  onTestFinished(close);
  /** Posts a body in pieces, without saying how long it is. */
  const post = (pieces: readonly Buffer[]) =>
    new Promise<number>((resolve, reject) => {
      const signature = createHmac('sha256', SECRET).update(Buffer.concat(pieces)).digest('hex');
      const headers = {
        'content-type': 'application/json',
        'x-github-event': 'push',
        'x-github-delivery': 'd1',
        'x-hub-signature-256': `sha256=${signature}`,
      };
      const path = '/api/github/webhooks';
      const sent = request({ port, host: '127.0.0.1', path, method: 'POST', headers });
      sent.on('error', reject);
      sent.on('response', (answer) => resolve(answer.statusCode ?? 0));
      for (const piece of pieces) sent.write(piece);
      sent.end();
    });
  return { post, heard, port, budget };
}

test('a webhook is heard, whether or not it says how long it is', async () => {
  const { post, heard } = await openDoor();
  expect(await post([Buffer.from('{"ref":'), Buffer.from('"refs/heads/maï"}')])).toBe(200);
  expect(heard).toEqual(['d1']);
});

test('what is longer than any webhook of GitHub is not read, even if it does not say how long it is', async () => {
  const { post, heard } = await openDoor();
  expect(await post([Buffer.from('{}'), ...Array<Buffer>(27).fill(MEGABYTE)])).toBe(413);
  expect(heard).toEqual([]);
});

const LOOK = {
  'Content-Type': 'application/json',
  'X-GitHub-Event': 'push',
  'X-GitHub-Delivery': 'd2',
  'X-Hub-Signature-256': `sha256=${'0'.repeat(64)}`,
};

/** The beginning of a request that says it is a webhook, with other headers than one has. */
function headOf(other: Readonly<Record<string, string>> = {}, method = 'POST'): string {
  const headers = Object.entries({ Host: 'app', ...LOOK, ...other });
  const lines = headers.map(([name, value]) => `${name}: ${value}\r\n`);
  return `${method} /api/github/webhooks HTTP/1.1\r\n${lines.join('')}\r\n`;
}

test.each([
  ['without a signature', { 'X-Hub-Signature-256': '' }, 'POST', 400],
  ['with a signature of another kind', { 'X-Hub-Signature-256': 'sha1=00' }, 'POST', 400],
  ['without an event', { 'X-GitHub-Event': '' }, 'POST', 400],
  ['without a delivery', { 'X-GitHub-Delivery': '' }, 'POST', 400],
  ['that is not JSON', { 'Content-Type': 'text/plain' }, 'POST', 415],
  ['that is put', {}, 'PUT', 405],
  ['that says it is too long', { 'Content-Length': '99999999' }, 'POST', 413],
])('a webhook %s is refused before it is read', async (_title, odd, method, status) => {
  const { port, heard } = await openDoor();
  const client = await openRawClient(port);
  client.send(headOf({ 'Content-Length': '1000', ...odd }, method));
  await client.ended;
  expect(client.heard()).toContain(`HTTP/1.1 ${status} `);
  expect(heard).toEqual([]);
});

test('a webhook with a wrong signature is refused, and nothing of it stays', async () => {
  const { port, heard, budget } = await openDoor();
  const client = await openRawClient(port);
  client.send(`${headOf({ 'Content-Length': '2' })}{}`);
  await client.hears('HTTP/1.1 401 ');
  expect([heard, budget.used]).toEqual([[], 0]);
});

test('forty who send large webhooks slowly hold no more than the budget, and GitHub is heard', async () => {
  const { post, port, heard, budget } = await openDoor();
  const flood = await Promise.all(Array.from({ length: 40 }, () => openRawClient(port)));
  onTestFinished(() => flood.forEach(({ end }) => end()));
  for (const client of flood) {
    client.send(headOf({ 'Content-Length': String(25 * MEGABYTE.byteLength) }));
    for (let sent = 0; sent < 4; sent += 1) client.send(MEGABYTE);
  }
  // Those that had no room were told so.
  await Promise.any(flood.map(({ hears }) => hears('HTTP/1.1 503 ')));
  expect(await post([Buffer.from('{"ref":"refs/heads/main"}')])).toBe(200);
  expect(heard).toEqual(['d1']);
  expect(budget.used).toBeGreaterThan(32 * MEGABYTE.byteLength);
  expect(budget.used).toBeLessThanOrEqual(64 * MEGABYTE.byteLength);
  const refused = flood.find(({ heard: said }) => said().includes('503'));
  expect(refused?.heard()).toMatch(/retry-after: \d+/i);
});
