# Inference worker. On a CPU as it is; for a GPU (CUDA 12, cuDNN 9):
#   --build-arg RUNTIME_IMAGE=nvidia/cuda:12.6.3-cudnn-runtime-ubuntu22.04 --build-arg TENSORFLOW_CLASSIFIER=linux-x86_64-gpu
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
 && DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends openjdk-17-jre-headless \
 && rm -rf /var/lib/apt/lists/* \
 && groupadd --gid 10001 thoraflow \
 && useradd --uid 10001 --gid 10001 --no-create-home --home-dir /nonexistent --shell /usr/sbin/nologin thoraflow \
 && install -d -m 0700 -o 10001 -g 10001 /data/models /var/cache/thoraflow
COPY --from=natives /natives/org/tensorflow/internal/c_api/ /opt/thoraflow/tensorflow/
COPY --from=build /build/inference-worker/target/distribution/lib/ /opt/thoraflow/lib/
COPY --from=build /build/inference-worker/target/distribution/app/ /opt/thoraflow/app/
COPY --from=build /build/inference-worker/target/distribution/sbom.cdx.json /opt/thoraflow/
COPY thoraflow /opt/thoraflow/
ENV MODEL_REPOSITORY=/data/models
ENV MODEL_CACHE=/var/cache/thoraflow
ENV MONITORING_HOST=0.0.0.0
ENV MONITORING_PORT=8082
USER 10001:10001
EXPOSE 8082
HEALTHCHECK --interval=15s --timeout=10s --start-period=60s CMD ["/opt/thoraflow/thoraflow", "health", "live"]
ENTRYPOINT ["/opt/thoraflow/thoraflow"]
CMD ["worker"]
ARG VERSION=0.1.0-SNAPSHOT
ARG REVISION=unknown
LABEL org.opencontainers.image.title="Thoraflow inference worker" \
      org.opencontainers.image.description="Reads chest X-rays from Kafka, writes diagnoses to PostgreSQL" \
      org.opencontainers.image.version="${VERSION}" \
      org.opencontainers.image.revision="${REVISION}"
