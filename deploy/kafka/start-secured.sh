#!/usr/bin/env bash
# Starts Kafka in the image apache/kafka where docker-compose.secure.yml has it ask who comes: formats the storage once, with the
# two users without whom nobody could log in to make others, then hands over to the image's own start.
set -euo pipefail
umask 077

# The image's own rule for its settings: KAFKA_A_B is the property a.b, __ stands for an underscore and ___ for a hyphen.
properties() {
  local name key
  for name in $(compgen -e KAFKA_); do
    case "$name" in KAFKA_VERSION | KAFKA_HEAP_OPTS | KAFKA_OPTS | KAFKA_LOG4J_*) continue ;; esac
    key="${name#KAFKA_}"
    key="${key//___/-}"
    key="${key//__/%}"
    key="${key//_/.}"
    key="${key//%/_}"
    printf '%s=%s\n' "${key,,}" "${!name}"
  done
}

user() { printf 'SCRAM-SHA-512=[name=%s,password=%s]' "$1" "$(cat "/run/secrets/$2")"; }

# Passwords reach the program by a file, one argument a line: everybody on the machine may read command lines.
work="$(mktemp -d)"
properties >"$work/format.properties"
printf '%s\n' format --ignore-formatted --cluster-id "$CLUSTER_ID" --config "$work/format.properties" \
  --add-scram "$(user kafka kafka_broker_password)" --add-scram "$(user admin kafka_admin_password)" >"$work/arguments"
# It prints what it writes, hashes of passwords with it; problems go to standard error.
/opt/kafka/bin/kafka-storage.sh "@$work/arguments" >/dev/null
rm -rf "$work"
exec /etc/kafka/docker/run
