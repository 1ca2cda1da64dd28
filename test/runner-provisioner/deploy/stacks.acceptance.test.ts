import { execFile } from 'node:child_process';
import { cpSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import {
  DescribeRouteTablesCommand,
  DescribeSecurityGroupsCommand,
  DescribeSubnetsCommand,
  DescribeVpcEndpointsCommand,
  EC2Client,
} from '@aws-sdk/client-ec2';
import { describe, expect, onTestFinished, test } from 'vitest';
import { parse } from 'yaml';
import { bySchema } from '../../support/by-schema.ts';
import { openMoto } from '../../doubles/ec2/testing/open-moto.ts';
import {
  installAwsCli,
  installCfnLint,
  installHcl,
  pythonAt,
} from '../../support/brought-tools.ts';
import { freshFolder } from '../../support/fresh-folder.ts';
import {
  appStatements,
  conditionText,
  expiryStatements,
  kindOf,
  type Statement,
} from './app-statements.ts';

const run = promisify(execFile);
const FOLDER = 'runner-provisioner/deploy';
const STACKS = ['network', 'permissions', 'expiry'];

/** An account with nothing in it, and the CLI that a person would type into. */
async function openAccount() {
  const endpoint = await openMoto();
  const region = 'us-east-1';
  const env = {
    ...pythonAt(await installAwsCli()),
    AWS_ENDPOINT_URL: endpoint,
    AWS_REGION: region,
    AWS_ACCESS_KEY_ID: 'a',
    AWS_SECRET_ACCESS_KEY: 'b',
  };
  const aws = async (...words: readonly string[]): Promise<string> =>
    (await run('aws', [...words, '--region', region, '--output', 'text'], { env })).stdout.trim();
  const create = async (name: string, ...parameters: readonly string[]) => {
    const file = `file://${FOLDER}/cloudformation/${name}.yaml`;
    const given = parameters.length > 0 ? ['--parameters', ...parameters.map(parameter)] : [];
    const stack = ['--stack-name', name];
    const may = ['--capabilities', 'CAPABILITY_IAM'];
    await aws(
      'cloudformation',
      'create-stack',
      ...stack,
      '--template-body',
      file,
      ...may,
      ...given,
    );
    return (output: string) =>
      aws('cloudformation', 'describe-stacks', ...stack, '--query', queryFor(output));
  };
  const credentials = { accessKeyId: 'a', secretAccessKey: 'b' };
  const client = new EC2Client({ endpoint, region, credentials });
  onTestFinished(() => client.destroy());
  return { aws, create, client };
}

function parameter(text: string): string {
  const [key = '', value = ''] = text.split('=');
  return `ParameterKey=${key},ParameterValue=${value}`;
}

function queryFor(output: string): string {
  return `Stacks[0].Outputs[?OutputKey=='${output}'].OutputValue`;
}

describe('the templates of CloudFormation', () => {
  test('are clean to cfn-lint', async () => {
    const folder = await installCfnLint();
    const files = STACKS.map((name) => `${FOLDER}/cloudformation/${name}.yaml`);
    await expect(
      run('python3', [`${folder}/bin/cfn-lint`, ...files], { env: pythonAt(folder) }),
    ).resolves.toMatchObject({ stdout: '' });
  });

  test('make a network whose output is a machines file, with S3 near by and no way in', async () => {
    const { create, client } = await openAccount();
    const output = await create('network');
    const file = parse(await output('MachinesFile')) as unknown;
    const checked = bySchema('machines', file);
    if (!checked.valid) throw new Error(JSON.stringify(checked.errors));
    const region = checked.value.regions['us-east-1'];
    const subnets = region?.subnets ?? [];
    const found = await client.send(new DescribeSubnetsCommand({ SubnetIds: subnets }));
    const zones = (found.Subnets ?? []).map(({ AvailabilityZone }) => AvailabilityZone);
    expect(new Set(zones)).toEqual(new Set(['us-east-1a', 'us-east-1b', 'us-east-1c']));
    // moto loses these on the way.
    const text = readFileSync(`${FOLDER}/cloudformation/network.yaml`, 'utf8');
    expect(text.match(/MapPublicIpOnLaunch: true/g)).toHaveLength(3);
    expect(text.match(/Type: AWS::EC2::SubnetRouteTableAssociation/g)).toHaveLength(3);
    expect(text).toMatch(
      /SecurityGroupEgress:\n +- \{ IpProtocol: tcp, FromPort: 443, ToPort: 443,/,
    );
    const named = { GroupIds: [region?.['security-group'] ?? ''] };
    const { SecurityGroups } = await client.send(new DescribeSecurityGroupsCommand(named));
    expect(SecurityGroups).toMatchObject([{ IpPermissions: [] }]);
    const { RouteTables = [] } = await client.send(new DescribeRouteTablesCommand({}));
    const table = RouteTables.find(({ Routes = [] }) =>
      Routes.some(
        ({ DestinationCidrBlock: to, GatewayId = '' }) =>
          to === '0.0.0.0/0' && GatewayId.startsWith('igw-'),
      ),
    );
    const endpoints = await client.send(new DescribeVpcEndpointsCommand({}));
    expect(endpoints.VpcEndpoints).toMatchObject([
      {
        VpcEndpointType: 'Gateway',
        ServiceName: 'com.amazonaws.us-east-1.s3',
        RouteTableIds: [table?.RouteTableId],
      },
    ]);
  });

  test('make the policy of the App, and a profile for machines only where it is asked for', async () => {
    const { aws, create } = await openAccount();
    await aws('iam', 'create-role', '--role-name', 'app', '--assume-role-policy-document', '{}');
    const output = await create('permissions', 'AppRole=app', 'SessionManager=yes');
    const attached = await aws('iam', 'list-attached-role-policies', '--role-name', 'app');
    expect(attached).toContain(await output('AppPolicy'));
    const named = ['--policy-arn', await output('AppPolicy'), '--version-id', 'v1'];
    const query = ['--query', 'PolicyVersion.Document.Statement[].Sid'];
    const sids = (await aws('iam', 'get-policy-version', ...named, ...query)).split(/\s+/);
    expect(new Set(sids)).toEqual(new Set(Object.keys(appStatements())));
    const profile = await output('InstanceProfile');
    expect(profile).toMatch(/^[\w+=,.@-]+$/);
    await aws('iam', 'get-instance-profile', '--instance-profile-name', profile);
  });

  test('make a role that trusts one branch of one repository, whichever form GitHub gives its name', async () => {
    const { aws, create } = await openAccount();
    const repository = ['Owner=acme', 'OwnerId=1', 'Repository=operations', 'RepositoryId=22'];
    const role = await (await create('expiry', ...repository))('Role');
    const name = role.slice(role.lastIndexOf('/') + 1);
    const query = 'Role.AssumeRolePolicyDocument.Statement[0].Condition.StringEquals';
    const got = await aws('iam', 'get-role', '--role-name', name, '--query', query);
    expect(got).toContain('sts.amazonaws.com');
    expect(got).toContain('repo:acme/operations:ref:refs/heads/main');
    expect(got).toContain('repo:acme@1/operations@22:ref:refs/heads/main');
  });
});

type Block = Readonly<Record<string, unknown>>;

/** Terraform's own program checks types only with AWS's provider, from a registry: so the files are parsed, and held against the templates. */
describe('the files of Terraform', () => {
  test('say of the App what the template says', async () => {
    expect(await policyOf('permissions', 'app')).toEqual(appStatements());
  });

  test('say of the workflow that ends machines what the template says', async () => {
    expect(await policyOf('expiry', 'expiry')).toEqual(expiryStatements());
  });

  test('are as Terraform itself writes them, and valid to it where it can have its provider', async ({
    annotate,
    skip,
  }) => {
    const program = await terraform();
    if (program === null) {
      skip('neither terraform nor tofu is installed');
      return;
    }
    const folder = join(freshFolder(), 'terraform');
    cpSync(`${FOLDER}/terraform`, folder, { recursive: true });
    await run(program, ['fmt', '-check', '-diff', '-recursive', folder], { env: QUIET });
    for (const name of STACKS) {
      const at = `-chdir=${join(folder, name)}`;
      const init = ['init', '-backend=false', '-input=false', '-no-color'];
      const isReady = await run(program, [at, ...init], { env: QUIET }).then(
        () => true,
        (error: unknown) => {
          // Whatever else keeps it from starting is a mistake in the file.
          if (!UNREACHABLE.test(String(error))) throw error;
          return false;
        },
      );
      if (!isReady) {
        await annotate('formatted and parsed, not validated: no registry of providers answers');
        return;
      }
      await run(program, [at, 'validate', '-no-color'], { env: QUIET });
    }
  });

  test('are parsed, each with the outputs of its template', async () => {
    const outputs = await Promise.all(
      STACKS.map(async (name) => {
        const { output } = await parseTerraform(name);
        return (output as readonly Block[]).flatMap((each) => Object.keys(each));
      }),
    );
    expect(outputs).toEqual([['machines_file'], ['app_policy', 'instance_profile'], ['role']]);
  });
});

/** The statements of a policy, by their names. */
async function policyOf(file: string, name: string): Promise<Readonly<Record<string, Statement>>> {
  const { data } = await parseTerraform(file);
  const documents = (data as readonly Record<string, Record<string, Block>>[])
    .flatMap((each) => each['aws_iam_policy_document'] ?? [])
    .flatMap((each) => each[name] ?? []);
  const [{ statement = [], dynamic = [] } = {}] = documents as {
    statement?: Block[];
    dynamic?: { statement: { content: Block[] } }[];
  }[];
  const inner = dynamic.flatMap((each) => each.statement.content);
  return Object.fromEntries(
    [...statement, ...inner].map((each) => [each['sid'], statementOf(each)]),
  );
}

const QUIET = { ...process.env, CHECKPOINT_DISABLE: '1' };
const UNREACHABLE = /could not connect to registry|no such host|i\/o timeout|connection refused/i;

/** Terraform, or its sibling that speaks the same language. */
async function terraform(): Promise<string | null> {
  for (const name of ['terraform', 'tofu']) {
    const isThere = await run(name, ['version'], { env: QUIET }).then(
      () => true,
      () => false,
    );
    if (isThere) return name;
  }
  return null;
}

function statementOf(block: Block): Statement {
  const conditions = (block['condition'] ?? []) as readonly {
    test: string;
    variable: string;
    values: string | readonly string[];
  }[];
  return {
    actions: (block['actions'] as string[]).toSorted(),
    resources: (block['resources'] as string[])
      .map((each) => (each.includes('statement.value') ? '(another)' : kindOf(each)))
      .toSorted(),
    conditions: conditions
      .map(({ test: how, variable, values }) => conditionText(how, variable, [values].flat()))
      .toSorted(),
  };
}

const READ = `import hcl2, json, sys; json.dump(hcl2.load(open(sys.argv[1])), sys.stdout)`;

async function parseTerraform(name: string): Promise<Block> {
  const env = pythonAt(await installHcl());
  const file = `${FOLDER}/terraform/${name}/main.tf`;
  const { stdout } = await run('python3', ['-c', READ, file], { env });
  return unquoted(JSON.parse(stdout)) as Block;
}

/** The parser leaves the quotes of texts and of labels where they are. */
function unquoted(value: unknown): unknown {
  if (typeof value === 'string') return value.replace(/^"([\s\S]*)"$/, '$1');
  if (Array.isArray(value)) return value.map(unquoted);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([key]) => key !== '__is_block__')
      .map(([key, held]) => [String(unquoted(key)), unquoted(held)]),
  );
}
