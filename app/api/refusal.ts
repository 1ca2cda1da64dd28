import type { ContentfulStatusCode } from 'hono/utils/http-status';

/** Codes of all refusals and the HTTP status that each is answered with. Codes are on the wire: never rename one. */
const STATUS = {
  'unreadable-request': 400,
  'unknown-format': 400,
  'too-large': 413,
  'quota-full': 413,
  'no-token': 401,
  'token-invalid': 401,
  'token-expired': 401,
  'identity-unreadable': 401,
  'identity-signature': 401,
  'identity-expired': 401,
  'identity-too-early': 401,
  'wrong-issuer': 401,
  'wrong-audience': 401,
  'identity-replayed': 401,
  'wrong-event': 403,
  'wrong-repository': 403,
  'wrong-run': 403,
  'rerun-by-github': 403,
  'not-dispatched': 403,
  'wrong-job': 403,
  'workflow-changed': 403,
  'not-given': 403,
  'wrong-environment': 403,
  'link-invalid': 403,
  'unknown-claim': 404,
  'blob-missing': 404,
  'nothing-here': 404,
  'no-such-model': 404,
  'no-such-alias': 404,
  'claimed-by-another-job': 409,
  'claimed-before': 409,
  'attempt-over': 409,
  'attempt-cancelled': 409,
  'report-gap': 409,
  'too-many-environments': 409,
  'wrong-bytes': 422,
  'too-many-files': 422,
  'invalid-artifact': 422,
  'false-report': 422,
  'too-often': 429,
  'app-failed': 500,
  'policy-unavailable': 503,
  'github-unavailable': 503,
  'no-room': 503,
  'identity-unavailable': 503,
  'dispatch-unavailable': 503,
} as const satisfies Record<string, ContentfulStatusCode>;

export type RefusalCode = keyof typeof STATUS;

/** The app does not do what was asked. The message says to a person why, and what to do next. */
export class Refusal extends Error {
  override readonly name = 'Refusal';
  readonly code: RefusalCode;

  constructor(code: RefusalCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }

  get status(): (typeof STATUS)[RefusalCode] {
    return STATUS[this.code];
  }
}
