import { hear, type Heard } from '../../../runner-provisioner/machine/hear.ts';
import { printable } from '../../../text/printable.ts';
import type { MachineEvent } from '../../runtime/ports/hosted/machine-talk.ts';
import { changeMachine } from '../change-machine.ts';
import type { Provisioning } from '../machines-deps.ts';
import { withNews } from './with-news.ts';
import { performActs } from '../sweep/perform-acts.ts';
import { cut } from '../../../text/shortened.ts';

const LONGEST_LOG = 64 * 1024;
const LONGEST_MESSAGE = 500;
/** Of a runner that GitHub finds too old: https://github.com/actions/runner/blob/main/src/Runner.Common/Constants.cs */
const TOO_OLD = '7';

/** What a machine tells of itself between its polls. */
export async function hearEvent(
  deps: Provisioning,
  id: string,
  { type, text }: MachineEvent,
): Promise<void> {
  const { store, clock, waker } = deps;
  if (type === 'log') {
    return store.machines.tell(id, { console: text.slice(-LONGEST_LOG) });
  }
  const news = newsOf(type, text);
  if (news.type === 'runner-lost' && text === TOO_OLD) await readProgramAnew(deps, id);
  if (type === 'runner-exit') await catchUp(deps, id);
  const changed = await changeMachine(deps, id, (machine) => hear(machine, news, clock.now()));
  await performActs(deps, changed?.acts ?? [], []);
  waker.wake(clock.now());
}

function newsOf(type: Exclude<MachineEvent['type'], 'log'>, text: string): Heard {
  switch (type) {
    case 'notice':
      return { type: 'notice' };
    case 'boot-failed':
      return { type: 'boot-failed', message: cut(printable(text), LONGEST_MESSAGE) };
    case 'runner-exit':
      // With its exit code comes whether it took a job: the machine's hook saw one begin.
      return { type: text.endsWith(' job') ? 'job-missed' : 'runner-lost' };
  }
}

/** A job may be over before the sweep has seen that it began. */
async function catchUp(deps: Provisioning, id: string): Promise<void> {
  const known = await deps.store.machines.find(id);
  if (known !== null) await withNews(deps, known);
}

/** GitHub turns runners away that are a month behind: https://docs.github.com/actions/reference/runners/self-hosted-runners#runner-software-updates-on-self-hosted-runners */
async function readProgramAnew({ store, runners }: Provisioning, id: string): Promise<void> {
  const kept = await store.machines.find(id);
  // As often as there are runners for it, whatever it says.
  if (kept?.machine.state.type !== 'registered') return;
  const header = await store.runs.header(kept.machine.attempt.run);
  if (header?.hosted === undefined) return;
  const arch = kept.machine.asked.arch === 'arm64' ? 'arm64' : 'x64';
  await runners.program(header.hosted.repository, arch, true);
}
