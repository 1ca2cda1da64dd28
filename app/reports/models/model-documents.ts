import {
  deletionOf,
  markOf,
  type AliasMove,
  type ModelVersion,
  type VersionMark,
} from '../../domain/model.ts';
import { instantText } from '../../domain/run/instant-text.ts';
import { runNumber } from '../words/run-words.ts';
import {
  aliasesOf,
  realities,
  type KnownRun,
  type ModelFacts,
  type Reality,
  type Review,
  type VersionFacts,
} from './model-facts.ts';

/** A model as `--json` gives it. `runOf`: the number of a run by its id; null: it was forgotten. */
export function modelDocument(facts: ModelFacts, runOf: (id: string) => string | null) {
  return {
    format: 1,
    name: facts.model,
    aliases: facts.aliases.map(({ alias, version, movedAt, movedBy, run }) => {
      return { alias, version, since: instantText(movedAt), by: movedBy, run: runOf(run) };
    }),
    versions: facts.versions.map((version) => versionDocument(facts, version, runOf)),
    history: facts.history.map((move) => moveDocument(move, runOf)),
    deployed: realities(facts).map(realityDocument),
    frozen: frozenDocument(facts),
  };
}

function frozenDocument({ freeze }: ModelFacts) {
  if (freeze === undefined) return null;
  const { at, until, by, reason } = freeze;
  return { at: instantText(at), until: instantText(until), by, reason };
}

function realityDocument({ deployed, runs, wanted, differs }: Reality) {
  const { alias, environment, digest, at, by } = deployed;
  return {
    alias,
    environment,
    digest,
    version: runs,
    wanted,
    differs,
    at: instantText(at),
    by: by.repository,
  };
}

/** A version among those of its model. */
export function versionDocument(
  facts: Pick<ModelFacts, 'aliases' | 'marks'>,
  version: ModelVersion,
  runOf: (id: string) => string | null,
) {
  const { model, version: number, artifact, run, key, metrics, createdAt } = version;
  const { digest, size, files } = artifact;
  return {
    name: model,
    version: number,
    aliases: aliasesOf(facts, number),
    digest,
    size,
    files,
    run: runOf(run),
    step: key,
    metrics,
    createdAt: instantText(createdAt),
    deprecated: said(markOf(facts.marks, version, 'deprecated')),
    deleted: said(deletionOf(facts.marks, version)),
  };
}

function said(mark: VersionMark | null) {
  return mark === null ? null : { by: mark.by, at: instantText(mark.at), reason: mark.reason };
}

function moveDocument(
  { alias, from, version, movedAt, movedBy, run }: AliasMove,
  runOf: (id: string) => string | null,
) {
  return { alias, from, to: version, at: instantText(movedAt), by: movedBy, run: runOf(run) };
}

/** Where a version came from and what came of it. */
export function lineageDocument(facts: VersionFacts) {
  const { version, runs, reviews, origins, usedBy, of } = facts;
  const names = new Map(runs.map((run) => [run.id, runNumber(run)]));
  const runOf = (id: string) => names.get(id) ?? null;
  return {
    format: 1,
    ...versionDocument(of, version, runOf),
    runs: runs.map(runDocument),
    reviewers: reviews.map((review) => reviewDocument(review, runOf)),
    madeFrom: origins.filter(({ role }) => role === 'made-from').map(originDocument),
    judgedOn: origins.filter(({ role }) => role === 'judged-on').map(originDocument),
    usedBy: usedBy.map(({ model, version: number }) => ({ name: model, version: number })),
    history: of.history
      .filter((move) => move.version === version.version || move.from === version.version)
      .map((move) => moveDocument(move, runOf)),
  };
}

function runDocument(run: KnownRun) {
  const { id, pipeline, sha, dirty, trigger, actor, createdAt, hosted } = run;
  return {
    id,
    number: runNumber(run),
    pipeline,
    commit: sha,
    dirty,
    pull: hosted?.pull ?? null,
    trigger,
    by: actor,
    at: instantText(createdAt),
  };
}

function reviewDocument(
  { by, decision, key, comment, at, run }: Review,
  runOf: (id: string) => string | null,
) {
  return { by, decision, step: key, comment, at: instantText(at), run: runOf(run) };
}

function originDocument({ kind, name, digest }: VersionFacts['origins'][number]) {
  return { kind, name, digest };
}
