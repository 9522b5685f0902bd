#!/usr/bin/env bash
# Installs this checkout's build on this machine, or upgrades what is installed:
#
#   mvn -B -Pdistribution -DskipTests package && sudo deploy/systemd/install.sh
#
# Programs go to /opt/thoraflow-VERSION, which the link /opt/thoraflow names; settings and secrets in /etc/thoraflow that
# exist stay as they are. Starts nothing. DESTDIR is put before every path, for packages and tests.
set -euo pipefail
cd "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")/../.."

fail() { echo "install.sh: $*" >&2; exit 1; }

root="${DESTDIR:-}"
built=deploy/standalone/target/distribution
natives=target/tensorflow-native/org/tensorflow/internal/c_api
[ -d "$built/app" ] || fail "nothing is built: run mvn -B -Pdistribution -DskipTests package"
version="${1:-$(date +%Y%m%d%H%M%S)}"
[[ "$version" =~ ^[A-Za-z0-9][A-Za-z0-9._-]*$ ]] || fail "the version must be letters, digits, . _ and -, but is $version"
release="/opt/thoraflow-$version"
[ ! -e "$root$release" ] || fail "$root$release exists; give another version"

if [ -z "$root" ] && ! id thoraflow >/dev/null 2>&1; then
  useradd --system --home-dir /var/lib/thoraflow --no-create-home --shell /usr/sbin/nologin thoraflow
fi
# Whoever runs models is nobody else: a user of its own for workers and one for imports, which share the folder of models alone.
if [ -z "$root" ]; then
  getent group thoraflow-models >/dev/null || groupadd --system thoraflow-models
  for user in thoraflow-worker thoraflow-importer; do
    id "$user" >/dev/null 2>&1 || useradd --system --home-dir /nonexistent --no-create-home --shell /usr/sbin/nologin "$user"
  done
fi
owner=()
if [ -z "$root" ]; then owner=(-o thoraflow -g thoraflow); fi

install -d "$root$release" "$root/etc/systemd/system"
cp -r "$built/app" "$built/lib" "$built/sbom.cdx.json" "$root$release/"
cp -r "$natives" "$root$release/tensorflow"
install -m 0755 thoraflow deploy/docker/dicom-receiver.sh deploy/docker/dicom-receiver.pl deploy/systemd/confine.sh "$root$release/"
chmod -R a+rX,go-w "$root$release"

for folder in inbox archive rejected models reports features weights; do
  install -d -m 0750 "${owner[@]}" "$root/var/lib/thoraflow/$folder"
done
# What is made in the folder of models is its group's to read; each of them moves and deletes but its own.
install -d -m 0755 "$root/var/lib/thoraflow/import"
chmod 3770 "$root/var/lib/thoraflow/models"
if [ -z "$root" ]; then
  chgrp -R thoraflow-models /var/lib/thoraflow/models
  chmod -R g+rX /var/lib/thoraflow/models
fi

install -d -m 0755 "$root/etc/thoraflow"
install -d -m 0700 "$root/etc/thoraflow/secrets"
for file in deploy/systemd/etc/*.env; do
  if [ ! -e "$root/etc/thoraflow/$(basename "$file")" ]; then install -m 0644 "$file" "$root/etc/thoraflow/"; fi
done
for name in pseudonym_secret postgres_password owner_password worker_password trainer_password reader_password dashboard_password; do
  if [ ! -s "$root/etc/thoraflow/secrets/$name" ]; then
    # Under its own name when it is whole: half a secret would be taken for one.
    (umask 077 && od -An -N32 -tx1 /dev/urandom | tr -d ' \n' >"$root/etc/thoraflow/secrets/$name.new")
    mv -T "$root/etc/thoraflow/secrets/$name.new" "$root/etc/thoraflow/secrets/$name"
  fi
done

# The key that signs models, for trainer and operator; and the public one, which workers trust, beside those that are there.
if [ ! -s "$root/etc/thoraflow/secrets/model_signing_key" ]; then
  command -v openssl >/dev/null || fail "openssl is missing, which makes the key that signs models"
  (umask 077 && openssl genpkey -algorithm ed25519 -out "$root/etc/thoraflow/secrets/model_signing_key.new")
  openssl pkey -in "$root/etc/thoraflow/secrets/model_signing_key.new" -pubout >>"$root/etc/thoraflow/model_trusted_keys"
  chmod 0644 "$root/etc/thoraflow/model_trusted_keys"
  mv "$root/etc/thoraflow/secrets/model_signing_key.new" "$root/etc/thoraflow/secrets/model_signing_key"
fi

install -m 0644 deploy/systemd/*.service "$root/etc/systemd/system/"
deploy/systemd/confine.sh # has systemd read the units, too
# The link changes at once: whoever starts now gets the old release or the new one.
ln -sfn "thoraflow-$version" "$root/opt/thoraflow.new"
mv -T "$root/opt/thoraflow.new" "$root/opt/thoraflow"
echo "installed $release; restart the services to run it (docs/install-debian.md)"
