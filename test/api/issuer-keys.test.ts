import { createServer } from 'node:http';
import { expect, onTestFinished, test } from 'vitest';
import { createIssuerKeys } from '../../app/api/claim/issuer-keys.ts';
import { listenOnLoopback } from '../support/listen-on-loopback.ts';

/** An issuer whose discovery document is what the test says. */
async function openDiscovery(documentOf: (url: string) => unknown) {
  const issuer = { url: '', asked: 0, documentOf };
  const server = createServer((_, response) => {
    issuer.asked += 1;
    response.end(JSON.stringify(issuer.documentOf(issuer.url)));
  });
  issuer.url = await listenOnLoopback(server);
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return issuer;
}

/** It is asked once a second at most while it does not answer. */
const time = { now: 0 };
const clock = { now: () => time.now };
const right = (url: string) => ({ issuer: url, jwks_uri: `${url}/keys` });

test('keys are looked for once, by the document of the issuer', async () => {
  const issuer = await openDiscovery(right);
  const keys = createIssuerKeys(issuer.url, clock);
  const [one, other] = await Promise.all([keys(), keys()]);
  expect(await keys()).toBe(one);
  expect(other).toBe(one);
  expect(issuer.asked).toBe(1);
});

test.each([
  ['of another issuer', (url: string) => ({ ...right(url), issuer: 'https://other.example' })],
  ['without an issuer', (url: string) => ({ jwks_uri: `${url}/keys` })],
  ['without a place for keys', (url: string) => ({ issuer: url })],
  ['whose place for keys is no text', (url: string) => ({ issuer: url, jwks_uri: 7 })],
  ['whose place for keys is no address', (url: string) => ({ issuer: url, jwks_uri: 'keys' })],
  [
    'that names keys by another protocol',
    (url: string) => ({ issuer: url, jwks_uri: url.replace('http:', 'https:') }),
  ],
  ['that is null', () => null],
  ['that is a text', () => 'issuer and jwks_uri'],
])('no keys are had from a document %s, until it is right', async (_, documentOf) => {
  const issuer = await openDiscovery(documentOf);
  const keys = createIssuerKeys(issuer.url, clock);
  await expect(keys()).rejects.toMatchObject({ code: 'identity-unavailable' });
  issuer.documentOf = right;
  time.now += 1000;
  expect(await keys()).toBeInstanceOf(Function);
});
