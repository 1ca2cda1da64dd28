import type { Context } from 'hono';
import type { BaselinesAnswer, RemoteBaseline } from '../../../schemas/people-answer.generated.ts';
import type { Baseline } from '../../domain/gate.ts';
import { scopesOfWriters } from '../../domain/scope.ts';
import type { Side } from '../../reports/report/report.ts';
import { comparableParts } from '../../runtime/baselines/comparable-parts.ts';
import { partsOf } from '../../runtime/baselines/evaluation-changes.ts';
import { measuredBy } from '../../runtime/baselines/load-sides.ts';
import { measuredByVersion } from '../../runtime/baselines/measured-by-version.ts';
import { measuringRow } from '../../runtime/baselines/measuring-row.ts';
import type { Clock } from '../../runtime/ports/clock.ts';
import { BASE_COMMITS } from '../../runtime/ports/host.ts';
import { FORMAT } from '../read-action-request.ts';
import { Refusal } from '../refusal.ts';
import type { PeopleApiDeps } from './people-api-deps.ts';
import type { Reading } from './reading.ts';

type Deps = {
  readonly people: Pick<PeopleApiDeps, 'store'>;
  readonly clock: Pick<Clock, 'now'>;
};

/** As many as a report has sides. */
const MOST_ALIASES = 4;
const MOST_METRICS = 500;
/** Of a text that says how something was measured; what is longer stands there by its digest. */
const MOST_PARTS = 500;

/**
 * What a step has measured: behind each `?alias=churn@production`, and in the newest run at the first of `?commit=…` where
 * one did. Of the work of those alone who may write.
 */
export async function answerBaselines(deps: Deps, asked: Reading): Promise<BaselinesAnswer> {
  const question = questionIn(asked);
  const { aliases, commits } = question;
  const baselines = await Promise.all([
    ...aliases.map((alias) => behindAlias(deps, question, alias)),
    ...(commits.length === 0 ? [] : [atCommits(deps, question)]),
  ]);
  return { format: FORMAT, type: 'baselines', baselines };
}

type Alias = { readonly model: string; readonly name: string };

type Question = {
  readonly repository: Reading['repository'];
  readonly pipeline: string;
  readonly step: string;
  readonly aliases: readonly Alias[];
  readonly commits: readonly string[];
};

function questionIn({ context, repository }: Reading): Question {
  const { pipeline = '', step = '' } = context.req.query();
  const aliases = each(context, 'alias', MOST_ALIASES, ALIAS);
  const commits = each(context, 'commit', BASE_COMMITS, /^[0-9a-f]{40,64}$/);
  const isNamed = [pipeline, step].every((name) => /^[^\p{Cc}]{1,200}$/u.test(name));
  if (!isNamed || aliases === null || commits === null) {
    throw new Refusal(
      'unreadable-request',
      `Ask with ?pipeline=churn&step=evaluate, up to ${MOST_ALIASES} times &alias=churn@production, and up to ${BASE_COMMITS} times &commit= and 40 digits.`,
    );
  }
  const named = aliases.map((text): Alias => {
    const [model = '', name = ''] = text.split('@');
    return { model, name };
  });
  return { repository, pipeline, step, aliases: named, commits };
}

const ALIAS = /^[a-z0-9][a-z0-9_-]{0,199}@[a-z0-9][a-z0-9_-]{0,199}$/;

/** Null: there are more, or they are of another form. */
function each(
  context: Context,
  name: string,
  most: number,
  form: RegExp,
): readonly string[] | null {
  const found = context.req.queries(name) ?? [];
  return found.length <= most && found.every((text) => form.test(text)) ? found : null;
}

/** The metrics that the version was registered with, which it keeps when its run has been forgotten. */
async function behindAlias(
  deps: Deps,
  question: Question,
  { model, name }: Alias,
): Promise<RemoteBaseline> {
  const { registry } = deps.people.store;
  const scope = `${question.repository.id}`;
  const at = await registry.alias(model, name, scope);
  const version = at === null ? null : await registry.version(model, at.version, scope);
  const of = { store: deps.people.store, clock: deps.clock };
  const baseline: Baseline =
    version === null ? { type: 'none' } : await measuredByVersion(of, version, question.step);
  return remoteOf(deps, question, { baseline, version: version?.version ?? null });
}

async function atCommits(deps: Deps, question: Question): Promise<RemoteBaseline> {
  const { pipeline, step: stepId, commits, repository } = question;
  const asked = { pipeline, commits, stepId, key: stepId, now: deps.clock.now() };
  const { baselines } = deps.people.store;
  const baseline = await baselines.atCommits(asked, scopesOfWriters(repository.id));
  return remoteOf(deps, question, { baseline, version: null });
}

type Known = { readonly baseline: Baseline; readonly version: number | null };

async function remoteOf(
  { people: { store } }: Deps,
  { step }: Question,
  { baseline, version }: Known,
): Promise<RemoteBaseline> {
  const { run, found } = await measuredBy({ store, pageOf: () => null }, baseline, { id: step });
  return {
    version,
    run: run === null ? null : { id: run.id, number: run.number, sha: run.sha },
    state: found.type === 'unknown' ? 'never' : found.type,
    metrics: found.type === 'measured' ? few(found.metrics, MOST_METRICS) : {},
    parts: await partsBehind(store, run, step),
  };
}

async function partsBehind(
  store: PeopleApiDeps['store'],
  run: Side['run'],
  step: string,
): Promise<RemoteBaseline['parts']> {
  const row = run === null ? null : await measuringRow(store, run.id, step);
  const parts = run === null || row === null ? null : await partsOf(store, run.id, row);
  return parts === null ? null : few(comparableParts(parts), MOST_PARTS);
}

function few<T>(values: Readonly<Record<string, T>>, most: number): Record<string, T> {
  return Object.fromEntries(Object.entries(values).slice(0, most));
}
