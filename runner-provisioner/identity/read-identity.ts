import { Buffer } from 'node:buffer';
import { webcrypto } from 'node:crypto';
import { Certificate, ContentInfo, CryptoEngine, SignedData, setEngine } from 'pkijs';

/** What EC2 signs of an instance. https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/instance-identity-documents.html */
export type InstanceIdentity = {
  readonly accountId: string;
  readonly region: string;
  readonly availabilityZone: string;
  readonly instanceId: string;
  readonly instanceType: string;
  readonly imageId: string;
  /** When EC2 launched it. */
  readonly pendingAt: number;
};

/** Region → certificate (PEM) by which EC2 signs there. */
export type IdentityCertificates = Readonly<Record<string, string>>;

/** The document is none of EC2's; the message says why. */
class IdentityProblem extends Error {
  override readonly name = 'IdentityProblem';
}

/** A document has some 500 bytes, its signature some 1,200 more. Reading takes longer the more parts a message claims to have. */
const LONGEST = 6000;

setEngine('node', new CryptoEngine({ name: 'node', crypto: webcrypto }));

/**
 * Reads what `/latest/dynamic/instance-identity/rsa2048` gives: PKCS#7 with the document inside, signed by the region's
 * certificate as it is kept here, never by one that the message brings along. Throws an `IdentityProblem`.
 * https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/verify-rsa2048.html
 */
export async function readIdentity(
  rsa2048: string,
  certificates: IdentityCertificates,
): Promise<InstanceIdentity> {
  if (rsa2048.length > LONGEST) throw new IdentityProblem('it is too long');
  const signed = parse(rsa2048);
  const identity = read(contentOf(signed));
  const pem = Object.hasOwn(certificates, identity.region) ? certificates[identity.region] : null;
  if (pem == null) {
    throw new IdentityProblem(`no certificate of the region ${identity.region} is known`);
  }
  signed.certificates = [certificateOf(pem)];
  if (!(await isSigned(signed))) {
    throw new IdentityProblem(`EC2 in ${identity.region} did not sign it`);
  }
  return identity;
}

function parse(base64: string): SignedData {
  const bytes = Uint8Array.from(Buffer.from(base64.replaceAll(/\s/g, ''), 'base64'));
  try {
    const info = ContentInfo.fromBER(bytes);
    const signed = new SignedData({ schema: info.content });
    // A second signer would be one that nobody looked at.
    if (signed.signerInfos.length === 1) return signed;
  } catch {
    throw new IdentityProblem('it is no PKCS#7 message');
  }
  throw new IdentityProblem('it has not exactly one signer');
}

function contentOf({ encapContentInfo }: SignedData): string {
  const content = encapContentInfo.eContent?.getValue();
  if (content === undefined) throw new IdentityProblem('it holds no document');
  return Buffer.from(content).toString('utf8');
}

async function isSigned(signed: SignedData): Promise<boolean> {
  try {
    return await signed.verify({ signer: 0, checkChain: false });
  } catch {
    return false;
  }
}

function certificateOf(pem: string): Certificate {
  const base64 = pem.replaceAll(/-----[A-Z ]+-----|\s/g, '');
  return Certificate.fromBER(Uint8Array.from(Buffer.from(base64, 'base64')));
}

function read(text: string): InstanceIdentity {
  const document = parseJson(text);
  const textOf = (name: string): string => {
    const value = document.get(name);
    if (typeof value === 'string' && value !== '') return value;
    throw new IdentityProblem(`the document has no ${name}`);
  };
  const pendingAt = Date.parse(textOf('pendingTime'));
  if (Number.isNaN(pendingAt)) throw new IdentityProblem('its pendingTime is no time');
  return {
    accountId: textOf('accountId'),
    region: textOf('region'),
    availabilityZone: textOf('availabilityZone'),
    instanceId: textOf('instanceId'),
    instanceType: textOf('instanceType'),
    imageId: textOf('imageId'),
    pendingAt,
  };
}

function parseJson(text: string): ReadonlyMap<string, unknown> {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === 'object' && value !== null) return new Map(Object.entries(value));
  } catch {
    // Told below.
  }
  throw new IdentityProblem('the document is not a JSON object');
}
