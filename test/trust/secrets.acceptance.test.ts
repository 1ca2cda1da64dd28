import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { workflowFile, WORKFLOW_PATH } from '../../app/github/workflow/workflow-file.ts';
import type { RunRows } from '../../app/runtime/ports/runs.ts';
import { openStore } from '../../app/store/open-store.ts';
import { openLoopback, type Loopback } from '../loopback/open-loopback.ts';
import { ACTION } from '../loopback/published-action.ts';
import { endOfRun } from '../support/end-of-run.ts';
import { waitUntil } from '../support/wait-until.ts';
import { filesBelow, findIn, formsOf, rowsOf, textsIn, type Place } from './every-text.ts';
import { LEAKING_PIPELINE, LEAKING_PROGRAM } from './leaking-steps.ts';

const CORE = randomBytes(24).toString('hex');
// What encodings change is in it, and a file can be named so; whatever is done to the rest, its core stays.
const SECRET = `Zq7 &=+%"'(é)${CORE}`;

type Seen = {
  readonly loopback: Loopback;
  readonly run: RunRows;
  readonly cookie: string;
  /** What GitHub keeps of what the App told it; what the App asked GitHub; what jobs printed. */
  readonly onGitHub: readonly Place[];
  readonly sent: readonly Place[];
  readonly jobs: readonly Place[];
  /** What the App keeps, logs and shows. */
  readonly kept: readonly Place[];
  readonly logged: readonly Place[];
  readonly shown: readonly Place[];
};

let seen: Seen;
const asked: string[] = [];
const { fetch: realFetch } = globalThis;
beforeAll(async () => {
  // The App and this test are one process, so that all it says to GitHub passes here.
  globalThis.fetch = async (input, init) => {
    if (typeof init?.body === 'string') asked.push(init.body);
    return realFetch(input, init);
  };
  seen = await runAndLook();
});
afterAll(async () => {
  globalThis.fetch = realFetch;
  await seen.loopback.close();
});

async function runAndLook(): Promise<Seen> {
  const log: string[] = [];
  const loopback = await openLoopback({ log: (line) => void log.push(line) });
  const { github, app, config, actions } = loopback;
  const repository = github.repository('acme/churn', { collaborators: { ada: 'write' } });
  repository.secret('TOKEN', SECRET).protect('main');
  app.install([repository]);
  const written = { actionRef: ACTION, app: config.url };
  const files = {
    [WORKFLOW_PATH]: workflowFile({ secrets: ['TOKEN'], ...written }),
    '.mlpipelines/leaky.yml': LEAKING_PIPELINE,
    'leak.py': LEAKING_PROGRAM,
  };
  const sha = await repository.commit({ files, by: 'ada' });
  const database = join(config.state, 'store.sqlite');
  const store = await openStore({ sqliteFile: database });
  const run = await endOfRun(store, sha);
  await actions.whenIdle();
  await waitUntil(() =>
    repository
      .checkRuns(sha)
      .some(({ name, status }) => name.endsWith('leaky') && status === 'completed'),
  );
  await waitUntil(() => repository.checkRuns(sha).every(({ status }) => status === 'completed'));
  await store.close();
  const cookie = await signIn(config.url, 'ada');
  const { record } = repository;
  const others = new Set([
    'app',
    'actor',
    'author',
    'owner',
    'repository',
    'secrets',
    'environmentSecrets',
    'log',
  ]);
  return {
    loopback,
    run,
    cookie,
    onGitHub: (['checkRuns', 'suites', 'issues', 'comments', 'runs', 'jobs'] as const).map(
      (name) => ({
        name,
        text: textsIn(record[name], others),
      }),
    ),
    sent: asked.map((text, index) => ({ name: `request ${index}`, text })),
    jobs: repository.jobs().map(({ name, log: text }) => ({ name: `log of ${name}`, text })),
    kept: [...rowsOf(database), ...filesBelow(config.state, ['key'])],
    logged: [{ name: 'log of the App', text: log.join('\n') }],
    shown: await pages(config.url, run, cookie),
  };
}

/** Signs in as a browser does, and gives the cookie of the session. */
async function signIn(url: string, login: string): Promise<string> {
  const manual = { redirect: 'manual' } as const;
  const begun = await realFetch(`${url}/login?to=/`, manual);
  const chosen = `${begun.headers.get('location') ?? ''}&login=${login}`;
  const back = await realFetch(chosen, manual);
  const done = await realFetch(back.headers.get('location') ?? '', {
    ...manual,
    headers: { cookie: cookiesOf(begun) },
  });
  return cookiesOf(done);
}

function cookiesOf({ headers }: Response): string {
  const pairs = headers.getSetCookie().map((cookie) => cookie.split(';')[0] ?? '');
  return pairs.filter((pair) => !pair.endsWith('=')).join('; ');
}

/** What the App shows of a run to whoever may read the repository: the page, and what comes live. */
async function pages(url: string, { header, steps }: RunRows, cookie: string) {
  const places: Place[] = [];
  const ofRun = `/runs/${header.id}`;
  const ofSteps = steps.map(({ key }) => `${ofRun}?step=${key}`);
  const news = `${ofRun}/events?step=prints`;
  for (const path of ['/', '/repos/acme/churn', ofRun, ...ofSteps, news]) {
    const signal = AbortSignal.timeout(path === news ? 3000 : 60_000);
    const answer = await realFetch(url + path, { headers: { cookie }, signal });
    let text = `${[...answer.headers].join('\n')}\n`;
    // Updates never end by themselves.
    try {
      const decoder = new TextDecoder();
      for await (const chunk of answer.body ?? []) text += decoder.decode(chunk);
    } catch (error) {
      if (!signal.aborted) throw error;
    }
    places.push({ name: path, text: `${answer.status}\n${text}` });
  }
  return places;
}

describe('a secret of the repository that steps let out in every way', () => {
  test('is nowhere: not on GitHub, nor in what the App keeps, asks, logs or shows, in no common form', () => {
    const { onGitHub, sent, jobs, kept, logged, shown } = seen;
    const places = [...onGitHub, ...sent, ...jobs, ...kept, ...logged, ...shown];
    expect(findIn(places, [CORE, ...formsOf(SECRET)])).toEqual([]);
    // What was searched is what was let out.
    expect(findIn(jobs, ['base64 ***', 'plain ***'])).not.toEqual([]);
    expect(findIn(shown, ['plain ***'])).not.toEqual([]);
    expect(findIn(onGitHub, ['cannot sign in with ***'])).not.toEqual([]);
    expect(findIn(sent, ['return_run_details'])).not.toEqual([]);
  });

  test('fails a step that would make it part of a name or a value that others see, and says so without it', () => {
    const messages = new Map(seen.run.attempts.map(({ key, message }) => [key, message ?? '']));
    expect(messages.get('prints')).toBe('');
    expect(messages.get('output')).toContain('Output note contains a secret');
    expect(messages.get('metric')).toContain('contains a secret');
    expect(messages.get('file')).toContain('contains a secret');
    expect(messages.get('plot')).toBe('');
    expect(findIn(seen.jobs, ['A plot whose name contains a secret is left out'])).toHaveLength(1);
    expect(messages.get('dies')).toContain('cannot sign in with ***');
  });
});

describe('the App’s own secrets', () => {
  test('are in no check, no log of a job, no environment of a step or its parents, and in nothing that the App keeps, logs or shows', () => {
    const { loopback, cookie, onGitHub, sent, jobs, kept, logged, shown } = seen;
    const { privateKey, webhookSecret, clientSecret } = loopback.app.record;
    const key = filesBelow(loopback.config.state).find(({ name }) => name === 'key')?.text ?? '';
    const pem = privateKey.split('\n').filter((line) => line.length > 40 && !line.startsWith('-'));
    const session = cookie.slice(cookie.indexOf('=') + 1);
    const tokens = [...loopback.github.world.tokens.keys()];
    const own = [...pem, webhookSecret, clientSecret, key.trim(), session, ...tokens];
    expect(own.every((value) => value.length > 15)).toBe(true);
    // Who signs in is asked of GitHub with the client's secret; tokens go in headers.
    const asked = sent.filter(({ text }) => !text.includes('client_secret'));
    const places = [...onGitHub, ...asked, ...jobs, ...kept, ...logged, ...shown];
    expect(findIn(places, own.flatMap(formsOf))).toEqual([]);
    expect(findIn(jobs, ['own: TOKEN ***', 'above: INPUT_APP='])).toHaveLength(1);
  });

  test('and the tokens of attempts and jobs, which are signed texts, are not in them either', () => {
    const { onGitHub, jobs, kept, logged, shown } = seen;
    const signed = /eyJ[\w-]{10,}\.eyJ[\w-]{10,}\.[\w-]{20,}/;
    const found = [...onGitHub, ...jobs, ...kept, ...logged, ...shown].filter(({ text }) =>
      signed.test(text),
    );
    expect(found.map(({ name }) => name)).toEqual([]);
  });
});
