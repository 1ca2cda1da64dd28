import { createHash, createSign, generateKeyPairSync, sign, type KeyObject } from 'node:crypto';
import * as asn from './der.ts';

const OID = {
  commonName: '2.5.4.3',
  data: '1.2.840.113549.1.7.1',
  signedData: '1.2.840.113549.1.7.2',
  contentType: '1.2.840.113549.1.9.3',
  messageDigest: '1.2.840.113549.1.9.4',
  signingTime: '1.2.840.113549.1.9.5',
  sha256: '2.16.840.1.101.3.4.2.1',
  rsa: '1.2.840.113549.1.1.1',
  rsaSha256: '1.2.840.113549.1.1.11',
};
const SERIAL = 4_711n;

/**
 * Signs instance identity documents in EC2's place. Each real region has a certificate of its own, published at
 * https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/regions-certs.html; who is to trust this one is told so by its
 * configuration. Its key is made when it is first needed.
 */
export class IdentityAuthority {
  #made: { readonly key: KeyObject; readonly certificate: string } | null = null;

  /** PEM. */
  get certificate(): string {
    return this.#pair().certificate;
  }

  /** What `/latest/dynamic/instance-identity/signature` answers: over the very bytes of the document. */
  signature(document: string): string {
    return sign('RSA-SHA256', Buffer.from(document), this.#pair().key).toString('base64');
  }

  /**
   * What `/rsa2048` answers: a CMS message with the document in it. No real one was at hand; of the forms that CMS allows
   * this is the one that asks most of who verifies it: lengths that are not said (BER), signed by its attributes (RFC 5652,
   * 5.3), and without the certificate.
   */
  signedMessage(document: string, at: Date): string {
    const content = Buffer.from(document);
    const message = asn.open(
      0x30,
      asn.oid(OID.signedData),
      asn.open(
        0xa0,
        asn.open(
          0x30,
          asn.integer(1n),
          asn.setOf(algorithm(OID.sha256)),
          asn.open(0x30, asn.oid(OID.data), asn.open(0xa0, asn.open(0x24, asn.octets(content)))),
          asn.setOf(this.#signer(content, at)),
        ),
      ),
    );
    return (message.toString('base64').match(/.{1,64}/g) ?? []).join('\n');
  }

  #signer(content: Buffer, at: Date): Buffer {
    const attributes = [
      attribute(OID.contentType, asn.oid(OID.data)),
      attribute(OID.signingTime, asn.utcTime(at)),
      attribute(OID.messageDigest, asn.octets(createHash('sha256').update(content).digest())),
    ];
    // Signed as a set, sent under another tag: RFC 5652, 5.4.
    const signature = sign('RSA-SHA256', asn.setOf(...attributes), this.#pair().key);
    return asn.sequence(
      asn.integer(1n),
      asn.sequence(NAME, asn.integer(SERIAL)),
      algorithm(OID.sha256),
      asn.der(0xa0, ...attributes),
      algorithm(OID.rsa),
      asn.octets(signature),
    );
  }

  #pair(): { readonly key: KeyObject; readonly certificate: string } {
    this.#made ??= makePair();
    return this.#made;
  }
}

const NAME = asn.sequence(
  asn.setOf(asn.sequence(asn.oid(OID.commonName), asn.utf8('Stand-in for EC2'))),
);

function algorithm(id: string): Buffer {
  return asn.sequence(asn.oid(id), asn.NULL);
}

function attribute(id: string, value: Buffer): Buffer {
  return asn.sequence(asn.oid(id), asn.setOf(value));
}

/** A certificate that its key signed itself, valid for as long as EC2's are. */
function makePair(): { readonly key: KeyObject; readonly certificate: string } {
  const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2_048 });
  const body = asn.sequence(
    asn.der(0xa0, asn.integer(2n)),
    asn.integer(SERIAL),
    algorithm(OID.rsaSha256),
    NAME,
    asn.sequence(asn.utcTime(new Date(0)), asn.longTime(new Date(Date.UTC(2195, 0)))),
    NAME,
    publicKey.export({ type: 'spki', format: 'der' }),
  );
  const signature = createSign('RSA-SHA256').update(body).sign(privateKey);
  const whole = asn.sequence(body, algorithm(OID.rsaSha256), asn.bits(signature));
  const lines = whole.toString('base64').match(/.{1,64}/g) ?? [];
  return {
    key: privateKey,
    certificate: ['-----BEGIN CERTIFICATE-----', ...lines, '-----END CERTIFICATE-----', ''].join(
      '\n',
    ),
  };
}
