# The thoraflow command: migrates outside servers, and all that operators do with models, labels and dead letters.
ARG RUNTIME_IMAGE=debian:12.11-slim

# The same in every image, so that one build serves all of them. With fixed times a layer's digest is its content's, so that
# a release sends only the layers that changed: mostly app/.
FROM maven:3.9.9-eclipse-temurin-17 AS build
WORKDIR /build
COPY . .
RUN --mount=type=cache,target=/root/.m2 mvn -B -ntp -Pdistribution -DskipTests -Dspotless.check.skip=true package \
 && find . -path '*/target/distribution/*' -exec touch -d @0 {} +

# TensorFlow's native libraries (652 MB unpacked, more for a GPU): a layer of their own, which changes with TensorFlow's version only.
FROM maven:3.9.9-eclipse-temurin-17 AS natives
ARG TENSORFLOW_VERSION=1.1.0
ARG TENSORFLOW_CLASSIFIER=linux-x86_64
RUN --mount=type=cache,target=/root/.m2 mvn -B -ntp org.apache.maven.plugins:maven-dependency-plugin:3.6.1:unpack -Dartifact=org.tensorflow:tensorflow-core-native:${TENSORFLOW_VERSION}:jar:${TENSORFLOW_CLASSIFIER} '-Dmdep.unpack.includes=org/tensorflow/internal/c_api/**' -DoutputDirectory=/natives \
 && find /natives -exec touch -d @0 {} +

FROM ${RUNTIME_IMAGE}
RUN apt-get update \
 && DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends openjdk-17-jre-headless libgdcm-tools fonts-dejavu-core \
 && rm -rf /var/lib/apt/lists/* \
 && groupadd --gid 10001 thoraflow \
 && useradd --uid 10001 --gid 10001 --no-create-home --home-dir /nonexistent --shell /usr/sbin/nologin thoraflow \
 && install -d -m 0700 -o 10001 -g 10001 /data/inbox /data/archive /data/rejected /data/models /data/reports /data/features /data/weights /data/logs /data/secrets
COPY --from=natives /natives/org/tensorflow/internal/c_api/ /opt/thoraflow/tensorflow/
COPY --from=build /build/deploy/standalone/target/distribution/lib/ /opt/thoraflow/lib/
COPY --from=build /build/deploy/standalone/target/distribution/app/ /opt/thoraflow/app/
COPY --from=build /build/deploy/standalone/target/distribution/sbom.cdx.json /opt/thoraflow/
COPY thoraflow /opt/thoraflow/
ENV THORAFLOW_DATA=/data
ENV WEIGHTS_CACHE=/data/weights
USER 10001:10001
ENTRYPOINT ["/opt/thoraflow/thoraflow"]
CMD ["--help"]
ARG VERSION=0.1.0-SNAPSHOT
ARG REVISION=unknown
LABEL org.opencontainers.image.title="Thoraflow command" \
      org.opencontainers.image.description="Migrations, models, labels, dead letters" \
      org.opencontainers.image.version="${VERSION}" \
      org.opencontainers.image.revision="${REVISION}"
