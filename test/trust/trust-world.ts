import { join } from 'node:path';
import {
  UNTRUSTED_WORKFLOW_PATH,
  WORKFLOW_PATH,
  untrustedWorkflowFile,
  workflowFile,
} from '../../app/github/workflow/workflow-file.ts';
import { openStore } from '../../app/store/open-store.ts';
import type { RunRows } from '../../app/runtime/ports/runs.ts';
import type { ActionsOptions } from '../doubles/actions/open-actions.ts';
import type { CheckRun } from '../doubles/github/state/checks.ts';
import { openLoopback } from '../loopback/open-loopback.ts';
import { ACTION } from '../loopback/published-action.ts';
import { waitUntil } from '../support/wait-until.ts';

export const PIPELINE = '.mlpipelines/churn.yml';
export const POLICY = '.github/mlpipelines.yml';

const DATA = `  data:
    run: echo '{"auc":0.7}' > metrics.json
    metrics: metrics.json
    cache: false
    retry: { infra: 1, backoff: none }
`;
const GATED = `${DATA}    gates: { auc: { metric: auc, op: ">=", value: 0.5 } }\n`;
const TOLD = `  tell:
    run: test -n "$TOKEN"
    cache: false
    retry: { infra: 1, backoff: none }
    env: { TOKEN: "\${{ secrets.TOKEN }}" }
`;
const DEPLOY = `  deploy:
    needs: [data]
    run: echo deployed
    approval: { environment: production, reviewers: [ada] }
`;

/** The pipeline of the repository: three steps, each given as the default branch has it or as a change wants it. */
export function pipeline({ data = GATED, tell = TOLD, deploy = DEPLOY } = {}): string {
  const on = 'push: { branches: [main] }\n  pull_request: {}\n  command: [retrain]';
  return `name: churn\non:\n  ${on}\n  workflow_dispatch: {}\nsteps:\n${data}${tell}${deploy}`;
}

/** The same without the gate of \`data\`. */
export const UNGATED = DATA;

export type TrustWorld = Awaited<ReturnType<typeof openTrustWorld>>;

/**
 * A repository whose default branch is protected: ada and cat may write, bob may read, eve is a stranger; renovate is a
 * bot that nobody listed. Real git, real workflow, real action, real processes.
 */
export async function openTrustWorld(jobs?: ActionsOptions['jobs']) {
  // All that happens to this repository in a day happens here in a minute.
  const knobs = { contentPerMinute: 9999, contentPerHour: 9999 };
  const world = await openLoopback({
    github: { knobs },
    actions: jobs === undefined ? {} : { jobs },
  });
  const { github, config, app } = world;
  const store = await openStore({ sqliteFile: join(config.state, 'store.sqlite') });
  const repository = github.repository('acme/churn', {
    collaborators: { ada: 'write', cat: 'write', bob: 'read' },
  });
  github.user('eve');
  const written = { actionRef: ACTION, app: config.url };
  const workflow = workflowFile({ secrets: ['TOKEN', 'OTHER'], ...written });
  const files = {
    [WORKFLOW_PATH]: workflow,
    [UNTRUSTED_WORKFLOW_PATH]: untrustedWorkflowFile(written),
    [PIPELINE]: pipeline(),
  };
  repository.secret('TOKEN', 'a-token-of-the-repository').secret('OTHER', 'another-secret');
  await repository.commit({ files });
  repository.protect('main');
  github.app({ slug: 'renovate', permissions: { contents: 'write' } }).install([repository]);
  app.install([repository]);
  return {
    ...world,
    store,
    repository,
    workflow,
    close: async () => {
      await store.close();
      await world.close();
    },
    /** A branch with a change, and a pull request for it; its author need not be who pushed it. */
    propose: async (branch: string, files: Files, by = 'cat', opener = 'cat') => {
      const sha = await repository.commit({ branch, files, by });
      const pull = await github.user(opener).openPull(repository, { head: branch });
      return { sha, pull };
    },
    /** The newest check of this name at a commit, once it has ended. */
    check: (sha: string, name = 'mlpipelines'): Promise<CheckRun> =>
      waitUntil(() => {
        const newest = repository.checkRuns(sha).findLast((each) => each.name === name);
        return newest?.status === 'completed' ? newest : undefined;
      }),
    /** Says something in a pull request, and gives the App's answer. */
    ask: async (login: string, pull: number, text: string): Promise<string> => {
      const id = github.user(login).comment(repository, pull, text);
      return waitUntil(
        () => repository.comments(pull).find(({ body }) => body.includes(`reply-${id} `))?.body,
      );
    },
    runsOf: (sha: string) => runsOf(store, sha),
    /** The run of a commit with all its rows, once there is something about it. */
    runWhen: (sha: string, holds: (rows: RunRows) => boolean): Promise<RunRows> =>
      waitUntil(async () => {
        const [run] = await runsOf(store, sha);
        const rows = run === undefined ? null : await store.runs.load(run.id);
        return rows !== null && holds(rows) ? rows : undefined;
      }),
    /** Jobs that GitHub ran on a branch. */
    jobsOn: (branch: string) => repository.jobs().filter(({ run }) => run.headBranch === branch),
    until: waitUntil,
  };
}

type Files = Readonly<Record<string, string | null>>;

const runsOf = (store: Awaited<ReturnType<typeof openStore>>, sha: string) =>
  store.runs.list({ pipeline: null, open: false, limit: 10, sha });

/** A check as a person reads it: entities and marks of Markdown taken away. */
export function textOf({ title, summary }: CheckRun): string {
  return readable(`${title}\n${summary}`);
}

/** Markdown as a person reads it. */
export function readable(markdown: string): string {
  return markdown
    .replaceAll(/<\/?(?:code|sub|details|summary)[^>]*>/g, '')
    .replaceAll(/&#(\d+);/g, (_, code: string) => String.fromCodePoint(Number(code)))
    .replaceAll('\u200B', '');
}
