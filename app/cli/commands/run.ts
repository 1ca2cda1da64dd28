import type { CommandModule, ExitCode, Shell } from '../command.ts';
import { confirmDeploy } from '../drive/confirm-deploy.ts';
import { driveAndReport } from '../drive/drive-and-report.ts';
import { prepareRun, type PreparedRun, type Preparing } from '../drive/prepare-run.ts';
import { choicesOf, declareChoices, pipelineOf, type ChoiceOptions } from '../drive/run-choices.ts';
import { shortagesOf } from '../../reports/view/shortages.ts';
import { thisMachine } from '../forecast/this-machine.ts';
import { parseCount } from './parse-count.ts';
import { locatePipeline } from '../pipelines/locate-pipeline.ts';
import { printWarnings } from '../terminal/print.ts';
import { withDriver } from '../workspace/open-driver.ts';

type Options = ChoiceOptions & {
  readonly maxParallel?: number;
  readonly inPlace?: true;
  readonly yes?: true;
  readonly verbose?: true;
  readonly json?: true;
};

async function run(shell: Shell, wanted: string, options: Options): Promise<ExitCode> {
  const { maxParallel = null } = options;
  const choices = { ...choicesOf(options), maxParallel, inPlace: options.inPlace === true };
  const pipeline = locatePipeline(shell.cwd, wanted);
  return withDriver(
    shell,
    async (driver) => {
      const { runtime } = driver;
      const allot: Preparing['allot'] = async ({ plan, warnings }) => {
        printWarnings(shell, warnings);
        if (choices.deploy) await confirmDeploy(shell, plan, options.yes === true);
        return runtime.allot();
      };
      const place = { ...driver, purpose: 'run', allot } as const;
      const prepared = await prepareRun(place, shell, pipeline, choices);
      if (prepared === null) return 2;
      const { plan, request, reuse } = prepared;
      printWarnings(shell, lacks(prepared));
      const { id } = await runtime.start(plan, request, reuse);
      return driveAndReport(shell, driver, id, options);
    },
    pipeline.root,
  );
}

/** What the steps that a run does itself ask for and this machine does not have. */
function lacks({ plan, request, reuse }: PreparedRun): readonly string[] {
  const machine = thisMachine();
  return plan.steps
    .filter(({ id }) => !(id in request.options.exclude) && !(id in reuse))
    .flatMap((step) => shortagesOf(step, machine).map((text) => `${step.id}: ${text}`));
}

export const runCommand: CommandModule = {
  help: {
    summary: 'run a pipeline on this machine',
    description:
      'Run a pipeline on this machine, on a copy of the tree as it is now. Steps whose code and inputs did not change ' +
      'are taken from the cache. Ctrl-C cancels the run with grace, a second one kills what still runs.',
    examples: [
      ['mlpipelines run churn', 'the pipeline named churn'],
      ['mlpipelines run .mlpipelines/churn.yml --param epochs=5', 'the file, with a parameter set'],
      ['mlpipelines run churn --from evaluate', 'evaluate and what is below it, on what is there'],
      ['mlpipelines run churn --failed', "after a correction: what failed, with today's files"],
      ['mlpipelines run churn --deploy', 'steps with `approval` or `promote` too'],
      ['mlpipelines run churn --json > run.json', 'the run view for a program; progress on stderr'],
    ],
  },
  declare: (command, shell) =>
    declareChoices(command)
      .option('-j, --max-parallel <count>', 'steps at a time; default: CPUs', parseCount)
      .option(
        '--in-place',
        'run in the repository itself, not in copies; the cache keeps nothing of it',
      )
      .option('-y, --yes', 'do not ask before a run that deploys; needed where nobody can be asked')
      .option('-v, --verbose', 'what steps print, in a live view too')
      .option('--json', 'one JSON document on stdout: the run view; progress on stderr')
      .action(async (named: string | undefined, given: Options) => {
        const { pipeline, options } = pipelineOf(named, given, shell.cwd);
        shell.exit(await run(shell, pipeline, options));
      }),
};
