import type { Ticket } from '../../../schemas/ticket.generated.ts';
import { pickVariables } from '../process/environment.ts';
import type { Variables } from '../process/environment.ts';
import type { Builder } from './build-environment.ts';
import { findProgram, findPython } from './find-python.ts';

// An installer gets what a step gets, and what tells it where packages come from.
const INSTALLER = /^(?:PIP_\w+|UV_\w+|SSL_CERT_\w+|REQUESTS_CA_BUNDLE|CURL_CA_BUNDLE|NETRC)$/;

/** What installers get of the environment of the process that runs them, beside what steps get. */
export function installerVariables(all: Readonly<Record<string, string | undefined>>): Variables {
  return pickVariables(all, INSTALLER);
}

/** uv where there is one, else venv and pip of an interpreter of this version. Throws `StepFailure`. */
export async function chooseBuilder(
  { version }: Pick<NonNullable<Ticket['python']>, 'version'>,
  variables: Variables,
): Promise<Builder> {
  const uv = await findProgram('uv', variables['PATH'] ?? '');
  if (uv !== null) return { type: 'uv', program: uv, version };
  return { type: 'venv', python: await findPython(version, variables) };
}
