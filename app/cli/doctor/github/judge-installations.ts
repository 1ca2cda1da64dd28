import type { PermissionNeed } from '../../../server/setup/app-needs.ts';
import { ok, problem, warning, type Finding } from '../doctor-finding.ts';
import type { InstallationFacts, Permissions } from './ask-github.ts';
import { FOR_MACHINES, holds, judgeLacking } from './judge-app.ts';

export type Served = {
  /** Installations that the App serves; null: all. */
  readonly served: ReadonlySet<number> | null;
  /** What the App asks for by now; what it does not ask for nobody can grant. */
  readonly asked: Permissions;
  readonly hasMachines: boolean;
};

/** Whether the App is installed, and what those who installed it let it do. */
export function judgeInstallations(
  installations: readonly InstallationFacts[],
  needs: readonly PermissionNeed[],
  { served, asked, hasMachines }: Served,
): readonly Finding[] {
  const missing = [...(served ?? [])].filter((id) => !installations.some((each) => each.id === id));
  const those = installations.filter(({ id }) => served === null || served.has(id));
  return [
    ...missing.map((id) =>
      warning(
        `installation ${id}`,
        'MLPIPELINES_INSTALLATIONS names it, and it is not there',
        'Take the number out, or install the App again; the address of an installation’s settings ends with its number.',
      ),
    ),
    ...(those.length === 0 ? [NOWHERE] : []),
    ...those.flatMap((each) => judgeOne(each, needs, asked)),
    ...(hasMachines ? those.filter(({ isSuspended }) => !isSuspended).map(judgeForMachines) : []),
  ];
}

const NOWHERE = warning(
  'installations',
  'the App is installed nowhere that it serves',
  'Install it on an organisation or some repositories: its public page has a button for that.',
);

function judgeOne(
  { account, isSuspended, permissions }: InstallationFacts,
  needs: readonly PermissionNeed[],
  asked: Permissions,
): readonly Finding[] {
  const checked = `installation on ${account}`;
  if (isSuspended) {
    const fix = `Nothing runs there; an owner of ${account} can unsuspend it in the settings of the installation.`;
    return [warning(checked, 'suspended', fix)];
  }
  const lacking = needs
    .filter(({ name, level }) => holds(asked, name, level) && !holds(permissions, name, level))
    .filter(({ name }) => !FOR_MACHINES.has(name));
  if (lacking.length === 0) return [ok(checked, 'grants what the App asks for')];
  const fix = `An owner of ${account} has to accept the App’s new permissions, in the settings of the installation.`;
  return lacking.map((need) => judgeLacking(`${checked},`, permissions, need, fix));
}

/**
 * A runner is registered with an organisation by its own permission, with a repository by `administration`.
 * https://docs.github.com/rest/actions/self-hosted-runners
 */
function judgeForMachines({ account, isOrganization, permissions }: InstallationFacts): Finding {
  const checked = `runners of ${account}`;
  if (isOrganization && holds(permissions, 'organization_self_hosted_runners', 'write')) {
    return ok(checked, 'the App may register some with the organisation');
  }
  if (holds(permissions, 'administration', 'write')) {
    return ok(checked, 'the App may register some with repositories');
  }
  const needed = isOrganization
    ? 'organization_self_hosted_runners: write (or administration: write)'
    : 'administration: write';
  return problem(
    checked,
    'the App may not register any: no step with `resources` runs there',
    `Let the App ask for ${needed} on its settings page, and have an owner of ${account} accept that.`,
  );
}
