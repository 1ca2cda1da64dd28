#!/bin/bash
# What a machine of mlpipelines does from its first second to its last: it sets its own end, proves who it is, waits for
# its job, runs that one job as a user without rights, and is gone. The same text for every machine; nothing in it is
# secret, since anybody who may describe the instance can read it.
set -euo pipefail
set +x

readonly APP='@APP_URL@'
readonly METADATA="${MLP_METADATA_URL:-http://169.254.169.254}"
readonly STATE=/run/mlp
readonly LOG=/var/log/mlp-boot.log
readonly HOME_OF_RUNNER=/home/mlp-runner

mkdir -p "$STATE"
chmod 0755 "$STATE"
# The console is what EC2 shows of a machine that nobody can reach.
exec > >(tee -a "$LOG" | logger -t mlp -s 2>/dev/console) 2>&1

# --- Its end comes first -------------------------------------------------------------------------------------------------

# Whatever hangs below: in 20 minutes it is off, unless its job began. The launch template terminates what is powered off.
shutdown -h +20 'mlpipelines: the machine did not get as far as its job'

say() { printf 'mlp %s\n' "$*"; }

metadata() {
  local token
  token=$(curl -sf --max-time 5 --retry 5 -X PUT "$METADATA/latest/api/token" \
    -H 'X-aws-ec2-metadata-token-ttl-seconds: 300') || return 1
  curl -sf --max-time 5 --retry 2 -H "X-aws-ec2-metadata-token: $token" "$METADATA/latest/$1"
}

# Ends the machine, but leaves one that EC2 takes to EC2: it charges nothing for a first hour that it cuts short.
leave() {
  local code=$?
  trap - EXIT
  if [[ $code -ne 0 ]]; then
    tell boot-failed "the start-up script ended with $code" || true
    tell log "$(tail -c 60000 "$LOG")" || true
    sleep 5
  fi
  if [[ -e $STATE/interrupted ]]; then sleep 180; fi
  say "off ($code)"
  shutdown -h now
}
trap leave EXIT

MACHINE=$(metadata meta-data/tags/instance/mlp:machine)
readonly MACHINE
EXPIRES=$(metadata meta-data/tags/instance/mlp:expires-at)
left=$(($(date -d "$EXPIRES" +%s) - $(date +%s)))
if [[ $left -le 0 ]]; then exit 3; fi
# A kernel that still turns obeys this, whatever else hangs.
systemd-run --quiet --unit=mlp-hard-end --on-active="${left}s" /sbin/poweroff -f

# --- Talking to the app --------------------------------------------------------------------------------------------------

TOKEN=$(head -c 32 /dev/urandom | base64 | tr -d '=+/\n')
readonly TOKEN
(umask 077 && printf 'header = "Authorization: Bearer %s"\n' "$TOKEN" >"$STATE/authorization")

# By a file: what stands in an argument, everybody on the machine can read.
post() {
  local path=$1
  shift
  curl -sf --max-time 30 --config "$STATE/authorization" "$APP/api/machines/$MACHINE/$path" "$@"
}

tell() { post event --data-urlencode "type=$1" --data-urlencode "text=${2:-}" >/dev/null; }

# --- Its GPUs ------------------------------------------------------------------------------------------------------------

gpus() {
  command -v nvidia-smi >/dev/null || return 0
  local try
  for try in $(seq 1 18); do
    if nvidia-smi -L 2>/dev/null; then return 0; fi
    say "the driver does not answer yet ($try)" >&2
    sleep 10
  done
}
GPUS=$(gpus)

# --- Who it is -----------------------------------------------------------------------------------------------------------

hello() {
  local identity
  identity=$(metadata dynamic/instance-identity/rsa2048)
  post hello --data-urlencode "identity=$identity" --data-urlencode "token=$TOKEN" \
    --data-urlencode "gpus=$GPUS" --data-urlencode "boot_ms=$(cut -d. -f1 /proc/uptime)000"
}

for try in $(seq 1 30); do
  if answer=$(hello); then break; fi
  say "the app did not answer ($try)"
  answer=
  sleep 10
done
[[ -n $answer ]] || exit 4

# --- The user that the job runs as ---------------------------------------------------------------------------------------

# Without sudo, and cut off from what would tell it the machine's own role, tags and this text.
useradd --create-home --home-dir "$HOME_OF_RUNNER" --shell /bin/bash mlp-runner
RUNNER_ID=$(id -u mlp-runner)
iptables -I OUTPUT -d 169.254.169.254 -m owner --uid-owner "$RUNNER_ID" -j REJECT
ip6tables -I OUTPUT -d fd00:ec2::254 -m owner --uid-owner "$RUNNER_ID" -j REJECT || true
iptables -I FORWARD -d 169.254.169.254 -j REJECT

# --- Notices -------------------------------------------------------------------------------------------------------------

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

usage() {
  command -v nvidia-smi >/dev/null || return 0
  nvidia-smi --query-gpu=utilization.gpu,memory.used --format=csv,noheader,nounits 2>/dev/null | tr '\n' ';'
}

# --- The runner ----------------------------------------------------------------------------------------------------------

# $1: version, $2: address, $3: SHA-256. An image may bring it along.
fetch_runner() {
  local folder="$HOME_OF_RUNNER/runner" archive="$STATE/runner.tar.gz"
  if [[ -x /opt/mlp/runner-$1/run.sh ]]; then
    cp -r "/opt/mlp/runner-$1" "$folder"
  else
    curl -sfL --retry 5 --max-time 300 -o "$archive" "$2"
    printf '%s  %s\n' "$3" "$archive" | sha256sum --check --quiet
    mkdir -p "$folder"
    tar -xzf "$archive" -C "$folder"
    rm "$archive"
  fi
  chown -R mlp-runner "$folder"
}

# The configuration goes by the environment, which only the same user can read, and is spent once it has registered.
run_runner() {
  local code=0
  sudo -n -u mlp-runner env -i HOME="$HOME_OF_RUNNER" PATH="$PATH" LANG=C.UTF-8 \
    ACTIONS_RUNNER_INPUT_JITCONFIG="$1" \
    ACTIONS_RUNNER_RETURN_VERSION_DEPRECATED_EXIT_CODE=1 \
    MLPIPELINES_INTERRUPTION_FILE="$STATE/interrupted" \
    "$HOME_OF_RUNNER/runner/run.sh" || code=$?
  tell runner-exit "$code"
}

is_running=0
runner=
while true; do
  if answer=$(post poll --data-urlencode "state=$([[ -n $runner ]] && echo running || echo waiting)" \
    --data-urlencode "usage=$(usage)"); then
    pause=5
    while read -r word argument; do
      case $word in
        wait) pause=$argument ;;
        began)
          # Its own clock ends the job; the hard end above stays.
          if [[ $is_running -eq 0 ]]; then shutdown -c || true; is_running=1; fi
          ;;
        runner)
          read -r version address sum <<<"$argument"
          [[ -d $HOME_OF_RUNNER/runner ]] || fetch_runner "$version" "$address" "$sum"
          ;;
        run)
          run_runner "$argument" &
          runner=$!
          ;;
        stop) exit 0 ;;
      esac
    done <<<"$answer"
  fi
  if [[ -n $runner ]] && ! kill -0 "$runner" 2>/dev/null; then runner=; fi
  sleep "$pause"
done
