#!/bin/sh
# destroy.sh STACK: takes a review environment down with its data; one that was never there is done.
. "$(dirname "$0")/settings.sh"

case $1 in
  review-*) select_review "$1" ;;
  *) fail "$1 is no review environment. Who means it runs: pulumi destroy --stack $stack" ;;
esac
# The program is not run, but Pulumi wants every setting to be there.
exec pulumi destroy --yes --skip-preview --remove --non-interactive --color never --suppress-progress --stack "$stack" \
  --config "day=$(date -u +%F)"
