import { sign } from '@octokit/webhooks-methods';
import { rmSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import {
  UNTRUSTED_WORKFLOW_PATH,
  WORKFLOW_PATH,
  untrustedWorkflowFile,
  workflowFile,
} from '../../app/github/workflow/workflow-file.ts';
import { openStore } from '../../app/store/open-store.ts';
import type { SeededRepository } from '../doubles/github/people/seeded-repository.ts';
import type { Store } from '../../app/runtime/ports/store.ts';
import { openLoopback, type Loopback } from '../loopback/open-loopback.ts';
import { ACTION } from '../loopback/published-action.ts';
import { nameOf, RECORDED, rewritten, type Recorded } from './recorded-payloads.ts';

const HELLO = 'Codertocat/Hello-World';
const WHO = 'Codertocat';
/** The installation that most payloads of that repository name; those that name none get it. */
export const OURS = 1;
/** Which installations the payloads name, by whose repositories they are about. */
const INSTALLATIONS: Readonly<Record<string, readonly number[]>> = {
  Codertocat: [OURS, 957_387, 14_662_836, 3_456_996, 16_598_467],
  github: [526],
  'octo-org': [375_706],
  Octocoders: [249_715],
  octocat: [2],
  electron: [690_857],
  wolfy1339: [13_986_380],
  'terraform-test-github': [35_490_125],
  lineville: [23_154_469],
};
/** The commits that the payloads are about, as they were recorded. */
const SHAS = {
  before: 'f95f852bd8fca8fcc58a9a2d6c842781e32a215e',
  master: '6113728f27ae82c7b1a177c8d03f9e96e0adf246',
  changes: 'ec26c3e57ca3a959ca5aad62de7213c562f8c821',
} as const;

const PIPELINES: Readonly<Record<string, string>> = {
  pushed: 'push: { branches: [master, main] }',
  tagged: 'push: { tags: ["*"] }',
  pulled: 'pull_request: {}',
  both: 'push: { branches: [master, main] }\n  pull_request: {}',
  asked: 'command: [retrain]\n  workflow_dispatch: {}',
  after: 'pipeline: { name: pushed, conclusion: success }',
  elsewhere: 'push: { branches: [release] }\n  pull_request: { branches: [release] }',
};

function pipelineFiles(): Record<string, string> {
  const files = Object.entries(PIPELINES).map(([name, on]) => [
    `.mlpipelines/${name}.yml`,
    `name: ${name}\non:\n  ${on}\nsteps:\n  only: { run: "true", cache: false }\n`,
  ]);
  const broken = 'name: broken\non: { push: {}, pull_request: {} }\nstesp: {}\n';
  return { ...Object.fromEntries(files), '.mlpipelines/broken.yml': broken };
}

/** The number that GitHub knows them by. */
const RECORDED_WHO = 21_031_067;

/** The App on a GitHub that has the repositories of the recorded payloads, each with pipelines for every trigger. */
export async function openRecordedWorld(): Promise<RecordedWorld> {
  const log: string[] = [];
  const installations = new Set(Object.values(INSTALLATIONS).flat());
  // Four Apps, one after the other, tell in a minute what one would in many.
  const knobs = { contentPerMinute: 9999, contentPerHour: 9999 };
  const world = await openLoopback({
    installations,
    github: { knobs },
    log: (line) => void log.push(line),
  });
  const { app, config } = world;
  const { repositories, commits } = await seedRepositories(world);
  for (const [owner, ids] of Object.entries(INSTALLATIONS)) {
    const theirs = repositories.filter(({ fullName }) => fullName.startsWith(`${owner}/`));
    for (const id of ids) app.install(theirs.length > 0 ? theirs : owner, undefined, id);
  }
  await world.github.settled();
  const texts = new Map([
    [SHAS.before, commits.before],
    [SHAS.master, commits.master],
    [SHAS.changes, commits.changes],
    [`"id":${RECORDED_WHO}`, `"id":${world.github.user(WHO).account.id}`],
  ]);
  const secret = app.record.webhookSecret;
  return {
    world,
    commits,
    log,
    payloads: RECORDED.map((recorded) => rewritten(recorded, texts)),
    send: (recorded, signedWith = secret) =>
      send(`${config.url}/api/github/webhooks`, recorded, signedWith),
    begin: async () => {
      await world.stop();
      rmSync(config.state, { recursive: true, force: true });
      log.length = 0;
      await world.start();
      const store = await openStore({ sqliteFile: join(config.state, 'store.sqlite') });
      onTestFinished(() => store.close());
      return store;
    },
  };
}

export type RecordedWorld = {
  readonly world: Loopback;
  /** What stands for the commits of the payloads. */
  readonly commits: Readonly<Record<keyof typeof SHAS, string>>;
  readonly payloads: readonly Recorded[];
  /** Lines of the App's log. */
  readonly log: string[];
  /** Sends one as GitHub does; gives the status of the answer. */
  readonly send: (recorded: Recorded, signedWith?: string) => Promise<number>;
  /** Lets the App begin anew, with nothing kept; gives what it keeps from now on. */
  readonly begin: () => Promise<Store>;
};

/** Everything that came in is worked off, and every run is over. */
export async function settled({ queues, runs }: Store): Promise<void> {
  const isBusy = async () =>
    (await queues.nextDueAt('delivery')) !== null ||
    (await queues.nextDueAt('run.ended')) !== null ||
    (await runs.list({ pipeline: null, open: true, limit: 1 })).length > 0;
  do await sleep(50);
  while ((await isBusy()) || (await isBusy()));
}

async function seedRepositories({ github, config }: Loopback) {
  const written = { actionRef: ACTION, app: config.url };
  const files = {
    ...pipelineFiles(),
    [WORKFLOW_PATH]: workflowFile({ secrets: [], ...written }),
    [UNTRUSTED_WORKFLOW_PATH]: untrustedWorkflowFile(written),
  };
  const repositories: SeededRepository[] = [];
  for (const [fullName, { id, defaultBranch }] of namedRepositories()) {
    const repository = github.repository(fullName, { id, defaultBranch });
    repository.collaborator(WHO, 'admin').protect(defaultBranch);
    await repository.commit({ files, by: WHO });
    repositories.push(repository);
  }
  const hello = github.repository(HELLO);
  const before = await hello.sha();
  const master = await hello.commit({ files: { 'README.md': 'read me\n' }, by: WHO });
  const changed = { 'README.md': 'changed\n' };
  const changes = await hello.commit({ branch: 'changes', files: changed, by: WHO });
  github.user(WHO).openIssue(hello, 'Spelling error in the README file');
  const pull = await github.user(WHO).openPull(hello, { head: 'changes' });
  if (pull !== 2) throw new Error(`The pull request of the payloads is #2, not #${pull}.`);
  return { repositories, commits: { before, master, changes } };
}

type Named = { readonly id: number; readonly defaultBranch: string };

/** Repositories of one name were recorded with several ids; the one that most are about goes by it. */
function namedRepositories(): ReadonlyMap<string, Named> {
  const found = new Map<string, Named>([[HELLO, { id: 186_853_002, defaultBranch: 'master' }]]);
  for (const { payload } of RECORDED) {
    const { repository } = payload;
    const name = repository?.full_name;
    const taken = [...found].some(([, { id }]) => id === repository?.id);
    if (repository == null || name === undefined || found.has(name) || taken) continue;
    const branch = (repository as { default_branch?: string }).default_branch ?? 'main';
    found.set(name, { id: repository.id, defaultBranch: branch });
  }
  return found;
}

async function send(url: string, recorded: Recorded, secret: string): Promise<number> {
  const body = JSON.stringify(recorded.payload);
  const headers = {
    'content-type': 'application/json',
    'x-github-delivery': nameOf(recorded).replaceAll(' ', '-'),
    'x-github-event': recorded.event,
    'x-hub-signature-256': await sign(secret, body),
  };
  const response = await fetch(url, { method: 'POST', headers, body });
  await response.arrayBuffer();
  return response.status;
}
