import type {
  CreateLaunchTemplateRequest,
  CreateLaunchTemplateVersionRequest,
  DeleteLaunchTemplateRequest,
  DeleteLaunchTemplateResult,
  DescribeLaunchTemplatesRequest,
  DescribeLaunchTemplateVersionsRequest,
  LaunchTemplate,
  LaunchTemplateVersion,
} from '@aws-sdk/client-ec2';
import { showLater, tagLater } from '../acts/show-later.ts';
import { Ec2Error } from '../state/ec2-error.ts';
import type { Region } from '../state/world.ts';
import type { Template } from '../state/template.ts';
import { Tags } from '../state/tags.ts';
import type { Call } from './call.ts';
import { filtered } from './filters.ts';
import { idempotent } from './idempotent.ts';
import { page } from './page.ts';
import { findTemplate, versionsOf } from './find-template.ts';

export const createLaunchTemplate = idempotent(
  'CreateLaunchTemplate',
  ({ region }: Call, input: CreateLaunchTemplateRequest) => {
    const name = input.LaunchTemplateName ?? '';
    // Also while calls do not show the other one yet.
    if ([...region.templates.values()].some((other) => other.name === name))
      throw new Ec2Error(
        'InvalidLaunchTemplateName.AlreadyExistsException',
        'Launch template name already in use.',
      );
    const { agenda, dice } = region.world;
    const at = agenda.now();
    const template: Template = {
      id: `lt-0${dice.hex(16)}`,
      name,
      createdAt: at,
      tags: new Tags(),
      versions: [
        {
          data: input.LaunchTemplateData ?? {},
          description: input.VersionDescription ?? null,
          at,
          isListed: true,
        },
      ],
      isListed: false,
    };
    region.templates.set(template.id, template);
    showLater(region, template);
    const specification = input.TagSpecifications?.find(
      ({ ResourceType }) => ResourceType === 'launch-template',
    );
    tagLater(region, template.tags, specification?.Tags ?? []);
    return { LaunchTemplate: templateView(region, template) };
  },
);

export const createLaunchTemplateVersion = idempotent(
  'CreateLaunchTemplateVersion',
  ({ region }: Call, input: CreateLaunchTemplateVersionRequest) => {
    const template = findTemplate(region, input);
    const { SourceVersion } = input;
    const [source] = SourceVersion === undefined ? [] : versionsOf(template, SourceVersion);
    const version = {
      data: { ...source?.version.data, ...input.LaunchTemplateData },
      description: input.VersionDescription ?? null,
      at: region.world.agenda.now(),
      isListed: false,
    };
    template.versions.push(version);
    showLater(region, version);
    const number = template.versions.length;
    return { LaunchTemplateVersion: versionView(region, template, number) };
  },
);

/** With all of its versions. https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DeleteLaunchTemplate.html */
export function deleteLaunchTemplate(
  { region }: Call,
  input: DeleteLaunchTemplateRequest,
): DeleteLaunchTemplateResult {
  const template = findTemplate(region, input);
  region.templates.delete(template.id);
  return { LaunchTemplate: templateView(region, template) };
}

/** A name or id that is not there fails the call: https://github.com/hashicorp/terraform-provider-aws, internal/service/ec2. */
export function describeLaunchTemplates(
  { region }: Call,
  input: DescribeLaunchTemplatesRequest,
): { LaunchTemplates: LaunchTemplate[]; NextToken?: string } {
  const listed = [...region.templates.values()].filter(({ isListed }) => isListed);
  const named = [
    ...(input.LaunchTemplateIds ?? []).map((LaunchTemplateId) => ({ LaunchTemplateId })),
    ...(input.LaunchTemplateNames ?? []).map((LaunchTemplateName) => ({ LaunchTemplateName })),
  ].map((specification) => findTemplate(region, specification));
  const found = filtered(named.length > 0 ? named : listed, input.Filters, {
    table: { 'launch-template-name': ({ name }) => name },
    tagsOf: ({ tags }) => tags.shown(),
  });
  const { items, next } = page(found, input, { min: 1, max: 200 });
  return { LaunchTemplates: items.map((template) => templateView(region, template)), ...next };
}

export function describeLaunchTemplateVersions(
  { region }: Call,
  input: DescribeLaunchTemplateVersionsRequest,
): { LaunchTemplateVersions: LaunchTemplateVersion[]; NextToken?: string } {
  const template = findTemplate(region, input);
  const asked = input.Versions ?? [];
  const numbers =
    asked.length > 0
      ? asked.flatMap((version) => versionsOf(template, version).map(({ number }) => number))
      : template.versions.flatMap(({ isListed }, index) => (isListed ? index + 1 : []));
  const { items, next } = page(numbers, input, { min: 1, max: 200 });
  return {
    LaunchTemplateVersions: items.map((number) => versionView(region, template, number)),
    ...next,
  };
}

function templateView({ world }: Region, template: Template): LaunchTemplate {
  return {
    LaunchTemplateId: template.id,
    LaunchTemplateName: template.name,
    CreateTime: new Date(template.createdAt),
    CreatedBy: `arn:aws:sts::${world.accountId}:assumed-role/pipelines/app`,
    DefaultVersionNumber: 1,
    LatestVersionNumber: template.versions.length,
    Tags: template.tags.shown(),
  };
}

function versionView({ world }: Region, template: Template, number: number): LaunchTemplateVersion {
  const version = template.versions[number - 1];
  if (version === undefined) throw new Error(`${template.name} has no version ${number}.`);
  return {
    LaunchTemplateId: template.id,
    LaunchTemplateName: template.name,
    VersionNumber: number,
    DefaultVersion: number === 1,
    CreateTime: new Date(version.at),
    CreatedBy: `arn:aws:sts::${world.accountId}:assumed-role/pipelines/app`,
    ...(version.description !== null && { VersionDescription: version.description }),
    // What goes in comes out, under the same names.
    LaunchTemplateData: version.data,
  };
}
