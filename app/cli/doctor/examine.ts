import { checkAddress } from './check-address.ts';
import { checkConfig } from './check-config.ts';
import { checkDatabase } from './check-database.ts';
import { checkMachinesFile, checkRegions, type MachinesFileFacts } from './check-regions.ts';
import type { Section } from './doctor-finding.ts';
import { checkGitHub } from './github/check-github.ts';

/** Looks at everything that the App of these variables stands on; nothing that is wrong is an error. */
export async function examine(env: Readonly<Record<string, string>>): Promise<readonly Section[]> {
  const { findings, config, credentials } = checkConfig(env);
  const machines = machinesOf(env);
  const own = machines === null ? findings : [...findings, machines.finding];
  if (config === null) return [{ subject: 'App', findings: own }];
  const settings = machines?.settings ?? null;
  const forMachines = machines === null || settings === null ? null : machines;
  const [address, database, github, regions] = await Promise.all([
    checkAddress(config),
    checkDatabase(config),
    credentials === null ? [] : checkGitHub({ config, credentials, forMachines }),
    settings === null ? [] : checkRegions(settings),
  ]);
  return [{ subject: 'App', findings: [...own, ...address, database] }, ...github, ...regions];
}

/** Null: the App starts no machines. */
function machinesOf({ MLPIPELINES_MACHINES: path = '' }: Readonly<Record<string, string>>) {
  const named: MachinesFileFacts | null = path.trim() === '' ? null : checkMachinesFile(path);
  return named;
}
