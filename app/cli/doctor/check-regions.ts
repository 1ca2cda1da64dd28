import { lookAtRegion } from '../../../runner-provisioner/aws/doctor/look-at-region.ts';
import type { SkySettings } from '../../../runner-provisioner/sky-settings.ts';
import { loadMachineSettings } from '../../server/machines/load-machine-settings.ts';
import { ConfigProblem } from '../../server/server-config.ts';
import { judgeRegion } from './aws/judge-region.ts';
import { ok, problem, type Finding, type Section } from './doctor-finding.ts';

export type MachinesFileFacts = {
  readonly finding: Finding;
  /** Null: it cannot be read. */
  readonly settings: SkySettings | null;
  /** The runner group of machines; null: the default one. */
  readonly runnerGroup: string | null;
};

/** Whether the file says where machines may be started. */
export function checkMachinesFile(path: string): MachinesFileFacts {
  const checked = 'machines file';
  try {
    const { settings, runnerGroup } = loadMachineSettings(path);
    const regions = settings.regions.map(({ name }) => name).join(', ');
    return { finding: ok(checked, `${path}, for ${regions}`), settings, runnerGroup };
  } catch (error) {
    if (!(error instanceof ConfigProblem)) throw error;
    const fix = 'Correct it; runner-provisioner/deploy/README.md says where each value is from.';
    return { finding: problem(checked, error.message, fix), settings: null, runnerGroup: null };
  }
}

/** What AWS says of each region. */
export function checkRegions(settings: SkySettings): Promise<readonly Section[]> {
  return Promise.all(
    settings.regions.map(async (region) => judgeRegion(await lookAtRegion(region, settings))),
  );
}
