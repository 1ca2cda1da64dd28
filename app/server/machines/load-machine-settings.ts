import { X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import published from '../../../runner-provisioner/identity/certificates.json' with { type: 'json' };
import type { IdentityCertificates } from '../../../runner-provisioner/identity/read-identity.ts';
import type { SkySettings } from '../../../runner-provisioner/sky-settings.ts';
import { messageOf } from '../../../text/message-of.ts';
import { ConfigProblem } from '../server-config.ts';
import { readMachineSettings, type MachineSettings } from './read-machine-settings.ts';

export type LoadedMachines = {
  readonly settings: SkySettings;
  /** By which machines prove who they are, for each region. */
  readonly certificates: IdentityCertificates;
  /** The runner group that machines of organisations are in; null: the default one. */
  readonly runnerGroup: string | null;
};

/** Reads the file that MLPIPELINES_MACHINES names, and the certificates that go with it. Throws a `ConfigProblem`. */
export function loadMachineSettings(file: string): LoadedMachines {
  const { settings, problems } = readMachineSettings(readText(file, 'MLPIPELINES_MACHINES'));
  if (settings === null) {
    const lines = problems.map(
      ({ line, message, hint }) => `line ${line}: ${message}${hint === null ? '' : ` (${hint})`}`,
    );
    const told =
      lines.length === 0 ? 'it is empty; name at least one of `regions`' : lines.join('; ');
    throw new ConfigProblem(`${file}, which MLPIPELINES_MACHINES names, cannot be used: ${told}.`);
  }
  const { runnerGroup } = settings;
  return { settings, certificates: certificatesFor(settings, file), runnerGroup };
}

function certificatesFor(
  { regions, certificates }: MachineSettings,
  file: string,
): IdentityCertificates {
  const own = certificates === null ? null : ownCertificate(resolve(dirname(file), certificates));
  return Object.fromEntries(regions.map(({ name }) => [name, own ?? publishedFor(name)]));
}

const PUBLISHED: IdentityCertificates = published.regions;

function publishedFor(region: string): string {
  const pem = Object.hasOwn(PUBLISHED, region) ? PUBLISHED[region] : undefined;
  if (pem !== undefined) return pem;
  throw new ConfigProblem(
    `No certificate is known by which machines of ${region} could prove who they are. Leave the region out, or name a PEM file in \`certificates\`.`,
  );
}

function ownCertificate(path: string): string {
  const pem = readText(path, '`certificates` of the machines file');
  try {
    return new X509Certificate(pem).toString();
  } catch (error) {
    throw new ConfigProblem(`${path} holds no certificate in PEM: ${messageOf(error)}.`);
  }
}

function readText(path: string, named: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    throw new ConfigProblem(`${path}, named by ${named}, cannot be read: ${messageOf(error)}.`);
  }
}
