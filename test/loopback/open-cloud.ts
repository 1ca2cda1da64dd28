import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { stringify } from 'yaml';
import type { GitHub } from '../doubles/github/open-github.ts';
import { makeRunnerArchive } from '../doubles/actions/testing/runner-archive.ts';
import { runUserData } from '../doubles/ec2/boot/run-user-data.ts';
import { openEc2, type Ec2, type Ec2Options } from '../doubles/ec2/open-ec2.ts';

/** An EC2 on this machine, with what an App needs to start machines on it. */
export type Cloud = {
  readonly ec2: Ec2;
  /** What MLPIPELINES_MACHINES names. */
  readonly file: string;
  /** Variables of Amazon's SDK that lead to it. */
  readonly environment: Readonly<Record<string, string>>;
  /** Lets GitHub offer a runner that machines can run. */
  readonly releaseRunner: (github: GitHub) => void;
  readonly close: () => Promise<void>;
};

const REGION = 'us-east-1';
/** A machine is there within seconds, and gone as soon; which type is the cheapest does not depend on the hour. */
const QUICK = {
  visibleAfterMs: 100,
  tagsAfterMs: 200,
  pendingMs: 500,
  bootMs: 300,
  shuttingDownMs: 500,
  pricesMove: false,
};

/** Opens it; `speed`: so many times faster do machines wait. */
export async function openCloud({
  speed = 5,
  ...options
}: Ec2Options & { readonly speed?: number } = {}): Promise<Cloud> {
  const ec2 = await openEc2({ knobs: QUICK, boot: runUserData({}, { speed }), ...options });
  const runner = await makeRunnerArchive();
  const folder = mkdtempSync(join(tmpdir(), 'mlp-cloud-'));
  const file = join(folder, 'machines.yml');
  const region = ec2.region(REGION);
  const settings = {
    subnets: [region.subnet('a'), region.subnet('b')],
    'security-group': region.network.groups[0]?.GroupId,
  };
  writeFileSync(join(folder, 'ca.pem'), ec2.identityCertificate);
  writeFileSync(file, stringify({ regions: { [REGION]: settings }, certificates: 'ca.pem' }));
  const { accessKeyId, secretAccessKey } = ec2.credentials();
  return {
    ec2,
    file,
    environment: {
      AWS_ENDPOINT_URL_EC2: ec2.url,
      AWS_ENDPOINT_URL_PRICING: ec2.url,
      AWS_ACCESS_KEY_ID: accessKeyId,
      AWS_SECRET_ACCESS_KEY: secretAccessKey,
    },
    releaseRunner: (github) => github.releaseRunner(runner),
    close: async () => {
      await ec2.close();
      await runner.remove();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
