import { savedCredentials } from '../../server/state-files.ts';
import {
  ConfigProblem,
  readServerConfig,
  type AppCredentials,
  type ServerConfig,
} from '../../server/server-config.ts';
import { ok, problem, warning, type Finding } from './doctor-finding.ts';

export type ConfigFacts = {
  readonly findings: readonly Finding[];
  /** Null: it cannot be read, and nothing else can be looked at. */
  readonly config: ServerConfig | null;
  /** Null: the App is not registered. */
  readonly credentials: AppCredentials | null;
};

/** What the App would start with, by the variables of this process. */
export function checkConfig(env: Readonly<Record<string, string>>): ConfigFacts {
  try {
    const config = readServerConfig(env);
    const credentials = config.credentials ?? savedCredentials(config.state);
    const read = ok('variables', `valid; state is in ${config.state}`);
    const findings = [read, judgeCredentials(credentials, config), ...judgeAction(config)];
    return { findings, config, credentials };
  } catch (error) {
    if (!(error instanceof ConfigProblem)) throw error;
    const fix = 'Correct it; docs/run-the-app.md lists the variables. Run this where the App runs.';
    return {
      findings: [problem('variables', error.message, fix)],
      config: null,
      credentials: null,
    };
  }
}

function judgeCredentials(credentials: AppCredentials | null, { state }: ServerConfig): Finding {
  const checked = 'registration';
  if (credentials !== null) return ok(checked, `App ${credentials.appId}`);
  return problem(
    checked,
    `there are no credentials of an App, neither in variables nor in ${state}`,
    'Start the App and open the address that it prints, which leads through registering one; or run this with the App’s variables.',
  );
}

function judgeAction({ actionRef }: ServerConfig): readonly Finding[] {
  if (actionRef !== null) return [];
  return [
    warning(
      'action',
      'no action is named, so that no workflow file is written for repositories',
      'Set MLPIPELINES_ACTION to the published action, by the 40 digits of a commit.',
    ),
  ];
}
