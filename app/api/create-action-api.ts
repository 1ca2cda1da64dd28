import { Hono, type Context } from 'hono';
import type { RefusedAnswer, StandingAnswer } from '../../schemas/action-answer.generated.ts';
import { ByteBudget } from '../wire/byte-budget.ts';
import type { BodyLimits } from '../wire/gather-body.ts';
import { visitOf } from '../wire/visit.ts';
import type { ActionApiDeps } from './action-api-deps.ts';
import { createAttemptTokens } from './attempt/attempt-tokens.ts';
import { authorize, type Authorized } from './attempt/authorize.ts';
import { KeyedMutex } from '../runtime/keyed-mutex.ts';
import { takeReports, type Kept } from './attempt/take-reports.ts';
import { answerBlobs } from './blobs/answer-blobs.ts';
import { createBlobLinks } from './blobs/blob-links.ts';
import { createBlobRights } from './blobs/blob-rights.ts';
import { blobRoutes } from './blobs/blob-routes.ts';
import { CLAIM_TYPES, createClaimMethods } from './claim/claim-methods.ts';
import { createClaimCounts } from './claim/count-claims.ts';
import { handOver } from './claim/hand-over.ts';
import { consumerRoutes } from './consumers/consumer-routes.ts';
import { FORMAT, readRequest } from './read-action-request.ts';
import { peopleRoutes } from './people/people-routes.ts';
import { Refusal } from './refusal.ts';

const LARGEST_BODY = 8 * 1024 * 1024;
const BLOB_TYPES = ['blobs.missing', 'blobs.upload', 'blobs.download'] as const;
/** Of all jobs together: eight of the largest at once, or a thousand heartbeats. */
const JOBS_BYTES = 64 * 1024 * 1024;
/** Before anybody knows who asks. An identity token has some 2 kB. */
const LARGEST_CLAIM = 64 * 1024;

/**
 * What the action talks to, to be mounted at the root: `/api/claims`, `/api/attempts/:claim/…`, `/api/blobs/…`; and what
 * other repositories' jobs ask of models, `/api/repos/…`, and people's command lines, `/api/people/…`. Holds
 * nothing that another replica would need. Messages: schemas/action-request and action-answer.
 */
export function createActionApi(deps: ActionApiDeps): Hono {
  const tokens = createAttemptTokens(deps);
  const links = createBlobLinks(deps);
  const api = new Hono();
  api.onError((error, context) => answerError(deps, error, context));
  api.route('/api/claims', claimRoutes(deps, tokens));
  api.route('/api/attempts/:claim', attemptRoutes({ deps, tokens, links }));
  api.route('/api/blobs', blobRoutes(deps, links));
  api.route('/api/repos', consumerRoutes(deps, links));
  api.route('/api/people', peopleRoutes(deps, links));
  return api;
}

type Tokens = ReturnType<typeof createAttemptTokens>;
type Links = ReturnType<typeof createBlobLinks>;

function claimRoutes(deps: ActionApiDeps, tokens: Tokens): Hono {
  const prove = createClaimMethods(deps);
  const counted = createClaimCounts(deps);
  return new Hono().post('/', async (context) => {
    const limits = { most: LARGEST_CLAIM, budget: deps.budget, sender: visitOf(context).sender };
    const request = await readRequest(context, limits, ...CLAIM_TYPES);
    const claimed = await counted(request.hint, async () =>
      handOver({ deps, tokens }, await prove(request)),
    );
    return context.json(claimed);
  });
}

function attemptRoutes({
  deps,
  tokens,
  links,
}: {
  readonly deps: ActionApiDeps;
  readonly tokens: Tokens;
  readonly links: Links;
}): Hono {
  const rights = createBlobRights(deps);
  const perAttempt = new KeyedMutex();
  const limitsOf = jobLimits();
  const standing = async ({ claim, isAging }: Authorized, kept: Kept): Promise<StandingAnswer> => {
    const isRenewed = isAging && kept.standing !== 'over';
    const token = isRenewed ? await tokens.issue(claim.id) : null;
    return { format: FORMAT, type: 'standing', ...kept, token };
  };
  return new Hono()
    .post('/heartbeats', async (context) => {
      const who = await authorize({ deps, tokens }, context, 'late');
      await readRequest(context, limitsOf(who), 'heartbeat');
      const { type } = await deps.runtime.heartbeat(who.claim);
      const kept = { standing: type, reported: who.claim.reported };
      return context.json(await standing(who, kept));
    })
    .post('/reports', async (context) => {
      const who = await authorize({ deps, tokens }, context);
      const request = await readRequest(context, limitsOf(who), 'reports');
      const { claim } = who;
      const kept = await perAttempt.run(claim.id, () =>
        takeReports({ deps, rights }, claim, request),
      );
      return context.json(await standing(who, kept));
    })
    .post('/blobs', async (context) => {
      const who = await authorize({ deps, tokens }, context);
      const request = await readRequest(context, limitsOf(who), ...BLOB_TYPES);
      return context.json(await answerBlobs({ deps, rights, links }, who.claim, request));
    });
}

/** Whoever may not speak for an attempt is not read. */
function jobLimits(): (who: Authorized) => BodyLimits {
  const budget = new ByteBudget(JOBS_BYTES);
  return ({ claim }) => ({ most: LARGEST_BODY, budget, sender: claim.id });
}

function answerError({ log }: ActionApiDeps, error: Error, context: Context): Response {
  const refusal = error instanceof Refusal ? error : failed();
  if (refusal !== error) log(`a request of the action failed: ${error.message}`, {});
  const { code, message, status } = refusal;
  if (code === 'no-room') context.header('Retry-After', '5');
  if (code === 'too-often') context.header('Retry-After', '60');
  const answer: RefusedAnswer = { format: FORMAT, type: 'refused', code, message };
  return context.json(answer, status);
}

function failed(): Refusal {
  return new Refusal(
    'app-failed',
    'The app failed to answer; its log says why. The action tries again.',
  );
}
