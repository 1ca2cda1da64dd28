import { openFolderBlobStore } from '../../artifacts/folder/folder-blob-store.ts';
import type { PlanStep } from '../../domain/plan.ts';
import { serverBaseline, type ServerBaseline } from '../../domain/run/of-server.ts';
import type { RunHeader } from '../../domain/run/run.ts';
import { localClock } from '../../local/local-clock.ts';
import { createLocalRepository, defaultBranchOf } from '../../local/local-repository.ts';
import type { Side } from '../../reports/report/report.ts';
import { runNumber } from '../../reports/words/run-words.ts';
import { comparedWith, loadSides, measuredBy } from '../../runtime/baselines/load-sides.ts';
import { ChangedFiles } from '../../runtime/facts/changed-files.ts';
import type { Warn } from '../../runtime/ports/host.ts';
import type { LaptopComparing } from './laptop-comparing.ts';
import type { StoreReads } from '../../runtime/ports/store.ts';

export type SideSource = LaptopComparing & { readonly warn: Warn };

export type LaptopSides = {
  readonly sides: readonly Side[];
  /** What the commit grew from on the default branch, the nearest first. */
  readonly baseCommits: readonly string[];
};

/**
 * What a step of a run on this machine is compared with: the same as on GitHub, and where nothing of that has measured
 * it, the newest earlier run that has.
 */
export async function laptopSides(
  { store, state, warn }: Omit<SideSource, 'note'>,
  header: RunHeader,
  step: PlanStep,
): Promise<LaptopSides> {
  const { root } = state;
  const changedFiles = await laptopChangedFiles(state);
  const baseCommits = await createLocalRepository(root).baseCommits(header);
  const commitsBefore = async () => baseCommits;
  const found = await loadSides(
    { store, clock: localClock, commitsBefore, warn, pageOf, changedFiles },
    header,
    step,
  );
  const branch = (await defaultBranchOf(root)) ?? 'main';
  const told = comparedWith(step).map((ref) => serverBaseline(header.options.server, step.id, ref));
  const sides = found.flatMap((side, at): readonly Side[] => {
    const there = told[at] ?? null;
    if (there !== null) return [sideOfServer(there, header)];
    // On the default branch itself nothing came before, which is no lack.
    if (side.is !== 'merge-base') return [side];
    return baseCommits.length > 0 ? [{ ...side, name: branch }] : [];
  });
  if (sides.some((side) => side.found.type === 'measured')) return { sides, baseCommits };
  return { sides: [...(await runBefore(store, header, step)), ...sides], baseCommits };
}

/** What differs between two runs of this machine, by the snapshots of their trees. */
export async function laptopChangedFiles({
  root,
  objects,
}: Pick<SideSource['state'], 'root' | 'objects'>): Promise<ChangedFiles> {
  return new ChangedFiles(await openFolderBlobStore(objects), createLocalRepository(root));
}

/** Runs of this machine have no page. */
export const pageOf = () => null;

/** What a server has measured, as it was told before the run began. */
function sideOfServer(
  { name, ref, version, run, found }: ServerBaseline,
  { options }: RunHeader,
): Side {
  const page = `${options.server?.url ?? ''}/runs/${run?.id ?? ''}`;
  return {
    name,
    is: ref.type,
    version,
    isOnServer: true,
    run: run === null ? null : { ...run, page, params: {} },
    found:
      found.type === 'measured'
        ? { type: 'measured', metrics: found.metrics }
        : { type: found.type },
  };
}

async function runBefore(
  store: StoreReads,
  { pipeline, createdAt }: RunHeader,
  step: PlanStep,
): Promise<readonly Side[]> {
  const earlier = await store.baselines.inRunBefore({
    pipeline,
    key: step.id,
    before: createdAt,
  });
  const before = earlier.type === 'found' ? await store.runs.header(earlier.run) : null;
  if (before === null) return [];
  const measured = await measuredBy({ store, pageOf }, earlier, step);
  return [{ name: `#${runNumber(before)}`, is: 'run-before', version: null, ...measured }];
}
