import type { ApprovalSpec } from '../../domain/plan.ts';
import type { RepositoryRef } from '../../domain/hosted.ts';
import type { Pusher } from '../../runtime/ports/provenance.ts';
import type { GitHubApi, Permission } from '../reads/api-port.ts';
import { quoted } from '../conversation.ts';
import { mayWrite } from '../trust.ts';

export type Eligibility =
  /** `standsFor`: the entry of `reviewers` that they are, or are in; null: anybody with write decides. */
  | { readonly type: 'reviewer'; readonly standsFor: string | null }
  | { readonly type: 'none'; readonly reason: string };

/** A person as GitHub answers about them, as far as it matters. */
export type PersonFacts = Pusher & {
  readonly permission: Permission;
  /** What they are called today; null: they are gone, or it was not asked. */
  readonly today: string | null;
  /** By the entry of `reviewers` that names the team. */
  readonly teams: ReadonlyMap<string, Membership>;
};
type Membership = Awaited<ReturnType<GitHubApi['membership']>>;

type People = Pick<GitHubApi, 'permission' | 'loginOf' | 'membership'>;

/** Whether a person may decide about a step at all, as GitHub says now. */
export async function reviewerEligibility(
  api: People,
  repository: RepositoryRef,
  person: Pusher,
  spec: Pick<ApprovalSpec, 'reviewers'>,
): Promise<Eligibility> {
  return eligibilityOf(await askAbout(api, repository, person, spec.reviewers), spec);
}

/** Asks about a person no more than decides whether they are among `reviewers`. */
export async function askAbout(
  api: People,
  repository: RepositoryRef,
  person: Pusher,
  reviewers: readonly string[],
): Promise<PersonFacts> {
  const teams = new Map<string, Membership>();
  const unknown = { ...person, permission: 'none', today: null, teams } as const;
  if (person.isBot) return unknown;
  const permission = await api.permission(repository, person);
  if (!mayWrite(permission) || reviewers.length === 0) return { ...unknown, permission };
  const today = await api.loginOf(person);
  for (const reviewer of today === null ? [] : reviewers) {
    const [organization = '', slug] = reviewer.replace(/^@/, '').split('/');
    if (slug === undefined || today === null || teams.has(reviewer)) continue;
    teams.set(reviewer, await api.membership({ organization, slug }, today));
  }
  return { ...person, permission, today, teams };
}

/**
 * People with write who are among the reviewers of a step. These are named by login, which means whoever has it today, or by
 * a team.
 */
export function eligibilityOf(
  { login, isBot, permission, today, teams }: PersonFacts,
  { reviewers }: Pick<ApprovalSpec, 'reviewers'>,
): Eligibility {
  if (isBot) return none(`${quoted(login)} is a bot; people decide`);
  if (!mayWrite(permission)) return none(`${quoted(login)} may not write to this repository`);
  if (reviewers.length === 0) return { type: 'reviewer', standsFor: null };
  if (today === null) return none(`${quoted(login)} is gone from GitHub`);
  const standsFor =
    reviewers.find((reviewer) => isLogin(reviewer, today)) ??
    reviewers.find((reviewer) => teams.get(reviewer) === 'member');
  if (standsFor !== undefined) return { type: 'reviewer', standsFor };
  const hidden = reviewers.filter((reviewer) => teams.get(reviewer) === 'hidden');
  const who = `${quoted(login)} is not among its reviewers (${reviewers.map(quoted).join(', ')})`;
  if (hidden.length === 0) return none(who);
  const where = hidden.map(quoted).join(', ');
  return none(
    `${who} as far as this app can see: to see who is in ${where} it needs the permission "Members: read", which an owner of the organisation grants in the settings of the App`,
  );
}

function isLogin(reviewer: string, login: string): boolean {
  return reviewer.replace(/^@/, '').toLowerCase() === login.toLowerCase();
}

function none(reason: string): Eligibility {
  return { type: 'none', reason };
}
