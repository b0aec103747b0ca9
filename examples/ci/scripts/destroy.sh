#!/bin/sh
# destroy.sh STACK: destroys a review environment with its data. Succeeds if there is none.
. "$(dirname "$0")/settings.sh"

case $1 in
  review-*) select_review "$1" ;;
  *) fail "$1 is no review environment. Who means it runs: pulumi destroy --stack $stack" ;;
esac
# Pulumi does not run the program, but requires every setting.
exec pulumi destroy --yes --skip-preview --remove --non-interactive --color never --suppress-progress --stack "$stack" \
  --config "day=$(date -u +%F)"
