import type { Ec2Error } from '../ec2/error-classes.ts';

/**
 * An error of the SDK as EC2 meant it, its cause where that says more: a code, a text, and the status of the answer. An
 * answer with status 5xx need not be XML, and the SDK then calls it "Error"; the status decides.
 */
export function errorOf(error: unknown): Ec2Error {
  const own = partsOf(error);
  const cause = error instanceof Error ? partsOf(error.cause) : NOTHING;
  const code = own.code ?? cause.code ?? 'Unknown';
  return {
    code: code === 'Error' ? (cause.code ?? 'Unknown') : code,
    message: own.message,
    status: own.status ?? cause.status,
  };
}

/** Whether EC2 may have done what it was asked for all the same. */
export function isAmbiguous({ status, code }: Ec2Error): boolean {
  // A throttle is a 503 too, but says that nothing was done.
  if (/Throttl|RequestLimitExceeded|SlowDown|TooManyRequests/.test(code)) return false;
  return status === null ? code !== 'CredentialsProviderError' : status >= 500;
}

type Parts = {
  readonly code: string | null;
  readonly message: string;
  readonly status: number | null;
};
const NOTHING: Parts = { code: null, message: '', status: null };

function partsOf(error: unknown): Parts {
  if (!(error instanceof Error)) return NOTHING;
  const { name, message } = error;
  const code = 'code' in error && typeof error.code === 'string' ? error.code : name;
  return { code, message, status: statusOf(error) };
}

function statusOf(error: Error): number | null {
  const metadata: unknown = '$metadata' in error ? error.$metadata : null;
  if (typeof metadata !== 'object' || metadata === null) return null;
  const status: unknown = 'httpStatusCode' in metadata ? metadata.httpStatusCode : null;
  return typeof status === 'number' ? status : null;
}
