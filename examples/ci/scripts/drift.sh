#!/bin/sh
# drift.sh STACK: fails if AEP differs from the program. Changes nothing.
. "$(dirname "$0")/settings.sh"

day=$(last_day)
pulumi preview --diff --refresh --expect-no-changes --non-interactive --color never --suppress-progress --stack "$stack" \
  --config "day=$day" || {
  echo "$0: $stack differs from the program, or the preview failed. To correct the differences above, run up.sh $1." >&2
  exit 1
}
