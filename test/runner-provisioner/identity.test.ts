import * as fc from 'fast-check';
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
  ['that is endless', 'A'.repeat(6001), /too long/],
])('one %s is none', async (_, message, why) => {
  const known = { ...certificates.regions, ...OURS };
  await expect(readIdentity(message, known)).rejects.toThrow(why);
});

/** Headers of parts that claim to hold others, and parts without end. */
const DEEP = ['3080', '2480', 'a080', '3180', '0500', '020101', '06ff', '3088ffffffffffffffff'];

test('no bytes make reading fail in another way, or take long', async () => {
  const good = Buffer.from(signed(DOCUMENT), 'base64');
  const spoilt = fc.tuple(
    fc.nat(good.length),
    fc.oneof(
      fc.uint8Array({ maxLength: 40 }),
      fc
        .tuple(fc.constantFrom(...DEEP), fc.nat(4000))
        .map(([hex, count]) => Buffer.from(hex.repeat(count), 'hex').subarray(0, 4400)),
    ),
    fc.nat(40),
  );
  await fc.assert(
    fc.asyncProperty(spoilt, async ([at, bytes, left]) => {
      const message = Buffer.concat([good.subarray(0, at), bytes, good.subarray(at + left)]);
      const began = process.cpuUsage();
      const why = await readIdentity(message.toString('base64'), OURS).catch(
        (error: unknown) => error,
      );
      const { user } = process.cpuUsage(began);
      expect(user / 1000).toBeLessThan(1000);
      if (why instanceof Error) expect(why.name).toBe('IdentityProblem');
      else expect(why).toMatchObject({ accountId: DOCUMENT.accountId });
    }),
    { numRuns: 100 },
  );
});

test('there is a certificate of every region that EC2 had when they were collected', () => {
  expect(Object.keys(certificates.regions)).toHaveLength(38);
});
