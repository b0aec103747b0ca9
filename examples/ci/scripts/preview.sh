#!/bin/sh
# preview.sh STACK: writes what up.sh would do to preview.md, for a comment on the pull request.
. "$(dirname "$0")/settings.sh"
check_policies

# For the rule large-export of the policy pack.
export AEP_ESTIMATE_PROFILES=true

day=$(last_day)
result=passed
pulumi preview --diff --non-interactive --color never --suppress-progress --stack "$stack" \
  --config "day=$day" ${POLICY_PACK:+--policy-pack "$POLICY_PACK"} \
  ${POLICY_CONFIG:+--policy-pack-config "$POLICY_CONFIG"} >preview.log 2>&1 || result=failed
cat preview.log

{
  echo "<!-- pulumi preview of $stack -->"
  echo "### Preview of \`$stack\` $result"
  echo
  echo '~~~~~diff'
  # A comment on GitHub has at most 65536 characters.
  head -c 60000 preview.log
  echo '~~~~~'
} >preview.md
[ $result = passed ]
