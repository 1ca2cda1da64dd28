import type { RepositoryRef } from '../../domain/hosted.ts';
import type { ModelVersion } from '../../domain/model.ts';
import type { ByHand, Emergency } from '../../domain/run/by-hand.ts';
import type { Pusher } from '../../runtime/ports/provenance.ts';
import { bindVersion, type Bound } from '../../triggers/promotion/bind-version.ts';
import { policyOf } from '../../triggers/policy-of.ts';
import type { Started } from '../../triggers/start-order.ts';
import type { IngressDeps } from '../ingress-deps.ts';
import { decideTrust } from '../trust.ts';
import { githubContext } from './github-context.ts';
import { startFromConfig } from './start-from-config.ts';

export type PromotionOrder = {
  readonly repository: RepositoryRef;
  readonly by: Pusher;
  /** May let a step deploy that asks for no approval. */
  readonly isAdministrator: boolean;
  readonly version: ModelVersion;
  readonly alias: string;
  readonly kind: ByHand['kind'];
  /** It waits for no approval; left out: it does. */
  readonly emergency?: Emergency;
  readonly once: string;
};

/**
 * Runs the step of today's default branch that promotes an alias, for a version that is there: with its gates, its approval
 * and its turn, as any run that deploys. Gives what became of it, or why nothing can be done.
 */
export async function startPromotion(
  deps: IngressDeps,
  order: PromotionOrder,
): Promise<Started | string> {
  const { version, alias, by, once, kind, emergency } = order;
  const byHand = { kind, model: version.model, alias, version: version.version };
  const registered = await deps.store.runs.header(version.run);
  if (registered === null) return 'the run that registered it is not kept any more';
  const { pipeline } = registered;
  const api = deps.api(order.repository.installation);
  const config = await api.readConfig(order.repository, { sha: 'HEAD', pull: null, base: null });
  if (config === null || config.defaultSha === '') return 'the repository has no default branch';
  const { defaultSha: sha, defaultBranch: branch } = config;
  const repository = { ...order.repository, defaultBranch: branch };
  const origin = await originOf(deps, repository, { sha, branch });
  const { trust, reason } = await decideTrust(api, origin, policyOf(config.policy));
  if (trust !== 'protected') return `nothing deploys from ${branch}: ${reason}`;
  const [started] = await startFromConfig(deps, {
    config,
    triggerEvent: { type: 'promotion' },
    hosted: { repository, trust, pull: null },
    subject: {
      sha,
      ref: `refs/heads/${branch}`,
      actor: by.login,
      ...(by.id !== null && { actorId: by.id }),
      trigger: 'promotion',
      byHand: emergency === undefined ? byHand : { ...byHand, emergency },
      github: { ...githubContext(repository), ref_type: 'branch' },
    },
    changed: async () => 'any',
    held: null,
    only: pipeline,
    once: () => once,
    bind: (plan) => allowed(bindVersion(plan, { version, alias }), order),
  });
  return started ?? `there is no pipeline ${pipeline} on ${branch} any more`;
}

/** What asks for no approval is for administrators alone to have done by a command, and so is not to wait for one. */
function allowed(bound: Bound, { isAdministrator, emergency }: PromotionOrder): Bound {
  if (bound.type === 'refused') return bound;
  if (emergency !== undefined) return isAdministrator ? withoutApproval(bound) : notTheirs();
  if (bound.step.approval !== null || isAdministrator) return bound;
  const why = `${bound.step.id} asks for no approval, so that only administrators may promote by a command`;
  return { type: 'refused', reason: why };
}

function notTheirs(): Bound {
  return { type: 'refused', reason: 'only administrators may promote as an emergency' };
}

/** Its gates and its turn stay. */
function withoutApproval(bound: Extract<Bound, { type: 'bound' }>): Bound {
  const step = { ...bound.step, approval: null };
  const steps = bound.plan.steps.map((each) => (each.id === step.id ? step : each));
  return { ...bound, step, plan: { ...bound.plan, steps } };
}

async function originOf(
  { store }: IngressDeps,
  repository: RepositoryRef,
  { sha, branch }: { readonly sha: string; readonly branch: string },
) {
  const pusher = await store.provenance.pusherOf(repository.id, sha);
  const trusted = await store.provenance.trustedBranch(repository.id, branch);
  const pushedTo = { branch, isNew: false, trusted };
  return { repository, isFork: false, pusher, pushedTo, sha, mayLag: false };
}
