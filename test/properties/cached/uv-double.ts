import { chmodSync, mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/**
 * The environment of a user whose `uv` installs nothing and writes down what it would have: the requirements with what
 * they include, and where from. Environments are kept in a folder that all repositories share, as for a user.
 */
export function withUvDouble(): Readonly<Record<string, string>> {
  const folder = mkdtempSync(join(tmpdir(), 'mlp-uv-'));
  const bin = join(folder, 'bin');
  mkdirSync(bin);
  writeFileSync(join(bin, 'uv'), UV);
  chmodSync(join(bin, 'uv'), 0o755);
  const path = `${bin}:${process.env['PATH'] ?? ''}`;
  return { PATH: path, HOME: folder, XDG_CACHE_HOME: join(folder, 'cache'), NO_COLOR: '1' };
}

// https://docs.astral.sh/uv/reference/cli/
const UV = `#!/bin/sh
case "$1 $2" in
  'python find') echo /bin/sh ;;
  'venv '*)
    for folder; do :; done
    mkdir -p "$folder/bin"
    printf '#!/bin/sh\\n' > "$folder/bin/python"
    chmod +x "$folder/bin/python" ;;
  'pip install')
    { echo "from $UV_DEFAULT_INDEX"; cat "$(dirname "$6")"/*; } > "$(dirname "$4")/../installed" ;;
  *) echo "unexpected: uv $*" >&2; exit 2 ;;
esac
`;
