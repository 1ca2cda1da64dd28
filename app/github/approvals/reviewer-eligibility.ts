import type { ApprovalSpec } from '../../domain/plan.ts';
import type { RepositoryRef } from '../../domain/hosted.ts';
import type { Pusher } from '../../runtime/ports/provenance.ts';
import type { GitHubApi } from '../reads/api-port.ts';
import { quoted } from '../conversation.ts';
import { mayWrite } from '../trust.ts';

export type Eligibility =
  /** `standsFor`: the entry of `reviewers` that they are, or are in; null: anybody with write decides. */
  | { readonly type: 'reviewer'; readonly standsFor: string | null }
  | { readonly type: 'none'; readonly reason: string };

/**
 * Whether a person may decide about a step at all, as GitHub says now: people with write who are among its reviewers. The
 * plan names these by login, which means whoever has it today.
 */
export async function reviewerEligibility(
  api: Pick<GitHubApi, 'permission' | 'loginOf' | 'membership'>,
  repository: RepositoryRef,
  person: Pusher,
  { reviewers }: ApprovalSpec,
): Promise<Eligibility> {
  const { login, isBot } = person;
  if (isBot) return none(`${quoted(login)} is a bot; people decide`);
  if (!mayWrite(await api.permission(repository, person))) {
    return none(`${quoted(login)} may not write to this repository`);
  }
  if (reviewers.length === 0) return { type: 'reviewer', standsFor: null };
  const today = await api.loginOf(person);
  if (today === null) return none(`${quoted(login)} is gone from GitHub`);
  const named = reviewers.find((reviewer) => isLogin(reviewer, today));
  if (named !== undefined) return { type: 'reviewer', standsFor: named };
  return inTeams(api, today, reviewers);
}

async function inTeams(
  api: Pick<GitHubApi, 'membership'>,
  login: string,
  reviewers: readonly string[],
): Promise<Eligibility> {
  const hidden: string[] = [];
  for (const reviewer of reviewers) {
    const [organization = '', slug] = reviewer.replace(/^@/, '').split('/');
    if (slug === undefined) continue;
    const membership = await api.membership({ organization, slug }, login);
    if (membership === 'member') return { type: 'reviewer', standsFor: reviewer };
    if (membership === 'hidden') hidden.push(reviewer);
  }
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
