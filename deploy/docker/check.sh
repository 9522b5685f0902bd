#!/usr/bin/env bash
# Checks the images without an engine: runs the Maven command of the Dockerfiles, then starts every service of
# docker-compose.yml from nothing but the files that its Dockerfile copies (ImagesTest). Needs root, for mount namespaces.
set -euo pipefail
cd "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")/../.."

build="$(sed -n "s/^RUN .* mvn \(.* package\) .*/\1/p" deploy/docker/*.Dockerfile | sort -u)"
[ "$(printf '%s\n' "$build" | wc -l)" = 1 ] || { echo "the Dockerfiles build in different ways: $build" >&2; exit 1; }

# A jar of an earlier version must not be left beside its successor.
lib=({ingest,inference-worker,trainer,deploy/standalone}/target/distribution/lib deploy/standalone/target/thoraflow/lib)
mkdir -p "${lib[@]}"
touch "${lib[@]/%//left-over-0.jar}"
# shellcheck disable=SC2086 # several arguments
mvn ${THORAFLOW_MAVEN_OPTIONS:-} $build
if ls "${lib[@]/%//left-over-0.jar}" 2>/dev/null; then
  echo "the build has left jars of an earlier one" >&2
  exit 1
fi
# shellcheck disable=SC2086 # several arguments
THORAFLOW_CHECK_IMAGES=true mvn ${THORAFLOW_MAVEN_OPTIONS:-} -B -ntp -pl deploy/standalone -am test \
  -Dspotless.check.skip=true -Dtest=ImagesTest,SystemdUnitsTest -Dsurefire.failIfNoSpecifiedTests=false
