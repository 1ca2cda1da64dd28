import { generateKeyPair, exportJWK, SignJWT, UnsecuredJWT } from 'jose';
import { createServer } from 'node:http';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { matchJob } from '../../app/api/claim/match-job.ts';
import { createIdentityVerifier, type JobIdentity } from '../../app/api/claim/verify-identity.ts';
import { listenOnLoopback } from '../support/listen-on-loopback.ts';

const NOW_S = 1_800_000_000;
const URL_OF_APP = 'https://mlp.example';
const CLAIMS = {
  event_name: 'workflow_dispatch',
  repository_id: '7',
  run_id: '30',
  run_attempt: '1',
  check_run_id: '400',
  workflow_ref: 'acme/churn/.github/workflows/mlpipelines.yml@refs/heads/main',
  workflow_sha: 'a'.repeat(40),
};

const signing = await generateKeyPair('RS256');
const key = { ...(await exportJWK(signing.publicKey)), kid: 'one', alg: 'RS256', use: 'sig' };
const issuer = { url: '', keys: 200, asked: 0 };
const server = createServer((request, response) => {
  if (request.url === '/keys') {
    issuer.asked += 1;
    response.statusCode = issuer.keys;
    return response.end(JSON.stringify({ keys: [key] }));
  }
  return response.end(JSON.stringify({ issuer: issuer.url, jwks_uri: `${issuer.url}/keys` }));
});
beforeAll(async () => {
  issuer.url = await listenOnLoopback(server);
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
});

const time = { now: NOW_S * 1000 };
const verifier = () =>
  createIdentityVerifier({ url: URL_OF_APP, issuer: issuer.url, clock: { now: () => time.now } });

/** A token as GitHub signs it, but for this. Undefined leaves a claim out. */
function token(
  part: Readonly<Record<string, unknown>> = {},
  header: { readonly kid?: string } = {},
) {
  const usual = { iss: issuer.url, aud: URL_OF_APP, jti: 'once', exp: NOW_S + 300, nbf: NOW_S };
  const payload = { ...usual, ...CLAIMS, ...part };
  return new SignJWT(payload)
    .setProtectedHeader({ alg: 'RS256', kid: 'one', ...header })
    .sign(signing.privateKey);
}

describe('an identity', () => {
  test('says who a job is, in texts or in numbers, and until when it is good', async () => {
    const identity = await verifier()(await token({ run_id: 30 }));
    expect(identity).toEqual({
      repositoryId: 7,
      workflowRunId: 30,
      workflowRunAttempt: 1,
      checkRunId: 400,
      event: 'workflow_dispatch',
      workflowRef: CLAIMS.workflow_ref,
      workflowSha: CLAIMS.workflow_sha,
      proof: { id: 'once', until: (NOW_S + 361) * 1000 },
    });
  });

  test.each([
    ['without an end', { exp: undefined }, 'identity-expired'],
    ['without a beginning', { nbf: undefined }, 'identity-too-early'],
    ['without a number of its own', { jti: undefined }, 'identity-unreadable'],
    ['with a job that is a list', { check_run_id: ['400'] }, 'identity-unreadable'],
    ['with a job that is 0', { check_run_id: 0 }, 'identity-unreadable'],
    ['with an event that is a number', { event_name: 5 }, 'identity-unreadable'],
  ])('%s is refused', async (_, part, code) => {
    await expect(verifier()(await token(part))).rejects.toMatchObject({ code });
  });

  test('is refused a minute after its end, and not before', async () => {
    const verify = verifier();
    const old = await token({ exp: NOW_S - 59 });
    expect(await verify(old)).toMatchObject({ proof: { until: (NOW_S + 2) * 1000 } });
    const code = 'identity-expired';
    await expect(verify(await token({ exp: NOW_S - 60 }))).rejects.toMatchObject({ code });
  });

  test('that nobody signed, or otherwise than GitHub does, is no identity', async () => {
    const verify = verifier();
    await verify(await token());
    const unsigned = new UnsecuredJWT({ ...CLAIMS, iss: issuer.url, aud: URL_OF_APP }).encode();
    for (const odd of [unsigned, await token().then((text) => `${text.slice(0, -8)}AAAAAAAA`)]) {
      await expect(verify(odd)).rejects.toMatchObject({ code: 'identity-signature' });
    }
    const other = { kid: 'two' };
    const code = 'identity-signature';
    await expect(verify(await token({}, other))).rejects.toMatchObject({ code });
    await expect(verify('no token')).rejects.toMatchObject({ code: 'identity-unreadable' });
  });

  test('is to be tried again while no keys are had, and these are asked for once a second', async () => {
    const verify = verifier();
    issuer.keys = 503;
    issuer.asked = 0;
    const away = { code: 'identity-unavailable' };
    await expect(verify(await token())).rejects.toMatchObject(away);
    time.now += 999;
    await expect(verify(await token())).rejects.toMatchObject(away);
    expect(issuer.asked).toBe(1);
    issuer.keys = 200;
    time.now += 1;
    expect(await verify(await token())).toMatchObject({ checkRunId: 400 });
    expect(issuer.asked).toBe(2);
    time.now = NOW_S * 1000;
  });
});

describe('the job of an attempt', () => {
  const identity: JobIdentity = {
    repositoryId: 7,
    workflowRunId: 30,
    workflowRunAttempt: 1,
    checkRunId: 400,
    event: 'workflow_dispatch',
    workflowRef: CLAIMS.workflow_ref,
    workflowSha: CLAIMS.workflow_sha,
    proof: { id: 'once', until: 1 },
  };
  const codeOf = (odd: Partial<JobIdentity>, hint: string | null = 'train-1') => {
    const { event: _, proof: __, ...same } = identity;
    const sent = { ...same, hint: 'train-1' } as Parameters<typeof matchJob>[2];
    try {
      matchJob({ ...identity, ...odd }, hint, sent);
      return 'matches';
    } catch (error) {
      return error instanceof Error && 'code' in error ? error.code : error;
    }
  };

  test('is the one that was dispatched, whether it has a hint or not', () => {
    expect([codeOf({}), codeOf({}, null)]).toEqual(['matches', 'matches']);
  });

  test.each<readonly [Partial<JobIdentity>, string]>([
    [{ event: 'push' }, 'wrong-event'],
    [{ repositoryId: 8 }, 'wrong-repository'],
    [{ workflowRunId: 31 }, 'wrong-run'],
    [{ workflowRunAttempt: 2 }, 'rerun-by-github'],
    [{ checkRunId: 401 }, 'wrong-job'],
    [{ workflowRef: 'mine' }, 'workflow-changed'],
    [{ workflowSha: 'b'.repeat(40) }, 'workflow-changed'],
  ])('is none with %j', (odd, code) => {
    expect(codeOf(odd)).toBe(code);
    expect(codeOf(odd, null)).toBe(code);
  });

  test('is none with the hint of a sibling, which is named', () => {
    expect(codeOf({}, 'other-1')).toBe('wrong-job');
    const say = (hint: string | null) => () =>
      matchJob({ ...identity, checkRunId: 401 }, hint, { ...identity, hint: 'x' } as never);
    expect(say('other-1')).toThrow('was not dispatched for "other-1": an attempt is given');
    expect(say(null)).toThrow('was not dispatched for this attempt: an attempt is given');
  });
});
