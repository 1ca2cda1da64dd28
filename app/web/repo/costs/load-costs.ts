import type { RepositoryRef } from '../../../domain/hosted.ts';
import { readUsage, type GpuSample } from '../../../../runner-provisioner/boot/read-usage.ts';
import { costOfMachine } from '../../../costs/cost-of-machine.ts';
import type { Cost } from '../../../costs/cost.ts';
import type { Instant, RunHeader } from '../../../domain/run/run.ts';
import { listCosts, type ListedCosts } from '../../../runtime/costs/list-costs.ts';
import type { KnownMachine } from '../../../runtime/ports/hosted/machines.ts';
import type { PageStore } from '../../pages-deps.ts';

/** What a repository pays, and what for. */
export type RepoCosts = {
  /** First moments of this month and of the next, UTC. */
  readonly month: { readonly from: Instant; readonly to: Instant };
  readonly listed: ListedCosts;
  readonly machines: readonly MachineNow[];
};

export type MachineNow = {
  readonly machine: KnownMachine['machine'];
  readonly run: RunHeader;
  /** Until now. */
  readonly cost: Cost;
  /** What it told last; none: it has none, or told nothing lately. */
  readonly gpus: readonly GpuSample[];
};

/** More runs of a month than these are not added up on a page. */
const MOST_RUNS = 5000;
const MOST_MACHINES = 100;

export async function loadCosts(
  store: PageStore,
  { id }: RepositoryRef,
  now: Instant,
): Promise<RepoCosts> {
  const month = monthOf(now);
  const query = { repository: id, since: month.from, limit: MOST_RUNS };
  return {
    month,
    listed: await listCosts(store, query, now),
    machines: await machinesNow(store, id, now),
  };
}

/** Those that are not gone, of this repository, the oldest first. */
async function machinesNow(
  store: PageStore,
  repository: number,
  now: Instant,
): Promise<readonly MachineNow[]> {
  const found: MachineNow[] = [];
  const headers = new Map<string, RunHeader | null>();
  for (const { machine } of await store.machines.kept()) {
    if (machine.state.type === 'gone' || found.length === MOST_MACHINES) continue;
    const { run: id } = machine.attempt;
    const run = headers.get(id) ?? (await store.runs.header(id));
    headers.set(id, run);
    if (run === null || run.hosted?.repository.id !== repository) continue;
    const known = await store.machines.find(machine.id);
    if (known === null) continue;
    const cost = costOfMachine(known.machine, null, now);
    found.push({ machine: known.machine, run, cost, gpus: lastUse(known, now) });
  }
  return found;
}

/** Polls are seconds apart. */
const TOLD_LATELY_MS = 3 * 60_000;

function lastUse({ told }: KnownMachine, now: Instant): readonly GpuSample[] {
  const last = told.usage.at(-1);
  if (last === undefined || now - last.at > TOLD_LATELY_MS) return [];
  return readUsage(last.text) ?? [];
}

function monthOf(now: Instant): RepoCosts['month'] {
  const at = new Date(now);
  const [year, month] = [at.getUTCFullYear(), at.getUTCMonth()];
  return { from: Date.UTC(year, month, 1), to: Date.UTC(year, month + 1, 1) };
}
