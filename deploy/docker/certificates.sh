#!/usr/bin/env bash
# Certificates for docker-compose.secure.yml, by openssl: an authority of this installation, and from it one certificate each for
# Kafka and PostgreSQL. Makes what is missing; safe to run again.
#
#   deploy/docker/certificates.sh [--renew] [--folder DIR] [NAME ...]
#
# --renew   makes the servers' certificates anew; the authority stays, so clients need no change
# --folder  where the files lie (default: secrets)
# NAME      by which else the servers are called, such as kafka.hospital.example or 10.1.2.3
set -euo pipefail
cd "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")/../.."

AUTHORITY_DAYS=3650
SERVER_DAYS=397

renew=false
folder=secrets
names=()
while [ $# -gt 0 ]; do
  case "$1" in
    --renew) renew=true ;;
    --folder)
      folder="${2:?--folder must be followed by a folder}"
      case "$folder" in /*) ;; *) folder="./$folder" ;; esac # else openssl could take its name for an option
      shift
      ;;
    -*)
      echo "unknown option $1; there are --renew and --folder" >&2
      exit 2
      ;;
    *)
      # It becomes a line of a configuration of openssl's.
      [[ "$1" =~ ^[A-Za-z0-9*.:_-]+$ ]] || { echo "a server's name must be letters, digits, and * . : _ -, but is $1" >&2; exit 2; }
      names+=("$1")
      ;;
  esac
  shift
done
command -v openssl >/dev/null || { echo "openssl is missing (Debian: apt install openssl)" >&2; exit 1; }

# The folder keeps others on this machine out. The files must be readable inside containers, whose users are others; the
# authority's key is for none of them.
umask 077
mkdir -p -- "$folder"
chmod 0700 -- "$folder"
work="$(mktemp -d "$folder/.certificates.XXXXXX")"
trap 'rm -rf "$work"' EXIT

key() { openssl genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256 -out "$1" 2>/dev/null; }

place() { # FILE NAME MODE
  chmod "$3" "$1"
  mv -f "$1" "$folder/$2"
  echo "made $folder/$2"
}

if [ ! -s "$folder/tls_authority" ]; then
  key "$work/authority.key"
  openssl req -x509 -new -key "$work/authority.key" -sha256 -days "$AUTHORITY_DAYS" -subj "/CN=Thoraflow authority" \
    -addext "basicConstraints=critical,CA:TRUE" -addext "keyUsage=critical,keyCertSign,cRLSign" -out "$work/authority.crt"
  place "$work/authority.key" tls_authority_key 0400
  place "$work/authority.crt" tls_authority 0444
fi

alternatives() { # NAME ...
  local name
  for name in "$@"; do
    if [[ "$name" =~ ^[0-9.]+$ || "$name" == *:* ]]; then printf 'IP:%s,' "$name"; else printf 'DNS:%s,' "$name"; fi
  done | sed 's/,$//'
}

# Leaves $work/$1.key and $work/$1.crt.
issue() {
  [ -s "$folder/tls_authority_key" ] || { echo "$folder/tls_authority_key must be there to sign; bring it back" >&2; exit 1; }
  key "$work/$1.key"
  openssl req -new -key "$work/$1.key" -subj "/CN=$1" -out "$work/$1.csr"
  {
    echo "subjectAltName=$(alternatives "$1" localhost 127.0.0.1 ${names[@]+"${names[@]}"})"
    echo "basicConstraints=CA:FALSE"
    echo "keyUsage=critical,digitalSignature"
    echo "extendedKeyUsage=serverAuth,clientAuth"
  } >"$work/$1.ext"
  openssl x509 -req -in "$work/$1.csr" -CA "$folder/tls_authority" -CAkey "$folder/tls_authority_key" -set_serial "0x$(openssl rand -hex 16)" \
    -sha256 -days "$SERVER_DAYS" -extfile "$work/$1.ext" -out "$work/$1.crt" 2>/dev/null
}

if $renew || [ ! -s "$folder/tls_kafka" ]; then
  issue kafka
  cat "$work/kafka.key" "$work/kafka.crt" >"$work/kafka.pem"
  place "$work/kafka.pem" tls_kafka 0444
fi
if $renew || [ ! -s "$folder/tls_postgres_certificate" ] || [ ! -s "$folder/tls_postgres_key" ]; then
  issue postgres
  place "$work/postgres.key" tls_postgres_key 0444
  place "$work/postgres.crt" tls_postgres_certificate 0444
fi

for name in tls_authority tls_kafka tls_postgres_certificate; do
  echo "$folder/$name: valid until $(openssl x509 -in "$folder/$name" -noout -enddate | cut -d= -f2)"
done
