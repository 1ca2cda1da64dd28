// Generated from action-answer.schema.json by `npm run generate`. Do not edit.

/**
 * What the app answers to the GitHub Action. The action passes over fields that it does not know.
 */
export type ActionAnswer = ClaimedAnswer | StandingAnswer | BlobsAnswer | RefusedAnswer;

/**
 * The attempt is this job's.
 */
export interface ClaimedAnswer {
  /**
   * Version of this format.
   */
  format: 1;
  type: 'claimed';
  /**
   * Names the claim in the paths below /api/attempts/.
   */
  claim: string;
  /**
   * Authorization: Bearer … for this attempt alone. Short-lived; heartbeats answer with newer ones.
   */
  token: string;
  /**
   * A Ticket. Its secrets are empty: their values never leave the job.
   */
  ticket: {
    [k: string]: unknown;
  };
  /**
   * Environment variable to the name of the secret that it is to hold.
   */
  secrets: {
    [k: string]: string;
  };
  /**
   * Where a person sees the run.
   */
  page: string | null;
  pace: ActionPace;
}
/**
 * How often and how long.
 */
export interface ActionPace {
  /**
   * From one heartbeat to the next. In milliseconds.
   */
  heartbeatMs: number;
  /**
   * How long an app that does not answer is asked again once nothing else is left to do. In milliseconds.
   */
  giveUpMs: number;
}
/**
 * How the attempt stands.
 */
export interface StandingAnswer {
  /**
   * Version of this format.
   */
  format: 1;
  type: 'standing';
  /**
   * Go on; end the step; nobody waits for it any more.
   */
  standing: 'wanted' | 'cancel' | 'over';
  /**
   * Sequence number of the last report that is kept; 0 before the first.
   */
  reported: number;
  /**
   * To be used from now on; null: the old one will do.
   */
  token: string | null;
}
/**
 * Those that are missing, or where to put or get each.
 */
export interface BlobsAnswer {
  /**
   * Version of this format.
   */
  format: 1;
  type: 'blobs';
  /**
   * Items: A blob.
   */
  blobs: {
    /**
     * Of its bytes.
     */
    digest: string;
    /**
     * Signed, good for some minutes; null in an answer to blobs.missing.
     */
    url: string | null;
    /**
     * To be sent with the request.
     */
    headers: {
      [k: string]: string;
    };
  }[];
}
/**
 * Why the app does not do what was asked.
 */
export interface RefusedAnswer {
  /**
   * Version of this format.
   */
  format: 1;
  type: 'refused';
  /**
   * Names the reason; new ones may come.
   */
  code: string;
  /**
   * For a person: what is wrong and what to do next.
   */
  message: string;
}
