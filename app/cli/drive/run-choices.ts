import type { Command } from 'commander';
import { readParams } from '../pipelines/read-params.ts';
import { pipelinesHere } from '../pipelines/locate-pipeline.ts';
import { UsageError } from '../usage-error.ts';
import type { ServerNamed } from '../server/server-reads.ts';
import type { RunChoices } from './prepare-run.ts';

/** What decides which steps of a pipeline run, as commander gives it. */
export type ChoiceOptions = {
  readonly param?: readonly string[];
  readonly from?: string;
  readonly only?: string;
  readonly failed?: string | true;
  readonly cache: boolean | readonly string[];
  readonly container: boolean;
  readonly deploy?: true;
  readonly server?: string | true;
  readonly repository?: string;
};

/** Declares the pipeline and these options, for `run` and for `plan`, which foretells it. */
export function declareChoices(command: Command): Command {
  return command
    .argument('[pipeline]', 'a file, or the name of one in .mlpipelines/')
    .usage('<pipeline> [options]')
    .option('-p, --param <name=value>', 'sets a parameter; may be repeated', collectParam)
    .option(
      '--from <step>',
      'run this step anew and those below it; those above come from earlier runs',
    )
    .option('--only <step>', 'run this step anew, alone; those above come from earlier runs')
    .option(
      '--failed [run]',
      'take over what succeeded in this run (default: the newest), if unchanged',
    )
    .option('--no-cache [step]', 'take nothing of earlier runs, or not for this step', collectStep)
    .option('--no-container', 'run steps that have a container on this machine itself')
    .option(
      '--server [url]',
      'models, and what they are compared with, of a server; default: where you signed in',
    )
    .option('--repository <owner/name>', 'with --server: of this repository; default: of `origin`')
    .option('--deploy', 'run steps with `approval` or `promote`, which are skipped otherwise');
}

/**
 * The pipeline that a person means. `--failed churn`, `--no-cache churn` and `--server churn` have it too: what may stand
 * behind these options is left out there, and commander takes the name for it. Throws a `UsageError` where none is named.
 */
export function pipelineOf<O extends ChoiceOptions>(
  named: string | undefined,
  options: O,
  cwd: string,
): { readonly pipeline: string; readonly options: O } {
  if (named !== undefined) return { pipeline: named, options };
  const { failed, cache, server } = options;
  if (typeof server === 'string' && !/^https?:/i.test(server)) {
    return { pipeline: server, options: { ...options, server: true } };
  }
  if (typeof failed === 'string') {
    return { pipeline: failed, options: { ...options, failed: true } };
  }
  const last = typeof cache === 'boolean' ? undefined : cache.at(-1);
  if (typeof cache === 'boolean' || last === undefined) {
    throw new UsageError('No pipeline is named.', pipelinesHere(cwd));
  }
  const others = cache.slice(0, -1);
  return {
    pipeline: last,
    options: { ...options, cache: others.length === 0 ? false : others },
  };
}

/** Which steps a person wants to run. Throws a `UsageError` for choices that exclude each other. */
export function choicesOf(options: ChoiceOptions): Omit<RunChoices, 'maxParallel' | 'inPlace'> {
  const { param = [], from = null, only = null, failed = null, cache } = options;
  refuseBoth('--from', from, '--only', only);
  refuseBoth('--failed', failed, '--from', from);
  refuseBoth('--failed', failed, '--only', only);
  refuseBoth('--failed', failed, '--no-cache', cache === false ? true : null);
  return {
    params: readParams(param),
    from,
    only,
    failed,
    noCache: typeof cache === 'boolean' ? !cache : cache,
    deploy: options.deploy === true,
    noContainer: !options.container,
    server: serverNamed(options),
  };
}

function serverNamed({ server, repository }: ChoiceOptions): ServerNamed | null {
  if (server !== undefined) return { server, ...(repository !== undefined && { repository }) };
  if (repository === undefined) return null;
  throw new UsageError('--repository says whose models of a server are meant.', 'Add --server.');
}

function refuseBoth(first: string, one: unknown, second: string, other: unknown): void {
  if (one === null || other === null) return;
  throw new UsageError(`${first} and ${second} cannot be combined.`, 'Give one of them.');
}

function collectParam(text: string, earlier: readonly string[] = []): readonly string[] {
  return [...earlier, text];
}

function collectStep(step: string, others: boolean | readonly string[]): readonly string[] {
  return typeof others === 'boolean' ? [step] : [...others, step];
}
