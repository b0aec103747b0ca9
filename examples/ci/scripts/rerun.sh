#!/bin/sh
# rerun.sh STACK [DAY]: exports the day (default: today), unless that export has succeeded. Run it again after a failure.
exec "$(dirname "$0")/up.sh" "${1:-}" "${2:-$(date -u +%F)}"
