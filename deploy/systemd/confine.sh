#!/usr/bin/env bash
# Tells systemd what the units that run models may reach, from the settings in /etc/thoraflow: the addresses of Kafka, PostgreSQL
# and the model repository, and nothing else; and which folders they never see. install.sh runs it; run it again, and restart
# the workers, after a change of these settings or of the addresses behind the names. DESTDIR is put before every path.
set -euo pipefail

root="${DESTDIR:-}"
settings="$root/etc/thoraflow"
units=("thoraflow-inference-worker@.service" "thoraflow-import@.service")

# The values of a setting in all files of settings, without quotes.
values() {
  cat "$settings"/*.env 2>/dev/null | sed -n "s/^[[:space:]]*$1=//p" | sed "s/^[\"']//; s/[\"'][[:space:]]*$//"
}

# host:port,host:port -> host lines; [::1]:9092 -> ::1
hosts() {
  tr ',' '\n' | sed 's/^[[:space:]]*//; s/[[:space:]]*$//' | sed -n '/^\[/{s/^\[\([^]]*\)\].*$/\1/p;d}; s/:[0-9]*$//; /./p'
}

named() {
  values KAFKA_BOOTSTRAP_SERVERS | hosts
  values DATABASE_URL | sed -n 's#^jdbc:postgresql://\([^/?]*\).*$#\1#p' | hosts
  values MODEL_REPOSITORY | sed -n 's#^https\{0,1\}://\([^/?]*\).*$#\1#p' | sed 's/^.*@//' | hosts
}

addresses() {
  local names=no host found
  while IFS= read -r host; do
    case "$host" in
      localhost | 127.* | ::1) ;;
      *[!0-9.:a-fA-F]*)
        names=yes
        found="$(getent ahosts "$host" | awk '{print $1}')" || found=
        if [ -n "$found" ]; then echo "$found"; else echo "confine.sh: no address is known for $host: run this again when there is one" >&2; fi
        ;;
      *) echo "$host" ;;
    esac
  done < <(named)
  # Who names hosts must be able to ask for their addresses.
  if [ "$names" = yes ]; then sed -n 's/^nameserver[[:space:]]\{1,\}\([0-9a-fA-F.:]*\).*$/\1/p' "$root/etc/resolv.conf" 2>/dev/null || true; fi
}

folders() {
  local name
  for name in INGEST_INBOX INGEST_ARCHIVE INGEST_REJECTED TRAINER_ARCHIVE TRAINER_REPORTS TRAINER_FEATURES TRAINER_DATA DICOM_INBOX; do
    values "$name"
  done
}

allowed="$(addresses | sort -u)"
hidden="$(folders | sed -n '/^\//p' | sort -u)"
for unit in "${units[@]}"; do
  folder="$root/etc/systemd/system/$unit.d"
  install -d -m 0755 "$folder"
  {
    echo "# Made by confine.sh from the settings in /etc/thoraflow."
    echo "[Service]"
    while IFS= read -r address; do
      if [ -n "$address" ]; then echo "IPAddressAllow=$address"; fi
    done <<<"$allowed"
    while IFS= read -r path; do
      if [ -n "$path" ]; then echo "InaccessiblePaths=\"-${path//%/%%}\""; fi
    done <<<"$hidden"
  } >"$folder/confine.conf.new"
  chmod 0644 "$folder/confine.conf.new"
  mv -f "$folder/confine.conf.new" "$folder/confine.conf"
done
if [ -z "$root" ]; then systemctl daemon-reload; fi
