#!/usr/bin/env bash
# Starts PostgreSQL in the image postgres with TLS: it takes a key only from a file that nobody else may read, and Compose mounts
# secrets as they are. The image's own start does the rest.
set -euo pipefail
install -m 0600 /run/secrets/tls_postgres_key /var/run/postgresql/server.key
exec docker-entrypoint.sh "$@"
