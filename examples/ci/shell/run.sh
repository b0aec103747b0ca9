#!/bin/sh
# run.sh SCRIPT STACK [DAY]: runs a script of ci/ as it is on the main branch, one at a time for each stack. For cron:
#
#   17 2 * * *  ~/exports/ci/run.sh drift prod
#   17 4 * * *  ~/exports/ci/run.sh rerun prod
#
# Use a separate checkout: the script discards every change in it.
set -eu

[ $# -ge 2 ] || { echo "$0: which script, and which stack? As in: $0 rerun prod" >&2; exit 2; }
script=$1
shift

credentials=${CREDENTIALS:-$HOME/.config/pulumi-aep.env}
[ -r "$credentials" ] || {
  echo "$0: missing: $credentials. Write AEP_CLIENT_ID=… and its like into it, a line each, and make it yours alone: chmod 600." >&2
  exit 2
}
set -a
. "$credentials"
set +a

cd "$(dirname "$0")/.."
exec 9>".git/run-$1.lock"
# Waits for the other run.
flock 9
git fetch --quiet origin
git reset --quiet --hard origin/HEAD
npm ci --silent
exec "ci/$script.sh" "$@"
