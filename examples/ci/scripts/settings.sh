# The other scripts source this one. Their first argument is the stack. It fails with one line if a setting is missing.
set -eu

fail() {
  echo "$0: $*" >&2
  exit 2
}

[ -n "${1:-}" ] || fail "which stack? Name it, as in: $0 dev"
[ -f Pulumi.yaml ] || fail "there is no Pulumi.yaml in $PWD: run it in the folder of the project."

missing=
# Take out of this list what comes from Pulumi ESC or from the stack's secret configuration.
for variable in AEP_CLIENT_ID AEP_CLIENT_SECRET AEP_ORG_ID; do
  eval "value=\${$variable:-}"
  [ -n "$value" ] || missing="$missing $variable"
done
if [ -z "${PULUMI_ACCESS_TOKEN:-}${PULUMI_BACKEND_URL:-}" ] && [ ! -f "${PULUMI_HOME:-$HOME/.pulumi}/credentials.json" ]; then
  missing="$missing PULUMI_ACCESS_TOKEN"
fi
[ -z "$missing" ] ||
  fail "missing:$missing. Put each into the secret store of the pipeline and hand it to this job as a variable."

stack=${PULUMI_ORG:+$PULUMI_ORG/}$1

# The day of the last scheduled run, successful or not: only the schedule starts another export.
last_day() {
  kept=$(mktemp -d)
  if said=$(pulumi config refresh --force --stack "$stack" --config-file "$kept/last.yaml" 2>&1); then
    pulumi config get day --stack "$stack" --config-file "$kept/last.yaml" 2>/dev/null || date -u +%F
  else
    case $said in
      *"no previous deployment"*) date -u +%F ;;
      *) fail "$said" ;;
    esac
  fi
  rm -r "$kept"
}

# Pulumi gives a misspelt rule no error: the rule would keep its default.
check_policies() {
  [ -z "${POLICY_CONFIG:-}" ] || node "${POLICY_PACK:?is not set, but POLICY_CONFIG is}/check.mjs" "$POLICY_CONFIG"
}

# Selects the stack of a review environment; creates it if there is none.
select_review() {
  cp Pulumi.review.yaml "Pulumi.$1.yaml"
  pulumi stack select --create --non-interactive "$stack"
}
