import { afterAll } from 'vitest';
import type { RunOrder } from '../../github/actions-backend.ts';
import { openActions, type Actions, type ActionsOptions } from '../open-actions.ts';
import { RecordedRun } from './recorded-run.ts';

let nextId = 1000;
let shared: Promise<Actions> | undefined;

afterAll(async () => (await shared)?.close());

/** An order for a run of this workflow file; the rest is a small private repository. */
export function anOrder(text: string, change: Partial<RunOrder> = {}): RunOrder {
  nextId += 1000;
  const server = 'http://127.0.0.1:1';
  return {
    runId: nextId,
    runAttempt: 1,
    runNumber: 7,
    runName: 'a run',
    repository: {
      id: 500,
      name: 'models',
      fullName: 'acme/models',
      owner: { id: 42, login: 'acme', type: 'Organization' },
      visibility: 'private',
      defaultBranch: 'main',
      cloneUrl: `${server}/acme/models.git`,
      gitDir: '/nowhere',
    },
    workflow: { id: 9, name: 'CI', path: '.github/workflows/ci.yml', text },
    event: 'workflow_dispatch',
    eventPayload: { inputs: {}, ref: 'refs/heads/main' },
    ref: 'refs/heads/main',
    sha: '0123456789012345678901234567890123456789',
    refProtected: true,
    actor: { id: 77, login: 'ada' },
    inputs: {},
    secrets: {},
    environmentSecrets: {},
    variables: {},
    urls: { server, api: `${server}/api/v3`, graphql: `${server}/api/graphql` },
    issueToken: (jobId) => `ghs_job_${jobId}`,
    ...change,
  };
}

/** Starts a run and answers what it tells, while it goes on. */
export function startRun(actions: Actions, order: RunOrder): RecordedRun {
  const recorded = new RecordedRun(order.runId + 1);
  void actions.backend.startRun(order, recorded);
  return recorded;
}

/** Runs a workflow file to its end; on a stand-in of its own if it is to have options. */
export async function runWorkflow(
  text: string,
  { options, order = {} }: { options?: ActionsOptions; order?: Partial<RunOrder> } = {},
): Promise<RecordedRun> {
  const ordered = anOrder(text, order);
  const recorded = new RecordedRun(ordered.runId + 1);
  if (options === undefined) {
    shared ??= openActions();
    await (await shared).backend.startRun(ordered, recorded);
    return recorded;
  }
  const actions = await openActions(options);
  try {
    await actions.backend.startRun(ordered, recorded);
    return recorded;
  } finally {
    await actions.close();
  }
}

/** A workflow of one job with these steps, given as YAML. */
export function jobOf(steps: string, head = ''): string {
  const indented = steps.trim().replaceAll('\n', '\n      ');
  return `on: workflow_dispatch\njobs:\n  build:\n    runs-on: ubuntu-latest\n${head}    steps:\n      ${indented}\n`;
}
