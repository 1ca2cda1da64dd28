import type { ErrorClass } from '../../runner-provisioner/ec2/error-classes.ts';

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

/** Each code with its class. */
export const CODES = MEANT.flatMap(([kind, codes]) =>
  codes.split(' ').map((code): [string, ErrorClass] => [code, kind]),
);
