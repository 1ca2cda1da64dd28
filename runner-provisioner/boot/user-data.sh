#!/bin/bash
# What a machine of mlpipelines does from its first second to its last: it sets its own end, proves who it is, waits for
# its job, runs that one job as a user without rights, and is gone. The same text for every machine; nothing in it is
# secret, since anybody who may describe the instance can read it.
set -euo pipefail
set +x

# --- Its end comes first -------------------------------------------------------------------------------------------------

# Whatever hangs below: in 20 minutes it is off, unless its job began. The launch template terminates what is powered off.
shutdown -h +20 'mlpipelines: the machine did not get as far as its job'

readonly APP='@APP_URL@'
readonly METADATA='http://169.254.169.254'
readonly STATE=/run/mlp
readonly LOG=/var/log/mlp-boot.log
readonly HOME_OF_RUNNER=/home/mlp-runner
MACHINE=
REASON='the start-up script broke off'

# Everybody may look whether the machine is being taken back; the authorization below is root's alone.
mkdir -p "$STATE"
chmod 0755 "$STATE"
# The console is what EC2 shows of a machine that nobody can reach.
exec > >(tee -a "$LOG" | logger -t mlp -s 2>/dev/console) 2>&1

say() { printf 'mlp %s\n' "$*"; }

# $1: why, for people.
give_up() {
  REASON=$1
  exit 1
}

# Never through a proxy: the address is this machine's own.
metadata() {
  local token
  token=$(curl -sf --noproxy '*' --max-time 5 --retry 5 -X PUT "$METADATA/latest/api/token" \
    -H 'X-aws-ec2-metadata-token-ttl-seconds: 300') || return 1
  curl -sf --noproxy '*' --max-time 5 --retry 2 -H "X-aws-ec2-metadata-token: $token" "$METADATA/latest/$1"
}

# By a file: what stands in an argument, everybody on the machine can read.
post() {
  local path=$1
  shift
  curl -sf --max-time 30 --config "$STATE/authorization" "$APP/api/machines/$MACHINE/$path" "$@"
}

# $1: type, $2: text, or @FILE.
tell() {
  local text=${2:-}
  [[ $text == @* ]] || text="=$text"
  post event --retry 3 --data-urlencode "type=$1" --data-urlencode "text$text" >/dev/null
}

# Ends the machine, but leaves one that EC2 takes to EC2: it charges nothing for a first hour that it cuts short.
# https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/billing-for-interrupted-spot-instances.html
leave() {
  local code=$?
  trap - EXIT
  set +e
  if [[ $code -ne 0 ]]; then say "$REASON"; fi
  if [[ $code -ne 0 && -n $MACHINE && -e $STATE/authorization ]]; then
    # tee may be behind with it, and the last lines are those that matter.
    for _ in $(seq 1 20); do
      if grep -qF -- "$REASON" "$LOG"; then break; fi
      sleep 0.5
    done
    tail -c 60000 "$LOG" >"$STATE/tail"
    tell boot-failed "$REASON"
    tell log "@$STATE/tail"
  fi
  if [[ -e $STATE/interrupted ]]; then sleep 180; fi
  say "off ($code)"
  shutdown -h now
}
trap leave EXIT

# An image behind a proxy, or with a certificate authority of its own, says so there; curl and the runner heed it.
if [[ -r /etc/environment ]]; then
  while IFS='=' read -r name value; do
    value=${value#\"}
    export "$name=${value%\"}"
  done < <(grep -iE '^(https?_proxy|no_proxy|ssl_cert_file|node_extra_ca_certs)=' /etc/environment)
fi

MACHINE=$(metadata meta-data/tags/instance/mlp:machine) || give_up 'its tags cannot be read'
readonly MACHINE
EXPIRES=$(metadata meta-data/tags/instance/mlp:expires-at) || give_up 'it has no time to end at'
left=$(($(date -d "$EXPIRES" +%s) - $(date +%s)))
if [[ $left -le 0 ]]; then give_up "its time was over at $EXPIRES"; fi
# A kernel that still turns obeys this, whatever else hangs.
systemd-run --quiet --unit=mlp-hard-end --on-active="${left}s" /sbin/poweroff -f
# Ten minutes before, what still runs is told to save, as when EC2 takes a machine back: the step's own clock is over long
# before that, but in a Capacity Block, whose end comes first (machine/within-block.ts).
(
  sleep "$((left > 600 ? left - 600 : 0))"
  touch "$STATE/interrupted"
) &

# --- Who it is -----------------------------------------------------------------------------------------------------------

TOKEN=$(head -c 32 /dev/urandom | base64 | tr -d '=+/\n')
(umask 077 && printf 'header = "Authorization: Bearer %s"\n' "$TOKEN" >"$STATE/authorization")
(umask 077 && printf '%s' "$TOKEN" >"$STATE/token")

# How many GPUs answer. A driver may take its time after the first boot.
count_gpus() {
  command -v nvidia-smi >/dev/null || { echo 0 && return; }
  local try
  for try in $(seq 1 18); do
    if timeout 30 nvidia-smi -L >"$STATE/gpus" 2>/dev/null; then
      grep -c '^GPU ' "$STATE/gpus"
      return
    fi
    say "the driver does not answer yet ($try)" >&2
    sleep 10
  done
  echo 0
}
GPUS=$(count_gpus)

hello() {
  (umask 077 && metadata dynamic/instance-identity/rsa2048 >"$STATE/identity") || return 1
  post hello --data-urlencode "identity@$STATE/identity" --data-urlencode "token@$STATE/token" \
    --data-urlencode "gpus=$GPUS" --data-urlencode "boot_ms=$(cut -d. -f1 /proc/uptime)000"
}

is_known=
for try in $(seq 1 30); do
  if hello; then is_known=1 && break; fi
  say "the app did not answer ($try)"
  sleep 10
done
[[ -n $is_known ]] || give_up 'the app did not take its word in five minutes'
rm "$STATE/token" "$STATE/identity"

# --- The user that the job runs as ---------------------------------------------------------------------------------------

# Without sudo, and cut off from what would tell it the machine's own role, tags and this text.
useradd --create-home --home-dir "$HOME_OF_RUNNER" --shell /bin/bash mlp-runner
RUNNER_ID=$(id -u mlp-runner)
iptables -I OUTPUT -d 169.254.169.254 -m owner --uid-owner "$RUNNER_ID" -j REJECT
ip6tables -I OUTPUT -d fd00:ec2::254 -m owner --uid-owner "$RUNNER_ID" -j REJECT || true
# Containers have addresses of their own behind a bridge, and a hop limit of 1 besides.
iptables -I FORWARD -d 169.254.169.254 -j REJECT
# Steps with `container:` start docker, and who may do that is root on this machine. It is one job's alone and gone with
# it, and has no role unless the operator gives it one; then that role is for the code of the steps as well.
if command -v docker >/dev/null; then usermod --append --groups docker mlp-runner; fi

# --- What befalls it -----------------------------------------------------------------------------------------------------

# https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/spot-instance-termination-notices.html
watch_spot() {
  while sleep 5; do
    if metadata meta-data/spot/instance-action >/dev/null 2>&1; then
      touch "$STATE/interrupted"
      tell notice || true
      return
    fi
  done
}
if [[ $(metadata meta-data/instance-life-cycle) == spot ]]; then watch_spot & fi

# One sample of each GPU: use in %, MiB used, MiB there are, watts; `-` where it does not say. 35,10240,22888,120.5;…
# Read by read-usage.ts.
usage() {
  command -v nvidia-smi >/dev/null || return 0
  timeout 10 nvidia-smi --query-gpu=utilization.gpu,memory.used,memory.total,power.draw \
    --format=csv,noheader,nounits 2>/dev/null | sed 's/\[[^]]*\]/-/g' | tr -d ' ' | tr '\n' ';' || true
}

# --- The runner ----------------------------------------------------------------------------------------------------------

# $1: version, $2: address, $3: SHA-256. An image may bring it along.
fetch_runner() {
  local folder="$HOME_OF_RUNNER/runner-$1" archive="$STATE/runner.tar.gz"
  if [[ -x /opt/mlp/runner-$1/run.sh ]]; then
    cp -r "/opt/mlp/runner-$1" "$folder"
  else
    curl -sfL --retry 5 --max-time 300 -o "$archive" "$2" || give_up "the runner cannot be fetched from $2"
    printf '%s  %s\n' "$3" "$archive" | sha256sum --check --quiet ||
      give_up "the runner from $2 has not the SHA-256 that GitHub says"
    mkdir -p "$folder"
    tar -xzf "$archive" -C "$folder"
    rm "$archive"
  fi
  chown -R mlp-runner "$folder"
  RUNNER=$folder
}

# GitHub's runner runs this before the first step of its job, as the job's user. So the machine knows by itself that the job
# is there: an app that is away for a while does not cost it. And the job of another workflow that names the machine's label
# fails before its first step.
# https://docs.github.com/actions/hosting-your-own-runners/running-scripts-before-or-after-a-job
readonly JOB_STARTED="$STATE/job-started.sh"
cat >"$JOB_STARTED" <<END
echo job >'$STATE/job' || true
if [[ \${GITHUB_WORKFLOW_REF%%@*} != */.github/workflows/mlpipelines.yml ]]; then
  echo 'This machine is for a step of mlpipelines alone: take its label out of this workflow.'
  exit 1
fi
END
chmod 0755 "$JOB_STARTED"

# The configuration goes by the environment, which only the same user can read, and is spent once it has registered.
# Exit codes of run.sh: 7, its version is deprecated; else 0, also when it got no job or could not register.
# https://github.com/actions/runner/blob/main/src/Misc/layoutroot/run-helper.sh.template
run_runner() {
  local code=0 try had=
  (
    export HOME="$HOME_OF_RUNNER" USER=mlp-runner LOGNAME=mlp-runner LANG=C.UTF-8
    export ACTIONS_RUNNER_INPUT_JITCONFIG="$1" ACTIONS_RUNNER_RETURN_VERSION_DEPRECATED_EXIT_CODE=1
    export ACTIONS_RUNNER_HOOK_JOB_STARTED="$JOB_STARTED"
    export MLPIPELINES_INTERRUPTION_FILE="$STATE/interrupted"
    cd "$RUNNER"
    exec runuser -u mlp-runner -- ./run.sh
  ) || code=$?
  if [[ -s $STATE/job ]]; then had=' job'; fi
  for try in $(seq 1 60); do
    if tell runner-exit "$code$had"; then return; fi
    say "the app did not hear that the runner ended ($try)"
    sleep 10
  done
}

# The job's own clock ends it from here on; the hard end above stays.
begin() {
  if [[ -z $runner || -n $has_begun ]]; then return; fi
  shutdown -c || true
  has_begun=1
}

RUNNER=
has_begun=
runner=
pause=5
while true; do
  if [[ -n $runner ]] && ! kill -0 "$runner" 2>/dev/null; then
    runner=
    has_begun=
    # Nobody may be there to say what is next: then it is off in 20 minutes, as before its job.
    shutdown -h +20 'mlpipelines: the runner has ended'
  fi
  if [[ -s $STATE/job ]]; then begin; fi
  state=waiting
  if [[ -n $runner ]]; then state=running; fi
  if answer=$(post poll --data-urlencode "state=$state" --data-urlencode "usage=$(usage)"); then
    while read -r word argument; do
      case $word in
        wait) [[ $argument =~ ^[0-9]{1,4}$ ]] && pause=$argument ;;
        began) begin ;;
        runner)
          read -r version address sum <<<"$argument"
          [[ $version =~ ^[0-9.]+$ ]] || give_up "the app named no version of the runner"
          [[ $RUNNER == "$HOME_OF_RUNNER/runner-$version" ]] || fetch_runner "$version" "$address" "$sum"
          ;;
        run)
          # Said again where the answer was lost.
          if [[ -z $runner && -n $RUNNER ]]; then
            : >"$STATE/job"
            chmod 0666 "$STATE/job"
            run_runner "$argument" &
            runner=$!
          fi
          ;;
        stop) exit 0 ;;
      esac
    done <<<"$answer"
  fi
  sleep "$pause"
done
