import { createServer, type IncomingHttpHeaders } from 'node:http';
import { buffer } from 'node:stream/consumers';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { freePort } from '../../loopback/open-loopback.ts';
import { listenOnLoopback } from '../../support/listen-on-loopback.ts';
import { openOperator } from './open-operator.ts';

const WORKFLOW = '.github/workflows/mlpipelines.yml';
const MINUTE = 60_000;

describe('of a repository it says', () => {
  test('which settings of Actions keep steps from running, and where to change them', async () => {
    const { churn, findings } = await openOperator();
    churn.setActions({ enabled: false });
    expect((await findings())['settings of Actions of acme/churn']).toMatchObject({
      verdict: 'problem',
      found: 'Actions is switched off: no step runs',
      fix: expect.stringContaining('under Settings, Actions, General'),
    });
    churn.setActions({ enabled: true, allowed: 'local_only' });
    expect((await findings())['settings of Actions of acme/churn']).toMatchObject({
      verdict: 'problem',
      fix: expect.stringContaining(`the action that ${WORKFLOW} names`),
    });
    churn.setActions({ allowed: 'selected', defaultPermissions: 'write', mayApprove: true });
    churn.record.actions.disabledWorkflows.add(WORKFLOW);
    const found = await findings();
    expect(found['settings of Actions of acme/churn']).toMatchObject({ verdict: 'warning' });
    expect(found['default token of acme/churn']).toMatchObject({
      verdict: 'warning',
      found:
        'jobs of other workflows may write, unless they say less, and jobs may approve pull requests',
    });
    expect(found['workflow of acme/churn']).toMatchObject({
      verdict: 'problem',
      found: expect.stringContaining('switched off (disabled_manually)'),
      fix: expect.stringContaining('Enable workflow'),
    });
  });

  test('which environments anybody’s job may name', async () => {
    const { churn, findings } = await openOperator();
    churn.environment('production', { reviewers: ['acme'] }).secret('KEY', 'v', 'prodution');
    expect((await findings())['environments of acme/churn']).toMatchObject({
      verdict: 'warning',
      found: expect.stringContaining('nothing protects prodution:'),
      fix: expect.stringContaining('under Settings, Environments'),
    });
  });

  test('what a cloud has to trust: issuer, audience and the exact `sub`', async () => {
    const { churn, url, findings } = await openOperator();
    const { id, owner } = churn.record;
    const { found, verdict } = (await findings())['identity of jobs of acme/churn'] ?? {};
    const prefix = `repo:acme@${owner.id}/churn@${id}`;
    expect(verdict).toBe('ok');
    expect(found).toContain(`for ${url} where the App asks; \`sub\` is ${prefix}:ref:`);
    expect(found).toContain(`${prefix}:environment:NAME in an environment`);
    churn.setActions({ hasImmutableSubject: false });
    const older = (await findings())['identity of jobs of acme/churn'];
    expect(older?.found).toContain('`sub` is repo:acme/churn:ref:refs/heads/main on main');
    churn.setActions({ subjectClaims: ['repo', 'job_workflow_ref'] });
    const own = (await findings())['identity of jobs of acme/churn'];
    expect(own?.found).toContain('`sub` is made of repo, job_workflow_ref');
  });

  test('which have no workflow, and nothing of settings that it may not read', async () => {
    const { app, github, findings } = await openOperator();
    github.repository('acme/empty');
    const [installation] = app.world.installations.values();
    const { administration, ...fewer } = app.record.permissions;
    expect(administration).toBe('write');
    Object.assign(installation ?? {}, { permissions: fewer });
    const found = await findings();
    expect(found['without the workflow, of acme']).toMatchObject({
      verdict: 'ok',
      found: expect.stringContaining('acme/empty: nothing runs there until'),
    });
    expect(found['settings of Actions of acme/churn']).toMatchObject({ verdict: 'ok' });
    expect(found['workflow of acme/churn']).toMatchObject({ verdict: 'ok' });
  });

  test('that GitHub does not tell of it, and goes on', async () => {
    const { github, findings } = await openOperator();
    const refused = { kind: 'status', status: 500 } as const;
    github.faults.rule({ operationId: 'repos/get-all-environments', times: 10, fault: refused });
    const found = await findings();
    expect(found['environments of acme/churn']).toMatchObject({ verdict: 'warning' });
    expect(found['workflow of acme/churn']).toMatchObject({ verdict: 'ok' });
  });
});

test('that whoever signs identities cannot be reached', async () => {
  const { findings } = await openOperator();
  const issuer = `http://127.0.0.1:${await freePort()}`;
  expect((await findings({ GITHUB_OIDC_ISSUER: issuer }))['issuer of identities']).toMatchObject({
    verdict: 'problem',
    found: expect.stringContaining('ECONNREFUSED'),
    fix: expect.stringContaining('GITHUB_OIDC_ISSUER'),
  });
});

describe('of this machine’s clock it says', () => {
  test('how far it is off GitHub’s and AWS’s', async () => {
    const { github, ec2, findings } = await openOperator();
    vi.stubEnv('AWS_ENDPOINT_URL_EC2', await withClockAt(ec2.url, Date.now() + 7 * MINUTE));
    const behind = await findings({
      GITHUB_API_URL: await withClockAt(github.apiUrl, Date.now() - 2 * MINUTE),
    });
    expect(behind['clock, by GitHub']).toMatchObject({
      verdict: 'problem',
      found: expect.stringMatching(/^[12]m.* ahead of GitHub’s$/),
    });
    expect(behind['clock, by AWS']).toMatchObject({
      verdict: 'problem',
      found: expect.stringMatching(/^(?:6m|7m).* behind AWS’s$/),
      fix: expect.stringContaining('NTP'),
    });
  });
});

/** Whoever lies behind this address, with another clock. */
async function withClockAt(url: string, at: number): Promise<string> {
  const server = createServer((request, response) => {
    const passOn = async (): Promise<void> => {
      const body = await buffer(request);
      const { method = 'GET', headers } = request;
      const answer = await fetch(new URL(request.url ?? '/', url), {
        method,
        headers: passed(headers),
        ...(body.length > 0 && { body: new Uint8Array(body) }),
      });
      response.statusCode = answer.status;
      for (const [name, value] of answer.headers) {
        if (!/^(?:content-encoding|transfer-encoding|connection|date)$/.test(name)) {
          response.setHeader(name, value);
        }
      }
      response.setHeader('date', new Date(at).toUTCString());
      response.end(Buffer.from(await answer.arrayBuffer()));
    };
    void passOn();
  });
  onTestFinished(() => void server.close());
  return listenOnLoopback(server);
}

function passed(headers: IncomingHttpHeaders): Record<string, string> {
  const gone = /^(?:connection|content-length|transfer-encoding|expect|keep-alive)$/;
  return Object.fromEntries(
    Object.entries(headers).flatMap(([name, value]) =>
      gone.test(name) || value === undefined ? [] : [[name, String(value)]],
    ),
  );
}
