import type { RequestLaunchTemplateData } from '@aws-sdk/client-ec2';
import type { Tags } from './tags.ts';

export type Template = {
  readonly id: string;
  readonly name: string;
  readonly createdAt: number;
  readonly tags: Tags;
  readonly versions: {
    readonly data: RequestLaunchTemplateData;
    isListed: boolean;
    at: number;
    description: string | null;
  }[];
  isListed: boolean;
};
