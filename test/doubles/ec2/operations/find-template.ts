import { Ec2Error } from '../state/ec2-error.ts';
import type { Region } from '../state/world.ts';
import type { Template } from '../state/template.ts';

type Specification = {
  readonly LaunchTemplateId?: string | undefined;
  readonly LaunchTemplateName?: string | undefined;
};

/** The three spellings of "not found" are EC2's: hashicorp/terraform-provider-aws, internal/service/ec2/errors.go. */
export function findTemplate(
  { templates }: Region,
  { LaunchTemplateId: id, LaunchTemplateName: name }: Specification,
): Template {
  const listed = [...templates.values()].filter(({ isListed }) => isListed);
  const found = listed.find((template) =>
    id === undefined ? template.name === name : template.id === id,
  );
  if (found !== undefined) return found;
  if (id !== undefined)
    throw new Ec2Error(
      'InvalidLaunchTemplateId.NotFound',
      `The specified launch template, with template ID ${id}, does not exist.`,
    );
  if (name === undefined)
    throw new Ec2Error('MissingParameter', 'You must specify a launch template name or ID.');
  throw new Ec2Error(
    'InvalidLaunchTemplateName.NotFoundException',
    'At least one of the launch templates specified in the request does not exist.',
  );
}

type Numbered = { readonly number: number; readonly version: Template['versions'][number] };

/** `$Default` is always the first: nothing here makes another one the default. */
export function versionsOf(template: Template, asked: string): Numbered[] {
  const listed = template.versions
    .map((version, index) => ({ number: index + 1, version }))
    .filter(({ version }) => version.isListed);
  const number = asked === '$Default' ? 1 : Number(asked);
  const found =
    asked === '$Latest' ? listed.slice(-1) : listed.filter((each) => each.number === number);
  if (found.length > 0) return found;
  throw new Ec2Error(
    'InvalidLaunchTemplateId.VersionNotFound',
    `Could not find the specified version ${asked} for the launch template with ID ${template.id}.`,
  );
}
