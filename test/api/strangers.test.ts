import { beforeAll, describe, expect, it } from 'vitest';
import { openRawClient } from '../wire/raw-client.ts';
import { aPlan, aStep } from '../support/build-plan.ts';
import { claim, claimed } from './ask.ts';
import { openApp, type TestApp } from './open-app.ts';

let app: TestApp;
beforeAll(async () => {
  app = await openApp();
});

const portOf = ({ url }: TestApp) => Number(new URL(url).port);

/** What is answered to a request of which only the head was sent, and the beginning of a body. */
async function answerTo(request: string, headers: string): Promise<string> {
  const client = await openRawClient(portOf(app));
  client.send(`${request} HTTP/1.1\r\nHost: app\r\n${headers}\r\n`);
  client.send('5\r\n{"a":\r\n');
  await client.hears('\r\n\r\n');
  client.end();
  return client.heard().slice('HTTP/1.1 '.length, 'HTTP/1.1 '.length + 3);
}

describe('of whoever has no right to send it', () => {
  const CHUNKED = 'Transfer-Encoding: chunked\r\nContent-Type: application/json\r\n';
  const digest = `sha256:${'0'.repeat(64)}`;

  it.each([
    ['a heartbeat', 'POST /api/attempts/a/heartbeats', '', '401'],
    ['reports', 'POST /api/attempts/a/reports', '', '401'],
    [
      'reports with a forged token',
      'POST /api/attempts/a/reports',
      'Authorization: Bearer a.b.c\r\n',
      '401',
    ],
    ['a question for blobs', 'POST /api/attempts/a/blobs', '', '401'],
    ['a blob', `PUT /api/blobs/${digest}?grant=a.b.c`, '', '403'],
  ])('%s is refused before it is read', async (_title, request, headers, status) => {
    expect(await answerTo(request, headers + CHUNKED)).toBe(status);
  });
});

it('a claim that is longer than any is refused as soon as it is, and does not fill the log', async () => {
  const client = await openRawClient(portOf(app));
  client.send('POST /api/claims HTTP/1.1\r\nHost: app\r\nTransfer-Encoding: chunked\r\n\r\n');
  const piece = `4000\r\n${' '.repeat(0x4000)}\r\n`;
  for (let sent = 0; sent < 5; sent += 1) client.send(piece);
  await client.hears('HTTP/1.1 413 ');
  client.end();
  expect(app.logs).toEqual([]);
});

it('a claim that breaks off is no failure of the app', async () => {
  const client = await openRawClient(portOf(app));
  client.send('POST /api/claims HTTP/1.1\r\nHost: app\r\nContent-Length: 100\r\n\r\n{');
  await new Promise((resolve) => setTimeout(resolve, 100));
  client.end();
  await new Promise((resolve) => setTimeout(resolve, 100));
  expect(app.logs).toEqual([]);
});

it('refused claims take sixty lines of the log a minute, and all are counted', async () => {
  const other = await openApp();
  const job = await other.job(await other.start(aPlan([aStep('train')])), 'train');
  for (let sent = 0; sent < 100; sent += 1) await claim(other, job, { forged: true });
  expect(other.logs).toHaveLength(60);
  await claimed(other, job);
  expect(other.logs).toHaveLength(61);
  expect(other.logs.at(-1)).toContain('"identity-signature":100');
});

it('an issuer that does not answer is asked once a second, however many claims come', async () => {
  const other = await openApp();
  const job = await other.job(await other.start(aPlan([aStep('train')])), 'train');
  const { outage } = other.issuer;
  outage.isAway = true;
  const began = performance.now();
  for (let sent = 0; sent < 30; sent += 1) {
    expect(await claim(other, job)).toMatchObject({ code: 'identity-unavailable' });
  }
  const seconds = Math.ceil((performance.now() - began) / 1000);
  expect(outage.asked).toBeLessThanOrEqual(seconds + 1);
  outage.isAway = false;
  await expect
    .poll(() => claim(other, job), { timeout: 30_000 })
    .toMatchObject({ type: 'claimed' });
});
