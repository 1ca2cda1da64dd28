// Generated from action-request.schema.json by `npm run generate`. Do not edit.

/**
 * What the GitHub Action says to the app. The action may be older than the app.
 */
export type ActionRequest =
  ClaimRequest | BootstrapClaimRequest | HeartbeatRequest | ReportsRequest | BlobsRequest;

/**
 * A job asks for the attempt that it was dispatched for.
 */
export interface ClaimRequest {
  /**
   * Version of this format.
   */
  format: 1;
  type: 'claim';
  /**
   * OIDC token of the job, for the app's URL. Good for one claim.
   */
  identity: string;
  /**
   * Name of the attempt in the job's input. Compared, never trusted.
   */
  hint: string | null;
}
/**
 * A job that GitHub gives no identity, since its code is not trusted, asks for its attempt.
 */
export interface BootstrapClaimRequest {
  /**
   * Version of this format.
   */
  format: 1;
  type: 'claim.bootstrap';
  /**
   * Secret of the dispatch.
   */
  bootstrap: string;
  /**
   * Chosen by the job: the same again is the same job, whom the answer did not reach.
   */
  nonce: string;
  /**
   * Its id on GitHub.
   */
  repository: number;
  /**
   * Its id on GitHub.
   */
  workflowRun: number;
  /**
   * Name of the attempt in the job's input.
   */
  hint: string;
}
/**
 * The attempt is alive.
 */
export interface HeartbeatRequest {
  /**
   * Version of this format.
   */
  format: 1;
  type: 'heartbeat';
}
/**
 * Reports in their order, without a gap after those that came before.
 */
export interface ReportsRequest {
  /**
   * Version of this format.
   */
  format: 1;
  type: 'reports';
  /**
   * Sequence number of the first one; the attempt's first is 1.
   */
  first: number;
  /**
   * Each an AttemptReport.
   *
   * @minItems 1
   * @maxItems 1000
   */
  reports: {
    [k: string]: unknown;
  }[];
}
/**
 * What is to be stored or fetched.
 */
export interface BlobsRequest {
  /**
   * Version of this format.
   */
  format: 1;
  /**
   * Which are not stored yet; where to put them; where to get them.
   */
  type: 'blobs.missing' | 'blobs.upload' | 'blobs.download';
  /**
   * @minItems 1
   * @maxItems 1000
   *
   * Items: A blob.
   */
  blobs: {
    /**
     * Of its bytes.
     */
    digest: string;
    /**
     * Bytes; needed for an upload.
     */
    size: number | null;
  }[];
}
