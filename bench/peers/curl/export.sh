#!/usr/bin/env bash
# The tutorial's curl calls, for N pairs of dataset and export job, some of them side by side:
#   export.sh create|read|delete N SIDE_BY_SIDE
# Keeps the ids of each pair in ids/PAIR. Creates only what has no id yet; forgets what it has deleted.
set -u
step=$1 pairs=$2 side_by_side=${3:-1}
catalog=$AEP_BASE_URL/data/foundation/catalog
jobs=$AEP_BASE_URL/data/core/ups/export/jobs

aep() {
  curl --silent --fail "$@" \
    -H "Authorization: Bearer $AEP_ACCESS_TOKEN" \
    -H "x-api-key: $AEP_API_KEY" \
    -H "x-gw-ims-org-id: $AEP_ORG_ID" \
    -H "x-sandbox-name: prod" \
    -H "Content-Type: application/json"
}

create_dataset() {
  if [ ! -s "ids/$1.dataset" ]; then
    aep "$catalog/dataSets" -X POST -d '{
      "name": "Pair '"$1"'",
      "schemaRef": {
        "id": "https://ns.adobe.com/xdm/context/profile__union",
        "contentType": "application/vnd.adobe.xed+json;version=1"
      },
      "fileDescription": { "persisted": true, "containerFormat": "parquet", "format": "parquet" }
    }' | sed -n 's/.*@\/dataSets\/\([^"]*\)".*/\1/p' >"ids/$1.dataset"
  fi
  [ -s "ids/$1.dataset" ]
}

create_job() {
  if [ ! -s "ids/$1.job" ]; then
    aep "$jobs" -X POST -d '{
      "fields": "person.name",
      "schema": { "name": "_xdm.context.profile" },
      "destination": { "datasetId": "'"$(cat "ids/$1.dataset")"'" }
    }' | sed -n 's/.*"id":\([0-9]*\).*/\1/p' >"ids/$1.job"
  fi
  [ -s "ids/$1.job" ]
}

read_back() {
  aep "$catalog/dataSets/$(cat "ids/$1.dataset")" >/dev/null && aep "$jobs/$(cat "ids/$1.job")" >/dev/null
}

delete_job() {
  if [ -s "ids/$1.job" ]; then
    aep "$jobs/$(cat "ids/$1.job")" -X DELETE || return 1
    rm "ids/$1.job"
  fi
}

delete_dataset() {
  if [ -s "ids/$1.dataset" ]; then
    aep "$catalog/dataSets/$(cat "ids/$1.dataset")" -X DELETE >/dev/null || return 1
    rm "ids/$1.dataset"
  fi
}

create() { create_dataset "$1" && create_job "$1"; }
delete() { delete_job "$1" && delete_dataset "$1"; }

mkdir -p ids
case $step in
  pair) "$2" "$3" ;;
  create) seq 0 $((pairs - 1)) | xargs -P "$side_by_side" -n 1 "$0" pair create ;;
  read) seq 0 $((pairs - 1)) | xargs -P "$side_by_side" -n 1 "$0" pair read_back ;;
  delete) seq 0 $((pairs - 1)) | xargs -P "$side_by_side" -n 1 "$0" pair delete ;;
esac
