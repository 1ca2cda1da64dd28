import { showing, type HostedRun, type Trust } from '../../domain/hosted.ts';
import { mentionAfter } from '../../domain/policy.ts';
import { spending } from '../../domain/budget-policy.ts';
import { runQuotas } from '../../domain/quotas.ts';
import type { RunHeader } from '../../domain/run/run.ts';
import { RuntimeProblem, type Revise } from '../../runtime/runtime.ts';
import { grantsNow } from '../../triggers/grants-now.ts';
import { policyOf } from '../../triggers/policy-of.ts';
import type { IngressDeps } from '../ingress-deps.ts';
import type { Config, GitHubApi } from '../reads/api-port.ts';
import { decideTrust, type TrustDecision } from '../trust.ts';
import { baseOf } from '../other-base.ts';

/**
 * What an earlier run may do if it is run again now: by the grants and the trust of then and of now, whichever are
 * stricter. An approval or a gate that the default branch asks for since is asked for, a secret that it took back is
 * gone, and whoever lost the right to write takes the trust in what they pushed along.
 */
export function reviseRerun(deps: IngressDeps, api: GitHubApi): Revise {
  return async (plan, header, { actor }) => {
    const { pipeline, options } = header;
    const { hosted, sha } = repeatable(header);
    const { repository } = hosted;
    const asked = { sha, pull: null, base: baseOf(header, repository) };
    const config = await api.readConfig(repository, asked);
    if (config === null) throw new RuntimeProblem('The repository is gone.');
    const trust = await trustNow(deps, api, { header, hosted, sha, config });
    const now = deps.clock.now();
    const { granting } = config;
    const policy = policyOf(config.policy);
    const { quotas, machines, images } = policy;
    const grant = await grantsNow({ granting, pipeline, trust, quotas, request: header, now });
    const { plan: today, missing, tooWide } = grant(plan);
    if (tooWide !== null) throw new RuntimeProblem(`It may not run again: ${tooWide}.`);
    if (missing.length > 0) {
      const steps = missing.join(', ');
      throw new RuntimeProblem(
        `The default branch holds ${steps} to gates by now, and this run has no such step. Run the pipeline of today.`,
      );
    }
    const deploy = options.deploy && trust === 'protected';
    const mentionAfterMs = mentionAfter(policy, actor);
    const granted = {
      quotas: runQuotas(quotas, trust),
      machines,
      ...spending(policy.budgets),
      mentionAfterMs,
      ...showing(images),
    };
    const { images: _then, budgets: _spent, ...before } = hosted;
    const place = { ...before, trust, ...granted };
    return { plan: today, hosted: place, options: { ...options, deploy } };
  };
}

/** Where it belongs. Throws where it is not run again, whoever asks. */
function repeatable({ hosted, sha, trigger }: RunHeader) {
  if (hosted === undefined || sha === null) {
    throw new RuntimeProblem('This run belongs to no repository on GitHub.');
  }
  if (trigger === 'promotion') {
    throw new RuntimeProblem(
      'A run that promotes a version is not run again; write the command that started it once more.',
    );
  }
  return { hosted, sha };
}

type Known = {
  readonly header: RunHeader;
  readonly hosted: HostedRun;
  readonly sha: string;
  readonly config: Config;
};

/** Never more than then. A group of a merge queue is gone, and trusted as it was; what was let run once stays so. */
async function trustNow(deps: IngressDeps, api: GitHubApi, known: Known): Promise<Trust> {
  const { header, hosted } = known;
  const { trust: then } = hosted;
  if (then === 'untrusted' || header.trigger === 'merge_group') return then;
  const { trust: now, reason } = await decided(deps, api, known);
  if (now === 'untrusted') {
    throw new RuntimeProblem(`It may not run again: ${reason}.`);
  }
  return then === 'protected' ? now : then;
}

async function decided(
  { store }: IngressDeps,
  api: GitHubApi,
  { header: { ref }, hosted: { repository, pull }, sha, config }: Known,
): Promise<TrustDecision> {
  const pusher = await store.provenance.pusherOf(repository.id, sha);
  const isFork = ref?.startsWith('refs/pull/') ?? false;
  const [, branch] = /^refs\/heads\/(.+)$/.exec(ref ?? '') ?? [];
  const isPush = branch !== undefined && pull === null;
  const trusted = isPush ? await store.provenance.trustedBranch(repository.id, branch) : null;
  const pushedTo = isPush ? { branch, isNew: false, trusted } : null;
  const origin = { repository, isFork, pusher, pushedTo, sha, mayLag: false };
  return decideTrust(api, origin, policyOf(config.policy));
}
