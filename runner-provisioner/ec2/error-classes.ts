/**
 * What is done about an answer of EC2 that is no machine. The model of EC2's API declares no errors at all, so this table
 * is the contract; its rows are from
 * https://docs.aws.amazon.com/AWSEC2/latest/APIReference/errors-overview.html,
 * https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_StateReason.html, the retry lists of the SDK, and
 * https://github.com/aws/karpenter-provider-aws/blob/main/pkg/errors/errors.go.
 */
export type ErrorClass =
  /** No room in this pool just now: the next rung, and the pool is left alone for a while. */
  | 'capacity'
  /** The account may have no more of this family in this market: all pools of it are left alone. */
  | 'quota'
  /** Nothing was done, or nobody knows: the same once more, with the same token. */
  | 'transient'
  /** What was made just now is not known everywhere yet: again, for two minutes. */
  | 'eventual'
  /** A whole market is closed to this account until somebody acts. */
  | 'market-off'
  /** The account or region is being verified by AWS and opens by itself. */
  | 'account-wait'
  /** It exists already: look at it and go on. */
  | 'adopt'
  /** A policy of the organisation forbids it. */
  | 'denied'
  /** Configuration or permission: nothing helps but a person. */
  | 'fatal'
  /** Nobody has seen this one: this rung is given up, the next is tried once. */
  | 'unknown';

/** An answer of EC2, thrown or inside `Errors[]` of a fleet. */
export type Ec2Error = {
  readonly code: string;
  readonly message: string;
  /** Of HTTP; null: there was none, or the error stood inside an answer. */
  readonly status: number | null;
};

/** Its class: by HTTP's status where the body says nothing, by code, and for codes of several causes by their texts. */
export function classOf({ code, message, status }: Ec2Error): ErrorClass {
  const byText = BY_TEXT.find((row) => row.codes.includes(code) && row.text.test(message));
  if (byText !== undefined) return byText.is;
  const byCode = BY_CODE.get(code.replace(/^Client\.(?=Volume|InvalidSnapshot)/, ''));
  if (byCode !== undefined) return byCode;
  if (status !== null && (status >= 500 || status === 429)) return 'transient';
  if (code.startsWith('ExpiredToken')) return 'fatal';
  return PREFIXES.some((prefix) => code.startsWith(prefix)) ? 'fatal' : 'unknown';
}

const ROWS: readonly (readonly [ErrorClass, readonly string[]])[] = [
  [
    'capacity',
    [
      'InsufficientInstanceCapacity',
      'UnfulfillableCapacity',
      'InsufficientCapacity',
      'InsufficientHostCapacity',
      'InsufficientCapacityOnHost',
      'ReservationCapacityExceeded',
      'InvalidCapacityReservationId.NotFound',
      // Our own word, of one that is to begin.
      'CapacityBlockNotBegun',
      'SpotMaxPriceTooLow',
      'InsufficientFreeAddressesInSubnet',
      'Unsupported',
      'UnsupportedOperation',
      // Inside of a fleet: the zone has no such type.
      'InvalidFleetConfiguration',
      'Server.InsufficientInstanceCapacity',
      'Server.InternalError',
    ],
  ],
  [
    'quota',
    [
      'VcpuLimitExceeded',
      'MaxSpotInstanceCountExceeded',
      'InstanceLimitExceeded',
      'MaxSpotFleetRequestCountExceeded',
      'TargetCapacityLimitExceededException',
      'ResourceLimitExceeded',
      'VolumeLimitExceeded',
      'MaxIOPSLimitExceeded',
      'MaxFleetCountExceeded',
    ],
  ],
  [
    'transient',
    [
      'RequestLimitExceeded',
      'Throttling',
      'ThrottlingException',
      'ThrottledException',
      'EC2ThrottledException',
      'RequestThrottled',
      'RequestThrottledException',
      'BandwidthLimitExceeded',
      'LimitExceededException',
      'PriorRequestNotComplete',
      'ProvisionedThroughputExceededException',
      'SlowDown',
      'TooManyRequestsException',
      'TransactionInProgressException',
      'ConcurrentMutationLimitExceeded',
      'ServiceUnavailable',
      'Unavailable',
      'InternalError',
      'InternalFailure',
      'TimeoutError',
      'RequestTimeout',
      'RequestTimeoutException',
      'ECONNRESET',
      'ECONNREFUSED',
      'EPIPE',
      'ETIMEDOUT',
      'EHOSTUNREACH',
      'ENETUNREACH',
      'ENOTFOUND',
      'EAI_AGAIN',
    ],
  ],
  [
    'eventual',
    [
      'InvalidInstanceID.NotFound',
      'InvalidLaunchTemplateId.NotFound',
      'InvalidLaunchTemplateId.VersionNotFound',
      'InvalidLaunchTemplateName.NotFoundException',
      'InvalidSpotInstanceRequestID.NotFound',
      'ResourceNotReady',
      'IncorrectState',
    ],
  ],
  ['market-off', ['AuthFailure.ServiceLinkedRoleCreationNotPermitted']],
  ['account-wait', ['PendingVerification']],
  ['adopt', ['InvalidLaunchTemplateName.AlreadyExistsException']],
  [
    'fatal',
    [
      // Our own words, of one in which the step cannot run.
      'CapacityBlockOver',
      'CapacityBlockUnfit',
      'UnauthorizedOperation',
      'AuthFailure',
      'AccessDenied',
      'AccessDeniedException',
      'InvalidClientTokenId',
      'OptInRequired',
      'Blocked',
      'InvalidAMIID.NotFound',
      'InvalidAMIID.Unavailable',
      'InvalidAMIID.Malformed',
      'InvalidSubnetID.NotFound',
      'InvalidSubnetId.NotFound',
      'InvalidGroup.NotFound',
      'InvalidSecurityGroupID.NotFound',
      'InvalidUserData.Malformed',
      'InvalidKeyPair.NotFound',
      'InvalidSnapshot.NotFound',
      'InvalidPlacementGroup.Unknown',
      'OperationNotPermitted',
      'InvalidInstanceType',
      'InvalidBlockDeviceMapping',
      'MissingParameter',
      'IdempotentParameterMismatch',
      'ParameterNotFound',
      'FreeTierRestrictionError',
      'Client.InternalError',
    ],
  ],
];

const BY_CODE: ReadonlyMap<string, ErrorClass> = new Map(
  ROWS.flatMap(([kind, codes]) => codes.map((code): [string, ErrorClass] => [code, kind])),
);

const REFUSALS = ['UnauthorizedOperation', 'AccessDenied', 'AccessDeniedException'];

/** Codes that mean several things are told apart by what AWS writes. */
const BY_TEXT: readonly {
  readonly codes: readonly string[];
  readonly text: RegExp;
  readonly is: ErrorClass;
}[] = [
  { codes: REFUSALS, text: /explicit deny in a service control policy/i, is: 'denied' },
  // A profile that was made just now: https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot.html#troubleshoot_general_eventual-consistency
  { codes: ['InvalidParameterValue'], text: /Invalid IAM Instance Profile name/i, is: 'eventual' },
];

/** Whatever begins so is about what was asked. */
const PREFIXES = ['Invalid', 'Malformed', 'Missing', 'Unknown', 'AuthFailure'];
