import { CreateTagsCommand, type EC2Client } from '@aws-sdk/client-ec2';

/** No sweep ends an instance before then that nothing needs: `machine/reap-orphans.ts`. */
export async function holdInstance(
  client: Pick<EC2Client, 'send'>,
  id: string,
  until: number,
): Promise<void> {
  const Tags = [{ Key: 'mlp:hold-until', Value: new Date(until).toISOString() }];
  await client.send(new CreateTagsCommand({ Resources: [id], Tags }));
}
