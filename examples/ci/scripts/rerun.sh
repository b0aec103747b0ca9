#!/bin/sh
# rerun.sh STACK [DAY]: exports what the day, by default today, has not exported yet. A second run of a day takes up what failed.
exec "$(dirname "$0")/up.sh" "${1:-}" "${2:-$(date -u +%F)}"
