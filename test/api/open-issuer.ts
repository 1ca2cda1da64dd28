import { createServer, type Server } from 'node:http';
import { afterAll } from 'vitest';
import type { DispatchedJob } from '../../app/runtime/ports/hosted/dispatches.ts';
import { IdTokens } from '../doubles/actions/service/id-tokens.ts';
import { listenOnLoopback } from '../support/listen-on-loopback.ts';
import { realClock } from '../support/real-clock.ts';

/** Who signs jobs' identities, on loopback. */
export type Issuer = {
  readonly url: string;
  /** While it is away it answers nothing useful; how often it was asked, either way. */
  readonly outage: { isAway: boolean; asked: number };
  /** A token of a job; `claims` replaces some, `shiftMs` signs it at another time, `forged` with another key. */
  readonly token: (job: JobClaims, audience: string, odd?: Oddity) => Promise<string>;
  /** What GitHub's runner puts into the environment of a job, for `core.getIDToken`. */
  readonly environment: (job: DispatchedJob) => Record<string, string>;
};
/** What is signed of a job. */
export type JobClaims = Omit<DispatchedJob, 'of' | 'hint' | 'ticket' | 'page'>;
export type Oddity = {
  readonly claims?: Readonly<Record<string, string | undefined>>;
  readonly shiftMs?: number;
  readonly forged?: boolean;
  readonly issuer?: string;
};

const servers: Server[] = [];
afterAll(() => {
  for (const server of servers) {
    server.closeAllConnections();
    server.close();
  }
});

export async function openIssuer(): Promise<Issuer> {
  let shift = 0;
  const clock = { ...realClock, now: () => Date.now() + shift };
  const outage = { isAway: false, asked: 0 };
  const tokens = await IdTokens.create(clock);
  const stranger = await IdTokens.create(clock);
  const server = createServer((request, response) => {
    const url = new URL(request.url ?? '/', 'http://localhost');
    const bearer = (request.headers.authorization ?? '').replace(/^Bearer /, '');
    const answer = async (): Promise<unknown> => {
      if (url.pathname === '/.well-known/openid-configuration') return tokens.discovery();
      if (url.pathname === '/.well-known/jwks') return tokens.keys();
      return { value: await tokens.sign(bearer, url.searchParams.get('audience')) };
    };
    outage.asked += 1;
    if (outage.isAway) return void response.writeHead(503).end();
    response.setHeader('content-type', 'application/json');
    void answer().then((body) => response.end(JSON.stringify(body)));
  });
  tokens.issuer = await listenOnLoopback(server);
  servers.push(server);
  return {
    url: tokens.issuer,
    outage,
    token: async (job, audience, odd = {}) => {
      const signer = odd.forged === true ? stranger : tokens;
      const known = tokens.issuer;
      signer.issuer = odd.issuer ?? known;
      shift = odd.shiftMs ?? 0;
      try {
        const claims = { ...claimsOf(job), ...odd.claims } as Record<string, string>;
        return (await signer.sign(signer.grant(claims, audience), audience)) ?? '';
      } finally {
        shift = 0;
        tokens.issuer = known;
      }
    },
    environment: (job) => ({
      ACTIONS_ID_TOKEN_REQUEST_URL: `${tokens.issuer}/token?api-version=2.0`,
      ACTIONS_ID_TOKEN_REQUEST_TOKEN: tokens.grant(claimsOf(job), ''),
    }),
  };
}

/** As GitHub writes them: numbers are texts. */
function claimsOf(job: JobClaims): Record<string, string> {
  return {
    event_name: 'workflow_dispatch',
    repository_id: String(job.repositoryId),
    run_id: String(job.workflowRunId),
    run_attempt: String(job.workflowRunAttempt),
    check_run_id: String(job.checkRunId),
    workflow_ref: job.workflowRef,
    workflow_sha: job.workflowSha,
  };
}
