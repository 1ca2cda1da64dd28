import type { Machine } from '../../../runner-provisioner/machine/machine.ts';
import type { RepositoryRef } from '../../domain/hosted.ts';
import { machineLabel } from '../../runtime/ports/hosted/machine-label.ts';
import type { MachinePoll } from '../../runtime/ports/hosted/machine-talk.ts';
import { RunnerRefused, type RunnerArch } from '../../runtime/ports/hosted/runners.ts';
import type { Provisioning } from '../machines-deps.ts';
import { keepUsage } from './keep-usage.ts';
import { unknown } from './hello.ts';
import { heard, withNews } from './with-news.ts';

/** Until there is a job, and while it runs. */
const WAIT_S = { soon: 3, running: 15 };

/** What a machine is to do next. Its runner's configuration is made when it asks, handed over once, and kept nowhere. */
export async function poll(
  deps: Provisioning,
  id: string,
  message: MachinePoll,
): Promise<readonly string[]> {
  const known = await deps.store.machines.find(id);
  if (known === null) throw unknown(id);
  await keepUsage(deps, known, message.usage);
  const machine = await withNews(deps, known);
  try {
    return await answerFor(deps, machine, message);
  } catch (error) {
    if (!(error instanceof RunnerRefused)) throw error;
    return refused(deps, machine, error.message);
  }
}

async function answerFor(
  deps: Provisioning,
  machine: Machine,
  message: MachinePoll,
): Promise<readonly string[]> {
  switch (machine.state.type) {
    case 'ending':
    case 'gone':
      return ['stop'];
    case 'running':
      return ['began', wait('running')];
    case 'dispatched':
      return register(deps, machine);
    case 'registered':
      // Whoever was handed a runner and has none did not get the answer, or its runner is gone.
      return message.state === 'waiting' ? registerAgain(deps, machine) : [wait('soon')];
    default:
      return [...(await programOf(deps, machine)), wait('soon')];
  }
}

/** Whoever waits for the step hears at once what is to be granted; a machine would wait in vain. */
async function refused(
  deps: Provisioning,
  machine: Machine,
  message: string,
): Promise<readonly string[]> {
  const { state } = await heard(deps, machine, { type: 'runner-refused', message });
  deps.waker.wake(deps.clock.now());
  return state.type === 'ending' ? ['stop'] : [wait('soon')];
}

function wait(pace: keyof typeof WAIT_S): string {
  return `wait ${WAIT_S[pace]}`;
}

async function register(deps: Provisioning, machine: Machine): Promise<readonly string[]> {
  const place = await placeOf(deps, machine);
  if (place === null) return [wait('soon')];
  const { runners } = deps;
  const program = await programOf(deps, machine);
  const runner = await runners.register(place.repository, {
    name: machine.id,
    label: place.label,
    ref: place.ref,
  });
  const { state } = await heard(deps, machine, { type: 'registered', runner: runner.id });
  if (state.type === 'registered' && state.runner === runner.id) {
    return [...program, `run ${runner.configuration}`, wait('soon')];
  }
  // It was to go meanwhile, or another replica was quicker.
  await runners.remove(place.repository, runner.id);
  return [wait('soon')];
}

async function registerAgain(deps: Provisioning, machine: Machine): Promise<readonly string[]> {
  const next = await heard(deps, machine, { type: 'runner-lost' });
  return next.state.type === 'dispatched' ? register(deps, next) : [wait('soon')];
}

async function programOf(deps: Provisioning, machine: Machine): Promise<readonly string[]> {
  const place = await placeOf(deps, machine);
  if (place === null) return [];
  const arch: RunnerArch = machine.asked.arch === 'arm64' ? 'arm64' : 'x64';
  const { version, url, sha256 } = await deps.runners.program(place.repository, arch, false);
  return [`runner ${version} ${url} ${sha256}`];
}

type Place = {
  readonly repository: RepositoryRef;
  readonly label: string;
  readonly ref: string | null;
};

/** Null: its run is forgotten. */
async function placeOf({ store }: Provisioning, { attempt: of }: Machine): Promise<Place | null> {
  const header = await store.runs.header(of.run);
  const order = await store.dispatches.find(of);
  if (header?.hosted === undefined || order === null) return null;
  const { ref } = header;
  return { repository: header.hosted.repository, label: machineLabel(order.job.hint), ref };
}
