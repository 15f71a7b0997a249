# syntax=docker/dockerfile:1
# One image per program: docker build --build-arg PROGRAM=manager -t facegov/manager .
# PROGRAM is manager, retention or fallback-auth. The image holds that program and nothing else: no shell, no package
# manager. Time zones are compiled in.
ARG GO_VERSION=1.26

FROM --platform=$BUILDPLATFORM golang:${GO_VERSION} AS build
ARG PROGRAM
ARG TARGETOS
ARG TARGETARCH
WORKDIR /src
COPY go.mod go.sum ./
RUN --mount=type=cache,target=/go/pkg/mod go mod download
COPY api/ api/
COPY cmd/ cmd/
COPY controllers/ controllers/
COPY internal/ internal/
RUN --mount=type=cache,target=/go/pkg/mod --mount=type=cache,target=/root/.cache/go-build \
    test -n "$PROGRAM" && test -d "cmd/$PROGRAM" || { echo "give --build-arg PROGRAM=manager, retention or fallback-auth" >&2; exit 1; }; \
    CGO_ENABLED=0 GOOS=$TARGETOS GOARCH=$TARGETARCH \
    go build -buildvcs=false -trimpath -ldflags "-s -w" -o /out/program "./cmd/$PROGRAM"

FROM scratch
COPY --from=build /out/program /program
USER 65532:65532
ENTRYPOINT ["/program"]
