#!/bin/sh
# up.sh STACK [DAY]: applies the program and repairs drift. Exports again only what has changed, or for another day.
. "$(dirname "$0")/settings.sh"
check_policies

case $1 in review-*) select_review "$1" ;; esac
day=${2:-$(last_day)}
# exec, so that an interruption reaches Pulumi: the export goes on, and the next run waits for it.
exec pulumi up --yes --skip-preview --refresh --non-interactive --color never --suppress-progress --stack "$stack" \
  --config "day=$day" ${POLICY_PACK:+--policy-pack "$POLICY_PACK"} \
  ${POLICY_CONFIG:+--policy-pack-config "$POLICY_CONFIG"}
