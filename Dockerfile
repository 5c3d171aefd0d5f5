# syntax=docker/dockerfile:1
# Built on the builder's own platform for the one that is asked for; nothing is emulated. A release pins GO_IMAGE by
# digest: the CA certificates come from it, and so the same sources give the same image.
ARG GO_IMAGE=golang:1.26-bookworm
FROM --platform=$BUILDPLATFORM ${GO_IMAGE} AS build
WORKDIR /src
COPY go.mod go.sum ./
RUN --mount=type=cache,target=/go/pkg/mod go mod download
COPY . .
ARG VERSION=
ARG TARGETOS
ARG TARGETARCH
# Neither paths nor the time nor the clone come into the binary, so that it depends on sources and toolchain alone. The
# time zones are in it (timetzdata): an image without files of its own has none.
RUN --mount=type=cache,target=/go/pkg/mod --mount=type=cache,target=/root/.cache/go-build \
    CGO_ENABLED=0 GOTOOLCHAIN=local GOOS=$TARGETOS GOARCH=$TARGETARCH \
    go build -mod=readonly -trimpath -buildvcs=false -tags timetzdata -ldflags "-s -w -buildid= -X main.stamp=${VERSION}" \
    -o /out/bulkdial ./cmd/bulkdial
RUN mkdir -p /out/tmp /out/etc/ssl/certs && cp /etc/ssl/certs/ca-certificates.crt /out/etc/ssl/certs/

FROM scratch
ARG VERSION=
ARG REVISION=
LABEL org.opencontainers.image.title="bulkdial" \
      org.opencontainers.image.description="Calls the people in a CSV file through Cartesia voice agents, no person twice" \
      org.opencontainers.image.version="${VERSION}" \
      org.opencontainers.image.revision="${REVISION}"
COPY --from=build /out/etc/ssl/certs/ca-certificates.crt /etc/ssl/certs/
COPY --from=build /out/bulkdial /bulkdial
# Room for a large workbook, for whichever user; with a read-only root it is mounted (--tmpfs /tmp).
COPY --from=build --chmod=1777 /out/tmp /tmp
# A number, so that an orchestrator can check that it is not root.
USER 65532:65532
WORKDIR /data
# Exec form: the program is process 1 and gets SIGTERM itself. A drain takes up to --request-timeout (1m), so stop
# the container with more patience than that (docker stop --time 70).
ENTRYPOINT ["/bulkdial"]
CMD ["--help"]
