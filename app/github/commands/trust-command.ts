import { done, quoted, refused, type Answer, type Conversation } from '../conversation.ts';
import { auditCommand } from './audit-command.ts';
import { keepOwner } from '../known-repository.ts';
import type { Arguments } from './parse-commands.ts';

/** A repository has few branches that deploy. */
const MOST_BRANCHES = 20;

/** `/mlp trust`, `/mlp trust BRANCH` and `/mlp trust BRANCH off`, by administrators. */
export async function trustCommand(
  conversation: Conversation,
  { words, named, line }: Arguments,
): Promise<Answer> {
  const [branch, off, ...more] = words;
  if (branch === undefined) return list(conversation);
  const isOff = off === 'off';
  const isOdd = branch === 'off' || (off !== undefined && !isOff);
  if (isOdd || more.length > 0 || Object.keys(named).length > 0) {
    return refused('Write `/mlp trust`, `/mlp trust main` or `/mlp trust main off`.');
  }
  return isOff ? distrust(conversation, branch, line) : trust(conversation, branch, line);
}

async function list({ deps, comment }: Conversation): Promise<Answer> {
  const branches = await deps.store.provenance.trustedBranches(comment.repository.id);
  if (branches.length === 0) return done('No branch is trusted by `/mlp trust`.');
  const lines = branches.map(({ branch, by, at }) => {
    const day = new Date(at).toISOString().slice(0, 10);
    return `- ${quoted(branch)}, by ${quoted(by)} on ${day}`;
  });
  return done(lines.join('\n'));
}

async function trust(conversation: Conversation, branch: string, asked: string): Promise<Answer> {
  const { deps, api, comment } = conversation;
  const { store, clock } = deps;
  const { repository, sender } = comment;
  const known = await store.provenance.trustedBranches(repository.id);
  const isKnown = known.some((each) => each.branch === branch);
  if (known.length >= MOST_BRANCHES && !isKnown) {
    return refused(
      `${MOST_BRANCHES} branches are trusted, and no more can be. \`/mlp trust\` lists them.`,
    );
  }
  if (!(await api.hasBranch(repository, branch))) {
    return refused(`There is no branch ${quoted(branch)} here.`);
  }
  const trusted = { branch, by: sender.login, byId: sender.id, at: clock.now() };
  await store.commit([
    ...(await keepOwner(store, repository)),
    { type: 'branch.trust', repository: repository.id, branch, trusted },
    auditCommand(conversation, { asked, about: { type: 'branch.trust', branch } }),
  ]);
  const text = `From now on, pushes to ${quoted(branch)} by people with write access count as reviewed: they may deploy and move aliases, and each check there says so. A rule that requires an approval is safer where GitHub offers it, and holds wherever there is one. ${quoted(`/mlp trust ${branch} off`)} ends this.`;
  return { ...done(text), isAudited: true };
}

async function distrust(
  conversation: Conversation,
  branch: string,
  asked: string,
): Promise<Answer> {
  const { deps, comment } = conversation;
  const { store } = deps;
  const { id: repository } = comment.repository;
  const known = await store.provenance.trustedBranch(repository, branch);
  if (known === null) return refused(`${quoted(branch)} is not trusted by \`/mlp trust\`.`);
  await store.commit([
    { type: 'branch.trust', repository, branch, trusted: null },
    auditCommand(conversation, { asked, about: { type: 'branch.distrust', branch } }),
  ]);
  const text = `Pushes to ${quoted(branch)} no longer deploy unless they satisfy the branch's protection rules.`;
  return { ...done(text), isAudited: true };
}
