#!/bin/sh
# Receives X-rays by DICOM C-STORE (dcmtk's storescp) into the inbox of ingest.
#
# Each lies in the hidden folder .receiving of the inbox until it is whole, and is then renamed, so that ingest never sees
# half of one. Before that it is brought to the disk.
#
# Without TLS dicom-receiver.pl stands before storescp: an association that calls another AE title is refused, and an X-ray is
# acknowledged once it lies in the inbox, on the disk. With TLS storescp listens itself, as only it can read what is sent: who
# may send is then a matter of certificates, the called AE title is not looked at, and storescp acknowledges just before the
# X-ray is brought to the disk and renamed. Where that fails, as the site's folder is gone or takes nothing, it is tried again
# twice a minute and at the next start.
#
# Settings: DICOM_INBOX, DICOM_PORT (11112), DICOM_AE_TITLE (THORAFLOW), DICOM_SITE (a folder of the inbox; names the site),
# DICOM_TITLE_CHECK (require; warn accepts senders that call another AE title, and logs it).
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
check="${DICOM_TITLE_CHECK:-require}"
key="${DICOM_TLS_KEY:-}"
certificate="${DICOM_TLS_CERTIFICATE:-}"
authorities="${DICOM_TLS_AUTHORITIES:-}"

command="${1:-receive}"
received="${2:-}"
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

umask 077
receiving="$inbox/.receiving"
target="$inbox${site:+/$site}"

# Puts a whole X-ray where ingest finds it.
keep() {
  mkdir -p "$target" && sync "$1" && mv -n -- "$1" "$target/" && [ ! -e "$1" ] && sync "$target"
}

if [ "$command" = keep ]; then
  keep "$received" || fail "an X-ray stays in $receiving for now"
  exit
fi

# These become part of a shell command of storescp's. What is received never does: storescp makes up the files' names.
case "$inbox" in
  /*) ;;
  *) fail "DICOM_INBOX must be the absolute path of the inbox, but is '$inbox'" ;;
esac
case "$inbox" in *[!A-Za-z0-9/._-]*) fail "DICOM_INBOX must be letters, digits, / . _ and -, but is '$inbox'" ;; esac
case "$site" in *[!A-Za-z0-9_-]*) fail "DICOM_SITE must be letters, digits, _ and -, but is '$site'" ;; esac
case "$check" in require | warn) ;; *) fail "DICOM_TITLE_CHECK must be require or warn, but is '$check'" ;; esac
case "$port" in '' | *[!0-9]*) fail "DICOM_PORT must be a number, but is '$port'" ;; esac

mkdir -p "$receiving" "$target"

# Not acknowledged, as they lie in the folder of an association that was cut off.
for file in "$receiving"/*/*.dcm; do
  if [ -f "$file" ]; then rm -- "$file"; fi
done
for folder in "$receiving"/*/; do
  if [ -d "$folder" ]; then rmdir -- "$folder" || :; fi
done
for file in "$receiving"/*; do
  if [ -f "$file" ]; then keep "$file" || fail "the inbox takes no X-ray: $target"; fi
done

if [ $# = 0 ]; then
  exec perl "${0%/*}/dicom-receiver.pl" "$port" "$title" "$check" "$receiving" "$target"
fi

# What could not be put into the inbox when it came, and is not being written.
again() {
  while sleep 30; do
    find "$receiving" -maxdepth 1 -type f -mmin +1 | while IFS= read -r file; do keep "$file" || :; done
  done
}

again &
sweeper=$!
# A shell in between, as in a container a signal without a handler would not end process 1.
storescp "$@" --fork --aetitle "$title" --accept-all --max-pdu 131072 --output-directory "$receiving" \
  --unique-filenames --filename-extension .dcm \
  --exec-on-reception "'$0' keep '#p/#f'" --exec-sync "$port" &
child=$!
trap 'kill "$child" "$sweeper" 2>/dev/null' TERM INT
wait "$child" || status=$?
kill "$sweeper" 2>/dev/null || :
exit "${status:-0}"
