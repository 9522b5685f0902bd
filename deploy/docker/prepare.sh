#!/usr/bin/env bash
# Before the first `docker compose up`: makes .env and the secrets that are missing. Safe to run again; changes nothing.
set -euo pipefail
cd "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")/../.."

if [ ! -e .env ]; then
  cp .env.example .env
  echo "made .env: look through it"
fi

# The folder keeps others on this machine out. The files must be readable inside containers, whose users are others.
umask 077
mkdir -p secrets
chmod 0700 secrets
for name in pseudonym_secret postgres_password owner_password worker_password trainer_password reader_password \
  dashboard_password grafana_admin_password \
  kafka_broker_password kafka_admin_password kafka_ingest_password kafka_worker_password kafka_trainer_password \
  kafka_operator_password kafka_auditor_password kafka_monitor_password; do
  if [ ! -s "secrets/$name" ]; then
    rm -f "secrets/$name.new" # of a start that was cut short
    od -An -N32 -tx1 /dev/urandom | tr -d ' \n' >"secrets/$name.new"
    chmod 0444 "secrets/$name.new"
    mv "secrets/$name.new" "secrets/$name"
    echo "made secrets/$name"
  fi
done

# The key that signs models, for whoever publishes them, and the public one, which workers trust. A second public key may be
# appended there: docs/security.md tells how one key follows another.
if [ ! -s secrets/model_signing_key ]; then
  command -v openssl >/dev/null || { echo "prepare.sh: openssl is missing, which makes the key that signs models" >&2; exit 1; }
  rm -f secrets/model_signing_key.new secrets/model_public_key.new # of a start that was cut short
  openssl genpkey -algorithm ed25519 -out secrets/model_signing_key.new
  openssl pkey -in secrets/model_signing_key.new -pubout -out secrets/model_public_key.new
  if [ -e secrets/model_trusted_keys ]; then cat secrets/model_trusted_keys >>secrets/model_public_key.new; fi
  chmod 0444 secrets/model_signing_key.new secrets/model_public_key.new
  # The public one first: workers may know a key that signs nothing yet.
  mv -f secrets/model_public_key.new secrets/model_trusted_keys
  mv secrets/model_signing_key.new secrets/model_signing_key
  echo "made secrets/model_signing_key and secrets/model_trusted_keys"
fi
