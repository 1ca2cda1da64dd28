import { digestOf } from '../../domain/digest.ts';
import type { Instant } from '../../domain/run/run.ts';
import { COMMENT_MARKER } from '../../reports/comment/sticky-comment.ts';
import type { Publication } from '../../runtime/ports/publications.ts';
import { RateLimited } from '../client/call-errors.ts';
import type { InstallationClient } from '../client/installation-clients.ts';
import { withinLimit } from './generations.ts';
import { publishAt } from './pace.ts';
import { publishCheck, type Keep, type Shown } from './publish-check.ts';
import { publishComment } from './publish-comment.ts';
import { publishIssue } from './publish-issue.ts';
import type { PublishDeps } from './publish-deps.ts';
import { pullsOf, render } from './render.ts';
import type { Rendered } from './rendered.ts';
import { backoff } from '../../../math/backoff.ts';

const waitMs = backoff({ first: 10_000, longest: 3_600_000 });

/** Publishes what a leased publication is to say, if it is time, and lets go of it. What fails is tried again until it is said. */
export async function publishOne(deps: PublishDeps, publication: Publication): Promise<void> {
  const { store, clock, warn } = deps;
  let state = publication.state;
  const keep: Keep = async (shown) => {
    state = { ...state, ...shown };
    await store.publications.keep({ ...publication, state });
  };
  const release = (next: Instant | null) =>
    store.publications.release({ ...publication, state }, next, clock.now());
  try {
    const wished = await render(deps, publication);
    if (wished === null) return await release(null);
    const rendered = withinLimit(wished, state);
    await touchFollowers(deps, publication);
    const digest = digestOf(JSON.stringify(rendered));
    if (digest === state.shown?.digest) return await release(null);
    const client = deps.clients.of(publication.target.repository.installation);
    const at = publishAt(publication, rendered, client.budget());
    if (at > clock.now()) return await release(at);
    const shown = await put(client, { ...publication, state }, { rendered, keep });
    const said = { digest, standing: rendered.state, at: clock.now() };
    state = { ...shown, shown: said, failures: 0 };
    await release(null);
  } catch (error) {
    if (!(error instanceof RateLimited)) state = { ...state, failures: state.failures + 1 };
    warn(`${publication.id} is published later: ${String(error)}`, { failures: state.failures });
    const later = clock.now() + waitMs(state.failures);
    await release(error instanceof RateLimited ? error.until : later);
  }
}

async function put(
  client: InstallationClient,
  { target, state }: Publication,
  { rendered, keep }: { readonly rendered: Rendered; readonly keep: Keep },
): Promise<Shown> {
  const { owner, name: repo } = target.repository;
  if (rendered.kind === 'check' && 'sha' in target) {
    const place = { owner, repo, sha: target.sha };
    return publishCheck(client, place, { target, rendered, state, keep });
  }
  const { remote, generation } = state;
  const kept = { remote, keep: (now: Shown['remote']) => keep({ remote: now, generation }) };
  if (rendered.kind === 'comment' && target.type === 'comment') {
    const wanted = { body: rendered.body, marker: COMMENT_MARKER, ...kept };
    const place = { owner, repo, issue: target.pull };
    return { remote: await publishComment(client, place, wanted), generation };
  }
  if (rendered.kind === 'issue') {
    const remote = await publishIssue(client, { owner, repo }, { rendered, ...kept });
    return { remote, generation };
  }
  throw new Error(`A ${target.type} is no ${rendered.kind}.`);
}

/** What shows a run beside its own check: the commit's aggregate, and through that the pull requests' comments. */
async function touchFollowers(
  { store, clock }: PublishDeps,
  { target, notes }: Publication,
): Promise<void> {
  const { repository } = target;
  if (target.type === 'run') {
    const aggregate = { type: 'aggregate', repository, sha: target.sha } as const;
    await store.publications.touch([{ target: aggregate }], clock.now());
  }
  if (target.type !== 'aggregate') return;
  const comments = pullsOf(notes).map((pull) => ({
    target: { type: 'comment', repository, pull } as const,
  }));
  await store.publications.touch(comments, clock.now());
}
