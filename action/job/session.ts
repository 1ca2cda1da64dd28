import type { BlobsAnswer, StandingAnswer } from '../../schemas/action-answer.generated.ts';
import type {
  BlobsRequest,
  HeartbeatRequest,
  ReportsRequest,
} from '../../schemas/action-request.generated.ts';
import { AppAway, Refused } from './app-errors.ts';
import { FORMAT, postToApp, type Answered } from './post-to-app.ts';

/** What an attempt says to the app with its token, which heartbeats renew. Each asks once; throws `Refused`, `AppAway`. */
export type Session = {
  heartbeat(): Promise<StandingAnswer>;
  report(first: number, reports: ReportsRequest['reports']): Promise<StandingAnswer>;
  blobs(type: BlobsRequest['type'], blobs: BlobsRequest['blobs']): Promise<BlobsAnswer['blobs']>;
};

export type SessionDeps = {
  readonly app: string;
  readonly claim: string;
  readonly token: string;
  /** Told of every token, before it is used. */
  readonly hide: (token: string) => void;
  readonly signal: AbortSignal;
};

export function openSession({ app, claim, token: first, hide, signal }: SessionDeps): Session {
  let token = first;
  hide(first);
  const say = async (path: string, request: Request): Promise<Answered> => {
    const answer = await postToApp({
      app,
      path: `/api/attempts/${claim}/${path}`,
      token,
      request,
      signal,
    });
    if (answer.type === 'standing' && answer.token !== null) {
      token = answer.token;
      hide(token);
    }
    return answer;
  };
  const heartbeat = async (): Promise<StandingAnswer> =>
    standing(await say('heartbeats', { format: FORMAT, type: 'heartbeat' }));
  // After a long silence the token has run out: only a heartbeat may still use it, and brings a new one.
  const renewed = async (path: string, request: Request): Promise<Answered> => {
    try {
      return await say(path, request);
    } catch (error) {
      if (!(error instanceof Refused) || error.code !== 'token-expired') throw error;
      await heartbeat();
      return say(path, request);
    }
  };
  return {
    heartbeat,
    report: async (first, reports) =>
      standing(await renewed('reports', { format: FORMAT, type: 'reports', first, reports })),
    blobs: async (type, blobs) => {
      const answer = await renewed('blobs', { format: FORMAT, type, blobs });
      if (answer.type !== 'blobs') throw unexpected(answer);
      return answer.blobs;
    },
  };
}

type Request = BlobsRequest | HeartbeatRequest | ReportsRequest;

function standing(answer: Answered): StandingAnswer {
  if (answer.type !== 'standing') throw unexpected(answer);
  return answer;
}

function unexpected({ type }: Answered): AppAway {
  return new AppAway(`The app answers ${type} where that is no answer`, null);
}
