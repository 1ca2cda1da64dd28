import { deletionOf, markOf, type ModelVersion } from '../../domain/model.ts';
import { line, span, type Line } from '../../reports/layout/line.ts';
import { table, type Column } from '../../reports/layout/table.ts';
import { versionDocument } from '../../reports/models/model-documents.ts';
import { aliasesOf, type ModelFacts } from '../../reports/models/model-facts.ts';
import { minuteText } from '../../reports/words/moment-text.ts';
import { numberText } from '../../reports/words/number-text.ts';
import { loadModel } from '../../runtime/models/load-facts.ts';
import { localClock } from '../../local/local-clock.ts';
import type { ExitCode, Shell } from '../command.ts';
import { noSuchModel } from '../fetch/find-model.ts';
import { printJson, printLines } from '../terminal/print.ts';
import { terminalOf } from '../terminal/terminal.ts';
import { runNames, type RunNames } from './run-names.ts';
import type { OpenRegistry } from './open-registry.ts';

/** `models [list] [MODEL]`: versions with their aliases, of one model or of all. */
export async function listModels(
  shell: Shell,
  { store, scope }: OpenRegistry,
  model: string | null,
  json: boolean,
): Promise<ExitCode> {
  const names = await store.registry.models(scope);
  if (model !== null && !names.includes(model)) throw noSuchModel(model, names);
  const wanted = model === null ? names : [model];
  const now = localClock.now();
  const models = await Promise.all(
    wanted.map((name) => loadModel(store, { model: name, scope, now })),
  );
  const versions = models.flatMap((facts) => facts.versions);
  const runOf = await runNames(
    store,
    versions.map(({ run }) => run),
  );
  const rows = models.flatMap((facts) => facts.versions.map((version) => ({ facts, version })));
  if (json) {
    const documents = rows.map(({ facts, version }) => versionDocument(facts, version, runOf));
    printJson(shell, { format: 1, models: documents });
  } else if (rows.length === 0) printLines(shell, [line('No model has been registered yet.')]);
  else {
    const { columns } = terminalOf(shell.stdout, shell.env);
    printLines(shell, versionsTable(models, runOf, columns));
  }
  return 0;
}

const MAX_METRICS = 3;

/** Versions of models as a table. */
export function versionsTable(
  models: readonly ModelFacts[],
  runOf: RunNames,
  width: number,
): readonly Line[] {
  const columns: readonly Column[] = [
    { title: 'model', shrinkTo: 12 },
    { title: 'version', align: 'right' },
    { title: 'alias' },
    { title: 'metrics', shrinkTo: 20, wraps: true },
    { title: 'run', align: 'right' },
    { title: 'registered (UTC)' },
    { title: 'state' },
  ];
  const rows = models.flatMap((facts) =>
    facts.versions.map((version) => row(facts, version, runOf)),
  );
  return table(columns, rows, width);
}

function row(facts: ModelFacts, version: ModelVersion, runOf: RunNames): readonly Line[] {
  const metrics = Object.entries(version.metrics).slice(0, MAX_METRICS);
  const aliases = aliasesOf(facts, version.version).map((alias) => `@${alias}`);
  return [
    line(version.model),
    line(String(version.version), 'strong'),
    line(aliases.join(' '), 'accent'),
    metrics.flatMap(([name, value]) => [span(`${name} `, 'dim'), span(`${numberText(value)} `)]),
    line(runOf(version.run) ?? 'forgotten', 'dim'),
    line(minuteText(version.createdAt), 'dim'),
    stateOf(facts, version),
  ];
}

function stateOf({ marks }: ModelFacts, version: ModelVersion): Line {
  if (deletionOf(marks, version) !== null) return line('deleted', 'bad');
  return markOf(marks, version, 'deprecated') === null ? [] : line('deprecated', 'warn');
}
