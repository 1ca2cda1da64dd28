import type { App } from '../state/accounts.ts';

/** An event for one App, made once and attempted once or more, always under the same GUID. */
export type Delivery = {
  readonly guid: string;
  readonly app: App;
  readonly event: string;
  readonly action: string | null;
  readonly installationId: number | null;
  readonly repositoryId: number | null;
  /** The body as it is signed and sent. */
  readonly payload: string;
};

/** One try to send a delivery, and what came of it. */
export type Attempt = {
  readonly id: number;
  readonly delivery: Delivery;
  readonly at: number;
  readonly redelivery: boolean;
  durationMs: number;
  status: string;
  statusCode: number;
  response: string;
};
