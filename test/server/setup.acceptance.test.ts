import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import { expect, onTestFinished, test } from 'vitest';
import { readServerConfig } from '../../app/server/server-config.ts';
import { startServer } from '../../app/server/start-server.ts';
import { openTestGitHub } from '../doubles/github/testing/open-test-github.ts';
import { freePort } from '../loopback/open-loopback.ts';
import { openBrowser } from '../support/open-browser.ts';
import { axeComplaints, overflow } from '../support/page-complaints.ts';
import { realClock } from '../support/real-clock.ts';

async function started() {
  const github = await openTestGitHub();
  const port = await freePort();
  const state = mkdtempSync(join(tmpdir(), 'mlp-setup-'));
  const config = readServerConfig({
    PORT: String(port),
    MLPIPELINES_STATE: state,
    GITHUB_URL: github.url,
    GITHUB_API_URL: github.apiUrl,
  });
  const means = { log: pino({ level: 'silent' }), clock: realClock };
  const start = async () => {
    const server = await startServer(config, means);
    onTestFinished(() => server.close());
    return server;
  };
  onTestFinished(() => rmSync(state, { recursive: true }));
  return { github, config, start, server: await start() };
}

const formOf = (page: string) => ({
  action: /<form action="([^"]+)" method="post">/.exec(page)?.[1]?.replaceAll('&amp;', '&') ?? '',
  manifest: /name="manifest" value="([^"]+)"/.exec(page)?.[1]?.replaceAll('&quot;', '"') ?? '',
});

test('a server without credentials registers an App by its manifest, serves it at once, and after a restart', async () => {
  const { github, config, server, start } = await started();
  expect((await fetch(`${config.url}/`)).status).toBe(503);
  expect(await (await fetch(`${config.url}/healthz`)).text()).toBe('waits to be registered\n');
  const page = await (await fetch(server.setupUrl ?? '')).text();
  expect(page).toMatch(/tick “Enable Device\s+Flow”/);
  const { action, manifest } = formOf(page);
  expect(action).toContain(`${github.url}/settings/apps/new?state=`);
  expect(JSON.parse(manifest)).toMatchObject({
    name: 'mlpipelines',
    hook_attributes: { url: `${config.url}/api/github/webhooks` },
    callback_urls: [`${config.url}/login/callback`],
    default_permissions: { checks: 'write', actions: 'write' },
  });

  const body = new URLSearchParams({ manifest });
  const sent = await fetch(action, { method: 'POST', body, redirect: 'manual' });
  const back = await fetch(sent.headers.get('location') ?? '', { redirect: 'manual' });
  expect(back.headers.get('location')).toMatch(/\/apps\/mlpipelines\/installations\/new$/);

  const isServed = async () => {
    expect(await (await fetch(`${config.url}/healthz`)).text()).toBe('well\n');
    const webhook = await fetch(`${config.url}/api/github/webhooks`, {
      method: 'POST',
      body: '{}',
      headers: {
        'content-type': 'application/json',
        'x-github-event': 'push',
        'x-github-delivery': '1',
        'x-hub-signature-256': `sha256=${'0'.repeat(64)}`,
      },
    });
    // Wrongly signed.
    expect(webhook.status).toBe(401);
  };
  await isServed();
  await server.close();
  const again = await start();
  expect(again.setupUrl).toBeNull();
  await isServed();
  await again.close();
  // It need not be told again who it is.
  github.faults.rule({ fault: { kind: 'status', status: 503 } });
  const whileAway = await start();
  await isServed();
  await whileAway.close();
  // But whom GitHub refuses is not who it was.
  github.faults.clear();
  github.faults.rule({ fault: { kind: 'status', status: 401 } });
  const lines: string[] = [];
  const log = pino({ level: 'warn' }, { write: (line) => void lines.push(line) });
  const clock = { ...realClock, sleep: () => Promise.reject(new Error('it waits')) };
  await expect(startServer(config, { log, clock })).rejects.toThrow('it waits');
  expect(lines.join('')).toContain('Are APP_ID and PRIVATE_KEY of one App');
});

test('nobody but who reads the server’s output can register its App, or put another in its place', async () => {
  const { config } = await started();
  const refused = await fetch(`${config.url}/setup`);
  expect(refused.status).toBe(403);
  expect(await refused.text()).toContain('Whoever started it finds the link');
  expect((await fetch(`${config.url}/setup?secret=guess`)).status).toBe(403);
  const forged = await fetch(`${config.url}/setup/registered?code=abc&state=guess`);
  expect(forged.status).toBe(403);
  // It is no App yet.
  const health = await fetch(`${config.url}/healthz`);
  expect(await health.text()).toBe('waits to be registered\n');
});

test.for([
  { width: 360, colorScheme: 'dark' as const },
  { width: 1600, colorScheme: 'light' as const },
])(
  'in a browser the setup reads well at $width px in $colorScheme, and its button leads to GitHub',
  async ({ width, colorScheme }) => {
    const { github, config, server } = await started();
    const browser = await openBrowser();
    onTestFinished(() => browser.close());
    const page = await browser.newPage({ colorScheme, viewport: { width, height: 900 } });
    for (const address of [config.url, server.setupUrl ?? '']) {
      await page.goto(address);
      expect(await axeComplaints(page)).toEqual([]);
      expect(await overflow(page)).toBe(0);
    }
    await page.getByLabel('Which organisation').fill('acme');
    await page.getByRole('button', { name: 'Choose' }).click();
    await page.getByRole('button', { name: 'Register the App for acme' }).click();
    await page.waitForURL(`${github.url}/**`);
    expect(page.url()).toBe(`${github.url}/apps/mlpipelines/installations/new`);
  },
);
