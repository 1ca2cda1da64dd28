import { digestOf } from '../../domain/digest.ts';
import type { Instant } from '../../domain/run/run.ts';
import type {
  Publication,
  PublicationState,
  PublicationTarget,
  Touch,
} from '../../runtime/ports/hosted/publications.ts';
import type { Watched } from '../../runtime/ports/hosted/watched.ts';
import type { InstallationClient } from '../client/installation-clients.ts';
import { whatFailed } from '../client/what-failed.ts';
import { withinLimit } from './check/generations.ts';
import { lookAgainAt, publishAt, restsUntil } from './pace.ts';
import { publishCheck, type Keep, type Shown } from './check/publish-check.ts';
import { publishComment } from './comment/publish-comment.ts';
import { publishDeployment } from './deployment/publish-deployment.ts';
import { publishIssue } from './issue/publish-issue.ts';
import type { PublishDeps } from './publish-deps.ts';
import { pullsOf } from './aggregate/commit-notes.ts';
import { render, watchesNothing } from './render.ts';
import { offerAt, refusalWords, refusedAgain } from './refused.ts';
import type { Rendered } from './rendered.ts';
import { backoff } from '../../../math/backoff.ts';

const waitMs = backoff({ first: 10_000, longest: 3_600_000 });

/**
 * Publishes what a leased publication is to say, if it is time, and lets go of it. What fails is tried again until it is
 * said; what GitHub refuses, until it was refused often enough.
 */
export async function publishOne(deps: PublishDeps, publication: Publication): Promise<void> {
  const { store, clock } = deps;
  const work: Work = { publication, state: publication.state, digest: '', watched: null };
  let next: Instant | null;
  try {
    next = await offer(deps, work);
  } catch (error) {
    work.watched = null;
    next = afterFailure(deps, work, error);
  }
  const { publications } = store;
  const told = { ...publication, state: work.state };
  const touches = tellOfRefusal(work);
  const watching = work.watched === null ? {} : { watched: work.watched };
  await publications.release(told, next, clock.now(), { touches, ...watching });
}

/** One look at one publication. */
type Work = {
  readonly publication: Publication;
  /** How it stands now. */
  state: PublicationState;
  /** Of what is offered. */
  digest: string;
  /** What it shows of others; null: it was not looked at. */
  watched: readonly Watched[] | null;
};

/** Gives when to look again; null: when something changes. */
async function offer(deps: PublishDeps, work: Work): Promise<Instant | null> {
  const { store, clock, clients } = deps;
  const { publication } = work;
  const keep: Keep = async (shown) => {
    work.state = { ...work.state, ...shown };
    await store.publications.keep({ id: publication.id, state: work.state });
  };
  if (watchesNothing(publication)) work.watched = [];
  const rests = restsUntil(publication);
  if (rests !== null && rests > clock.now()) return rests;
  const wished = await render(deps, publication);
  if (wished === null) return null;
  const { watched = [], others, againAt, ...words } = wished;
  work.watched = watched;
  const rendered = withinLimit(words, work.state);
  await touchFollowers(deps, publication, others);
  work.digest = digestOf(JSON.stringify(rendered));
  if (work.digest === work.state.shown?.digest) {
    work.state = { ...work.state, refused: null };
    return lookAgainAt({ ...rendered, watched, againAt }, clock.now());
  }
  const client = clients.of(publication.target.repository.installation);
  const offered = offerAt(work.state.refused, work.digest);
  if (offered === null) return null;
  const at = Math.max(offered, publishAt(publication, rendered, client.budget()));
  if (at > clock.now()) return at;
  const shown = await put(client, { ...publication, state: work.state }, { rendered, keep });
  const said = { digest: work.digest, standing: rendered.state, at: clock.now() };
  work.state = { ...work.state, ...shown, shown: said, failures: 0, refused: null };
  return lookAgainAt({ ...rendered, watched, againAt }, clock.now());
}

/** Gives when to look again; null: when something changes. */
function afterFailure({ clock, warn }: PublishDeps, work: Work, error: unknown): Instant | null {
  const { state, digest } = work;
  const { id } = work.publication;
  const now = clock.now();
  const failure = whatFailed(error, now);
  if (failure.type === 'refusal') {
    const words = refusalWords(work.publication.target, failure);
    const refused = refusedAgain(state.refused, { digest, words, at: now });
    const next = offerAt(refused, digest);
    const again = next === null ? ' It is not offered again until something changes there.' : '';
    warn(`${id} is not shown. ${refused.words}${again}`, { refusals: refused.times });
    work.state = { ...state, refused };
    return next;
  }
  const failures = state.failures + (failure.until === null ? 1 : 0);
  warn(`${id} is published later: ${String(error)}`, { failures });
  work.state = { ...state, failures };
  return failure.until ?? now + waitMs(failures);
}

/**
 * What a comment cannot say itself its commit's check says: that it is refused, and that it is no more; of a deployment the
 * run's check, and where it is.
 */
function tellOfRefusal({ publication, state }: Work): readonly Touch[] {
  const { target, notes, state: before } = publication;
  const { repository } = target;
  const isSame = before.refused?.words === state.refused?.words;
  if (target.type === 'deployment') {
    const { run, sha } = target;
    const isThere = before.remote === state.remote;
    return isSame && isThere ? [] : [{ target: { type: 'run', run, sha, repository } }];
  }
  const { sha } = notes;
  if (isSame || target.type !== 'comment' || typeof sha !== 'string') return [];
  return [{ target: { type: 'aggregate', repository, sha } }];
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
  if (rendered.kind === 'comment') {
    const { body, marker, issue, ifDeleted } = rendered;
    const wanted = { body, marker, ifDeleted, ...kept };
    const place = { owner, repo, issue };
    return { remote: await publishComment(client, place, wanted), generation };
  }
  if (rendered.kind === 'issue') {
    const remote = await publishIssue(client, { owner, repo }, { rendered, ...kept });
    return { remote, generation };
  }
  if (rendered.kind === 'deployment' && 'sha' in target) {
    const place = { owner, repo, sha: target.sha };
    return { remote: await publishDeployment(client, place, { rendered, ...kept }), generation };
  }
  throw new Error(`A ${target.type} is no ${rendered.kind}.`);
}

/** What shows a run beside its own check: the commit's aggregate, and through that the pull requests' comments; deployments. */
async function touchFollowers(
  { store, clock }: PublishDeps,
  { target, notes }: Publication,
  others: readonly PublicationTarget[] = [],
): Promise<void> {
  const { repository } = target;
  if (target.type === 'run') {
    const aggregate = { type: 'aggregate', repository, sha: target.sha } as const;
    const targets = [aggregate, ...others];
    await store.publications.touch(
      targets.map((each) => ({ target: each })),
      clock.now(),
    );
  }
  if (target.type !== 'aggregate') return;
  const comments = pullsOf(notes).map((pull) => ({
    target: { type: 'comment', repository, pull } as const,
  }));
  await store.publications.touch(comments, clock.now());
}
