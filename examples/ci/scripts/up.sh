#!/bin/sh
# up.sh STACK [DAY]: makes what is declared so, drift included. Exports again only what has changed, or on another day.
. "$(dirname "$0")/settings.sh"

case $1 in review-*) select_review "$1" ;; esac
day=${2:-$(last_day)}
# exec, so that an interruption reaches Pulumi: the export goes on, and the next run waits for it.
exec pulumi up --yes --skip-preview --refresh --non-interactive --color never --suppress-progress --stack "$stack" \
  --config "day=$day" ${POLICY_PACK:+--policy-pack "$POLICY_PACK"}
