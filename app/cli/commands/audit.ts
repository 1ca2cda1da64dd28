import { LOCAL_REPOSITORY, type AuditEntry } from '../../domain/audit.ts';
import { LOCAL_SCOPE } from '../../domain/scope.ts';
import { auditRecord } from '../../reports/audit/audit-record.ts';
import { decisionSentence, evidenceWords } from '../../reports/audit/decision-sentence.ts';
import { line, type Line } from '../../reports/layout/line.ts';
import { minuteText } from '../../reports/words/moment-text.ts';
import { table, type Column } from '../../reports/layout/table.ts';
import { closestName } from '../../../text/closest-name.ts';
import type { AuditQuery } from '../../runtime/ports/audits.ts';
import type { Store } from '../../runtime/ports/store.ts';
import type { CommandModule, ExitCode, Shell } from '../command.ts';
import { printJson, printJsonLine, printLines } from '../terminal/print.ts';
import { withRegistry, type Of, type OpenRegistry } from '../models/open-registry.ts';
import { terminalOf } from '../terminal/terminal.ts';
import { askServer } from '../server/ask-server.ts';
import { chooseServer, repositoryMeant } from '../server/choose-server.ts';
import { UsageError } from '../usage-error.ts';
import { parseCount } from './parse-count.ts';

type Options = Of & {
  readonly limit: number;
  readonly json?: true;
  readonly server?: string;
  readonly pr?: number;
  readonly as?: string;
};

/** Read at once: no more than this is in memory, however long the audit is. */
const CHUNK = 500;

/** `audit simulate`: what somebody could decide now on a pull request, and why not, as `/mlp simulate` says. */
async function simulate(
  shell: Shell,
  { pr, as, server, repository, json }: Options,
): Promise<ExitCode> {
  if (pr === undefined || as === undefined) {
    throw new UsageError(
      'audit simulate needs a pull request and a login.',
      'mlpipelines audit simulate --pr 42 --as octocat',
    );
  }
  const at = await chooseServer(shell, server ?? true);
  const named = await repositoryMeant(shell, repository);
  const query = new URLSearchParams({ pull: String(pr), as });
  const { done, text } = await askServer(
    at,
    'simulated',
    `/repos/${named}/simulate?${query.toString()}`,
  );
  if (json) printJson(shell, { format: 1, done, text });
  else
    printLines(
      shell,
      text.split('\n').map((each) => line(each, done ? 'plain' : 'warn')),
    );
  return done ? 0 : 1;
}

async function audit(shell: Shell, model: string | null, options: Options): Promise<ExitCode> {
  return withRegistry(shell, options, async ({ store, scope }) => {
    const of = model === null ? {} : { of: { model } };
    const repository = scope === LOCAL_SCOPE ? LOCAL_REPOSITORY : Number(scope);
    const query = { repository, ...of };
    if (options.json) await printAll(shell, store, query);
    else await printNewest(shell, { store, scope }, { ...query, limit: options.limit }, model);
    return 0;
  });
}

type Kept = Pick<OpenRegistry, 'store' | 'scope'>;
type Wanted = Pick<AuditQuery, 'repository' | 'of'>;

async function printAll(shell: Shell, { audits }: Store, wanted: Wanted): Promise<void> {
  for (let behind = 0; ;) {
    const entries = await audits.list({ ...wanted, first: 'oldest', behind, limit: CHUNK });
    for (const entry of entries) printJsonLine(shell, auditRecord(entry));
    behind = entries.at(-1)?.number ?? behind;
    if (entries.length < CHUNK) return;
  }
}

async function printNewest(
  shell: Shell,
  registry: Kept,
  wanted: Wanted & { readonly limit: number },
  model: string | null,
): Promise<void> {
  const entries = await registry.store.audits.list({ ...wanted, first: 'newest' });
  if (entries.length > 0) {
    printLines(shell, auditTable(entries, model, terminalOf(shell.stdout, shell.env).columns));
  } else if (model === null) printLines(shell, [line('Nothing has been decided here yet.')]);
  else printLines(shell, [line(await noneOf(registry, model))]);
}

async function noneOf({ store, scope }: Kept, model: string): Promise<string> {
  const names = await store.registry.models(scope);
  if (names.includes(model)) return `Nothing is kept about ${model}: it is from before the audit.`;
  const near = closestName(model, names);
  const hint =
    near === null ? `Models here: ${names.join(', ') || 'none'}.` : `Did you mean ${near}?`;
  throw new UsageError(`There is no model ${model}.`, hint);
}

function auditTable(
  entries: readonly AuditEntry[],
  model: string | null,
  width: number,
): readonly Line[] {
  const columns: readonly Column[] = [
    { title: '#', align: 'right' },
    { title: 'at (UTC)' },
    { title: 'decision', shrinkTo: 30, wraps: true },
    { title: 'on', shrinkTo: 20, wraps: true },
  ];
  const rows = entries.map((entry) => [
    line(String((model === null ? null : entry.numberOfModel[model]) ?? entry.number)),
    line(minuteText(entry.at), 'dim'),
    line(decisionSentence(entry), entry.decision === 'refused' ? 'warn' : 'plain'),
    line(evidenceWords(entry), 'dim'),
  ]);
  return table(columns, rows, width);
}

export const auditCommand: CommandModule = {
  help: {
    summary: 'who decided what: approvals, promotions, cancels',
    description:
      'List decisions, newest first: who approved, rejected or cancelled what, and which runs registered models and moved ' +
      'aliases, with what they went by. With --json all of them, oldest first, one JSON document a line.',
    examples: [
      ['mlpipelines audit', 'the newest twenty'],
      ['mlpipelines audit penguins', 'about one model, by its own numbers'],
      ['mlpipelines audit --json > audit.jsonl', 'all of them, for a program'],
      ['mlpipelines audit simulate --pr 42 --as octocat', 'what they could approve, and why not'],
      ['mlpipelines audit --repository acme/churn', 'of a repository, where its server runs'],
    ],
  },
  declare: (command, shell) =>
    command
      .argument('[model]', 'only about this one; or simulate')
      .option('-n, --limit <count>', 'at most this many', parseCount, 20)
      .option('--repository <owner/name>', 'of this repository, on a server')
      .option('--state <folder>', 'with --repository: the state folder of the server')
      .option('--pr <number>', 'with simulate: the pull request', parseCount)
      .option('--as <login>', 'with simulate: whose rights')
      .option('--server <url>', 'with simulate: which server; default: where you signed in')
      .option('--json', 'every decision as a line of JSON on stdout')
      .action(async (model: string | undefined, options: Options) =>
        shell.exit(
          await (model === 'simulate'
            ? simulate(shell, options)
            : audit(shell, model ?? null, options)),
        ),
      ),
};
