import { EC2Client } from '@aws-sdk/client-ec2';
import type { SeenInstance } from '../machine/instances.ts';
import { endInstances } from './end-instances.ts';
import { listInstances } from './list-instances.ts';
import { asking } from './region-problem.ts';

/** What can be done about machines with AWS rights alone, without the App and what it keeps. */
export type Regions = {
  /** Every machine that any controller started, as its tags tell. Throws a `RegionProblem`. */
  readonly list: () => Promise<readonly SeenInstance[]>;
  /** Ends these; those that are gone already are no error. Throws a `RegionProblem`. */
  readonly end: (instances: readonly Pick<SeenInstance, 'id' | 'region'>[]) => Promise<void>;
  readonly close: () => void;
};

/** Credentials and address are the SDK's own: https://docs.aws.amazon.com/sdkref/latest/guide/environment-variables.html */
export function openRegions(names: readonly string[]): Regions {
  const clients = new Map(names.map((region) => [region, new EC2Client({ region })]));
  return {
    list: async () => {
      const found = await Promise.all(
        [...clients].map(([region, client]) =>
          asking(region, () => listInstances(client, { controller: null, region })),
        ),
      );
      return found.flat();
    },
    end: async (instances) => {
      await Promise.all(
        [...clients].map(([region, client]) => {
          const ids = instances.filter((each) => each.region === region).map(({ id }) => id);
          return asking(region, () => endInstances(client, ids));
        }),
      );
    },
    close: () => {
      for (const client of clients.values()) client.destroy();
    },
  };
}
