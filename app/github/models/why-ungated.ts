import type { RepositoryRef } from '../../domain/hosted.ts';
import type { ModelVersion } from '../../domain/model.ts';
import type { Plan } from '../../domain/plan.ts';
import { NotYet } from '../../runtime/not-yet.ts';
import type { RunRows } from '../../runtime/ports/runs.ts';
import { whyNotPassed } from '../../runtime/promotion/why-not-passed.ts';
import { grantsNow } from '../../triggers/grants-now.ts';
import { policyOf } from '../../triggers/policy-of.ts';
import { quoted } from '../conversation.ts';
import type { IngressDeps } from '../ingress-deps.ts';

/**
 * Why a version is not to be promoted by hand: its gates did not pass in the run that registered it, or the default branch's
 * gates of today reject what that run measured. The deploy step alone has no gates of what was measured. Null: they pass.
 */
export async function whyUngated(
  deps: Pick<IngressDeps, 'store' | 'runtime' | 'api' | 'clock'>,
  repository: RepositoryRef,
  version: ModelVersion,
): Promise<string | null> {
  const then = await whyNotPassed(deps.store.runs, version);
  if (then.type === 'not-passed') return `${then.why}.`;
  const { rows, plan } = then;
  const today = await gatesOfToday(deps, repository, { rows, plan });
  const name = quoted(`${version.model} v${version.version}`);
  if (today.missing.length > 0) {
    const steps = today.missing.map((step) => quoted(step)).join(', ');
    return `The default branch has gates on ${steps} by now, by which nobody has judged ${name}.`;
  }
  try {
    const rejects = await deps.runtime.rejects(rows, today.plan);
    return rejects === null ? null : `The gates of today do not let ${name} pass: ${rejects}.`;
  } catch (error) {
    if (error instanceof NotYet) return `${error.message}; say it again once that is done.`;
    throw error;
  }
}

async function gatesOfToday(
  { api, clock }: Pick<IngressDeps, 'api' | 'clock'>,
  repository: RepositoryRef,
  { rows: { header }, plan }: { readonly rows: RunRows; readonly plan: Plan },
) {
  const github = api(repository.installation);
  const config = await github.readConfig(repository, { sha: 'HEAD', pull: null, base: null });
  if (config === null) throw new Error('GitHub does not show the repository');
  const grant = await grantsNow({
    granting: config.granting,
    pipeline: header.pipeline,
    trust: 'writer',
    quotas: policyOf(config.policy).quotas,
    request: header,
    now: clock.now(),
  });
  return grant(plan);
}
