import type { TriggerEvent } from '../../domain/trigger-event.ts';
import { showing, type HostedRun } from '../../domain/hosted.ts';
import { spending } from '../../domain/budget-policy.ts';
import { runQuotas } from '../../domain/quotas.ts';
import { fewProblems } from '../../triggers/few-problems.ts';
import { policyFaults, policyOf } from '../../triggers/policy-of.ts';
import type { StartSubject, Started } from '../../triggers/start-order.ts';
import { mentionAfter } from '../../domain/policy.ts';
import { startPipelines, type StartOrder } from '../../triggers/start-pipelines.ts';
import { unreadableFile } from '../../triggers/unreadable-file.ts';
import type { Config } from '../reads/api-port.ts';
import type { IngressDeps } from '../ingress-deps.ts';

export type FromConfig = {
  readonly config: Config;
  readonly triggerEvent: TriggerEvent;
  readonly hosted: HostedRun;
  readonly subject: StartSubject;
  readonly changed: StartOrder['changed'];
  readonly held: string | null;
  readonly only?: string | null;
  readonly params?: Readonly<Record<string, string>>;
  readonly bridge?: StartOrder['bridge'];
  readonly bind?: StartOrder['bind'];
  /** Names the reason of a pipeline's start; left out: the commit, so that a push and a pull request share a run. */
  readonly once?: StartOrder['once'];
};

/** Starts what a commit's pipeline files say, and tells of the files that cannot even be read. */
export async function startFromConfig(
  { runtime, clock }: IngressDeps,
  from: FromConfig,
): Promise<readonly Started[]> {
  const { config, triggerEvent, subject, changed, held, only = null, params = {} } = from;
  const { repository, trust } = from.hosted;
  const policy = policyOf(config.policy);
  const { quotas, machines, images } = policy;
  const mentionAfterMs = mentionAfter(policy, subject.actor);
  const granted = {
    quotas: runQuotas(quotas, trust),
    machines,
    ...spending(policy.budgets),
    mentionAfterMs,
    ...showing(images),
  };
  const { defaultSha } = config;
  const known = defaultSha === '' ? {} : { defaultSha };
  const hosted = { ...from.hosted, ...known, ...granted };
  const commit = `commit ${repository.id} ${subject.sha}`;
  const once =
    from.once ?? ((name, readsEvent) => `${commit} ${name} ${trust}${kindOf(from, readsEvent)}`);
  const { head: files, granting } = config;
  const { bridge, bind } = from;
  const ofMerge = {
    ...(bridge !== undefined && { bridge }),
    ...(bind !== undefined && { bind }),
  };
  const given = { runtime, clock, files, granting, hosted, quotas, subject, params, once };
  const context = { ...given, ...ofMerge };
  const started = await startPipelines({ ...context, triggerEvent, changed, only, held });
  const unreadable = files.unreadable.map(({ file, trouble }) => unreadableFile(file, trouble));
  const faults = await policyFaults(config.headPolicy, config.compiling);
  return fewProblems([...faults, ...unreadable, ...started], held !== null);
}

/**
 * A push and a pull request of one commit share a run, unless the pipeline itself tells them apart, or another branch than
 * the default one says what is granted.
 */
function kindOf({ config, triggerEvent }: FromConfig, readsEvent: boolean): string {
  const base = 'base' in triggerEvent ? triggerEvent.base : config.defaultBranch;
  const into = base === config.defaultBranch ? '' : ` into ${base}`;
  return readsEvent ? `${into} by ${triggerEvent.type}` : into;
}
