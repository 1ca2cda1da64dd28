import { describe, expect, test } from 'vitest';
import { classOf, type ErrorClass } from '../../runner-provisioner/ec2/error-classes.ts';
import { wordsForRefusal } from '../../runner-provisioner/ec2/words-for-refusal.ts';

/** Said a second time, from https://docs.aws.amazon.com/AWSEC2/latest/APIReference/errors-overview.html and what others met. */
const MEANT: readonly (readonly [ErrorClass, string])[] = [
  [
    'capacity',
    'InsufficientInstanceCapacity UnfulfillableCapacity InsufficientCapacity InsufficientHostCapacity InsufficientCapacityOnHost ReservationCapacityExceeded InvalidCapacityReservationId.NotFound SpotMaxPriceTooLow InsufficientFreeAddressesInSubnet Unsupported UnsupportedOperation InvalidFleetConfiguration Server.InsufficientInstanceCapacity Server.InternalError',
  ],
  [
    'quota',
    'VcpuLimitExceeded MaxSpotInstanceCountExceeded InstanceLimitExceeded MaxSpotFleetRequestCountExceeded TargetCapacityLimitExceededException ResourceLimitExceeded VolumeLimitExceeded Client.VolumeLimitExceeded MaxIOPSLimitExceeded MaxFleetCountExceeded',
  ],
  [
    'transient',
    'RequestLimitExceeded Throttling ThrottlingException EC2ThrottledException ConcurrentMutationLimitExceeded ServiceUnavailable Unavailable InternalError InternalFailure RequestTimeout TimeoutError ECONNRESET ETIMEDOUT EAI_AGAIN ENOTFOUND SlowDown',
  ],
  [
    'eventual',
    'InvalidInstanceID.NotFound InvalidLaunchTemplateId.NotFound InvalidLaunchTemplateId.VersionNotFound InvalidLaunchTemplateName.NotFoundException InvalidSpotInstanceRequestID.NotFound IncorrectState',
  ],
  ['market-off', 'AuthFailure.ServiceLinkedRoleCreationNotPermitted'],
  ['account-wait', 'PendingVerification'],
  ['adopt', 'InvalidLaunchTemplateName.AlreadyExistsException'],
  [
    'fatal',
    'UnauthorizedOperation AuthFailure AccessDenied ExpiredToken ExpiredTokenException InvalidClientTokenId OptInRequired Blocked InvalidAMIID.NotFound InvalidAMIID.Unavailable InvalidSubnetID.NotFound InvalidSubnetId.NotFound InvalidGroup.NotFound InvalidSecurityGroupID.NotFound InvalidUserData.Malformed InvalidKeyPair.NotFound InvalidSnapshot.NotFound Client.InvalidSnapshot.NotFound InvalidPlacementGroup.Unknown OperationNotPermitted InvalidInstanceType InvalidParameterValue InvalidParameterCombination InvalidBlockDeviceMapping MissingParameter IdempotentParameterMismatch ParameterNotFound FreeTierRestrictionError Client.InternalError',
  ],
  ['unknown', 'SomethingNobodyHasSeen'],
];

const CASES = MEANT.flatMap(([kind, codes]) =>
  codes.split(' ').map((code): [string, ErrorClass] => [code, kind]),
);

describe('an answer of EC2', () => {
  test.each(CASES)('%s is %s', (code, kind) => {
    const error = { code, message: '', status: 400 };
    expect(classOf(error)).toBe(kind);
    const words = wordsForRefusal(error, kind);
    expect(words).toContain(code);
    // Cause, then what to do or what happens next.
    expect(words.split('. ').length).toBeGreaterThan(1);
  });

  test.each([
    [
      'UnauthorizedOperation',
      'with an explicit deny in a service control policy',
      'denied',
      /service control policy/,
    ],
    ['UnauthorizedOperation', 'no permissions boundary allows it', 'fatal', /Widen the boundary/],
    ['AuthFailure', 'Not authorized for images: [ami-1]', 'fatal', /image is not shared/],
    ['UnauthorizedOperation', 'You are not authorized', 'fatal', /No policy of the app/],
    ['InvalidParameterValue', 'Invalid IAM Instance Profile name', 'eventual', /again/],
    [
      'InvalidParameterValue',
      'You cannot specify tags for Spot instances requests',
      'fatal',
      /spot requests/,
    ],
    ['Blocked', 'This account is not eligible for Free Tier', 'fatal', /free plan/],
  ] as const)('%s that says "%s" is %s', (code, message, kind, advice) => {
    const error = { code, message, status: 403 };
    expect(classOf(error)).toBe(kind);
    expect(wordsForRefusal(error, kind)).toMatch(advice);
  });

  test('that nobody can read is judged by its status', () => {
    expect(classOf({ code: 'Error', message: 'XML parse error', status: 502 })).toBe('transient');
    expect(classOf({ code: 'Error', message: '', status: 429 })).toBe('transient');
    expect(classOf({ code: 'Error', message: '', status: 404 })).toBe('unknown');
  });
});
