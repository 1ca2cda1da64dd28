import { frozenText, type VersionMark } from '../../domain/model.ts';
import { joinParts, line, span, type Line } from '../../reports/layout/line.ts';
import { table } from '../../reports/layout/table.ts';
import { lineageDocument, modelDocument } from '../../reports/models/model-documents.ts';
import {
  aliasesOf,
  differenceText,
  realities,
  type ModelFacts,
  type VersionFacts,
} from '../../reports/models/model-facts.ts';
import { minuteText, momentText } from '../../reports/words/moment-text.ts';
import { numberText } from '../../reports/words/number-text.ts';
import { filesAndSize } from '../../../text/size.ts';
import { loadModel, loadVersion } from '../../runtime/models/load-facts.ts';
import { localClock } from '../../local/local-clock.ts';
import type { ExitCode, Shell } from '../command.ts';
import { findModel } from '../fetch/find-model.ts';
import { printJson, printLines } from '../terminal/print.ts';
import { terminalOf } from '../terminal/terminal.ts';
import { versionsTable } from './list-models.ts';
import type { OpenRegistry } from './open-registry.ts';
import { runNames, type RunNames } from './run-names.ts';

/** `models show`: a model with its versions and the history of its aliases, or one version of it. */
export async function showModel(
  shell: Shell,
  registry: OpenRegistry,
  reference: string,
  json: boolean,
): Promise<ExitCode> {
  const { store, scope } = registry;
  const version = await findModel(store.registry, reference, scope);
  const facts = await loadModel(store, { model: version.model, scope, now: localClock.now() });
  const ids = [...facts.versions, ...facts.history].map(({ run }) => run);
  const runOf = await runNames(store, ids);
  const { columns } = terminalOf(shell.stdout, shell.env);
  if (!reference.includes('@')) {
    if (json) printJson(shell, modelDocument(facts, runOf));
    else printLines(shell, modelLines(facts, runOf, columns));
    return 0;
  }
  const known = await loadVersion(store, facts, { version, scope });
  if (json) printJson(shell, lineageDocument(known));
  else printLines(shell, versionLines(known, runOf, columns));
  return 0;
}

/** As a terminal shows it. */
export function modelLines(facts: ModelFacts, runOf: RunNames, width: number): readonly Line[] {
  return joinParts([
    versionsTable([facts], runOf, width),
    facts.history.length === 0
      ? []
      : [line('Aliases, newest first', 'strong'), ...historyTable(facts, runOf, width)],
    realityLines(facts),
    facts.freeze === undefined ? [] : [line(`${frozenText(facts.freeze)}.`, 'warn')],
    markLines(facts.marks),
  ]).slice(1);
}

/** Most moves that are shown; `--json` has all. */
const MOST_MOVES = 50;

function historyTable(
  { history }: Pick<ModelFacts, 'history'>,
  runOf: RunNames,
  width: number,
): readonly Line[] {
  const columns = [
    { title: 'when (UTC)' },
    { title: 'alias' },
    { title: 'from', align: 'right' as const },
    { title: 'to', align: 'right' as const },
    { title: 'by', shrinkTo: 12 },
    { title: 'run', align: 'right' as const },
  ];
  const rows = history
    .slice(0, MOST_MOVES)
    .map(({ alias, from, version, movedAt, movedBy, run }) => [
      line(minuteText(movedAt), 'dim'),
      line(`@${alias}`, 'accent'),
      line(from === null ? '–' : `v${from}`, 'dim'),
      line(`v${version}`),
      line(movedBy),
      line(runOf(run) ?? 'forgotten', 'dim'),
    ]);
  return table(columns, rows, width);
}

/** What services say that they run. */
function realityLines(facts: ModelFacts): readonly Line[] {
  const rows = realities(facts).map((reality) => {
    const { deployed, runs } = reality;
    const { alias, environment, at, by } = deployed;
    const difference = differenceText(reality);
    const said = `  said by ${by.repository}, ${momentText(at)}`;
    if (difference !== null) return [span(`${difference}.`, 'warn'), span(said, 'dim')];
    return [span(`${environment} runs @${alias}, v${runs}.`, 'good'), span(said, 'dim')];
  });
  return rows.length === 0 ? [] : [line('Deployed', 'strong'), ...rows];
}

function markLines(marks: readonly VersionMark[]): readonly Line[] {
  return marks.map(({ version, mark, by, at, reason }) =>
    line(`v${version} ${mark} by ${by}, ${momentText(at)}: ${reason}`, 'warn'),
  );
}

/** As a terminal shows it. */
export function versionLines(facts: VersionFacts, runOf: RunNames, width: number): readonly Line[] {
  const { version, of } = facts;
  const moves = of.history.filter(
    (move) => move.version === version.version || move.from === version.version,
  );
  const more = `Where it came from: mlpipelines models lineage ${version.model}@${version.version}`;
  return joinParts([
    headLines(facts, runOf),
    metricLines(facts, width),
    moves.length === 0
      ? []
      : [
          line('Aliases, newest first', 'strong'),
          ...historyTable({ history: moves }, runOf, width),
        ],
    [line(more, 'dim')],
  ]).slice(1);
}

function headLines({ version, of }: VersionFacts, runOf: RunNames): readonly Line[] {
  const { model, version: number, artifact, createdAt, run } = version;
  const aliases = aliasesOf(of, number).map((alias) => `  @${alias}`);
  const registered = `registered ${momentText(createdAt)} by run ${runOf(run) ?? '(forgotten)'}`;
  return [
    [span(`${model} v${number}`, 'strong'), span(aliases.join(''), 'accent')],
    line(`${artifact.digest}, ${filesAndSize(artifact.files, artifact.size)}`, 'dim'),
    line(registered, 'dim'),
    ...markLines(of.marks.filter((mark) => mark.version === number)),
  ];
}

function metricLines({ version }: VersionFacts, width: number): readonly Line[] {
  const rows = Object.entries(version.metrics).map(([name, value]) => [
    line(name),
    line(numberText(value)),
  ]);
  if (rows.length === 0) return [];
  const by = version.metricsStep === null ? '' : `, measured by ${version.metricsStep}`;
  const columns = [{ title: 'metric' }, { title: 'value', align: 'right' as const }];
  return [line(`Metrics${by}`, 'strong'), ...table(columns, rows, width)];
}
