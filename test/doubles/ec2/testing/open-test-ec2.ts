import { EC2Client, type EC2ClientConfig } from '@aws-sdk/client-ec2';
import { expect, onTestFinished } from 'vitest';
import { openEc2, type Ec2, type Ec2Options } from '../open-ec2.ts';

/** An EC2 for one test, which fails when anything went against EC2's description. */
export async function openTestEc2(options: Ec2Options = {}): Promise<Ec2> {
  const ec2 = await openEc2(options);
  onTestFinished(async () => {
    await ec2.close();
    expect(ec2.problems()).toEqual([]);
  });
  return ec2;
}

/** A real client, which tries once unless it is told otherwise. */
export function ec2ClientOf(ec2: Ec2, config: EC2ClientConfig = {}): EC2Client {
  const client = new EC2Client({
    endpoint: ec2.url,
    region: 'us-east-1',
    credentials: ec2.credentials(),
    maxAttempts: 1,
    ...config,
  });
  onTestFinished(() => client.destroy());
  return client;
}
