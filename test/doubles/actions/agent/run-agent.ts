import type { AgentMessage } from '../service/agent-session.ts';
import { runJob } from '../runner/run-job.ts';
import type { JobHost, JobMessage } from '../runner/job-message.ts';
import { speedyClock } from '../speedy-clock.ts';
import { readJitConfig } from './read-jit-config.ts';
import { ServiceClient } from './service-client.ts';

export type Machine = Pick<JobHost, 'root' | 'env'> & {
  /** Of the runner; null: the agent is of today. */
  readonly version: string | null;
};

/** https://github.com/actions/runner/pull/4285 */
const VERSION_DEPRECATED = 7;

/** Connects with a JIT configuration, runs the one job it is given and answers the exit code of the process. */
export async function runAgent(blob: string, machine: Machine): Promise<number> {
  const config = readJitConfig(blob);
  const client = new ServiceClient(config);
  const answer = await client.connect(machine.version);
  if (answer === 'deprecated') {
    console.error(`Runner version v${machine.version} is deprecated and cannot receive messages.`);
    return VERSION_DEPRECATED;
  }
  if (answer === 'refused') {
    console.error(`Runner ${config.name}: registration was not found or is in use`);
    return 1;
  }
  console.log(`${config.name}: Listening for Jobs`);
  const first = await nextMessage(client);
  if (first?.type !== 'job') {
    console.log(`${config.name}: the registration was removed; no job was run`);
    return 0;
  }
  console.log(`${config.name}: Running job: ${first.job.name}`);
  const conclusion = await runOne(client, first.job, machine);
  console.log(`${config.name}: Job ${first.job.name} completed with result: ${conclusion}`);
  return 0;
}

async function runOne(client: ServiceClient, job: JobMessage, machine: Machine): Promise<string> {
  const cancel = new AbortController();
  const force = new AbortController();
  const over = new AbortController();
  const listening = listen(client, { cancel, force, over: over.signal });
  const control = { cancel: cancel.signal, force: force.signal };
  const host = { clock: speedyClock(job.speed), ...machine };
  const result = await runJob(job, client.sink(), control, host);
  await client.complete(result);
  over.abort();
  await listening;
  return result.conclusion;
}

async function listen(
  client: ServiceClient,
  until: { cancel: AbortController; force: AbortController; over: AbortSignal },
): Promise<void> {
  while (!until.over.aborted) {
    const message = await client.next(until.over);
    if (message === 'gone') {
      until.force.abort();
      return;
    }
    if (message?.type !== 'cancel') continue;
    until.cancel.abort();
    if (message.how === 'force') until.force.abort();
  }
}

async function nextMessage(client: ServiceClient): Promise<AgentMessage | null> {
  for (;;) {
    const message = await client.next(new AbortController().signal);
    if (message === 'gone') return null;
    if (message !== null) return message;
  }
}
