import type { Plan } from '../../domain/plan.ts';
import { planGraph } from '../../reports/markdown/plan-graph.ts';
import { planLines } from '../../reports/terminal/plan-lines.ts';
import { makePlanView, type Forecast } from '../../reports/view/plan-view.ts';
import type { CommandModule, ExitCode } from '../command.ts';
import type { Io } from '../io.ts';
import { thisMachine } from '../forecast/this-machine.ts';
import { compileOrComplain } from '../pipelines/compile-or-complain.ts';
import { supposedFor } from '../pipelines/compile-pipeline.ts';
import { readParams } from '../pipelines/read-params.ts';
import { printJson, printLines, printText } from '../terminal/print.ts';
import { terminalOf } from '../terminal/terminal.ts';
import { locatePipeline } from '../pipelines/locate-pipeline.ts';

type Options = {
  readonly param?: readonly string[];
  readonly json?: true;
  readonly mermaid?: true;
};

/** Says for each row of a plan, by key, what a run in `root` would do with it. */
export type ForecastRun = (
  plan: Plan,
  root: string,
  env: Io['env'],
) => Promise<ReadonlyMap<string, Forecast>>;

/** Shows what a run of a pipeline would do, starting nothing: 0, or 2 when the file or a param is wrong. */
export async function plan(
  fileOrName: string,
  options: Options,
  io: Io,
  forecast: ForecastRun,
): Promise<ExitCode> {
  const pipeline = locatePipeline(io.cwd, fileOrName);
  const about = await supposedFor(pipeline.root);
  const made = await compileOrComplain(pipeline, readParams(options.param ?? []), about, io);
  if (made === null) return 2;
  const view = makePlanView(made, await forecast(made, pipeline.root, io.env), thisMachine());
  if (options.json) printJson(io, view);
  else if (options.mermaid) printText(io.stdout, planGraph(view));
  else printLines(io, planLines(view, terminalOf(io.stdout, io.env).columns));
  return 0;
}

/** The command, given how to look into the cache. */
export function planCommand(forecast: ForecastRun): CommandModule {
  return {
    help: {
      summary: 'what a run would do, and why',
      description:
        'Show what a run would do now: its steps in waves, which run and which are taken from the cache, because of ' +
        'what, and what is copied. Starts nothing.',
      examples: [
        ['mlpipelines plan churn', 'the pipeline of this name'],
        ['mlpipelines plan .mlpipelines/churn.yml --param epochs=5', 'a file, with another param'],
        ['mlpipelines plan churn --mermaid', 'a graph that GitHub draws in Markdown'],
      ],
    },
    declare: (command, shell) =>
      command
        .argument('<pipeline>', 'a file, or the name of one in .mlpipelines/')
        .option('-p, --param <name=value>', 'sets a parameter; may be repeated', collect)
        .option('--json', 'one JSON document on stdout')
        .option('--mermaid', 'a Mermaid flowchart on stdout')
        .action(async (pipeline: string, options: Options) =>
          shell.exit(await plan(pipeline, options, shell, forecast)),
        ),
  };
}

function collect(value: string, earlier: readonly string[] = []): readonly string[] {
  return [...earlier, value];
}
