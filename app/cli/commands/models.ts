import type { ModelAlias, ModelVersion } from '../../domain/model.ts';
import { instantText } from '../../domain/run/instant-text.ts';
import { line, span, type Line } from '../../reports/layout/line.ts';
import { numberText } from '../../reports/words/number-text.ts';
import { minuteText } from '../../reports/words/moment-text.ts';
import { runNumber } from '../../reports/words/run-words.ts';
import { table, type Column } from '../../reports/layout/table.ts';
import { closestName } from '../../../text/closest-name.ts';
import type { StoreReads } from '../../runtime/ports/store.ts';
import type { CommandModule, ExitCode, Shell } from '../command.ts';
import { terminalOf } from '../terminal/terminal.ts';
import { UsageError } from '../usage-error.ts';
import { withStore } from '../workspace/open-workspace.ts';
import { printJson, printLines } from '../terminal/print.ts';

type Options = { readonly json?: true };
type Version = {
  readonly version: ModelVersion;
  readonly aliases: readonly string[];
  /** The number of its run; null: that run was forgotten. */
  readonly run: string | null;
};

async function models(shell: Shell, model: string | null, options: Options): Promise<ExitCode> {
  return withStore(shell, async ({ store }) => {
    const names = await namesOf(store, model);
    const found = (await Promise.all(names.map((name) => versionsOf(store, name)))).flat();
    if (options.json) printJson(shell, { format: 1, models: found.map(document) });
    else if (found.length === 0) printLines(shell, [line('No model has been registered yet.')]);
    else printLines(shell, modelsTable(found, terminalOf(shell.stdout, shell.env).columns));
    return 0;
  });
}

async function namesOf(store: StoreReads, model: string | null): Promise<readonly string[]> {
  const names = await store.registry.models();
  if (model === null) return names;
  if (names.includes(model)) return [model];
  const near = closestName(model, names);
  const hint =
    near === null ? `Models here: ${names.join(', ') || 'none'}.` : `Did you mean ${near}?`;
  throw new UsageError(`There is no model ${model}.`, hint);
}

async function versionsOf(store: StoreReads, model: string): Promise<readonly Version[]> {
  const [versions, aliases] = await Promise.all([
    store.registry.versions(model),
    store.registry.aliases(model),
  ]);
  return Promise.all(
    versions.map(async (version) => {
      const header = await store.runs.header(version.run);
      const run = header === null ? null : runNumber(header);
      return { version, aliases: aliasesOf(version, aliases), run };
    }),
  );
}

function aliasesOf({ version }: ModelVersion, aliases: readonly ModelAlias[]): readonly string[] {
  return aliases.filter((alias) => alias.version === version).map(({ alias }) => alias);
}

function document({ version, aliases }: Version) {
  const { model, version: number, artifact, run, key, metrics, createdAt } = version;
  const { digest, size, files } = artifact;
  return {
    name: model,
    version: number,
    aliases,
    digest,
    size,
    files,
    run,
    step: key,
    metrics,
    createdAt: instantText(createdAt),
  };
}

const MAX_METRICS = 3;

function modelsTable(found: readonly Version[], width: number): readonly Line[] {
  const columns: readonly Column[] = [
    { title: 'model', shrinkTo: 12 },
    { title: 'version', align: 'right' },
    { title: 'alias' },
    { title: 'metrics', shrinkTo: 20, wraps: true },
    { title: 'run', align: 'right' },
    { title: 'registered (UTC)' },
  ];
  return table(columns, found.map(row), width);
}

function row({ version, aliases, run }: Version): readonly Line[] {
  const metrics = Object.entries(version.metrics).slice(0, MAX_METRICS);
  return [
    line(version.model),
    line(String(version.version), 'strong'),
    line(aliases.map((alias) => `@${alias}`).join(' '), 'accent'),
    metrics.flatMap(([name, value]) => [span(`${name} `, 'dim'), span(`${numberText(value)} `)]),
    line(run ?? 'forgotten', 'dim'),
    line(minuteText(version.createdAt), 'dim'),
  ];
}

export const modelsCommand: CommandModule = {
  help: {
    summary: 'registered models, their versions and aliases',
    description: 'List registered models: versions, the aliases that point to them, metrics.',
    examples: [
      ['mlpipelines models', 'all models'],
      ['mlpipelines models churn --json', 'versions of one, for a program'],
    ],
  },
  declare: (command, shell) =>
    command
      .argument('[model]', 'only this one')
      .option('--json', 'one JSON document on stdout')
      .action(async (model: string | undefined, options: Options) =>
        shell.exit(await models(shell, model ?? null, options)),
      ),
};
