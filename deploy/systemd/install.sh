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
owner=()
if [ -z "$root" ]; then owner=(-o thoraflow -g thoraflow); fi

install -d "$root$release" "$root/etc/systemd/system"
cp -r "$built/app" "$built/lib" "$built/sbom.cdx.json" "$root$release/"
cp -r "$natives" "$root$release/tensorflow"
install -m 0755 thoraflow deploy/docker/dicom-receiver.sh "$root$release/"
chmod -R a+rX,go-w "$root$release"

for folder in inbox archive rejected models reports features weights; do
  install -d -m 0750 "${owner[@]}" "$root/var/lib/thoraflow/$folder"
done

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

install -m 0644 deploy/systemd/*.service "$root/etc/systemd/system/"
# The link changes at once: whoever starts now gets the old release or the new one.
ln -sfn "thoraflow-$version" "$root/opt/thoraflow.new"
mv -T "$root/opt/thoraflow.new" "$root/opt/thoraflow"
if [ -z "$root" ]; then systemctl daemon-reload; fi
echo "installed $release; restart the services to run it (docs/install-debian.md)"
