import type { Tag } from '@aws-sdk/client-ec2';
import type { LaunchOrder } from '../machine/launch-order.ts';
import { cut } from '../../text/shortened.ts';

/** https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/Using_Tags.html#tag-restrictions */
const LONGEST = 256;

/** Whose it is, what it is for, and when it must be gone: readable without this app, and nothing in it is secret. */
export function tagsOf(
  controller: string,
  { machine, attempt, name, expiresAt, trust, tags }: LaunchOrder,
): Tag[] {
  const own = {
    Name: `mlp ${name}`,
    'mlp:controller': controller,
    'mlp:machine': machine,
    'mlp:attempt': `${attempt.run}:${attempt.key}:${attempt.attempt}`,
    'mlp:trust': trust,
    'mlp:expires-at': new Date(expiresAt).toISOString(),
  };
  return Object.entries({ ...tags, ...own }).map(([Key, value]) => ({
    Key,
    Value: cut(value, LONGEST),
  }));
}
