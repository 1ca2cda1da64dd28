import { elapsed } from '../../../text/duration.ts';
import { openRegions, type Regions } from '../../../runner-provisioner/aws/open-regions.ts';
import { RegionProblem } from '../../../runner-provisioner/aws/region-problem.ts';
import type { SeenInstance } from '../../../runner-provisioner/machine/instances.ts';
import { instantText } from '../../domain/run/instant-text.ts';
import { line, type Line } from '../../reports/layout/line.ts';
import { table, type Column } from '../../reports/layout/table.ts';
import { minuteText } from '../../reports/words/moment-text.ts';
import { count } from '../../reports/words/step-words.ts';
import type { CommandModule, ExitCode, Shell } from '../command.ts';
import { confirm } from '../terminal/confirm.ts';
import { printJson, printLines } from '../terminal/print.ts';
import { terminalOf } from '../terminal/terminal.ts';
import { UsageError } from '../usage-error.ts';

type Options = {
  readonly region?: readonly string[];
  readonly all?: true;
  readonly yes?: true;
  readonly json?: true;
};

/** Machines on EC2, by their tags alone: it works when the App is gone, and needs nothing but AWS rights. */
async function machines(
  shell: Shell,
  [verb = 'list', ...ids]: readonly string[],
  options: Options,
): Promise<ExitCode> {
  const regions = openRegions(regionsOf(shell, options));
  try {
    if (verb === 'list' && ids.length === 0) return await list(shell, regions, options);
    if (verb === 'stop') return await stop(shell, regions, { ids, options });
    throw new UsageError(
      `There is no "machines ${verb}".`,
      'Write list, or stop and what to stop.',
    );
  } catch (error) {
    if (!(error instanceof RegionProblem)) throw error;
    throw new UsageError(
      error.message,
      'Credentials are those of the AWS SDK: AWS_PROFILE, or AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY. They need ec2:DescribeInstances, and ec2:TerminateInstances to stop.',
    );
  } finally {
    regions.close();
  }
}

function regionsOf({ env }: Shell, { region = [] }: Options): readonly string[] {
  const told = env['AWS_REGION'] ?? env['AWS_DEFAULT_REGION'];
  if (region.length > 0) return [...new Set(region)];
  if (told !== undefined && told !== '') return [told];
  throw new UsageError('Which region?', 'Name it by --region us-east-1, or set AWS_REGION.');
}

async function list(shell: Shell, regions: Regions, options: Options): Promise<ExitCode> {
  const found = (await regions.list()).toSorted((a, b) => a.launchedAt - b.launchedAt);
  if (options.json) {
    printJson(shell, { format: 1, machines: found.map(document) });
  } else if (found.length === 0) {
    printLines(shell, [line('No machine of mlpipelines is on EC2 there.')]);
  } else {
    printLines(shell, machineTable(found, terminalOf(shell.stdout, shell.env).columns));
  }
  return 0;
}

type Stopping = { readonly ids: readonly string[]; readonly options: Options };

async function stop(shell: Shell, regions: Regions, stopping: Stopping): Promise<ExitCode> {
  const { ids, options } = stopping;
  if ((ids.length === 0) === (options.all === undefined)) {
    throw new UsageError('Which machines?', 'Name them by their ids, or write --all, not both.');
  }
  const alive = (await regions.list()).filter(({ state }) => !OVER.has(state));
  const unknown = ids.filter((id) => !alive.some((each) => isNamed(each, id)));
  if (unknown.length > 0) {
    throw new UsageError(
      `No machine of mlpipelines that is on is called ${unknown.join(', ')}; nothing was stopped.`,
      'mlpipelines machines lists them.',
    );
  }
  const chosen = options.all ? alive : alive.filter((each) => ids.some((id) => isNamed(each, id)));
  if (chosen.length === 0) {
    printLines(shell, [line('No machine of mlpipelines is on there.')]);
    return 0;
  }
  if (!options.yes) {
    const what = `This ends ${count(chosen.length, 'machine')}, and what runs on them: ${chosen.map(({ id }) => id).join(', ')}.`;
    await confirm(shell, { what, refused: 'nothing was stopped.' });
  }
  await regions.end(chosen);
  printLines(shell, [line(`${count(chosen.length, 'machine')} told to end.`)]);
  return 0;
}

const OVER: ReadonlySet<SeenInstance['state']> = new Set(['shutting-down', 'terminated']);

function isNamed({ id, machine }: SeenInstance, name: string): boolean {
  return id === name || machine === name;
}

const COLUMNS: readonly Column[] = [
  { title: 'ID' },
  { title: 'TYPE' },
  { title: 'MARKET' },
  { title: 'ZONE' },
  { title: 'STATE' },
  { title: 'ON FOR', align: 'right' },
  { title: 'ENDS BY' },
  { title: 'FOR', shrinkTo: 16 },
];

function machineTable(found: readonly SeenInstance[], width: number): readonly Line[] {
  const now = Date.now();
  return table(
    COLUMNS,
    found.map(({ id, pool, state, launchedAt, expiresAt, attempt }) =>
      [
        id,
        pool.type,
        pool.market,
        pool.zone,
        state,
        OVER.has(state) ? '' : elapsed(Math.max(0, now - launchedAt)),
        expiresAt === null ? '' : minuteText(expiresAt),
        attempt ?? '',
      ].map((text) => line(text)),
    ),
    width,
  );
}

function document({ pool, launchedAt, expiresAt, ...rest }: SeenInstance) {
  const { id, region, state, machine, attempt } = rest;
  return {
    id,
    region,
    ...pool,
    state,
    machine,
    attempt,
    launchedAt: instantText(launchedAt),
    expiresAt: expiresAt === null ? null : instantText(expiresAt),
  };
}

function gather(region: string, before: readonly string[] = []): readonly string[] {
  return [...before, region];
}

export const machinesCommand: CommandModule = {
  help: {
    summary: 'list or stop machines on EC2, with AWS credentials alone',
    description:
      'List the machines that mlpipelines started on EC2, as their tags tell, or stop some or all. It asks AWS itself, so it works when the server is gone. Credentials and address are those of the AWS SDK.',
    examples: [
      ['mlpipelines machines --region us-east-1', 'what is on, what for, and until when at most'],
      ['mlpipelines machines stop i-0abc', 'end one; the step that runs on it is interrupted'],
      ['mlpipelines machines stop --all --yes', 'end everything in AWS_REGION'],
    ],
  },
  declare: (command, shell) =>
    command
      .argument('[words...]', 'list, or stop and the ids of machines')
      .option('--region <name>', 'where to look, also several times; left out: AWS_REGION', gather)
      .option('--all', 'with stop: every one')
      .option('--yes', 'stop without asking')
      .option('--json', 'with list: one JSON document on stdout')
      .action(async (words: readonly string[], options: Options) =>
        shell.exit(await machines(shell, words, options)),
      ),
};
