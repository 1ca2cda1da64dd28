import {
  CreateFleetCommand,
  CreateLaunchTemplateCommand,
  RunInstancesCommand,
  TerminateInstancesCommand,
  type EC2Client,
  type RunInstancesCommandInput,
} from '@aws-sdk/client-ec2';
import type { Ec2Error } from '../../ec2/error-classes.ts';
import type { RegionSettings } from '../../sky-settings.ts';
import { errorOf } from '../error-of.ts';
import { listInstances } from '../list-instances.ts';
import { typeNamed } from '../type-named.ts';

/** A request that was only tried; null: it would have been done. */
export type Trial = { readonly action: string; readonly refusal: Ec2Error | null };

export type TrialMachine = {
  readonly type: string;
  readonly image: string;
  readonly tags: Readonly<Record<string, string>>;
};

/**
 * Tries what the app does, without doing it. EC2 says DryRunOperation where it would have, and does not ask for a template
 * that exists: karpenter-provider-aws asks in the same way (pkg/controllers/nodeclass/validation.go). What a fleet does in
 * our name, its tags too, is tried as RunInstances.
 * https://docs.aws.amazon.com/AWSEC2/latest/APIReference/CommonParameters.html
 */
export async function tryPermissions(
  client: EC2Client,
  settings: RegionSettings,
  machine: TrialMachine,
): Promise<readonly Trial[]> {
  const run = { ...runOf(settings, machine), DryRun: true };
  const spot = { InstanceMarketOptions: { MarketType: 'spot' as const } };
  return [
    await trial('RunInstances, on demand', () => client.send(new RunInstancesCommand(run))),
    await trial('RunInstances, spot', () =>
      client.send(new RunInstancesCommand({ ...run, ...spot })),
    ),
    await trial('CreateLaunchTemplate', () => client.send(templateFor(machine))),
    await trial('CreateFleet', () => client.send(fleetFor(settings, machine))),
    ...(await tryToEnd(client, settings)),
  ];
}

async function trial(action: string, send: () => Promise<unknown>): Promise<Trial> {
  try {
    await send();
    return { action, refusal: null };
  } catch (error) {
    const refusal = errorOf(error);
    return { action, refusal: refusal.code === 'DryRunOperation' ? null : refusal };
  }
}

const CONTROLLER = 'mlpipelines-doctor';

/** As the app tags: a policy that asks for its tag is met. */
function tagsFor({ tags }: TrialMachine) {
  return Object.entries({ ...tags, 'mlp:controller': CONTROLLER }).map(([Key, Value]) => ({
    Key,
    Value,
  }));
}

function runOf(
  { subnets, securityGroup, instanceProfile }: RegionSettings,
  machine: TrialMachine,
): RunInstancesCommandInput {
  const [subnet] = subnets;
  return {
    MinCount: 1,
    MaxCount: 1,
    ImageId: machine.image,
    InstanceType: typeNamed(machine.type),
    ...(subnet !== undefined && { SubnetId: subnet }),
    SecurityGroupIds: [securityGroup],
    ...(instanceProfile !== null && { IamInstanceProfile: { Name: instanceProfile } }),
    MetadataOptions: { HttpTokens: 'required' },
    TagSpecifications: (['instance', 'volume', 'network-interface'] as const).map(
      (ResourceType) => ({ ResourceType, Tags: tagsFor(machine) }),
    ),
  };
}

function templateFor(machine: TrialMachine): CreateLaunchTemplateCommand {
  return new CreateLaunchTemplateCommand({
    DryRun: true,
    LaunchTemplateName: CONTROLLER,
    LaunchTemplateData: { ImageId: machine.image },
    TagSpecifications: [{ ResourceType: 'launch-template', Tags: tagsFor(machine) }],
  });
}

function fleetFor({ subnets }: RegionSettings, machine: TrialMachine): CreateFleetCommand {
  const [SubnetId] = subnets;
  return new CreateFleetCommand({
    DryRun: true,
    Type: 'instant',
    TargetCapacitySpecification: { TotalTargetCapacity: 1, DefaultTargetCapacityType: 'spot' },
    SpotOptions: { AllocationStrategy: 'price-capacity-optimized' },
    LaunchTemplateConfigs: [
      {
        LaunchTemplateSpecification: { LaunchTemplateName: CONTROLLER, Version: '1' },
        Overrides: [{ InstanceType: typeNamed(machine.type), SubnetId }],
      },
    ],
    TagSpecifications: (['fleet', 'instance', 'volume', 'network-interface'] as const).map(
      (ResourceType) => ({ ResourceType, Tags: tagsFor(machine) }),
    ),
  });
}

/** A policy lets the app end what carries its tag, so that it can be tried on a machine alone that is on. */
async function tryToEnd(
  client: EC2Client,
  { name: region }: RegionSettings,
): Promise<readonly Trial[]> {
  const all = await listInstances(client, { controller: null, region });
  const on = all.find(({ state }) => state === 'running' || state === 'pending');
  if (on === undefined) return [];
  const command = new TerminateInstancesCommand({ DryRun: true, InstanceIds: [on.id] });
  return [await trial('TerminateInstances', () => client.send(command))];
}
