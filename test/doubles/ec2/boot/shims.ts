import { chmod, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** Commands that would change the machine under the tests: they tell the stand-in, which says what came of them. */
const TOLD = [
  'shutdown',
  'poweroff',
  'halt',
  'reboot',
  'systemd-run',
  'systemctl',
  'usermod',
  'chown',
  'iptables',
  'ip6tables',
  'mount',
  'nvidia-smi',
  'logger',
];

/**
 * Asks the stand-in over a port of its own, with what bash has on board; prints what it answers. Where it waits for
 * input (`… | logger`), the input goes to the console.
 */
const TELL = `#!/bin/bash
[ "\${0##*/}" = logger ] && [ ! -t 0 ] && cat
exec 3<>"/dev/tcp/127.0.0.1/$STAND_IN_ACTS" || exit 111
printf '%s\\0' "\${0##*/}" "$#" "$@" >&3
read -r code <&3
cat <&3
exit "$code"
`;

/** The metadata service is at an address that this machine cannot have. */
const CURL = `#!/bin/bash
args=()
for arg in "$@"; do
  arg=\${arg//http:\\/\\/169.254.169.254/$STAND_IN_METADATA}
  args+=("\${arg//http:\\/\\/\\[fd00:ec2::254\\]/$STAND_IN_METADATA}")
done
PATH=\${PATH#*:} exec curl "\${args[@]}"
`;

/** Everything runs as one user here: who somebody wants to be is left out. */
const SUDO = `#!/bin/bash
while [ $# -gt 0 ]; do
  case "$1" in
    -u | --user | -g) shift 2 ;;
    -*) shift ;;
    *) break ;;
  esac
done
exec "$@"
`;

/** A user that is added has a home, and is nobody else. */
const USERADD = TELL.replace(
  'exec 3<>',
  `for arg in "$@"; do [ -n "$home" ] && mkdir -p "$arg" && home=; [ "$arg" = --home-dir ] && home=1; done
exec 3<>`,
);

const ID = `#!/bin/bash
PATH=\${PATH#*:} id "$@" 2>/dev/null || echo 1001
`;

/** Waits are as much shorter as the machine is said to be faster. */
const SLEEP = `#!/bin/bash
PATH=\${PATH#*:} exec sleep "$(awk "BEGIN { print $1 / \${STAND_IN_SPEED:-1} }")"
`;

/** Absolute names of those commands; user-data says them by their names alone before it runs. */
const ABSOLUTE = new RegExp(
  `(?<![\\w.])(?:/usr)?/s?bin/(?=(?:${[...TOLD, 'useradd', 'id', 'sleep', 'curl', 'sudo', 'runuser'].join('|')})\\b)`,
  'g',
);

export async function writeShims(folder: string): Promise<string> {
  const bin = join(folder, 'bin');
  await mkdir(bin);
  const files: readonly (readonly [string, string])[] = [
    ...TOLD.map((name) => [name, TELL] as const),
    ['curl', CURL],
    ['useradd', USERADD],
    ['id', ID],
    ['sleep', SLEEP],
    ['sudo', SUDO],
    ['runuser', SUDO],
  ];
  for (const [name, text] of files) {
    await writeFile(join(bin, name), text);
    await chmod(join(bin, name), 0o755);
  }
  return bin;
}

/** Places that a machine has to itself; a script finds them in the machine's own folder. */
const PLACES = /(?<![\w.$}/])\/(?=(?:run|var\/log|home|opt|etc)\/[\w.])/g;

/** The script as it can run here: commands by their names alone, and places in the machine's own folder. */
export function asOnThisMachine(script: string, disk: string): string {
  return script
    .replaceAll(ABSOLUTE, '')
    .replaceAll(PLACES, `${disk}/`)
    .replaceAll('/dev/console', '/dev/null');
}
