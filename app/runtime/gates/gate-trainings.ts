import { sliceKey } from '../../../evaluation/slices.ts';
import type { Baseline, GateTraining } from '../../domain/gate.ts';
import type { GateSpec } from '../../domain/gate-spec.ts';
import { slicesIn } from '../../domain/kept-slices.ts';
import { isMeant } from '../../domain/selected-slices.ts';
import { luckOf, trainingError } from '../../reports/report/judge-training.ts';
import { ONE_TRAINING, trainingIn, type Training } from '../../reports/report/training.ts';
import type { JudgedRow } from '../baselines/evaluation-changes.ts';
import { modelsOfRow } from '../trainings/models-of.ts';
import type { JustMeasured } from '../trainings/repeats-of.ts';
import { plannedIn, trainingOf, type TrainingDeps } from '../trainings/training-of.ts';

type Found = Extract<Baseline, { type: 'found' }>;
export type WithGateTraining = (gate: GateSpec, baseline: Baseline) => Promise<Baseline>;

/**
 * Gives baselines what is known of trainings, of this run and of theirs, where a gate must be sure of a change. What the
 * gates of one row have in common is asked once.
 */
export function gateTrainings(
  deps: TrainingDeps,
  judged: JudgedRow,
  measured: Omit<JustMeasured, 'takenFrom'>,
): WithGateTraining {
  const { header, plan, step, row } = judged;
  const asked = new Map<string, Promise<Known>>();
  const asking = { reader: header, run: header.id, plan, step };
  let mine: Promise<Training> | undefined;
  const own = () => {
    mine ??= trainingOf(deps, {
      ...asking,
      measured: { ...measured, takenFrom: row.takenFrom },
    });
    return mine;
  };
  return async (gate, baseline) => {
    if (gate.test.type !== 'baseline' || gate.test.bound === undefined) return baseline;
    if (baseline.type !== 'found' || !isJudgedBySure(baseline)) return baseline;
    const known = asked.get(baseline.run) ?? knownBeside(deps, judged, { baseline, own });
    asked.set(baseline.run, known);
    return { ...baseline, ...trainingsSaid(gate, await known, measured) };
  };
}

/** What is measured differently, or is still being compared, is not judged by that now. */
function isJudgedBySure({ otherwise, comparison }: Found): boolean {
  return otherwise === undefined && comparison?.type !== 'under-way';
}

/** Null: nothing was trained between them. */
type Known = { readonly now: Training; readonly before: Training } | null;

async function knownBeside(
  deps: TrainingDeps,
  { header, plan, step, row }: JudgedRow,
  { baseline: { run }, own }: { readonly baseline: Found; readonly own: () => Promise<Training> },
): Promise<Known> {
  const then = await plannedIn(deps, run, step.id);
  const rows = then === null ? [] : await deps.store.runs.rows([run], [row.key, step.id]);
  const was = rows.find((each) => each.row.key === row.key) ?? rows[0];
  if (then !== null && was !== undefined) {
    const mine = await modelsOfRow(deps, { run: header.id, plan, step, row });
    const theirs = await modelsOfRow(deps, { run, ...then, row: was.row });
    if (mine !== null && mine === theirs) return null;
  }
  const before =
    then === null ? ONE_TRAINING : await trainingOf(deps, { reader: header, run, ...then });
  return { now: ofOne(await own()), before: ofOne(before) };
}

/** A gate judges the number of one row, also where its step is done once for each seed. */
function ofOne(training: Training): Training {
  return { ...training, of: 1 };
}

type Said = Pick<Found, 'training' | 'trainingOfSlices'>;

function trainingsSaid(
  { metric, slice, test }: GateSpec,
  known: Known,
  { slices }: Omit<JustMeasured, 'takenFrom'>,
): Said {
  if (known === null) return { training: { type: 'same-model' } };
  const { now, before } = known;
  const goal = test.type === 'baseline' && test.goal === 'minimize' ? 'down' : 'up';
  const said = (mine: Training, theirs: Training): GateTraining | null => {
    const error = trainingError({ metric, now: mine, before: theirs });
    if (error === null) return null;
    const luck = luckOf({ metric, goal, now: mine, before: theirs });
    return { type: 'known', ...error, luck };
  };
  if (slice === undefined) {
    const training = said(now, before);
    return training === null ? {} : { training };
  }
  const meant = slicesIn(slices).filter(({ by }) => isMeant(slice.by, by));
  const seen = new Map(meant.map(({ by }) => [sliceKey(by), by]));
  const trainingOfSlices = [...seen.values()].flatMap((by) => {
    const training = said(trainingIn(now, by), trainingIn(before, by));
    return training === null ? [] : [{ by, training }];
  });
  return trainingOfSlices.length === 0 ? {} : { trainingOfSlices };
}
