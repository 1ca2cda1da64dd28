import type { SmallGitHub, SmallPull } from './small-github.ts';
import { personOf } from './small-people.ts';

/*
 * What GitHub posts, as far as it is looked at (`trimPayload`):
 * https://docs.github.com/webhooks/webhook-events-and-payloads
 */

type Payload = Readonly<Record<string, unknown>>;

function about({ id, name }: SmallGitHub, sender: string): Payload {
  return {
    installation: { id },
    repository: { id, name, owner: { login: 'acme' }, default_branch: 'main' },
    sender: accountOf(sender),
  };
}

function accountOf(login: string) {
  return { ...personOf(login), type: login.endsWith('[bot]') ? 'Bot' : 'User' };
}

const NONE = '0'.repeat(40);

export function pushPayload(
  repository: SmallGitHub,
  { ref, before, after, by }: { ref: string; before: string | null; after: string; by: string },
): Payload {
  const moved = { ref, before: before ?? NONE, after, deleted: false };
  return { ...about(repository, by), ...moved, head_commit: { id: after } };
}

export function pullPayload(
  repository: SmallGitHub,
  pull: SmallPull,
  { action, by, ...more }: { readonly action: string; readonly by: string } & Payload,
): Payload {
  const { number, author, headSha: sha, branch: ref, base, isOpen, isFork } = pull;
  const id = isFork ? repository.id + 1 : repository.id;
  return {
    ...about(repository, by),
    ...more,
    action,
    number,
    pull_request: {
      number,
      state: isOpen ? 'open' : 'closed',
      user: accountOf(author),
      head: { sha, ref, repo: { id } },
      base: { ref: base, sha: repository.at(base)?.sha },
    },
  };
}

export function groupPayload(
  repository: SmallGitHub,
  group: { readonly headSha: string; readonly headRef: string; readonly baseSha: string },
): Payload {
  const { headSha, headRef, baseSha } = group;
  const shas = { head_sha: headSha, head_ref: headRef, base_sha: baseSha };
  const told = {
    action: 'checks_requested',
    merge_group: { ...shas, base_ref: 'refs/heads/main' },
  };
  return { ...about(repository, 'github-merge-queue[bot]'), ...told };
}

export function commentPayload(
  repository: SmallGitHub,
  { id, pull, by, body }: { id: number; pull: SmallPull; by: string; body: string },
): Payload {
  const comment = { id, body, user: accountOf(by), created_at: '2026-05-01T12:00:00Z' };
  const state = pull.isOpen ? 'open' : 'closed';
  const issue = { number: pull.number, state, pull_request: { url: 'there' } };
  return { ...about(repository, by), action: 'created', comment, issue };
}

/** Somebody pressed “Re-run all checks”. */
export function suitePayload(repository: SmallGitHub, sha: string, by: string): Payload {
  const suite = { id: 1, head_sha: sha, app: { id: 1 } };
  return { ...about(repository, by), action: 'rerequested', check_suite: suite };
}
