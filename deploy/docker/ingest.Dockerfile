# Ingest: takes files from the inbox and puts them on the topic of X-rays.
ARG RUNTIME_IMAGE=debian:12.11-slim

# The same in every image, so that one build serves all of them. With fixed times a layer's digest is its content's, so that
# a release sends only the layers that changed: mostly app/.
FROM maven:3.9.9-eclipse-temurin-17 AS build
WORKDIR /build
COPY . .
RUN --mount=type=cache,target=/root/.m2 mvn -B -ntp -Pdistribution -DskipTests -Dspotless.check.skip=true package \
 && find . -path '*/target/distribution/*' -exec touch -d @0 {} +

FROM ${RUNTIME_IMAGE}
RUN apt-get update \
 && DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends openjdk-17-jre-headless libgdcm-tools \
 && rm -rf /var/lib/apt/lists/* \
 && groupadd --gid 10001 thoraflow \
 && useradd --uid 10001 --gid 10001 --no-create-home --home-dir /nonexistent --shell /usr/sbin/nologin thoraflow \
 && install -d -m 0700 -o 10001 -g 10001 /data/inbox /data/archive /data/rejected
COPY --from=build /build/ingest/target/distribution/lib/ /opt/thoraflow/lib/
COPY --from=build /build/ingest/target/distribution/app/ /opt/thoraflow/app/
COPY --from=build /build/ingest/target/distribution/sbom.cdx.json /opt/thoraflow/
COPY thoraflow /opt/thoraflow/
ENV INGEST_INBOX=/data/inbox
ENV INGEST_ARCHIVE=/data/archive
ENV INGEST_REJECTED=/data/rejected
ENV MONITORING_HOST=0.0.0.0
ENV MONITORING_PORT=9471
USER 10001:10001
EXPOSE 9471
HEALTHCHECK --interval=15s --timeout=10s --start-period=60s CMD ["/opt/thoraflow/thoraflow", "health", "live"]
ENTRYPOINT ["/opt/thoraflow/thoraflow"]
CMD ["ingest"]
ARG VERSION=0.1.0-SNAPSHOT
ARG REVISION=unknown
LABEL org.opencontainers.image.title="Thoraflow ingest" \
      org.opencontainers.image.description="Takes X-rays from a folder to Kafka" \
      org.opencontainers.image.version="${VERSION}" \
      org.opencontainers.image.revision="${REVISION}"
