import { parse } from 'yaml';
import type { RunHeader } from '../../../app/domain/run/run.ts';
import type { RunRows } from '../../../app/runtime/ports/runs.ts';
import type { DemandsWorld } from './demands-world.ts';
import type { Question, RunFact } from './demand-facts.ts';
import { whyNotGood } from './oracle-of-demands.ts';
import type { Played } from './played-host.ts';
import type { PlayedTrial } from './played-trial.ts';

/** Throws at the first law that the App has broken in a trial so far. */
export async function checkDemands(world: DemandsWorld, played: PlayedTrial): Promise<void> {
  const found = await loadRuns(world, played);
  for (const sha of played.shas) {
    const check = world.checks.newest(played.repository.name, sha, 'mlpipelines');
    if (check?.conclusion !== 'success') continue;
    const why = whyNotGood(questionOf(played, sha, found));
    if (why !== null) throw new Error(`${sha} counts as good, but ${why} (“${check.title}”)`);
  }
  for (const one of found) checkGrants(world, played, one);
}

/** Whether a commit counts as good, and whether the default branch’s demands are met, by what was measured. */
export async function standingOf(world: DemandsWorld, played: PlayedTrial) {
  const sha = played.shas.at(-1) ?? '';
  const check = world.checks.newest(played.repository.name, sha, 'mlpipelines');
  const why = whyNotGood(questionOf(played, sha, await loadRuns(world, played)));
  return { isGood: check?.conclusion === 'success', why, title: check?.summary ?? 'no check' };
}

type Found = {
  readonly rows: RunRows;
  readonly fact: RunFact;
  readonly promotes: readonly string[];
};

async function loadRuns({ store }: DemandsWorld, { repository }: PlayedTrial): Promise<Found[]> {
  const query = { pipeline: null, open: false, limit: 200, repository: repository.id };
  const found: Found[] = [];
  for (const header of await store.runs.list(query)) {
    const rows = await store.runs.load(header.id);
    const plan = await store.runs.plan(header.plan);
    if (rows === null || plan === null) throw new Error(`run ${header.id} is gone`);
    const promotes = plan.steps.filter(({ promote }) => promote.length > 0).map(({ id }) => id);
    found.push({ rows, promotes, fact: factOf(header, rows) });
  }
  return found;
}

function factOf(header: RunHeader, { steps }: RunRows): RunFact {
  return {
    pipeline: header.pipeline,
    sha: header.sha ?? '',
    typed: Object.keys(header.options.params ?? {}).length > 0,
    isOver: header.endedAt !== null,
    rows: steps
      .filter(({ role }) => role !== 'group')
      .map(({ key, stepId: step, result, metrics }) => ({ key, step, result, metrics })),
  };
}

function questionOf(played: PlayedTrial, sha: string, found: readonly Found[]): Question {
  const { repository, overrides } = played;
  const proposed = played.proposed.of(sha);
  const bases = [...new Set(proposed.flatMap(({ base }) => base ?? []))];
  const mine = overrides.filter((each) => each.sha === sha);
  const overridden = mine.filter(({ pipeline }) =>
    bases.every((base) => mine.some((each) => each.pipeline === pipeline && each.base === base)),
  );
  return {
    sha,
    proposed,
    runs: found.map(({ fact }) => fact),
    bases: repository.basesOf(sha),
    overridden: new Set(overridden.map(({ pipeline }) => pipeline)),
  };
}

type Granting = {
  readonly name?: string;
  readonly steps?: Readonly<Record<string, GrantingStep>>;
};
type GrantingStep = {
  readonly approval?: unknown;
  readonly secrets?: readonly string[];
  readonly env?: Readonly<Record<string, unknown>>;
};

/** Nothing ran that the default branch has people asked about; nobody was told what it does not give. */
function checkGrants(world: DemandsWorld, played: PlayedTrial, { rows, promotes }: Found): void {
  const { header, steps } = rows;
  const sha = header.sha ?? '';
  const isOfMain = !played.shas.includes(sha);
  const attempts = world.host.played.filter(({ run }) => run === header.id);
  const isTrusted = isOfMain || played.author === 'ada';
  if (!isTrusted && !played.letRun.has(sha) && attempts.length > 0) {
    throw new Error(`${header.pipeline} ran for ${played.author}, and nobody let it`);
  }
  const moved = steps.find((row) => promotes.includes(row.stepId) && row.result === 'success');
  if (!isOfMain && moved !== undefined) throw new Error(`${moved.key} of a change was promoted`);
  for (const attempt of attempts) {
    checkAttempt(attempt, grantingStep(played, header.pipeline, attempt.step), isTrusted);
  }
}

function checkAttempt(
  { step, secrets }: Played,
  granting: GrantingStep | null,
  isTrusted: boolean,
): void {
  if (granting?.approval !== undefined) throw new Error(`${step} ran, and nobody approved it`);
  const given = isTrusted ? secretsOf(granting) : [];
  const told = secrets.find((name) => !given.includes(name));
  if (told !== undefined) throw new Error(`${step} was told ${told}`);
}

function grantingStep(played: PlayedTrial, pipeline: string, step: string): GrantingStep | null {
  for (const [path, text] of Object.entries(played.mainFiles())) {
    if (!path.startsWith('.mlpipelines/')) continue;
    const document: Granting = parse(text);
    if (document.name === pipeline) return document.steps?.[step] ?? null;
  }
  return null;
}

function secretsOf(step: GrantingStep | null): readonly string[] {
  const named = Object.values(step?.env ?? {}).flatMap(
    (value) => /^\$\{\{ secrets\.(\w+) \}\}$/.exec(String(value))?.[1] ?? [],
  );
  return [...(step?.secrets ?? []), ...named];
}
