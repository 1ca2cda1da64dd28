import { Buffer } from 'node:buffer';
import {
  GetConsoleOutputCommand,
  TerminateInstancesCommand,
  type EC2Client,
} from '@aws-sdk/client-ec2';
import { classOf } from '../ec2/error-classes.ts';
import { errorOf } from './error-of.ts';

type Sender = Pick<EC2Client, 'send'>;

/**
 * Ends instances. EC2 refuses a whole call for one id that it does not know, or that somebody protected: then they are ended
 * one by one. Those that it does not know are left to the sweep, since it does not know new ones at once; what else was
 * refused is thrown after the others were ended.
 * https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_TerminateInstances.html
 */
export async function endInstances(client: Sender, ids: readonly string[]): Promise<void> {
  if (ids.length === 0) return;
  try {
    await client.send(new TerminateInstancesCommand({ InstanceIds: [...ids] }));
  } catch (error) {
    const told = errorOf(error);
    const isUnknown = told.code.startsWith('InvalidInstanceID');
    if (ids.length > 1 && classOf(told) !== 'transient') return endOneByOne(client, ids);
    if (!isUnknown) throw error;
  }
}

async function endOneByOne(client: Sender, ids: readonly string[]): Promise<void> {
  const failed: unknown[] = [];
  for (const id of ids) {
    try {
      await endInstances(client, [id]);
    } catch (error) {
      failed.push(error);
    }
  }
  if (failed.length > 0) throw failed[0];
}

const MOST_LINES = 200;

/** The end of what an instance printed; null: nothing yet, or EC2 has forgotten it. `Latest` needs a Nitro machine, as all GPU types are. */
export async function consoleOf(client: Sender, id: string): Promise<string | null> {
  try {
    const answer = await client.send(new GetConsoleOutputCommand({ InstanceId: id, Latest: true }));
    const text = Buffer.from(answer.Output ?? '', 'base64').toString('utf8');
    return text === '' ? null : text.split(/\r?\n/).slice(-MOST_LINES).join('\n');
  } catch (error) {
    const { code } = errorOf(error);
    if (code.startsWith('InvalidInstanceID') || code === 'UnsupportedOperation') return null;
    throw error;
  }
}
