import type { Ec2Error, ErrorClass } from './error-classes.ts';
import { cut } from '../../text/shortened.ts';

/** What a refusal means and what to do about it, for people: cause, then the next step. */
export function wordsForRefusal(error: Ec2Error, kind: ErrorClass): string {
  // Found out before EC2 was asked, with the next step in it.
  if (error.code.startsWith('CapacityBlock')) return `No machine was started: ${error.message}.`;
  return `EC2 refused the machine (${whatWasSaid(error)}). ${adviceForRefusal(error, kind)}`;
}

/** What to do about it, in a sentence. */
export function adviceForRefusal(error: Ec2Error, kind: ErrorClass): string {
  return ADVICE.find((row) => row.matches(error))?.advice ?? BY_CLASS[kind];
}

/** EC2's own words, not too many of them. */
export function whatWasSaid({ code, message }: Ec2Error): string {
  return message === '' ? code : `${code}: ${cut(message, MOST)}`;
}

const MOST = 300;

type Advice = { readonly matches: (error: Ec2Error) => boolean; readonly advice: string };

const isDenial = ({ code }: Ec2Error) =>
  code === 'UnauthorizedOperation' || code.startsWith('AccessDenied');

const ADVICE: readonly Advice[] = [
  {
    matches: (error) => isDenial(error) && /service control policy/i.test(error.message),
    advice:
      'A service control policy of your AWS organisation forbids it; the usual causes are the region, IMDSv2, encryption of volumes, public addresses, a tag that is required, or the type. Ask whoever keeps the policy.',
  },
  {
    matches: (error) => isDenial(error) && /permissions boundary/i.test(error.message),
    advice: 'The permissions boundary of the app’s role does not allow it. Widen the boundary.',
  },
  {
    matches: ({ code, message }) =>
      (code === 'AuthFailure' || isDenial({ code, message, status: null })) &&
      /not authorized for images/i.test(message),
    advice: 'The image is not shared with this account. Share it, or name another in the policy.',
  },
  {
    matches: isDenial,
    advice:
      'No policy of the app’s role allows it. Add the action that the message names; its encoded part is read by `aws sts decode-authorization-message`.',
  },
  {
    matches: ({ code }) => code.startsWith('ExpiredToken') || code === 'InvalidClientTokenId',
    advice:
      'The AWS credentials of the app are not valid (any more). Renew them and start it again.',
  },
  {
    matches: ({ code }) => code.startsWith('InvalidAMIID'),
    advice: 'The image is gone or not in this region. Name another in the policy.',
  },
  {
    matches: ({ code }) => /^Invalid(Subnet|SecurityGroup|Group)/.test(code),
    advice:
      'The network that the app was given does not exist in this region. Give it subnets and a security group of this region.',
  },
  {
    matches: ({ code, message }) =>
      code === 'InvalidParameterValue' && /cannot specify tags for Spot/i.test(message),
    advice:
      'The launch template tags spot requests, which on-demand machines cannot have. Let the app make the template anew.',
  },
  {
    matches: ({ code, message }) =>
      code === 'FreeTierRestrictionError' || /not eligible for Free Tier/i.test(message),
    advice: 'The account is on a free plan, which has no such machines. Upgrade the plan.',
  },
  {
    matches: ({ code }) => code === 'Client.InternalError',
    advice: 'A volume could not be made; most often the KMS key’s policy does not let EC2 use it.',
  },
  {
    matches: ({ code }) => code === 'OptInRequired',
    advice: 'The account has not opted in to this region or product. Do so in the AWS console.',
  },
  {
    matches: ({ code }) => code === 'IdempotentParameterMismatch',
    advice: 'This is a fault of mlpipelines; please report it.',
  },
];

const BY_CLASS: Readonly<Record<ErrorClass, string>> = {
  capacity: 'There is no room just now; it is asked elsewhere.',
  quota:
    'The quota of this family is used up. Ask for more at https://console.aws.amazon.com/servicequotas/home/services/ec2/quotas.',
  transient: 'It is asked again.',
  eventual: 'It is asked again in a moment.',
  'market-off':
    'Spot machines need the service-linked role AWSServiceRoleForEC2Spot: `aws iam create-service-linked-role --aws-service-name spot.amazonaws.com`. Until then machines are on demand.',
  'account-wait':
    'AWS still verifies this account or region, which can take hours; it opens by itself.',
  adopt: 'It exists already.',
  denied: 'A policy of your AWS organisation forbids it. Ask whoever keeps the policy.',
  fatal: 'Something is wrong with what the app asks for or is allowed; the message says what.',
  unknown: 'Nobody has met this answer before; it is tried elsewhere once.',
};
