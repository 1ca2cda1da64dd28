import { Buffer } from 'node:buffer';
import {
  GetConsoleOutputCommand,
  TerminateInstancesCommand,
  type EC2Client,
} from '@aws-sdk/client-ec2';
import { errorOf } from './error-of.ts';

type Sender = Pick<EC2Client, 'send'>;

/**
 * Ends instances. EC2 refuses a whole call for one id that it does not know: then they are ended one by one, and those
 * that it does not know are left to the sweep, since it does not know new ones at once.
 */
export async function endInstances(client: Sender, ids: readonly string[]): Promise<void> {
  if (ids.length === 0) return;
  try {
    await client.send(new TerminateInstancesCommand({ InstanceIds: [...ids] }));
  } catch (error) {
    if (!errorOf(error).code.startsWith('InvalidInstanceID')) throw error;
    if (ids.length === 1) return;
    for (const id of ids) await endInstances(client, [id]);
  }
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
