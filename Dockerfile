# syntax=docker/dockerfile:1
FROM golang:1.26-bookworm AS build
WORKDIR /src
COPY go.mod go.sum ./
RUN --mount=type=cache,target=/go/pkg/mod go mod download
COPY . .
ARG VERSION=
RUN --mount=type=cache,target=/go/pkg/mod --mount=type=cache,target=/root/.cache/go-build \
    CGO_ENABLED=0 go build -trimpath -ldflags "-s -w -X main.stamp=${VERSION}" -o /bulkdial ./cmd/bulkdial

FROM scratch
COPY --from=build /etc/ssl/certs/ca-certificates.crt /etc/ssl/certs/
COPY --from=build /bulkdial /bulkdial
# A number, so that an orchestrator can check that it is not root.
USER 65532:65532
WORKDIR /data
# Exec form: the program is process 1 and gets SIGTERM itself. A drain takes up to --request-timeout (1m), so stop
# the container with more patience than that (docker stop --time 70).
ENTRYPOINT ["/bulkdial"]
CMD ["--help"]
