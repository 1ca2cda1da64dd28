import type { ApprovalSpec } from '../../domain/plan.ts';
import { reviewerEligibility } from '../approvals/reviewer-eligibility.ts';
import { done, quoted, refused, type Answer, type HeadConversation } from '../conversation.ts';
import { auditCommand } from './audit-command.ts';
import { keepOwner } from '../known-repository.ts';
import { messageChange } from '../message.ts';
import type { Arguments } from './parse-commands.ts';

const LONGEST_REASON = 500;

/**
 * `/mlp override PIPELINE SHA reason="…"`: an administrator, or somebody whom the policy lists, answers for a head that
 * they have read, never an author of the change. All of its name is asked for, as by `/mlp ok`. It ends when the head or
 * the base moves, and stands in check, comment and audit.
 */
export async function overrideCommand(
  conversation: HeadConversation,
  given: Arguments,
): Promise<Answer> {
  const [pipeline = ''] = given.words;
  const reason = given.named['reason']?.trim() ?? '';
  const obstacle =
    whyNotWhole(conversation, given) ??
    (await whyNotThey(conversation)) ??
    (await whyNotThat(conversation, pipeline));
  return obstacle === null
    ? override(conversation, { pipeline, reason, line: given.line })
    : refused(obstacle);
}

function whyNotWhole(
  { pull: { headSha } }: HeadConversation,
  { words, named }: Arguments,
): string | null {
  const [pipeline, sha, ...more] = words;
  const { reason = '', ...others } = named;
  const isWhole = sha !== undefined && more.length === 0 && Object.keys(others).length === 0;
  if (!isWhole || reason.trim() === '') {
    const line = `/mlp override ${pipeline ?? 'PIPELINE'} ${headSha} reason="…"`;
    return `Name the pipeline, the commit that you have read, and why it may be merged all the same: ${quoted(line)}.`;
  }
  if (reason.length > LONGEST_REASON) {
    return `The reason can be at most ${LONGEST_REASON} characters long.`;
  }
  return sha.toLowerCase() === headSha
    ? null
    : `The head is ${quoted(headSha)} by now, not ${quoted(sha)}. Read it, then name it.`;
}

async function override(
  conversation: HeadConversation,
  {
    pipeline,
    reason,
    line: asked,
  }: { readonly pipeline: string; readonly reason: string; readonly line: string },
): Promise<Answer> {
  const { deps, comment, pull, id } = conversation;
  const { store, clock } = deps;
  const { repository, sender } = comment;
  const at = clock.now();
  const { headSha: sha, base } = pull;
  const said = {
    repository: repository.id,
    sha,
    pipeline,
    base,
    by: sender.login,
    byId: sender.id,
    reason,
    at,
  };
  const about = { type: 'commit.override', sha, pipeline } as const;
  await store.commit([
    ...(await keepOwner(store, repository)),
    { type: 'override.add', override: said },
    auditCommand(conversation, { asked, about, reason }),
    messageChange(`judge ${id}`, { type: 'judge', repository, sha }, at),
  ]);
  const text = `${quoted(sender.login)} overrides ${quoted(pipeline)} for ${sha.slice(0, 10)}: ${quoted(reason)}. Valid until the head or ${quoted(base)} changes.`;
  return { ...done(text), isAudited: true };
}

/** Administrators, and who is listed; whoever had a hand in the change has no say in it. */
async function whyNotThey({
  deps,
  api,
  comment,
  pull,
  policy,
}: HeadConversation): Promise<string | null> {
  const { repository, sender } = comment;
  if ((await api.permission(repository, sender)) !== 'admin') {
    if (policy.overrides.length === 0) {
      return 'Only administrators may override; `overrides` in .github/mlpipelines.yml can list more people.';
    }
    const spec: ApprovalSpec = { ...ANY, reviewers: policy.overrides };
    const eligible = await reviewerEligibility(api, repository, sender, spec);
    if (eligible.type === 'none') {
      const listed = policy.overrides.map(quoted).join(', ');
      return `Administrators and ${listed} may override; as GitHub tells this app, ${quoted(sender.login)} is none of them.`;
    }
  }
  const change = await api.authors(repository, { pull: pull.number });
  if (change === null) {
    return 'GitHub does not list everyone who wrote this change (it shows at most 250 commits), so it cannot be checked that you are not one of its authors.';
  }
  const hands = new Set<number | null>([...change.hands, pull.author.id]);
  for (const sha of new Set([...change.commits, pull.headSha])) {
    const pusher = await deps.store.provenance.pusherOf(repository.id, sha);
    if (pusher !== null) hands.add(pusher.id);
  }
  return sender.id === null || hands.has(sender.id)
    ? `${quoted(sender.login)} contributed to this change; someone else has to override it.`
    : null;
}

const ANY = { environment: null, count: 1, expiresMs: 0 };

/** A pipeline of the default branch or of the head; a typing error would answer for nothing. */
async function whyNotThat({ config }: HeadConversation, pipeline: string): Promise<string | null> {
  const names = [...(await config.head.all()), ...(await config.granting.all())].map(
    ({ name }) => name,
  );
  return names.includes(pipeline) ? null : `There is no pipeline ${quoted(pipeline)} here.`;
}
