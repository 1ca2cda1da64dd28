import { join } from 'node:path';
import { onTestFinished, vi } from 'vitest';
import { workflowFile, WORKFLOW_PATH } from '../../app/github/workflow/workflow-file.ts';
import type { AttemptRow } from '../../app/domain/run/run.ts';
import type { RunRows } from '../../app/runtime/ports/runs.ts';
import { openStore } from '../../app/store/open-store.ts';
import type { Ec2Options } from '../doubles/ec2/open-ec2.ts';
import type { MachineView } from '../doubles/ec2/seeded-region.ts';
import { endOfRun } from '../support/end-of-run.ts';
import { hurriedClock } from '../support/hurried-clock.ts';
import { waitUntil } from '../support/wait-until.ts';
import { openCloud } from './open-cloud.ts';
import { openLoopback } from './open-loopback.ts';
import { ACTION } from './published-action.ts';

const PIPELINE = '.mlpipelines/churn.yml';
/** What is looked at every ten seconds, or given a minute, is so that nobody has to wait for it here. */
const FASTER = 4;
const REGION = 'us-east-1';

export type MachineWorldOptions = Ec2Options & {
  /** Of the repository: an organisation unless it says so. */
  readonly owner?: 'organization' | 'person';
};

/** GitHub, its Actions and EC2 on this machine, and the App in service on them with a repository that it is installed on. */
export async function openMachineWorld({ owner, ...ec2 }: MachineWorldOptions = {}) {
  const clock = hurriedClock(FASTER);
  const cloud = await openCloud({ speed: 10, clock, ...ec2 });
  onTestFinished(() => cloud.close());
  for (const [name, value] of Object.entries(cloud.environment)) vi.stubEnv(name, value);
  onTestFinished(() => void vi.unstubAllEnvs());
  const log: string[] = [];
  const loopback = await openLoopback({ cloud, clock, log: (line) => void log.push(line) });
  const { github } = loopback;
  const store = await openStore({ sqliteFile: join(loopback.config.state, 'store.sqlite') });
  onTestFinished(async ({ task }) => {
    await store.close();
    await loopback.close();
    if (task.result?.state === 'fail') console.error(log.join(''));
  });
  if (owner === 'person') github.user('acme');
  const repository = github.repository('acme/churn', { collaborators: { ada: 'write' } });
  const workflow = workflowFile({ secrets: [], actionRef: ACTION, app: loopback.config.url });
  await repository.commit({ files: { [WORKFLOW_PATH]: workflow } });
  repository.protect('main');
  loopback.app.install([repository]);
  const region = cloud.ec2.region(REGION);
  /** Rows of the newest run of a commit as they stand; null: there is none yet. */
  const runOf = async (sha: string): Promise<RunRows | null> => {
    const [run] = await store.runs.list({ pipeline: null, open: false, limit: 1, sha });
    return run === undefined ? null : store.runs.load(run.id);
  };
  return {
    clock,
    cloud,
    loopback,
    github,
    store,
    repository,
    region,
    runOf,
    push: (text: string) => repository.commit({ files: { [PIPELINE]: text }, by: 'ada' }),
    /** Opens a pull request with it. */
    propose: async (text: string) => {
      const files = { [PIPELINE]: text };
      const sha = await repository.commit({ branch: 'topic', files, by: 'ada' });
      const pull = await github.user('ada').openPull(repository, { head: 'topic' });
      return { sha, pull };
    },
    endOf: (sha: string) => endOfRun(store, sha),
    /** The attempt of this number once it is as `is` has it. */
    attemptOf: (sha: string, number: number, is: (attempt: AttemptRow) => boolean) =>
      waitUntil(async () => {
        const run = await runOf(sha);
        return run?.attempts.find((each) => each.number === number && is(each)) ?? null;
      }, 100),
    /** Once an attempt has saved so many checkpoints. */
    saved: (sha: string, attempt: number, key = 'train') =>
      waitUntil(async () => {
        const run = await runOf(sha);
        if (run === null) return null;
        const of = { run: run.header.id, key, attempt };
        return (await store.attempts.checkpoints(of)).length > 0;
      }, 100),
    /** Once nothing is left at EC2. */
    nothingLeft: () =>
      waitUntil(() => region.instances().every(({ state }) => state === 'terminated'), 100),
    instanceOf: ({ machine }: AttemptRow): MachineView => region.instance(machine?.instance),
    /** How often the App had a workflow run cancelled. */
    cancels: () => github.requests().count({ operationId: 'actions/cancel-workflow-run' }),
    /** What stands against the commits on GitHub: checks of the App and jobs of workflows. */
    red: () =>
      [...repository.checkRuns(), ...repository.jobs()]
        .filter(({ conclusion }) => conclusion === 'failure')
        .map(({ name }) => name),
  };
}
