import { createHash, createHmac, timingSafeEqual, type Hash, type Hmac } from 'node:crypto';
import { SignatureV4 } from '@smithy/signature-v4';
import { Ec2Error } from '../state/ec2-error.ts';

export type Credentials = {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
};

/** The keys that EC2 knows, by access key id. */
export type KnownKeys = ReadonlyMap<string, Credentials & { readonly isExpired: boolean }>;

type Scope = {
  readonly accessKeyId: string;
  readonly day: string;
  readonly region: string;
  readonly service: string;
  readonly signedHeaders: readonly string[];
  readonly signature: string;
};

/**
 * Says for which region a request was signed, by signing it again. Throws an Ec2Error when it was not signed, or not
 * with a key of ours. https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv.html
 */
export async function verifySignature(
  request: Request,
  body: string,
  keys: KnownKeys,
  service = 'ec2',
): Promise<string> {
  const scope = readScope(request.headers.get('authorization'));
  if (scope.service !== service) throw notValidated();
  const key = keys.get(scope.accessKeyId);
  const token = request.headers.get('x-amz-security-token') ?? undefined;
  if (key === undefined || key.sessionToken !== token) throw notValidated();
  // What STS credentials are answered when their time is over.
  if (key.isExpired) throw new Ec2Error('RequestExpired', 'Request has expired.');
  const signed = await signAgain(request, body, { scope, key });
  if (!isSame(readScope(signed).signature, scope.signature))
    throw new Ec2Error(
      'SignatureDoesNotMatch',
      'The request signature we calculated does not match the signature you provided.',
      403,
    );
  return scope.region;
}

function isSame(ours: string, theirs: string): boolean {
  return timingSafeEqual(Buffer.from(ours), Buffer.from(theirs));
}

async function signAgain(
  request: Request,
  body: string,
  { scope, key }: { readonly scope: Scope; readonly key: Credentials },
): Promise<string> {
  const url = new URL(request.url);
  const taken = scope.signedHeaders.filter((name) => name !== 'x-amz-content-sha256');
  const signer = new SignatureV4({
    credentials: key,
    region: scope.region,
    service: scope.service,
    sha256: Sha256,
    applyChecksum: scope.signedHeaders.includes('x-amz-content-sha256'),
  });
  const signed = await signer.sign(
    {
      method: request.method,
      protocol: url.protocol,
      hostname: url.hostname,
      path: url.pathname,
      query: Object.fromEntries(url.searchParams),
      headers: Object.fromEntries(taken.map((name) => [name, request.headers.get(name) ?? ''])),
      body,
    },
    { signingDate: dateOf(request.headers.get('x-amz-date')) },
  );
  return signed.headers['authorization'] ?? '';
}

function readScope(header: string | null): Scope {
  const found =
    /^AWS4-HMAC-SHA256 Credential=([^/]+)\/(\d{8})\/([\w-]+)\/(\w+)\/aws4_request, SignedHeaders=([\w;-]+), Signature=([0-9a-f]{64})$/.exec(
      header ?? '',
    );
  if (found === null) throw notValidated();
  const [, accessKeyId = '', day = '', region = '', service = '', names = '', signature = ''] =
    found;
  return { accessKeyId, day, region, service, signedHeaders: names.split(';'), signature };
}

function dateOf(text: string | null): Date {
  const found = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/.exec(text ?? '');
  if (found === null) throw notValidated();
  const [, year, month, day, hour, minute, second] = found;
  return new Date(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`);
}

function notValidated(): Ec2Error {
  return new Ec2Error(
    'AuthFailure',
    'AWS was not able to validate the provided access credentials',
    401,
  );
}

/** SHA-256 of node:crypto under the interface that the SDK's signer asks for. */
class Sha256 {
  readonly #hash: Hash | Hmac;

  constructor(secret?: string | ArrayBuffer | ArrayBufferView) {
    this.#hash = secret === undefined ? createHash('sha256') : createHmac('sha256', bytes(secret));
  }

  update(data: Uint8Array | string): void {
    this.#hash.update(data);
  }

  digest(): Promise<Uint8Array> {
    return Promise.resolve(this.#hash.digest());
  }

  reset(): void {
    throw new Error('The signer makes a new one each time.');
  }
}

function bytes(data: string | ArrayBuffer | ArrayBufferView): Uint8Array | string {
  if (typeof data === 'string') return data;
  return ArrayBuffer.isView(data)
    ? new Uint8Array(data.buffer, data.byteOffset, data.byteLength)
    : new Uint8Array(data);
}
