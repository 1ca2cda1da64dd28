import type { Claim } from './claims.ts';

/** What attempts announced that they store, counted before they may: by attempt, run and installation. */
export interface Uploads {
  /**
   * Counts blobs of a claim, each once however often it asks, or none of them where a quota is too small. Two that ask
   * at once never get more than there is.
   */
  announce(order: UploadOrder): Promise<Announced>;
}

export type UploadOrder = {
  readonly claim: Pick<Claim, 'id' | 'run'>;
  readonly installation: number;
  readonly blobs: readonly { readonly digest: string; readonly size: number }[];
  readonly limits: UploadLimits;
};

/** Bytes; null: no limit of its own. */
export type UploadLimits = {
  readonly attempt: number | null;
  readonly run: number;
  readonly installation: number;
};

export type Announced =
  | { readonly type: 'announced' }
  | {
      readonly type: 'full';
      readonly quota: keyof UploadLimits;
      /** Bytes that were counted before. */
      readonly used: number;
      readonly asked: number;
      readonly limit: number;
    };
