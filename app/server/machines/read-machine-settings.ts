import { check as machinesCheck } from '../../../schemas/checks/machines.generated.mjs';
import type { MachinesFile, Prices, Region } from '../../../schemas/machines.generated.ts';
import type { RegionSettings, SkySettings } from '../../../runner-provisioner/sky-settings.ts';
import { LIST_PRICES, type Pricing } from '../../../runner-provisioner/types/price-list.ts';
import { readSettingsFile } from '../../compile/structure/read-settings-file.ts';
import type { Problem } from '../../domain/problem.ts';

export type MachineSettings = SkySettings & {
  /** Of a PEM file, from the folder of the settings; null: machines are verified by AWS's own certificates. */
  readonly certificates: string | null;
  /** Of an organisation's runner groups; null: its default one. */
  readonly runnerGroup: string | null;
};

/**
 * Where machines may be started, as the operator's file says, or every mistake in it on its line. Null without problems:
 * the file is empty. Pure; never throws for any text.
 */
export function readMachineSettings(text: string): {
  readonly settings: MachineSettings | null;
  readonly problems: readonly Problem[];
} {
  const { value, problems } = readSettingsFile(machinesCheck, text, 'the machines file');
  return { settings: value === null ? null : settingsOf(value), problems };
}

function settingsOf({
  regions,
  types,
  tags,
  certificates,
  pricing,
  ...file
}: MachinesFile): MachineSettings {
  return {
    regions: Object.entries(regions).map(([name, region]) => regionOf(name, region)),
    types: types ?? [],
    tags: { ...tags },
    certificates: certificates ?? null,
    pricing: {
      discount: pricing?.discount ?? LIST_PRICES.discount,
      lists: pricing?.table === undefined ? LIST_PRICES.lists : listsOf(pricing.table),
    },
    runnerGroup: file['runner-group'] ?? null,
  };
}

function regionOf(name: string, region: Region): RegionSettings {
  return {
    name,
    subnets: region.subnets,
    securityGroup: region['security-group'],
    instanceProfile: region['instance-profile'] ?? null,
    image: region.image ?? null,
  };
}

function listsOf({ date, regions }: Prices): Pricing['lists'] {
  const at = Date.parse(`${date}T00:00:00Z`);
  return Object.fromEntries(
    Object.entries(regions).map(([name, { 'on-demand': onDemand = {}, gp3 = {} }]) => {
      const { gib = null, iops = null, mibps = null } = gp3;
      return [name, { at, onDemand, gp3: { gibMonth: gib, iopsMonth: iops, mibpsMonth: mibps } }];
    }),
  );
}
