import { openFolderBlobStore } from '../../artifacts/folder/folder-blob-store.ts';
import type { Plan, PlanStep } from '../../domain/plan.ts';
import type { RunHeader } from '../../domain/run/run.ts';
import { makeReport } from '../../reports/report/make-report.ts';
import type { Report, Side } from '../../reports/report/report.ts';
import { reportedStep } from '../../reports/report/reported-step.ts';
import type { ChangedSince, RunReport } from '../../reports/report/run-report.ts';
import { interruptedView } from '../../reports/view/interrupted-view.ts';
import { makeRunView, type RunRecord } from '../../reports/view/run-view.ts';
import type { RunView, StepView } from '../../../schemas/run-view.generated.ts';
import type { Warn } from '../../runtime/ports/host.ts';
import { abandonedOf } from '../workspace/abandoned.ts';
import { compareRuns } from '../workspace/compare-runs.ts';
import { loadRunRecord } from '../workspace/load-run-record.ts';
import type { Workspace } from '../workspace/open-workspace.ts';
import { looksOf } from '../../runtime/looks/looks-of.ts';
import { withTrainings } from '../../runtime/trainings/with-trainings.ts';
import { learnedFrom } from '../../runtime/baselines/learned-from.ts';
import { withDifferences } from '../../runtime/baselines/with-differences.ts';
import { compareOnLaptop, type LaptopComparing } from './laptop-comparing.ts';
import {
  laptopChangedFiles,
  laptopSides,
  type LaptopSides,
  type SideSource,
} from './laptop-sides.ts';
import { namedSide } from './named-side.ts';

type Asked = {
  readonly record: RunRecord;
  /** What it is compared with, as a person names it; null: with what is usual. */
  readonly compare: string | null;
  readonly warn: Warn;
  /** Tells a person at the terminal what takes long. */
  readonly note: (message: string) => void;
};

/** The report of a run of this machine, with all that changed since what it is compared with. */
export async function gatherReport(workspace: Workspace, asked: Asked): Promise<RunReport> {
  const { record } = asked;
  const { plan, header } = record;
  const view = await viewOf(workspace, record);
  const { report, baseCommits } = await reported(workspace, { view, plan, header }, asked);
  const changed = report === null ? null : await changedSince(workspace, record, report);
  return { view, plan, report, changed, baseCommits };
}

/** Of a run that is over, as far as it takes to say whether its model got better. Null: nothing is measured that it is judged by. */
export async function reportOfRun(
  source: SideSource,
  { view, plan, header }: Judged,
): Promise<Report | null> {
  const step = reportedStep(view, plan);
  const planned = plan.steps.find(({ id }) => id === step?.id);
  if (step === null || planned === undefined) return null;
  const { sides } = await laptopSides(source, header, planned);
  return reportBeside(source, { plan, header, step, planned }, sides);
}

type Judged = { readonly view: RunView; readonly plan: Plan; readonly header: RunHeader };

async function reported(
  { store, state }: Workspace,
  { view, plan, header }: Judged,
  { compare, warn, note }: Asked,
): Promise<Pick<RunReport, 'report' | 'baseCommits'>> {
  const step = reportedStep(view, plan);
  const planned = plan.steps.find(({ id }) => id === step?.id);
  if (step === null || planned === undefined) return { report: null, baseCommits: [] };
  const { sides, baseCommits }: LaptopSides =
    compare === null
      ? await laptopSides({ store, state, warn }, header, planned)
      : { sides: [await namedSide(store, compare, header, planned)], baseCommits: [] };
  const report = await reportBeside({ store, state, note }, { plan, header, step, planned }, sides);
  return { report, baseCommits };
}

type Beside = Pick<Judged, 'plan' | 'header'> & {
  readonly step: StepView;
  readonly planned: PlanStep;
};

async function reportBeside(
  workspace: LaptopComparing,
  { plan, header, step, planned }: Beside,
  sides: readonly Side[],
): Promise<Report> {
  const { examples, slices } = step;
  const { store, state } = workspace;
  const reported = { header, plan, step: planned };
  const differences = { store, changedFiles: await laptopChangedFiles(state) };
  const compared = await compareOnLaptop(
    workspace,
    { header, step: planned, examples, slices, learned: await learnedFrom(store, reported) },
    await withDifferences(differences, reported, sides),
  );
  const { sides: told, training } = await withTrainings(workspace, reported, compared.sides);
  const looks = await looksOf(store, reported);
  const { leakage, measured } = compared;
  const report = makeReport(step, plan, told, {
    measured,
    training,
    ...(looks !== null && { looks }),
  });
  return { ...report, leakage };
}

async function viewOf({ store }: Workspace, record: RunRecord): Promise<RunView> {
  const view = makeRunView(record);
  const abandoned = await abandonedOf(store, record.header);
  return abandoned === null ? view : interruptedView(view, abandoned.left.length > 0);
}

async function changedSince(
  { store, state }: Workspace,
  record: RunRecord,
  { sides }: Report,
): Promise<ChangedSince | null> {
  const since = sides.find(
    ({ run, found, isOnServer }) =>
      run !== null && found.type === 'measured' && isOnServer !== true,
  );
  if (since === undefined || since.run === null) return null;
  const earlier = await loadRunRecord(store, since.run.id);
  const blobs = await openFolderBlobStore(state.objects);
  const differences = await compareRuns({ store, blobs }, earlier, record);
  return { since, other: makeRunView(earlier), differences };
}
