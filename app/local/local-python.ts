import { chooseBuilder, installerVariables } from '../../action/executor/python/choose-builder.ts';
import { interpreterOf } from '../../action/executor/python/environment-digest.ts';
import { installerFiles } from '../../action/executor/python/installer-files.ts';
import { inheritedVariables } from '../../action/executor/process/environment.ts';
import type { PythonPort } from '../runtime/ports/host.ts';
import { digestOf } from '../domain/digest.ts';
import { isInstallerSetting } from '../../text/requirement-includes.ts';

/** What environments are built with on this machine: the interpreter that is found here, and what installers are told. */
export function createLocalPython(env: Readonly<Record<string, string | undefined>>): PythonPort {
  const variables = { ...inheritedVariables(env), ...installerVariables(env) };
  return {
    found: async (python) => {
      const settings = Object.entries(variables).filter(([name]) => isInstallerSetting(name));
      const files = await installerFiles(variables);
      return {
        // None found is the attempt's to say.
        interpreter: await chooseBuilder(python, variables)
          .then((builder) => interpreterOf(builder, variables))
          .catch(() => 'none'),
        // By value, but not in words: an index's address may hold a password.
        ...Object.fromEntries(
          settings.map(([name, value]) => [name, digestOf(`${value}${files[name] ?? ''}`)]),
        ),
      };
    },
  };
}
