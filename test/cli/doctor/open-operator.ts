import { createServer } from 'node:http';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { onTestFinished, vi } from 'vitest';
import { openStore } from '../../../app/store/open-store.ts';
import type { Finding, Section } from '../../../app/cli/doctor/doctor-finding.ts';
import { openTestEc2 } from '../../doubles/ec2/testing/open-test-ec2.ts';
import type { Ec2 } from '../../doubles/ec2/open-ec2.ts';
import type { SeededRegion } from '../../doubles/ec2/seeded-region.ts';
import { openActions } from '../../doubles/actions/open-actions.ts';
import { openTestGitHub } from '../../doubles/github/testing/open-test-github.ts';
import type { GitHub } from '../../doubles/github/open-github.ts';
import type { SeededApp } from '../../doubles/github/people/seeded-app.ts';
import type { SeededRepository } from '../../doubles/github/people/seeded-repository.ts';
import { appSeed } from '../../loopback/open-loopback.ts';
import { listenOnLoopback } from '../../support/listen-on-loopback.ts';
import { freshFolder } from '../../support/fresh-folder.ts';
import { runCli, type Told } from '../../support/run-cli.ts';

export type Operator = {
  readonly github: GitHub;
  readonly app: SeededApp;
  /** With the workflow, on its branch `main`. */
  readonly churn: SeededRepository;
  readonly ec2: Ec2;
  readonly region: SeededRegion;
  /** Where the App is told to be, and answers. */
  readonly url: string;
  readonly doctor: (more?: Readonly<Record<string, string>>) => Promise<Told>;
  /** The findings by what was looked at. */
  readonly findings: (
    more?: Readonly<Record<string, string>>,
  ) => Promise<Readonly<Record<string, Finding>>>;
};

export const OURS = 'acme/churn/.github/workflows/mlpipelines.yml@refs/heads/main';
const FOR_MACHINES = { organization_self_hosted_runners: 'write' } as const;

/** An operator's machine on which nothing is wrong: a registered App that is installed, its store, and AWS. */
export async function openOperator(): Promise<Operator> {
  const github = await openTestGitHub();
  github.releaseRunner({ version: '2.335.0', path: '/dev/null', sha256: '0'.repeat(64) });
  const health = createServer((request, response) => {
    const isOurs = request.url === '/healthz' || request.url === '/api/github/webhooks';
    response.statusCode = isOurs ? 200 : 404;
    response.end();
  });
  const url = await listenOnLoopback(health);
  onTestFinished(() => void health.close());
  const seed = appSeed(url);
  const permissions = { ...seed.permissions, ...FOR_MACHINES };
  const app = github.app({ ...seed, permissions, deviceFlow: true });
  github.organization('acme').runnerGroup('machines', [OURS]);
  const churn = github.repository('acme/churn');
  await churn.commit({ files: { '.github/workflows/mlpipelines.yml': 'on: workflow_dispatch\n' } });
  app.install('acme');
  await github.settled();
  const state = freshFolder();
  await (await openStore({ sqliteFile: join(state, 'store.sqlite') })).close();
  const ec2 = await openTestEc2();
  const region = ec2.region('us-east-1');
  const group = openNetwork(region);
  const keys = ec2.credentials();
  vi.stubEnv('AWS_ENDPOINT_URL_EC2', ec2.url);
  vi.stubEnv('AWS_ENDPOINT_URL_PRICING', ec2.url);
  vi.stubEnv('AWS_ENDPOINT_URL_SERVICE_QUOTAS', ec2.url);
  vi.stubEnv('AWS_ACCESS_KEY_ID', keys.accessKeyId);
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', keys.secretAccessKey);
  onTestFinished(() => void vi.unstubAllEnvs());
  const machines = join(state, 'machines.yml');
  const subnets = ['a', 'b'].map((letter) => region.subnet(letter)).join(', ');
  writeFileSync(
    machines,
    `runner-group: machines\nregions:\n  us-east-1:\n    subnets: [${subnets}]\n    security-group: ${group}\n`,
  );
  const { id, privateKey, webhookSecret, clientId, clientSecret } = app.record;
  const env = {
    APP_ID: String(id),
    PRIVATE_KEY: privateKey,
    WEBHOOK_SECRET: webhookSecret,
    GITHUB_CLIENT_ID: clientId,
    GITHUB_CLIENT_SECRET: clientSecret,
    GITHUB_URL: github.url,
    GITHUB_API_URL: github.apiUrl,
    GITHUB_OIDC_ISSUER: await openIssuer(),
    MLPIPELINES_URL: url,
    MLPIPELINES_STATE: state,
    MLPIPELINES_ACTION: `acme/action@${'0'.repeat(40)}`,
    MLPIPELINES_MACHINES: machines,
  };
  const run = (more: Readonly<Record<string, string>>, ...options: readonly string[]) =>
    runCli({ cwd: state, columns: 100, env: { ...env, ...more } }, 'doctor', ...options);
  return {
    github,
    app,
    churn,
    ec2,
    region,
    url,
    doctor: (more = {}) => run(more),
    findings: async (more = {}) => {
      const { stdout } = await run(more, '--json');
      const { sections } = JSON.parse(stdout) as { readonly sections: readonly Section[] };
      return Object.fromEntries(
        sections.flatMap(({ findings }) => findings.map((each) => [each.checked, each])),
      );
    },
  };
}

async function openIssuer(): Promise<string> {
  const actions = await openActions();
  onTestFinished(() => actions.close());
  return actions.issuer;
}

/** The default network with what the deployment adds: an endpoint for S3, and a group that lets nobody in. */
function openNetwork(region: SeededRegion): string {
  const { vpcId, routeTables } = region.network;
  const [table] = routeTables;
  region.add({
    endpoint: {
      VpcEndpointId: 'vpce-0a',
      VpcEndpointType: 'Gateway',
      ServiceName: 'com.amazonaws.us-east-1.s3',
      State: 'Available',
      VpcId: vpcId,
      RouteTableIds: [table?.RouteTableId ?? ''],
    },
    group: {
      GroupId: 'sg-0123456789abcdef0',
      VpcId: vpcId,
      IpPermissionsEgress: [{ IpProtocol: 'tcp', FromPort: 443, ToPort: 443 }],
    },
  });
  return 'sg-0123456789abcdef0';
}
