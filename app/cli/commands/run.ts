import type { CommandModule, ExitCode, Shell } from '../command.ts';
import { parseCount } from '../parse-count.ts';
import { readParams } from '../pipelines/read-params.ts';
import { UsageError } from '../usage-error.ts';
import { confirmDeploy } from '../drive/confirm-deploy.ts';
import { driveAndReport } from '../drive/drive-and-report.ts';
import { locatePipeline } from '../pipelines/locate-pipeline.ts';
import { withDriver } from '../workspace/open-driver.ts';
import { prepareRun, type PreparedRun, type RunChoices } from '../drive/prepare-run.ts';
import { thisMachine } from '../forecast/this-machine.ts';
import { shortagesOf } from '../../reports/view/shortages.ts';
import { printText } from '../terminal/print.ts';

type Options = {
  readonly param?: readonly string[];
  readonly from?: string;
  readonly only?: string;
  readonly maxParallel?: number;
  readonly inPlace?: true;
  readonly cache: boolean | readonly string[];
  readonly container: boolean;
  readonly deploy?: true;
  readonly yes?: true;
  readonly verbose?: true;
  readonly json?: true;
};

async function run(shell: Shell, wanted: string, options: Options): Promise<ExitCode> {
  const choices = choicesOf(options);
  const pipeline = locatePipeline(shell.cwd, wanted);
  return withDriver(
    shell,
    async (driver) => {
      const prepared = await prepareRun(driver, shell, pipeline, choices);
      if (prepared === null) return 2;
      const { plan, request, reuse } = prepared;
      for (const { path, reason } of prepared.leftOut) {
        printText(shell.stderr, `warning: no step sees ${path}: it ${reason}`);
      }
      for (const text of lacks(prepared)) printText(shell.stderr, `warning: ${text}`);
      if (choices.deploy) await confirmDeploy(shell, plan, options.yes === true);
      const { id } = await driver.runtime.start(plan, request, reuse);
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

function choicesOf(options: Options): RunChoices {
  const { param = [], from = null, only = null, maxParallel = null, cache } = options;
  if (from !== null && only !== null) {
    throw new UsageError('--from and --only say different things.', 'Give one of them.');
  }
  return {
    params: readParams(param),
    from,
    only,
    maxParallel,
    inPlace: options.inPlace === true,
    noCache: typeof cache === 'boolean' ? !cache : cache,
    deploy: options.deploy === true,
    noContainer: !options.container,
  };
}

function collectParam(text: string, earlier: readonly string[] = []): readonly string[] {
  return [...earlier, text];
}

function collectStep(step: string, others: boolean | readonly string[]): readonly string[] {
  return typeof others === 'boolean' ? [step] : [...others, step];
}

export const runCommand: CommandModule = {
  help: {
    summary: 'run a pipeline on this machine',
    description:
      'Run a pipeline on this machine, on a copy of the tree as it is now. Steps whose code and inputs did not change ' +
      'are taken from the cache. Ctrl-C cancels the run with grace, a second one kills what still runs.',
    examples: [
      ['mlpipelines run churn', 'the pipeline that is named so'],
      ['mlpipelines run .mlpipelines/churn.yml --param epochs=5', 'the file, with a parameter set'],
      ['mlpipelines run churn --from evaluate', 'evaluate and what is below it, on what is there'],
      ['mlpipelines run churn --deploy', 'steps with `approval` or `promote` too'],
      ['mlpipelines run churn --json > run.json', 'the run view for a program; progress on stderr'],
    ],
  },
  declare: (command, shell) =>
    command
      .argument('<pipeline>', 'a file, or the name of one in .mlpipelines/')
      .option('-p, --param <name=value>', 'sets a parameter; may be repeated', collectParam)
      .option('--from <step>', 'this step and those below; those above come from earlier runs')
      .option('--only <step>', 'this step alone; those above come from earlier runs')
      .option('-j, --max-parallel <count>', 'steps at a time; default: CPUs', parseCount)
      .option('--in-place', 'run in the repository itself, not in copies')
      .option(
        '--no-cache [step]',
        'take nothing of earlier runs, or not for this step',
        collectStep,
      )
      .option('--no-container', 'run steps that have a container on this machine itself')
      .option('--deploy', 'run steps with `approval` or `promote`, which are skipped otherwise')
      .option('-y, --yes', 'do not ask before a run that deploys')
      .option('-v, --verbose', 'what steps print, in a live view too')
      .option('--json', 'one JSON document on stdout: the run view; progress on stderr')
      .action(async (pipeline: string, options: Options) =>
        shell.exit(await run(shell, pipeline, options)),
      ),
};
