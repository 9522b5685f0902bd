#!/bin/sh
# Receives X-rays by DICOM C-STORE (dcmtk's storescp) into the inbox of ingest.
#
# Each lies in the hidden folder .receiving of the inbox until it is whole, and is then renamed, so that ingest never sees
# half of one. storescp acknowledges just before the rename: what a crash leaves there is therefore taken over at the next
# start. A half-received one was not acknowledged; the PACS sends it again, and ingest rejects the half as truncated.
#
# Settings: DICOM_INBOX, DICOM_PORT (11112), DICOM_AE_TITLE (THORAFLOW), DICOM_SITE (a folder of the inbox; names the site).
#
# TLS (PS3.15, BCP 195, TLS 1.2 or newer), and nothing but TLS, where all three of these PEM files are named: DICOM_TLS_KEY and
# DICOM_TLS_CERTIFICATE are this receiver's, DICOM_TLS_AUTHORITIES certifies who may send, and this receiver, which asks itself
# for its health.
set -eu

fail() { echo "dicom-receiver: $*" >&2; exit 1; }

inbox="${DICOM_INBOX:-}"
port="${DICOM_PORT:-11112}"
title="${DICOM_AE_TITLE:-THORAFLOW}"
site="${DICOM_SITE:-}"
key="${DICOM_TLS_KEY:-}"
certificate="${DICOM_TLS_CERTIFICATE:-}"
authorities="${DICOM_TLS_AUTHORITIES:-}"

command="${1:-receive}"
set -- # From here on: dcmtk's TLS options.
if [ -n "$key$certificate$authorities" ]; then
  for file in "DICOM_TLS_KEY $key" "DICOM_TLS_CERTIFICATE $certificate" "DICOM_TLS_AUTHORITIES $authorities"; do
    if [ ! -f "${file#* }" ] || [ ! -r "${file#* }" ]; then
      fail "for TLS ${file%% *} must be a PEM file that can be read, but is '${file#* }'"
    fi
  done
  set -- --enable-tls "$key" "$certificate" --add-cert-file "$authorities" --profile-bcp195-nd --require-peer-cert
fi

if [ "$command" = health ]; then
  exec echoscu -to 5 -aet HEALTH -aec "$title" "$@" 127.0.0.1 "$port"
fi

# These become part of a shell command of storescp's. What is received never does: storescp makes up the files' names.
case "$inbox" in
  /*) ;;
  *) fail "DICOM_INBOX must be the absolute path of the inbox, but is '$inbox'" ;;
esac
case "$inbox" in *[!A-Za-z0-9/._-]*) fail "DICOM_INBOX must be letters, digits, / . _ and -, but is '$inbox'" ;; esac
case "$site" in *[!A-Za-z0-9_-]*) fail "DICOM_SITE must be letters, digits, _ and -, but is '$site'" ;; esac
case "$port" in '' | *[!0-9]*) fail "DICOM_PORT must be a number, but is '$port'" ;; esac

umask 077
receiving="$inbox/.receiving"
target="$inbox${site:+/$site}"
mkdir -p "$receiving" "$target"

for file in "$receiving"/*; do
  if [ -f "$file" ]; then mv -- "$file" "$target/"; fi
done

# A shell in between, as in a container a signal without a handler would not end process 1.
storescp "$@" --fork --aetitle "$title" --accept-all --max-pdu 131072 --output-directory "$receiving" \
  --unique-filenames --filename-extension .dcm \
  --exec-on-reception "mv -- '#p/#f' '$target/#f'" --exec-sync "$port" &
child=$!
trap 'kill "$child" 2>/dev/null' TERM INT
wait "$child" || status=$?
exit "${status:-0}"
