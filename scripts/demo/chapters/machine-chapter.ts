import { setTimeout as sleep } from 'node:timers/promises';
import { waitUntil } from '../../../test/support/wait-until.ts';
import type { Cloud } from '../../../test/loopback/open-cloud.ts';
import type { Chapter } from '../chapter.ts';
import { checksOf, conclusions, expects, pageOf } from '../proof/check-of-commit.ts';
import { COLLEAGUE, type Demo } from '../world/open-demo.ts';
import { pipelineText, RATES, replaced } from '../world/pipeline-text.ts';
import { push } from '../world/push-change.ts';

const REGION = 'us-east-1';
const GPU_BRANCH = 'gpu';
const PLACE = 'on g5.xlarge spot';
/** Longer where there must be time to take the machine away. */
const EPOCHS = { short: 250, long: 3000 };
/** So long it trains before its machine is taken. */
const TRAINS_MS = 4000;

type DemoOnMachines = Demo & { readonly cloud: Cloud };

/** The training gets a GPU machine of its own; if `isInterrupted`, EC2 takes that back, and it goes on on another. */
export function machineChapter(demo: DemoOnMachines, isInterrupted: boolean): Chapter {
  let sha: string | null = null;
  const text = () => checksOf(demo, sha)[0]?.summary ?? '';
  return {
    ...(isInterrupted ? INTERRUPTED : UNDISTURBED),
    begin: async () => {
      sha = await push(demo, {
        branch: GPU_BRANCH,
        by: COLLEAGUE,
        message: 'Train on a GPU',
        text: pipelineText({
          rate: RATES.fast,
          epochs: isInterrupted ? EPOCHS.long : EPOCHS.short,
          change: onGpu,
        }),
      });
      const seed = { head: GPU_BRANCH, title: 'Train on a GPU', body: '' };
      await demo.github.user(COLLEAGUE).openPull(demo.repository, seed);
      if (isInterrupted) void takeAway(demo);
      return `/acme/penguins/commit/${sha}`;
    },
    glimpses: [
      { name: 'waiting', isNow: () => text().includes('its machine') },
      { name: 'running', isNow: () => text().includes(PLACE) },
    ],
    isDone: () => conclusions(demo, sha).length > 0 && machinesLeft(demo) === 0,
    complaint: () =>
      expects(demo, sha, { conclusion: 'success', says: [PLACE] }) ??
      complaintOfMachines(demo, isInterrupted ? 2 : 1),
    page: () => pageOf(demo, sha),
  };
}

const UNDISTURBED = {
  title: 'Train on a machine of its own',
  text: '`resources` asks for a GPU. The App starts a spot machine for this step alone, on a stand-in for EC2: there a machine is a group of processes that runs the real start-up script, and has no GPU but in name. The check says what is awaited, then which machine it is and what it costs an hour. When the step is over, so is the machine.',
  label: 'Push a step that wants a GPU',
};
const INTERRUPTED = {
  title: 'Lose a machine in mid-training',
  text: '`resources` asks for a GPU, and the App starts a spot machine for this step alone, on a stand-in for EC2. In mid-training EC2 gives notice and takes it back, as it may with spot machines. The training saves a checkpoint, and goes on from there on another machine: the check counts two tries, and no work is done twice.',
  label: 'Push a step that loses its machine',
};

function onGpu(text: string): string {
  const wanted = 'resources: { gpu: { type: [a10g], count: 1 } }';
  return replaced(text, 'kind: train\n', `kind: train\n    ${wanted}\n`);
}

/** Once the job is on its machine, and trains. The check may say so later: it is not written anew each second. */
async function takeAway({ cloud, repository }: DemoOnMachines): Promise<void> {
  const machine = await waitUntil(() => {
    const names = new Set(runnersAtWork(repository.jobs()));
    const machines = cloud.ec2.region(REGION).instances();
    return machines.find(
      ({ tags, state }) => state === 'running' && names.has(tags['mlp:machine']),
    );
  }, 60);
  await sleep(TRAINS_MS);
  machine.interrupt();
}

function runnersAtWork(jobs: ReturnType<Demo['repository']['jobs']>) {
  return jobs.flatMap(({ status, runner }) => (status === 'in_progress' ? [runner?.name] : []));
}

function machinesLeft({ cloud }: DemoOnMachines): number {
  const machines = cloud.ec2.region(REGION).instances();
  return machines.filter(({ state }) => state !== 'terminated').length;
}

function complaintOfMachines({ cloud }: DemoOnMachines, wanted: number): string | null {
  const { length } = cloud.ec2.region(REGION).instances();
  const problems = cloud.ec2.problems();
  if (problems.length > 0) return `EC2 would not understand this: ${JSON.stringify(problems)}`;
  return length === wanted ? null : `${length} machines were started in place of ${wanted}`;
}
