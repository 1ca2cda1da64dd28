import type { PermissionNeed } from '../../../server/setup/app-needs.ts';
import { ok, problem, warning, type Finding } from '../doctor-finding.ts';
import { judgeClock } from '../judge-clock.ts';
import type { AppFacts, GitHubFacts, Permissions } from './ask-github.ts';

/** The App's name to GitHub, and the clock that its tokens are made by. */
export function judgeApp({ app, aheadMs }: GitHubFacts): readonly Finding[] {
  return [...(aheadMs === null ? [] : [judgeClock(aheadMs, GITHUB_CLOCK)]), judgeCredentials(app)];
}

function judgeCredentials(app: GitHubFacts['app']): Finding {
  const checked = 'credentials of the App';
  if (app.ok) return ok(checked, `valid; it is ${app.value.slug}`);
  if (app.status === 401 || app.status === 404) {
    return problem(
      checked,
      `GitHub does not take them (${app.message})`,
      'Check that APP_ID and PRIVATE_KEY are of one App and that the key was not deleted on its settings page; if the clock is wrong, set it first.',
    );
  }
  return problem(
    checked,
    `GitHub does not answer (${app.message})`,
    'Check that this machine reaches GITHUB_API_URL, through a proxy if there is one.',
  );
}

/** Tokens are made as if 30 s ago and live for 10 minutes: https://docs.github.com/apps/creating-github-apps/authenticating-with-a-github-app/generating-a-json-web-token-jwt-for-a-github-app */
const GITHUB_CLOCK = {
  whose: 'GitHub',
  aheadMs: 30_000,
  behindMs: 500_000,
  because: 'tokens of the App are good for minutes only.',
} as const;

/** Below these nothing starts, or nobody sees it. */
const ESSENTIAL: Permissions = {
  metadata: 'read',
  actions: 'write',
  checks: 'write',
  contents: 'read',
  pull_requests: 'write',
};
const STARTING: ReadonlySet<string> = new Set(['push', 'pull_request']);

/** What machines need is judged by itself, where there are machines. */
export const FOR_MACHINES: ReadonlySet<string> = new Set([
  'administration',
  'organization_self_hosted_runners',
]);

/** What the App asks those for who install it, against what it makes use of. */
export function judgeRegistration(
  { permissions, events }: AppFacts,
  needs: readonly PermissionNeed[],
  wanted: readonly string[],
): readonly Finding[] {
  const lacking = needs.filter(({ name, level }) => !holds(permissions, name, level));
  const deaf = wanted.filter((event) => !events.includes(event));
  const all = lacking
    .filter(({ name }) => !FOR_MACHINES.has(name))
    .map((need) => judgeLacking('permission', permissions, need, IN_SETTINGS));
  return [
    ...(all.length > 0 ? all : [ok('permissions that the App asks for', 'all that it uses')]),
    deaf.length === 0
      ? ok('events that the App hears of', 'all that it works off')
      : (deaf.some((event) => STARTING.has(event)) ? problem : warning)(
          'events that the App hears of',
          `not ${deaf.join(', ')}`,
          'Subscribe to them on the settings page of the App, under Permissions & events.',
        ),
  ];
}

const IN_SETTINGS =
  'Ask for it on the settings page of the App, under Permissions & events; then whoever installed it has to agree.';

/** One permission that is not granted, and what stops for it. */
export function judgeLacking(
  checked: string,
  permissions: Permissions,
  { name, level, loss }: Pick<PermissionNeed, 'name' | 'level' | 'loss'>,
  fix: string,
): Finding {
  const least = ESSENTIAL[name];
  const isFatal = least !== undefined && !holds(permissions, name, least);
  const held = permissions[name];
  const found = held === undefined ? 'not granted' : `only ${held} is granted`;
  return (isFatal ? problem : warning)(`${checked} ${name}: ${level}`, `${found}: ${loss}`, fix);
}

export function holds(permissions: Permissions, name: string, level: string): boolean {
  const held = permissions[name];
  return held === 'admin' || held === 'write' || (level === 'read' && held === 'read');
}
