// https://pip.pypa.io/en/stable/reference/requirements-file-format/#supported-options
const INCLUDE = /^\s*(?:-[rc]\s*|--(?:requirement|constraint)[\s=]+)(\S+)/;

/** The files that a requirement file reads beside itself, relative to its folder: what it includes, and what a lock file locks. */
export function requirementIncludes(path: string, text: string): readonly string[] {
  const name = path.split('/').at(-1);
  if (name === 'uv.lock') return ['pyproject.toml'];
  if (name === 'pyproject.toml') return [];
  return text.split(/\r?\n/).flatMap((line) => {
    const included = INCLUDE.exec(line)?.[1];
    return included === undefined || /^\w+:\/\//.test(included) ? [] : [included];
  });
}

/** Whether a variable tells an installer what to install, and from where. */
export function isInstallerSetting(variable: string): boolean {
  return /^(?:PIP|UV)_\w+$/.test(variable);
}
