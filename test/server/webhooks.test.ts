import { createHmac, generateKeyPairSync } from 'node:crypto';
import { request } from 'node:http';
import { Hono } from 'hono';
import { pino } from 'pino';
import { expect, onTestFinished, test } from 'vitest';
import { serve, webhookHandler } from '../../app/server/listen.ts';

const SECRET = 'known to GitHub alone';
const MEGABYTE = Buffer.alloc(1024 * 1024, ' ');

/** The server's door for webhooks, with a real Probot behind it. */
async function openDoor() {
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const pem = privateKey.export({ type: 'pkcs1', format: 'pem' }).toString();
  const credentials = { appId: 1, privateKey: pem, webhookSecret: SECRET };
  const heard: string[] = [];
  const webhooks = await webhookHandler(
    (app) => app.onAny(async ({ id }) => void heard.push(id)),
    { ...credentials, clientId: '', clientSecret: '' },
    pino({ level: 'silent' }),
  );
  const answering = { routes: new Hono(), webhooks };
  const { port, close } = await serve({ host: '127.0.0.1', port: 0 }, answering);
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
  return { post, heard };
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
