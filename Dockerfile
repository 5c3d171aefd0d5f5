# syntax=docker/dockerfile:1
# Cross-compiled on the platform of the builder, without emulation. A release pins GO_IMAGE by digest: the CA certificates
# come from it, so the same sources give the same image.
ARG GO_IMAGE=golang:1.26-bookworm
FROM --platform=$BUILDPLATFORM ${GO_IMAGE} AS build
WORKDIR /src
COPY go.mod go.sum ./
RUN --mount=type=cache,target=/go/pkg/mod go mod download
COPY . .
ARG VERSION=
ARG TARGETOS
ARG TARGETARCH
# The binary contains no paths, times or commits, so it depends only on sources and toolchain. The time zones are in it
# (timetzdata), because the image has no files of them.
RUN --mount=type=cache,target=/go/pkg/mod --mount=type=cache,target=/root/.cache/go-build \
    CGO_ENABLED=0 GOTOOLCHAIN=local GOOS=$TARGETOS GOARCH=$TARGETARCH \
    go build -mod=readonly -trimpath -buildvcs=false -tags timetzdata -ldflags "-s -w -buildid= -X main.stamp=${VERSION}" \
    -o /out/bulkdial ./cmd/bulkdial
RUN mkdir -p /out/tmp /out/etc/ssl/certs && cp /etc/ssl/certs/ca-certificates.crt /out/etc/ssl/certs/

FROM scratch
ARG VERSION=
ARG REVISION=
LABEL org.opencontainers.image.title="bulkdial" \
      org.opencontainers.image.description="Calls the contacts of a CSV file through Cartesia voice agents, no contact twice" \
      org.opencontainers.image.version="${VERSION}" \
      org.opencontainers.image.revision="${REVISION}"
COPY --from=build /out/etc/ssl/certs/ca-certificates.crt /etc/ssl/certs/
COPY --from=build /out/bulkdial /bulkdial
# Temporary files of a large workbook, for any user; with a read-only root mount one (--tmpfs /tmp).
COPY --from=build --chmod=1777 /out/tmp /tmp
# A number, so that an orchestrator can check that the user is not root.
USER 65532:65532
WORKDIR /data
# Exec form: the program is process 1 and gets SIGTERM itself. A drain takes up to --request-timeout (1m), so give the
# container more time to stop (docker stop --time 70).
ENTRYPOINT ["/bulkdial"]
CMD ["--help"]
