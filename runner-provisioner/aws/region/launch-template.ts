import { createHash } from 'node:crypto';
import { Buffer } from 'node:buffer';
import {
  CreateLaunchTemplateCommand,
  DeleteLaunchTemplateCommand,
  paginateDescribeLaunchTemplates,
  type EC2Client,
  type LaunchTemplate,
  type RequestLaunchTemplateData,
} from '@aws-sdk/client-ec2';
import { groupRegionOf } from '../../machine/group-region-of.ts';
import type { RegionSettings } from '../../sky-settings.ts';
import { errorOf } from '../error-of.ts';
import { RegionProblem } from '../region-problem.ts';

/** What all machines of a region have in common. Its name says what is in it: another app version or setting has another one. */
export type Template = {
  readonly name: string;
  readonly controller: string;
  readonly data: RequestLaunchTemplateData;
  readonly tags: Readonly<Record<string, string>>;
};

/** Lets so many ms of the app's time pass. */
export type Pause = (ms: number) => Promise<void>;

type Asked = Pick<RegionSettings, 'securityGroup' | 'instanceProfile'> &
  Pick<Template, 'controller' | 'tags'> & {
    readonly userData: string;
    /** Machines by it run in this one alone, or in one of this group. */
    readonly reservation?: string;
    /** That reservation is a Capacity Block. */
    readonly isBlock?: boolean;
  };

/**
 * Image, subnet and disk come with each launch. There is no key pair: nobody signs in.
 * https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_RequestLaunchTemplateData.html
 */
export function templateFor(asked: Asked): Template {
  const { controller, tags, securityGroup, instanceProfile, userData, reservation, isBlock } =
    asked;
  const data: RequestLaunchTemplateData = {
    UserData: Buffer.from(userData).toString('base64'),
    SecurityGroupIds: [securityGroup],
    ...(instanceProfile !== null && { IamInstanceProfile: { Name: instanceProfile } }),
    // A machine that powers itself off is gone.
    InstanceInitiatedShutdownBehavior: 'terminate',
    MetadataOptions: {
      HttpEndpoint: 'enabled',
      HttpTokens: 'required',
      // One hop further is a container of a step.
      HttpPutResponseHopLimit: 1,
      InstanceMetadataTags: 'enabled',
    },
    EbsOptimized: true,
    // https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/ec2-fleet-launch-instances-capacity-blocks-walkthrough.html
    ...(isBlock === true && { InstanceMarketOptions: { MarketType: 'capacity-block' } }),
    ...(reservation !== undefined && {
      CapacityReservationSpecification: specificationOf(reservation),
    }),
  };
  const digest = createHash('sha256').update(JSON.stringify(data)).digest('hex');
  const owner = controller.slice(0, 8).replaceAll(/[^A-Za-z0-9]/g, '-');
  return { name: `mlp-${owner}-${digest.slice(0, 16)}`, controller, data, tags };
}

/**
 * An override of a fleet cannot name one. As karpenter-provider-aws does it, pkg/providers/launchtemplate/types.go:
 * https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_LaunchTemplateCapacityReservationSpecificationRequest.html
 */
function specificationOf(
  reservation: string,
): NonNullable<RequestLaunchTemplateData['CapacityReservationSpecification']> {
  const isGroup = groupRegionOf(reservation) !== null;
  return {
    CapacityReservationPreference: 'capacity-reservations-only',
    CapacityReservationTarget: isGroup
      ? { CapacityReservationResourceGroupArn: reservation }
      : { CapacityReservationId: reservation },
  };
}

/** Makes the template where it is not there yet; answers the account that it is in. */
export async function ensureTemplate(
  client: EC2Client,
  template: Template,
  pause: Pause,
): Promise<string> {
  const found = (await find(client, 'launch-template-name', template.name))[0];
  return accountOf(template, found ?? (await create(client, template, pause)));
}

async function create(
  client: EC2Client,
  template: Template,
  pause: Pause,
): Promise<LaunchTemplate | undefined> {
  const { name, data, controller, tags } = template;
  const Tags = Object.entries({ ...tags, 'mlp:controller': controller }).map(([Key, Value]) => ({
    Key,
    Value,
  }));
  try {
    // With a token of its own by the SDK: EC2 would answer a known one with a template that was deleted since.
    const answer = await client.send(
      new CreateLaunchTemplateCommand({
        LaunchTemplateName: name,
        LaunchTemplateData: data,
        TagSpecifications: [{ ResourceType: 'launch-template', Tags }],
      }),
    );
    return answer.LaunchTemplate;
  } catch (error) {
    // Another replica made the very same.
    if (errorOf(error).code !== 'InvalidLaunchTemplateName.AlreadyExistsException') throw error;
    return adopted(client, name, pause);
  }
}

/** Calls find it seconds after it was made: https://docs.aws.amazon.com/ec2/latest/devguide/eventual-consistency.html */
async function adopted(
  client: EC2Client,
  name: string,
  pause: Pause,
): Promise<LaunchTemplate | undefined> {
  for (let look = 1; look <= MOST_LOOKS; look += 1) {
    const [found] = await find(client, 'launch-template-name', name);
    if (found !== undefined) return found;
    await pause(1000);
  }
  return undefined;
}

const MOST_LOOKS = 15;

/**
 * A security group or subnet may be another account's, shared; a template is always of who made it, as
 * `arn:aws:sts::123456789012:assumed-role/…`.
 */
function accountOf({ name }: Template, { CreatedBy = '' }: LaunchTemplate = {}): string {
  const [, account] = /^arn:[^:]*:(?:iam|sts)::(\d{12}):/.exec(CreatedBy) ?? [];
  if (account !== undefined) return account;
  throw new RegionProblem(`EC2 does not say which account the launch template ${name} is of.`);
}

const DAY_MS = 86_400_000;

/**
 * Removes what other versions of this app left. For a day both stay, since an update may be under way or be taken back;
 * who misses theirs makes it anew.
 */
export async function removeOldTemplates(
  client: EC2Client,
  { name, controller }: Template,
  { now, warn }: { readonly now: number; readonly warn: (message: string) => void },
): Promise<void> {
  const all = await find(client, 'tag:mlp:controller', controller);
  const isOld = ({ CreateTime }: LaunchTemplate) =>
    CreateTime !== undefined && now - CreateTime.getTime() >= DAY_MS;
  const own = all.find(({ LaunchTemplateName }) => LaunchTemplateName === name);
  if (own === undefined || !isOld(own)) return;
  for (const { LaunchTemplateId } of all.filter((each) => each !== own && isOld(each))) {
    try {
      await client.send(new DeleteLaunchTemplateCommand({ LaunchTemplateId }));
    } catch (error) {
      const { code, message } = errorOf(error);
      // Another process of the App was quicker.
      if (code.startsWith('InvalidLaunchTemplate')) continue;
      warn(`The launch template ${LaunchTemplateId} could not be removed (${code}): ${message}`);
    }
  }
}

async function find(client: EC2Client, by: string, value: string): Promise<LaunchTemplate[]> {
  const found: LaunchTemplate[] = [];
  const asked = { Filters: [{ Name: by, Values: [value] }] };
  for await (const page of paginateDescribeLaunchTemplates({ client, pageSize: 200 }, asked)) {
    found.push(...(page.LaunchTemplates ?? []));
  }
  return found;
}
