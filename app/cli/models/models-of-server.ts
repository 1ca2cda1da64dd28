import type { ModelAnswer, VersionAnswer } from '../../../schemas/people-answer.generated.ts';
import { deletionOf, type ModelVersion } from '../../domain/model.ts';
import type { Json, JsonMap } from '../../domain/json.ts';
import { line, type Line } from '../../reports/layout/line.ts';
import { modelCard } from '../../reports/models/model-card.ts';
import {
  lineageDocument,
  modelDocument,
  versionDocument,
} from '../../reports/models/model-documents.ts';
import type { KnownRun, VersionFacts } from '../../reports/models/model-facts.ts';
import { diffVersions } from '../../reports/models/version-diff.ts';
import { printable } from '../../../text/printable.ts';
import type { ExitCode, Shell } from '../command.ts';
import { askServer, type ServerAt } from '../server/ask-server.ts';
import { fetchArtifact } from '../server/fetch-artifact.ts';
import { printJson, printLines, printText } from '../terminal/print.ts';
import { terminalOf } from '../terminal/terminal.ts';
import { UsageError } from '../usage-error.ts';
import { diffLines, namesOfTwo } from './diff-models.ts';
import { digestMeant } from './digest-meant.ts';
import { versionsTable } from './list-models.ts';
import { lineageLines } from './show-lineage.ts';
import { showMadeFrom } from './show-made-from.ts';
import { modelLines, versionLines } from './show-model.ts';

/** The models of a repository, as a server keeps them. */
export type ServerModels = { readonly at: ServerAt; readonly repository: string };

type Asked = { readonly verb: string; readonly words: readonly string[]; readonly json: boolean };

/** `models list|show|lineage|diff|get|card --server`: the same words as of this machine; nothing is written there. */
export async function modelsOfServer(
  shell: Shell,
  of: ServerModels,
  { verb, words, json }: Asked,
): Promise<ExitCode> {
  const act = Object.hasOwn(VERBS, verb) ? VERBS[verb] : undefined;
  if (act === undefined) {
    throw new UsageError(
      `models ${verb} changes what is kept, and is not done from here.`,
      'Whoever runs the App does it there: --repository owner/name --state DIR',
    );
  }
  const { columns } = terminalOf(shell.stdout, shell.env);
  const show = (document: unknown, lines: readonly Line[]) =>
    json ? printJson(shell, document) : printLines(shell, lines);
  const [first = '', second = ''] = words;
  await act({ shell, of, first, second, json, columns, show });
  return 0;
}

type Told = {
  readonly shell: Shell;
  readonly of: ServerModels;
  readonly first: string;
  readonly second: string;
  readonly json: boolean;
  readonly columns: number;
  readonly show: (document: unknown, lines: readonly Line[]) => void;
};

const VERBS: Readonly<Record<string, (told: Told) => Promise<void>>> = {
  list,
  show: ({ first, ...told }) =>
    first.includes('@') ? showVersion({ first, ...told }) : showAll({ first, ...told }),
  lineage,
  diff,
  card,
  get,
};

async function list({ of, first, columns, show }: Told): Promise<void> {
  const names = first === '' ? await namesOf(of) : [first];
  const known = await Promise.all(names.map((name) => modelOf(of, name)));
  const numbers = numbersIn(...known);
  const documents = known.flatMap(({ facts }) =>
    facts.versions.map((version) => versionDocument(facts, version, numbers)),
  );
  const facts = known.map((each) => each.facts);
  const rows = versionsTable(facts, numbers, columns);
  const none = [line('No model has been registered yet.')];
  const lines = known.length === 0 ? none : [...rows, ...known.flatMap(olderLine)];
  show({ format: 1, models: documents }, lines);
}

async function showVersion({ of, first, columns, show }: Told): Promise<void> {
  const { facts, numbers } = await versionOf(of, first);
  show(lineageDocument(facts), versionLines(facts, numbers, columns));
}

/** Files of this machine are asked for by their digest; they stay here. */
async function lineage({ shell, of, first, json, columns, show }: Told): Promise<void> {
  const digest = await digestMeant(shell, await namesOf(of), first);
  if (digest !== null) {
    const { versions } = await askServer(
      of.at,
      'made-from',
      `/repos/${of.repository}/made-from/${digest}`,
    );
    showMadeFrom(shell, versions, { digest, reference: first, json });
    return;
  }
  const { facts } = await versionOf(of, first);
  show(lineageDocument(facts), lineageLines(facts, columns));
}

async function showAll({ of, first, columns, show }: Told): Promise<void> {
  const known = await modelOf(of, first);
  const numbers = numbersIn(known);
  const lines = [...modelLines(known.facts, numbers, columns), ...olderLine(known)];
  show(modelDocument(known.facts, numbers), lines);
}

async function diff({ of, first, second, columns, show }: Told): Promise<void> {
  const [before, after] = [await versionOf(of, first), await versionOf(of, second)];
  const found = diffVersions(before.facts, after.facts);
  const names = namesOfTwo([before.facts, after.facts], [first, second]);
  const document = { format: 1, before: names[0], after: names[1], ...found };
  show(document, diffLines(found, names, columns));
}

async function card({ shell, of, first, json }: Told): Promise<void> {
  const { facts, answer } = await versionOf(of, first);
  if (answer.problem !== null) printText(shell.stderr, `${printable(answer.problem)}.`);
  const markdown = modelCard(facts, answer.said);
  const { model: name, version } = facts.version;
  if (json) printJson(shell, { format: 1, name, version, said: answer.said, markdown });
  else printText(shell.stdout, markdown);
}

async function get({ shell, of, first, second, json }: Told): Promise<void> {
  const version = await resolved(of, first);
  await fetchArtifact(shell, of.at, {
    path: `${pathOf(of, version.model)}/${version.version}/contents`,
    artifact: version.artifact,
    to: second === '' ? null : second,
    json,
    name: nameOf(version),
  });
}

function pathOf({ repository }: ServerModels, model: string): string {
  return `/repos/${repository}/models/${encodeURIComponent(model)}`;
}

async function namesOf({ at, repository }: ServerModels): Promise<readonly string[]> {
  return (await askServer(at, 'models', `/repos/${repository}/models`)).models;
}

function modelOf(of: ServerModels, model: string, version = 0): Promise<ModelAnswer> {
  return askServer(of.at, 'model', `${pathOf(of, model)}?version=${version}`);
}

/** The version that a person means, as `findModel` reads it of this machine. */
async function resolved(of: ServerModels, reference: string): Promise<ModelVersion> {
  const [model = '', name = ''] = reference.split('@');
  const number = Number(/^v?(\d{1,15})$/.exec(name)?.[1] ?? 0);
  const { facts } = await modelOf(of, model, number);
  const { versions, aliases, marks } = facts;
  const wanted = aliases.find(({ alias }) => alias === name)?.version ?? number;
  const found = reference.includes('@')
    ? versions.find(({ version }) => version === wanted)
    : versions.find((version) => deletionOf(marks, version) === null);
  if (found !== undefined) return found;
  throw new UsageError(
    `${model} has no ${name === '' ? 'version that is kept' : `version or alias ${name}`} there.`,
    `All of them: mlpipelines models ${model} --server`,
  );
}

async function versionOf(of: ServerModels, reference: string) {
  const { model, version } = await resolved(of, reference);
  const answer = await askServer(of.at, 'version', `${pathOf(of, model)}/${version}`);
  return { answer, facts: factsIn(answer), numbers: (run: string) => answer.numbers[run] ?? null };
}

function factsIn({ of, version, runs, reviews, origins, usedBy }: VersionAnswer): VersionFacts {
  const known = runs.map(({ pull, params, ...run }): KnownRun => ({
    ...run,
    params: jsonMap(params),
    hosted: { pull },
  }));
  return { of, version, runs: known, plan: null, reviews, origins, usedBy };
}

function numbersIn(...answers: readonly ModelAnswer[]) {
  const all = new Map(answers.flatMap(({ numbers }) => Object.entries(numbers)));
  return (run: string) => all.get(run) ?? null;
}

function olderLine({ older, facts }: ModelAnswer): readonly Line[] {
  return older === 0
    ? []
    : [line(`${older} older versions of ${facts.model}: name one by its number.`, 'dim')];
}

function nameOf({ model, version }: Pick<ModelVersion, 'model' | 'version'>): string {
  return `${model}@${version}`;
}

/** What came as JSON is JSON. */
function jsonMap(values: Readonly<Record<string, unknown>>): JsonMap {
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [name, jsonOf(value)]));
}

function jsonOf(value: unknown): Json {
  if (typeof value === 'string' || typeof value === 'boolean' || typeof value === 'number')
    return value;
  if (Array.isArray(value)) return value.map(jsonOf);
  return typeof value === 'object' && value !== null ? jsonMap({ ...value }) : null;
}
