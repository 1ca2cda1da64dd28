import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { openGitHub, type GitHub } from '../../test/doubles/github/open-github.ts';
import type { SeededApp } from '../../test/doubles/github/people/seeded-app.ts';
import { appSeed, freePort } from '../../test/loopback/open-loopback.ts';
import type { Posted, Posting } from './post-webhooks.ts';

/** The App and the reference, each in a process of its own, on a GitHub in this one. */
export type World = {
  readonly github: GitHub;
  readonly app: SeededApp;
  /** Where each takes webhooks. */
  readonly ours: string;
  readonly reference: string;
  /** Where the App keeps its state. */
  readonly state: string;
  /** Posts from a process of its own. */
  readonly post: (posting: Omit<Posting, 'secret'>) => Promise<Posted>;
  readonly close: () => Promise<void>;
};

const PATH = '/api/github/webhooks';
const APP = fileURLToPath(new URL('../../app/index.ts', import.meta.url));
const REFERENCE = fileURLToPath(new URL('./empty-probot.ts', import.meta.url));
const POSTER = fileURLToPath(new URL('./post-webhooks.ts', import.meta.url));

/** Starts them; resolves when both answer. */
export async function openWorld(): Promise<World> {
  const state = mkdtempSync(join(tmpdir(), 'mlp-bench-'));
  const github = await openGitHub();
  const [port, otherPort] = [await freePort(), await freePort()];
  const url = `http://localhost:${port}`;
  const app = github.app(appSeed(url));
  const { id, privateKey, webhookSecret: secret, clientId, clientSecret } = app.record;
  const credentials = { APP_ID: String(id), PRIVATE_KEY: privateKey, WEBHOOK_SECRET: secret };
  const children = [
    start(APP, {
      ...credentials,
      GITHUB_CLIENT_ID: clientId,
      GITHUB_CLIENT_SECRET: clientSecret,
      GITHUB_URL: github.url,
      GITHUB_API_URL: github.apiUrl,
      MLPIPELINES_URL: url,
      MLPIPELINES_STATE: join(state, 'app'),
      LOG_LEVEL: 'error',
      PORT: String(port),
    }),
    start(REFERENCE, { ...credentials, PORT: String(otherPort) }),
  ];
  const reference = `http://localhost:${otherPort}`;
  await Promise.all([untilItAnswers(url), untilItAnswers(reference)]);
  return {
    github,
    app,
    ours: `${url}${PATH}`,
    reference: `${reference}${PATH}`,
    state: join(state, 'app'),
    post: (posting) => post({ ...posting, secret }),
    close: async () => {
      for (const child of children) await end(child);
      await github.close();
      rmSync(state, { recursive: true, force: true });
    },
  };
}

function start(file: string, variables: Readonly<Record<string, string>>): ChildProcess {
  const env = { PATH: process.env['PATH'] ?? '', ...variables };
  return spawn(process.execPath, [file], { env, stdio: ['ignore', 'ignore', 'inherit'] });
}

async function untilItAnswers(url: string): Promise<void> {
  for (;;) {
    const answer = await fetch(`${url}/healthz`).catch(() => null);
    if (answer !== null) return;
    await sleep(100);
  }
}

async function post(posting: Posting): Promise<Posted> {
  const child = spawn(process.execPath, [POSTER], { stdio: ['pipe', 'pipe', 'inherit'] });
  child.stdin.end(JSON.stringify(posting));
  return JSON.parse(await text(child.stdout)) as Posted;
}

async function end(child: ChildProcess): Promise<void> {
  const over = once(child, 'exit');
  child.kill('SIGTERM');
  await over;
}
