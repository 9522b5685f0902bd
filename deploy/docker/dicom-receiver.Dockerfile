# DICOM listener: dcmtk's storescp, which lets X-rays appear in the inbox only when they are whole.
ARG RUNTIME_IMAGE=debian:12.11-slim

FROM ${RUNTIME_IMAGE}
RUN apt-get update \
 && DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends dcmtk \
 && rm -rf /var/lib/apt/lists/* \
 && groupadd --gid 10001 thoraflow \
 && useradd --uid 10001 --gid 10001 --no-create-home --home-dir /nonexistent --shell /usr/sbin/nologin thoraflow \
 && install -d -m 0700 -o 10001 -g 10001 /data/inbox
COPY deploy/docker/dicom-receiver.sh /opt/thoraflow/
COPY deploy/docker/dicom-receiver.pl /opt/thoraflow/
ENV DICOM_INBOX=/data/inbox
ENV DICOM_PORT=11112
USER 10001:10001
EXPOSE 11112
HEALTHCHECK --interval=15s --timeout=10s --start-period=10s CMD ["/opt/thoraflow/dicom-receiver.sh", "health"]
ENTRYPOINT ["/opt/thoraflow/dicom-receiver.sh"]
ARG VERSION=0.1.0-SNAPSHOT
ARG REVISION=unknown
LABEL org.opencontainers.image.title="Thoraflow DICOM receiver" \
      org.opencontainers.image.description="C-STORE listener that writes into the inbox" \
      org.opencontainers.image.version="${VERSION}" \
      org.opencontainers.image.revision="${REVISION}"
