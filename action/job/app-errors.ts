/** The app cannot be reached or cannot answer just now; asking again later may help. */
export class AppAway extends Error {
  override readonly name = 'AppAway';
  /** When the app says to ask again, in ms from now; null: it does not say. */
  readonly retryAfterMs: number | null;

  constructor(message: string, retryAfterMs: number | null, options?: ErrorOptions) {
    super(message, options);
    this.retryAfterMs = retryAfterMs;
  }
}

/** The app answers that it does not do this; asking again does not help. The message is for a person. */
export class Refused extends Error {
  override readonly name = 'Refused';
  readonly code: string;

  constructor(code: string, message: string) {
    super(message);
    this.code = code;
  }
}
