import type { Happening } from '../../domain/happening.ts';
import type { HostedRun } from '../../domain/hosted.ts';
import { policyFaults } from '../../runtime/intake/policy-of.ts';
import type { PipelineSource, StartSubject, Started } from '../../runtime/intake/start-order.ts';
import { startPipelines, type StartOrder } from '../../runtime/intake/start-pipelines.ts';
import type { Config, ConfigFile } from '../api-port.ts';
import type { IngressParts } from './ingress-parts.ts';

export type FromConfig = {
  readonly config: Config;
  readonly happening: Happening;
  readonly hosted: HostedRun;
  readonly subject: StartSubject;
  readonly changed: StartOrder['changed'];
  readonly held: string | null;
  readonly only?: string | null;
  readonly params?: Readonly<Record<string, string>>;
  /** Names the reason of a pipeline's start; left out: the commit, so that a push and a pull request share a run. */
  readonly once?: (pipeline: string) => string;
};

/** Starts what a commit's pipeline files say, and tells of the files that cannot even be read. */
export async function startFromConfig(
  { runtime, clock }: IngressParts,
  from: FromConfig,
): Promise<readonly Started[]> {
  const { config, happening, hosted, subject, changed, held, only = null, params = {} } = from;
  const { repository, trust } = hosted;
  const once = from.once ?? ((name) => `commit ${repository.id} ${subject.sha} ${name} ${trust}`);
  const files = sourcesOf(config.head);
  const granting = sourcesOf(config.granting);
  const context = { runtime, clock, files, granting, hosted, subject, params, once };
  const started = await startPipelines({ ...context, happening, changed, only, held });
  return [...policyFaults(config.headPolicy), ...config.head.flatMap(unreadable), ...started];
}

function sourcesOf(files: readonly ConfigFile[]): readonly PipelineSource[] {
  return files.filter(({ trouble }) => trouble === null);
}

function unreadable({ file, trouble }: ConfigFile): Started[] {
  if (trouble === null) return [];
  const place = { line: 1, column: 1, endLine: 1, endColumn: 1 };
  const problem = { code: 'unreadable-file', severity: 'error', message: trouble } as const;
  const problems = [{ ...problem, hint: null, ...place }];
  return [{ type: 'broken', file, pipeline: null, problems }];
}
