import { expect, test } from 'vitest';
import certificates from '../../runner-provisioner/identity/certificates.json' with { type: 'json' };
import { readIdentity } from '../../runner-provisioner/identity/read-identity.ts';
import { IdentityAuthority } from '../doubles/ec2/imds/identity-authority.ts';

const AT = new Date('2026-11-29T12:00:00Z');
const DOCUMENT = {
  accountId: '123456789012',
  region: 'us-east-1',
  availabilityZone: 'us-east-1a',
  instanceId: 'i-0abc',
  instanceType: 'g5.xlarge',
  imageId: 'ami-1',
  pendingTime: AT.toISOString(),
};
const authority = new IdentityAuthority();
const OURS = { 'us-east-1': authority.certificate };
const signed = (document: object) => authority.signedMessage(JSON.stringify(document), AT);
const bent = (message: string, from: string, to: string) => {
  const bytes = Buffer.from(message, 'base64');
  bytes.write(to, bytes.indexOf(from));
  return bytes.toString('base64');
};

test('a document that its region signed says which instance speaks', async () => {
  const { pendingTime, ...rest } = DOCUMENT;
  expect(await readIdentity(signed(DOCUMENT), OURS)).toEqual({
    ...rest,
    pendingAt: Date.parse(pendingTime),
  });
});

test.each([
  ['of which a byte was changed', bent(signed(DOCUMENT), 'i-0abc', 'i-0abd'), /did not sign it/],
  [
    'that claims to be of another region that has a certificate',
    signed({ ...DOCUMENT, region: 'eu-central-1' }),
    /EC2 in eu-central-1 did not sign it/,
  ],
  [
    'of a region without one',
    signed({ ...DOCUMENT, region: 'xx-1' }),
    /no certificate of the region xx-1/,
  ],
  [
    'of a region that every object has',
    signed({ ...DOCUMENT, region: 'constructor' }),
    /no certificate/,
  ],
  [
    'that another authority signed',
    new IdentityAuthority().signedMessage(JSON.stringify(DOCUMENT), AT),
    /did not sign it/,
  ],
  ['without an account', signed({ ...DOCUMENT, accountId: 7 }), /has no accountId/],
  ['without a time', signed({ ...DOCUMENT, pendingTime: 'soon' }), /pendingTime is no time/],
  ['that is no map', signed([]), /has no/],
  ['that is no message', 'bm90aGluZw==', /no PKCS#7 message/],
  ['that is nothing', '', /no PKCS#7 message/],
  ['that is endless', 'A'.repeat(20_000), /too long/],
])('one %s is none', async (_, message, why) => {
  const known = { ...certificates.regions, ...OURS };
  await expect(readIdentity(message, known)).rejects.toThrow(why);
});

test('there is a certificate of every region that EC2 had when they were collected', () => {
  expect(Object.keys(certificates.regions)).toHaveLength(38);
});
