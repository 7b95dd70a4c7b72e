#!/usr/bin/env bash
set -euo pipefail

envsubst < /etc/relay/config.template.json > /tmp/config.json
case "${1:-}" in
  serve) echo "relay on $(jq -r .port /tmp/config.json)" ;;
  *) exec "$@" ;;
esac
