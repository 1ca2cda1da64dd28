import { monotonicFactory } from 'ulid';
import type { MachinesDeps } from '../../compute/machines-deps.ts';
import { openMachines, type Machines } from '../../compute/open-machines.ts';
import type { InstallationClients } from '../../github/client/installation-clients.ts';
import { addCheckNote } from '../../github/publish/check/check-notes.ts';
import { openRunners } from '../../github/runners/open-runners.ts';
import type { AttemptId } from '../../runtime/ports/attempts.ts';
import type { Owner } from '../../runtime/ports/ids.ts';
import type { Store } from '../../runtime/ports/store.ts';
import type { Runtime } from '../../runtime/runtime.ts';
import type { ServiceDeps } from '../service-deps.ts';
import { loadMachineSettings } from './load-machine-settings.ts';

export type Around = {
  readonly store: Store;
  readonly clients: InstallationClients;
  readonly owner: Owner;
  /** Made after this one, and asked only once it works. */
  readonly runtime: () => Runtime;
};

/** Longer than any machine lives: what is left in a region that nothing is started in any more. */
const SWEPT_FOR_MS = 14 * 86_400_000;
const NEVER = new AbortController().signal;

type Provisioned = Around & { readonly look: (of: AttemptId) => Promise<void> };

/** Machines on EC2 for the steps that ask for one, as the operator's file says. Null: there is no such file. Throws a `ConfigProblem`. */
export function openProvisioner(
  { config, clock, warn }: ServiceDeps,
  { store, clients, owner, runtime, look }: Provisioned,
): Machines | null {
  if (config.machines === null) return null;
  const { settings, certificates, runnerGroup } = loadMachineSettings(config.machines);
  const nextUlid = monotonicFactory();
  return openMachines({
    store,
    owner,
    clock,
    warn,
    runners: openRunners({ clients, clock, warn, group: runnerGroup }),
    freshId: () => `mlp-${nextUlid(clock.now()).toLowerCase()}`,
    read: (run) => runtime().read(run),
    report: (of, report) => runtime().report(of, report),
    tell: (run, event) => runtime().handle(run, event),
    note: (run, note) => noteInCheck({ store, clock }, run, note),
    look,
    sky: async () => {
      // Loaded only where it is used: Amazon's SDK is large.
      const { openSky } = await import('../../../runner-provisioner/aws/open-sky.ts');
      const controller = await store.machines.controller();
      const now = clock.now();
      const named = settings.regions.map(({ name }) => name);
      const former = await store.machines.regions(named, { now, since: now - SWEPT_FOR_MS });
      return openSky(settings, {
        controller,
        former,
        certificates,
        shelf: store.priceLists,
        appUrl: config.url,
        now,
        pause: (ms) => clock.sleep(ms, NEVER),
        warn: (message) => warn(message, {}),
      });
    },
  });
}

async function noteInCheck(
  deps: Pick<Around, 'store'> & Pick<ServiceDeps, 'clock'>,
  run: string,
  note: Parameters<MachinesDeps['note']>[1],
): Promise<void> {
  const { hosted, sha = null } = (await deps.store.runs.header(run)) ?? {};
  if (hosted === undefined || sha === null) return;
  const { repository } = hosted;
  await addCheckNote(deps, { type: 'remark', repository, run, sha, ...note });
}
