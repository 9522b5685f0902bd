#!/usr/bin/env bash
# Writes the digest behind each image's tag into docker-compose.yml and the Dockerfiles (NAME:TAG becomes NAME:TAG@sha256:...), so
# that a tag that is moved afterwards changes nothing here. Needs a container engine and the registries; run it again to take up new
# digests. The project's own images (thoraflow/...) stay: they are built here; on Kubernetes pin them as README.md there says.
#
#   deploy/docker/pin-images.sh [--check]
#
# --check  changes nothing, and fails if an image is not pinned; needs no engine
#
# NOT RUN against a registry by the project's own tests, which have no engine; they run it with a stand-in.
set -euo pipefail
cd "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")/../.."

fail() { echo "pin-images.sh: $*" >&2; exit 1; }

check=false
case "${1:-}" in
  '') ;;
  --check) check=true ;;
  *) fail "unknown option $1; there is --check" ;;
esac

files=(docker-compose.yml deploy/docker/*.Dockerfile)
# In lines that name one: host, path and tag, with the digest of before where there is one.
prefix='^( *(image: |FROM |ARG RUNTIME_IMAGE=|RUNTIME_IMAGE: ))'
image='[a-z0-9][a-z0-9./-]*:[A-Za-z0-9][A-Za-z0-9._-]*'
suffix='(@sha256:[0-9a-f]{64})?( AS [a-z]+)?$'

names="$(sed -nE "s#$prefix($image)$suffix#\3\4#p" "${files[@]}" | grep -v '^thoraflow/' | sort -u)"
[ -n "$names" ] || fail "no image is named in ${files[*]}"

if $check; then
  open="$(printf '%s\n' "$names" | grep -v '@sha256:' || true)"
  [ -z "$open" ] || fail "not pinned: ${open//$'\n'/ }"
  echo "every image is pinned"
  exit 0
fi

engine=
for candidate in docker podman; do
  if command -v "$candidate" >/dev/null && "$candidate" version >/dev/null 2>&1; then
    engine="$candidate"
    break
  fi
done
[ -n "$engine" ] || fail "no container engine answers (docker or podman), so no digest can be found; nothing was changed"

# Of all platforms together where buildx can tell it, else of what was pulled.
digest() { # IMAGE
  local found
  found="$("$engine" buildx imagetools inspect --format '{{.Manifest.Digest}}' "$1" 2>/dev/null)" || found=
  if [[ ! "$found" =~ ^sha256:[0-9a-f]{64}$ ]]; then
    "$engine" pull --quiet "$1" >/dev/null || fail "$1 cannot be pulled; nothing was changed"
    found="$("$engine" inspect --format '{{index .RepoDigests 0}}' "$1")" || found=
    found="${found##*@}"
  fi
  [[ "$found" =~ ^sha256:[0-9a-f]{64}$ ]] || fail "$1 has no digest, as it comes from no registry; nothing was changed"
  printf '%s' "$found"
}

work="$(mktemp -d)"
trap 'rm -rf "$work"' EXIT
while IFS= read -r name; do
  name="${name%@*}"
  found="$(digest "$name")"
  printf 's#%s(%s)%s#\\1\\3@%s\\5#\n' "$prefix" "${name//./\\.}" "$suffix" "$found" >>"$work/rules"
  echo "$name is $found"
done <<<"$names"

for file in "${files[@]}"; do
  sed -E -f "$work/rules" "$file" >"$work/file"
  cat "$work/file" >"$file" # keeps the file's mode
done
